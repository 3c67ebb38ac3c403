"""`apicompiler verify`."""

from typing import Annotated, Literal

from apicompiler.cli.command import Argument, Option
from apicompiler.cli.connecting import PROFILE
from apicompiler.cli.outputs import formats
from apicompiler.cli.synth import environments
from apicompiler.cli.terminal import Color


def verify(
    path: Annotated[str, Argument("The blueprint, or the folder that holds it.", "PATH", file=True)] = ".",
    *,
    env: Annotated[
        str,
        Option("The environment; the first when left out.", "-e", env="APICOMPILER_ENV", complete=environments),
    ] = "",
    url: Annotated[
        list[str],
        Option(
            "Call the API, too: at a domain of the blueprint, or one stage at any address. May be repeated.",
            metavar="[API/STAGE=]URL",
        ),
    ] = [],  # noqa: B006
    profile: Annotated[str, Option(PROFILE, env="AWS_PROFILE")] = "",
    format: Annotated[
        list[str],
        Option(
            "How findings are shown; `FORMAT=FILE` writes a file. May be repeated.",
            metavar="FORMAT[=FILE]",
            complete=formats,
        ),
    ] = [],  # noqa: B006
    fail_on: Annotated[
        Literal["error", "warning", "info"], Option("The least severity that makes the exit code 1.")
    ] = "error",
    color: Annotated[Color, Option("When to color.", metavar="auto|always|never")] = "auto",
) -> int:
    """Compare what stands in the account with the plan, after a deployment or at any time.

    It reads and changes nothing: the stack, stages and what they serve, usage plans, keys without their values,
    domains, policies, logs. With `--url` it also calls the API: only with GET, HEAD and OPTIONS.
    Exits with 0 when all is as planned, 1 when something differs, and 4 when the account cannot be read.
    """
    from apicompiler.cli.verifying import verified_at

    return verified_at(path, env, tuple(url), profile, tuple(format), fail_on, color)
