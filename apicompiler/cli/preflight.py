"""`apicompiler preflight`."""

from typing import Annotated, Literal

from apicompiler.cli.command import Argument, Option
from apicompiler.cli.connecting import PROFILE
from apicompiler.cli.outputs import AsFormats
from apicompiler.cli.synth import environments
from apicompiler.cli.terminal import Color


def preflight(
    path: Annotated[str, Argument("The blueprint, or the folder that holds it.", "PATH", file=True)] = ".",
    *,
    env: Annotated[
        list[str], Option("Only this environment; may be repeated.", "-e", env="APICOMPILER_ENV", complete=environments)
    ] = [],  # noqa: B006
    profile: Annotated[str, Option(PROFILE)] = "",
    policy: Annotated[
        bool, Option("Print the policy of IAM that the questions need, and ask nothing; no account is needed.")
    ] = False,
    format: AsFormats = [],  # noqa: B006
    fail_on: Annotated[
        Literal["error", "warning", "info"] | None,
        Option("The least severity that makes the exit code 1; error when nothing is said."),
    ] = None,
    color: Annotated[Color, Option("When to color.", metavar="auto|always|never")] = "auto",
) -> int:
    """Look whether an account has what a deployment needs, and change nothing.

    Certificates, hosted zones, functions, links, pools, parameters and whatever
    else the blueprint names has to be there, and the names that it gives must be
    free. Exits with 0 when nothing is wrong, 1 when something is, and 4 when the
    account cannot be reached.
    """
    from apicompiler.cli.preflighting import Asked, preflighting

    return preflighting(Asked(path, tuple(env), profile, policy, tuple(format), fail_on or "", color))
