"""`apicompiler deploy`."""

from typing import Annotated

from apicompiler.cli.command import Argument, Option
from apicompiler.cli.connecting import PROFILE
from apicompiler.cli.synth import environments, start
from apicompiler.cli.terminal import Color

WHERE = "The environment; it may be left out where there is one alone."
YES = "Approve of what widens permissions; who deploys without a terminal has to say it."
NO_PREFLIGHT = "Do not look first whether the account has what the deployment needs."
HOTSWAP = "Import documents of REST APIs that have changed, past CloudFormation, and nothing else."
Path = Annotated[str, Argument("The blueprint, or the folder that holds it.", "PATH", file=True)]
Env = Annotated[str, Option(WHERE, "-e", env="APICOMPILER_ENV", complete=environments)]
Yes = Annotated[bool, Option(YES, "-y")]
Hotswap = Annotated[bool, Option(HOTSWAP)]
NoPreflight = Annotated[bool, Option(NO_PREFLIGHT)]
Output = Annotated[str, Option("The folder of the cloud assembly.", "-o", file=True)]
Profile = Annotated[str, Option(PROFILE)]
Colored = Annotated[Color, Option("When to color.", metavar="auto|always|never")]


def deploy(
    path: Path = ".",
    *,
    env: Env = "",
    yes: Yes = False,
    hotswap: Hotswap = False,
    no_preflight: NoPreflight = False,
    output: Output = "cdk.out",
    profile: Profile = "",
    color: Colored = "auto",
) -> int:
    """Check a blueprint, compile it, look at the account, and hand it to `cdk deploy`, whose output comes as it is.

    Exits with 5 where the deployment fails: what CloudFormation says of it stands above.
    """
    start()
    from apicompiler.cli.deploying import Wish, deploy

    return deploy(Wish(path, env, yes, hotswap, no_preflight, output, profile, color))
