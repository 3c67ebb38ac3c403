"""How a command is declared: as a function, once, for two readers.

The quick reader in `fast` understands plain calls without importing anything;
everything else (help, completion, mistakes) is typer's, which `app` builds
from the same functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

Complete = Callable[[str], Iterable[str]]


class Argument(NamedTuple):
    """A word that stands by its place."""

    help: str
    metavar: str = ""
    file: bool = False
    """Whether it names a file, for completion in the shell."""
    complete: Complete | None = None


class Option(NamedTuple):
    """A word that stands behind its name."""

    help: str
    short: str = ""
    metavar: str = ""
    env: str = ""
    """The variable of the environment that gives it where the command line does not."""
    file: bool = False
    complete: Complete | None = None


class Parameter(NamedTuple):
    """One parameter of a command, as its function declares it."""

    name: str
    kind: Any
    declared: Argument | Option
    default: Any

    @property
    def flag(self) -> str:
        return "--" + self.name.replace("_", "-")


def parameters(function: Callable[..., int]) -> list[Parameter]:
    """Return the parameters of a command in the order of its signature."""
    positional = function.__defaults__ or ()
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    defaults = dict(zip(names[len(names) - len(positional) :], positional, strict=True))
    defaults |= function.__kwdefaults__ or {}
    found = []
    for name, annotation in function.__annotations__.items():
        if name == "return":
            continue
        declared = next(item for item in annotation.__metadata__ if isinstance(item, Argument | Option))
        found.append(Parameter(name, annotation.__origin__, declared, defaults[name]))
    return found
