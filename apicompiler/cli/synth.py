"""`apicompiler synth`."""

from collections.abc import Iterable
from contextlib import suppress
from importlib import import_module
from threading import Thread
from typing import Annotated, Literal

from apicompiler.cli.command import Argument, Option


def environments(incomplete: str) -> Iterable[str]:
    """Complete the names of environments from the blueprint in this folder."""
    from apicompiler.cli.synthesis import environments

    return [name for name in environments(".") if name.startswith(incomplete)]


def _import(*names: str) -> None:
    # Whoever needs them imports them again, and is told what is wrong; nobody else is.
    with suppress(Exception):
        for name in names:
            import_module(name)


def start() -> None:
    """Let the CDK start while we read: it takes half a second, most of it waiting for Node."""
    _import("apicompiler.emit", "jsii")
    Thread(target=_import, args=["apicompiler.emit.assembly"], daemon=True).start()


def synth(
    path: Annotated[str, Argument("The blueprint, or the folder that holds it.", "PATH", file=True)] = ".",
    *,
    env: Annotated[
        list[str], Option("Only this environment; may be repeated.", "-e", env="APICOMPILER_ENV", complete=environments)
    ] = [],  # noqa: B006
    api: Annotated[list[str], Option("Only this API, under a stack name of its own; may be repeated.")] = [],  # noqa: B006
    account: Annotated[
        bool, Option("Compile what the account and region need once instead: the role under which logs are written.")
    ] = False,
    output: Annotated[str, Option("The folder of the cloud assembly.", "-o", file=True)] = "cdk.out",
    print: Annotated[bool, Option("Print the templates, and write nothing.")] = False,
    check: Annotated[bool, Option("Write nothing; exit with 1 when the assembly is not what it would be now.")] = False,
    validate: Annotated[bool, Option("Let CDK validate the templates, too.")] = False,
    quiet: Annotated[bool, Option("Say nothing unless something is wrong.", "-q")] = False,
    color: Annotated[
        Literal["auto", "always", "never"], Option("When to color.", metavar="auto|always|never")
    ] = "auto",
) -> int:
    """Compile a blueprint into a cloud assembly that `cdk deploy` takes.

    The assembly that was there before stays whole until the new one is.
    """
    start()
    from apicompiler.cli.synthesis import Show, synthesis

    show: Show = "print" if print else "check" if check else "quiet" if quiet else "overview"
    return synthesis(path, env, api, account, output, show, validate, color)
