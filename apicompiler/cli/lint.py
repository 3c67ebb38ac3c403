"""`apicompiler lint`."""

import sys
from typing import Annotated, Literal

from apicompiler.cli.command import Argument, Option
from apicompiler.cli.places import Place, blueprint_at, missing
from apicompiler.cli.terminal import Color, paint, say
from apicompiler.compiler import Compilation
from apicompiler.compiler import lint as checked
from apicompiler.diagnostic import Severity
from apicompiler.read.files import DiskFolder
from apicompiler.report.machine import github, json_report
from apicompiler.report.text import concise, few_notes, full, summary

CLEAN, FINDINGS, NO_INPUT = 0, 1, 3


def lint(
    paths: Annotated[list[str], Argument("Blueprints, or folders that hold one.", "PATH", file=True)] = ["."],  # noqa: B006
    *,
    format: Annotated[
        Literal["full", "concise", "json", "github"],
        Option("How findings are shown.", env="APICOMPILER_OUTPUT_FORMAT"),
    ] = "full",
    fail_on: Annotated[
        Literal["error", "warning", "info"], Option("The least severity that makes the exit code 1.")
    ] = "error",
    exit_zero: Annotated[bool, Option("Exit with 0 whatever is found.")] = False,
    color: Annotated[Color, Option("When to color.", metavar="auto|always|never")] = "auto",
) -> int:
    """Check blueprints and the documents they name, for every environment, without an account.

    Exits with 0 when nothing is found, 1 when something is, and 3 when there is no blueprint.
    """
    places = [blueprint_at(path) for path in paths]
    for path, place in zip(paths, places, strict=True):
        if place is None:
            say(f"apicompiler: {missing(path)}")
    found = [place for place in places if place is not None]
    if len(found) < len(places):
        return NO_INPUT
    outcomes = [(place, checked(place.name, DiskFolder(place.folder))) for place in found]
    _show(outcomes, format, color)
    diagnostics = tuple(d for _, outcome in outcomes for d in outcome.diagnostics)
    shown = ", ".join(place.path for place in found) if len(found) <= 3 else f"{len(found)} blueprints"
    say(f"{shown}: {summary(diagnostics) or 'nothing found'}")
    if format in ("full", "concise"):
        for file, notice in _notices(outcomes):
            say(f"{file}: {notice}")
    bad = any(d.severity >= Severity[fail_on.upper()] for d in diagnostics)
    return FINDINGS if bad and not exit_zero else CLEAN


def _show(outcomes: list[tuple[Place, Compilation]], format: str, color: Color) -> None:
    if format == "json":
        found = [(place.shown, outcome.diagnostics, outcome.documents) for place, outcome in outcomes]
        sys.stdout.write(json_report(found, _notices(outcomes)))
        return
    for place, outcome in outcomes:
        if format == "full":
            _show_fully(place, outcome, color)
            continue
        for diagnostic in outcome.diagnostics:
            if format == "github":
                print(github(diagnostic, outcome.documents, place.shown))
            else:
                print(concise(diagnostic, outcome.documents, place.shown, paint(color, sys.stdout)))


def _show_fully(place: Place, outcome: Compilation, color: Color) -> None:
    shown, more = few_notes(outcome.diagnostics)
    for diagnostic in shown:
        print(full(diagnostic, outcome.documents, place.shown, paint(color, sys.stdout)), end="\n\n")
    for code, count in sorted(more.items()):
        print(f"{paint(color, sys.stdout)(f'info[{code}]', 'info')}: {count} more; `--format concise` shows all")


def _notices(outcomes: list[tuple[Place, Compilation]]) -> list[tuple[str, str]]:
    return [(place.path, notice) for place, outcome in outcomes for notice in outcome.notices]
