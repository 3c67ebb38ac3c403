"""Blueprints that have to be sound before a command can say anything about what they compile to."""

from __future__ import annotations

from apicompiler.cli.places import Place, blueprint_at, missing
from apicompiler.cli.settings import checked
from apicompiler.cli.synthesis import FINDINGS, NO_INPUT, unknown_names
from apicompiler.cli.terminal import say
from apicompiler.cli.wrong import WrongCall
from apicompiler.compiler import Compilation
from apicompiler.report.text import summary


def sound(path: str, environment: str, apis: list[str]) -> tuple[Place, Compilation] | int:
    """Return the blueprint at *path* and what came of it; the exit code, where nothing can be made of it."""
    place = blueprint_at(path)
    if place is None:
        say(f"apicompiler: {missing(path)}")
        return NO_INPUT
    compilation = checked(place)
    if not compilation.is_sound:
        say(f"{place.path}: {summary(compilation.diagnostics)}; `apicompiler lint` shows them")
        return FINDINGS
    if unknown := unknown_names(compilation, [environment] if environment else [], apis):
        raise WrongCall(unknown)
    return place, compilation
