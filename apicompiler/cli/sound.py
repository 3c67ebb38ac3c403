"""Blueprints that have to be sound before a command can make anything of them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from apicompiler.cli.places import Place, blueprint_at, missing
from apicompiler.cli.settings import checked
from apicompiler.cli.terminal import Color, paint, say
from apicompiler.cli.wrong import WrongCall
from apicompiler.compiler import Compilation
from apicompiler.diagnostic import Rule
from apicompiler.read.files import DiskFolder, Folder
from apicompiler.report.text import full, summary
from apicompiler.suggest import listed
from apicompiler.target import Target

FINDINGS, NO_INPUT = 1, 3


Sound = tuple[Place, Compilation]


def sound(
    path: str,
    environments: list[str],
    apis: list[str],
    color: Color = "auto",
    but: Rule | None = None,
    folder: Callable[[Path], Folder] = DiskFolder,
) -> Sound | int:
    """Return the blueprint at *path* and what came of it; the exit code, where nothing can be made of it.

    What breaks one rule, *but*, may be asked for in order to mend that.
    """
    place = blueprint_at(path)
    if place is None:
        say(f"apicompiler: {missing(path)}")
        return NO_INPUT
    compilation = checked(place, folder)
    if but:
        others = tuple(found for found in compilation.diagnostics if found.rule is not but)
        compilation = compilation.replace(diagnostics=others)
    if not compilation.is_sound:
        return refuse(place, compilation, color)
    if unknown := unknown_names(compilation, environments, apis):
        raise WrongCall(unknown)
    return place, compilation


def refuse(place: Place, compilation: Compilation, color: Color) -> int:
    for diagnostic in compilation.diagnostics:
        say(full(diagnostic, compilation.documents, place.shown, paint(color, sys.stderr)) + "\n")
    say(f"{place.path}: {summary(compilation.diagnostics)}; nothing was written")
    return FINDINGS


def unknown_names(compilation: Compilation, environments: list[str], apis: list[str]) -> str:
    """Say which environment or API that was asked for there is not."""
    for wanted, known, kind in (
        (environments, list(dict.fromkeys(t.environment.key for t in compilation.targets)), "environment"),
        (apis, list(compilation.targets[0].blueprint.apis), "API"),
    ):
        for name in wanted:
            if name not in known:
                return f"no {kind} is called `{name}`; there {'are' if len(known) > 1 else 'is'} {listed(known)}"
    return ""


def within(compilation: Compilation, env: str) -> tuple[Target, ...]:
    """Return the targets of one environment: one for each of its regions.

    Raises:
        WrongCall: there are several, and none is named.
    """
    known = list(dict.fromkeys(target.environment.key for target in compilation.targets))
    if not env and len(known) > 1:
        raise WrongCall(f"`--env` says where: there are {listed(known)}")
    return tuple(target for target in compilation.targets if target.environment.key == (env or known[0]))
