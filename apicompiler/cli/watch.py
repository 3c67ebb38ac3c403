"""`apicompiler watch`."""

from typing import Annotated

from apicompiler.cli.command import Argument, Option
from apicompiler.cli.connecting import PROFILE
from apicompiler.cli.deploy import HOTSWAP, WHERE, YES
from apicompiler.cli.synth import environments, start
from apicompiler.cli.terminal import Color


def watch(
    path: Annotated[str, Argument("The blueprint, or the folder that holds it.", "PATH", file=True)] = ".",
    *,
    env: Annotated[str, Option(WHERE, "-e", env="APICOMPILER_ENV", complete=environments)] = "",
    yes: Annotated[bool, Option(YES, "-y")] = False,
    hotswap: Annotated[bool, Option(HOTSWAP)] = False,
    output: Annotated[str, Option("The folder of the cloud assembly.", "-o", file=True)] = "cdk.out",
    profile: Annotated[str, Option(PROFILE)] = "",
    color: Annotated[Color, Option("When to color.", metavar="auto|always|never")] = "auto",
) -> int:
    """Deploy, and deploy again whenever a file changes; never a protected environment.

    What does not pass the checks is not deployed; `apicompiler deploy` tells of the rest.
    """
    start()
    from apicompiler.cli.deploying import Wish, watch

    return watch(Wish(path, env, yes, hotswap, output, profile, color))
