"""The command line: the only place that prints, exits and reads the environment."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import NoReturn

from apicompiler.cli.fast import understood
from apicompiler.cli.wrong import WrongCall

COMMANDS = (
    "init", "lint", "synth", "preflight", "deploy", "watch", "verify", "promote", "rollback", "protect", "keys",
    "export", "sdk", "graph", "report", "explain", "access", "rules", "schema", "doctor", "lsp",
)  # fmt: skip
GROUPS = {"keys": ("list", "issue", "rotate", "expire", "show")}
"""Commands that are several, each a function of the module."""

USAGE, NO_ACCOUNT, DEFECT, INTERRUPTED = 2, 4, 70, 130


def main() -> None:
    """Run the command that the command line names, and exit with its code."""
    gc.disable()  # a run is short, and nearly all it makes it keeps to the end
    leave(run(sys.argv[1:]))


def leave(code: int) -> NoReturn:
    """Exit without taking everything apart, which would take longer than reading a large document."""
    if "jsii" in sys.modules:
        from apicompiler.emit.kernel import end

        end()
    sys.stdout.flush()
    sys.stderr.flush()
    atexit._run_exitfuncs()
    os._exit(code)


def run(words: list[str]) -> int:
    """Run the command *words* and return its exit code."""
    try:
        return _run(words)
    except KeyboardInterrupt:
        return INTERRUPTED
    except WrongCall as error:
        sys.stdout.flush()
        print(f"apicompiler: {error}", file=sys.stderr)
        return USAGE
    except BrokenPipeError:
        # Whoever read us has gone; what is still in the buffer goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        return _failed(error, words)


def _failed(error: Exception, words: list[str]) -> int:
    """Say what an account does not give; anything else is our mistake."""
    from apicompiler.account.trouble import Trouble

    if isinstance(error, Trouble):
        sys.stdout.flush()
        print(f"apicompiler: {error}", file=sys.stderr)
        return NO_ACCOUNT
    from apicompiler.cli.defect import report

    return report(error, words)


def _run(words: list[str]) -> int:
    if words[:1] == ["--version"]:
        print(version())
        return 0
    named = words[:2] if words and words[0] in GROUPS else words[:1]
    if _is_command(named) and "_APICOMPILER_COMPLETE" not in os.environ:
        function = command(*named)
        values = understood(function, words[len(named) :])
        if values is not None:
            return function(**values)
    from apicompiler.cli.app import build

    commands = {name: command(name) for name in COMMANDS if name not in GROUPS}
    groups = {name: {part: command(name, part) for part in parts} for name, parts in GROUPS.items()}
    app = build(commands, groups, version)
    try:
        app(args=words, prog_name="apicompiler")
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else USAGE
    return 0


def _is_command(named: list[str]) -> bool:
    match named:
        case [group, part]:
            return part in GROUPS[group]
        case [name]:
            return name in COMMANDS and name not in GROUPS
    return False


def command(name: str, part: str = "") -> Callable[..., int]:
    """Return the function behind a command; its module is imported now and not before."""
    function: Callable[..., int] = getattr(import_module(f"apicompiler.cli.{name}"), part or name)
    return function


def version() -> str:
    """Return the version of the installed package."""
    from importlib.metadata import version

    return version("apicompiler")
