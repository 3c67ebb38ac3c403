"""`apicompiler deploy`."""

from typing import Annotated

from apicompiler.cli.command import Argument, Option
from apicompiler.cli.connecting import PROFILE
from apicompiler.cli.synth import environments, start
from apicompiler.cli.terminal import Color

WHERE = "The environment; it may be left out where there is one alone."
YES = "Approve of what widens permissions; who deploys without a terminal has to say it."
HOTSWAP = "Import documents of REST APIs that have changed, past CloudFormation, and nothing else."


def deploy(
    path: Annotated[str, Argument("The blueprint, or the folder that holds it.", "PATH", file=True)] = ".",
    *,
    env: Annotated[str, Option(WHERE, "-e", env="APICOMPILER_ENV", complete=environments)] = "",
    yes: Annotated[bool, Option(YES, "-y")] = False,
    hotswap: Annotated[bool, Option(HOTSWAP)] = False,
    output: Annotated[str, Option("The folder of the cloud assembly.", "-o", file=True)] = "cdk.out",
    profile: Annotated[str, Option(PROFILE)] = "",
    color: Annotated[Color, Option("When to color.", metavar="auto|always|never")] = "auto",
) -> int:
    """Check a blueprint, compile it, and hand it to `cdk deploy`, whose output is shown as it comes.

    Exits with 5 where the deployment fails: what CloudFormation says of it stands above.
    """
    start()
    from apicompiler.cli.deploying import Wish, deploy

    return deploy(Wish(path, env, yes, hotswap, output, profile, color))
