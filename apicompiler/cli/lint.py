"""`apicompiler lint`."""

from typing import Annotated, Literal

from apicompiler.cli.command import Argument, Option
from apicompiler.cli.outputs import WrongCall, formats, outputs, show
from apicompiler.cli.places import Place, blueprint_at, missing
from apicompiler.cli.terminal import Color, say
from apicompiler.compiler import lint as checked
from apicompiler.diagnostic import Severity
from apicompiler.read.files import DiskFolder
from apicompiler.report.found import Found
from apicompiler.report.text import summary

CLEAN, FINDINGS, USAGE, NO_INPUT = 0, 1, 2, 3


def lint(
    paths: Annotated[list[str], Argument("Blueprints, or folders that hold one.", "PATH", file=True)] = ["."],  # noqa: B006
    *,
    format: Annotated[
        list[str],
        Option(
            "How findings are shown; `FORMAT=FILE` writes a file. May be repeated.",
            metavar="FORMAT[=FILE]",
            env="APICOMPILER_OUTPUT_FORMAT",
            complete=formats,
        ),
    ] = [],  # noqa: B006
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
    there = [place for place in places if place is not None]
    if len(there) < len(places):
        return NO_INPUT
    try:
        wanted = outputs(format or ["full"])
        found = tuple(map(_found, there))
        show(wanted, found, color)
    except WrongCall as error:
        say(f"apicompiler: {error}")
        return USAGE
    diagnostics = tuple(diagnostic for one in found for diagnostic in one.diagnostics)
    shown = ", ".join(one.file for one in found) if len(found) <= 3 else f"{len(found)} blueprints"
    say(f"{shown}: {summary(diagnostics) or 'nothing found'}")
    if all(output.format in ("full", "concise") for output in wanted):
        for one in found:
            for notice in one.notices:
                say(f"{one.file}: {notice}")
    bad = any(d.severity >= Severity[fail_on.upper()] for d in diagnostics)
    return FINDINGS if bad and not exit_zero else CLEAN


def _found(place: Place) -> Found:
    outcome = checked(place.name, DiskFolder(place.folder))
    return Found(place.path, place.shown, place.home, outcome.diagnostics, outcome.documents, outcome.notices)
