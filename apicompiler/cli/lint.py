"""`apicompiler lint`."""

from typing import Annotated, Literal

from apicompiler.cli.command import Argument, Option
from apicompiler.cli.linting import Call, lint_once
from apicompiler.cli.outputs import AsFormats
from apicompiler.cli.places import blueprint_at, missing
from apicompiler.cli.settings import Asked
from apicompiler.cli.terminal import Color, say
from apicompiler.cli.wrong import WrongCall

NO_INPUT = 3


def rules(incomplete: str) -> list[str]:
    """Complete codes, names and themes of rules."""
    from apicompiler.catalogue import RULES, THEMES

    words = [*THEMES, *(word for rule in RULES for word in (rule.code, rule.name))]
    return [word for word in words if word.lower().startswith(incomplete.lower())]


def lint(
    paths: Annotated[list[str], Argument("Blueprints, or folders that hold one.", "PATH", file=True)] = ["."],  # noqa: B006
    *,
    format: AsFormats = [],  # noqa: B006
    select: Annotated[
        list[str], Option("Only these rules: by code, name, theme, or how codes begin.", metavar="RULE", complete=rules)
    ] = [],  # noqa: B006
    ignore: Annotated[list[str], Option("Not these rules.", metavar="RULE", complete=rules)] = [],  # noqa: B006
    fail_on: Annotated[
        Literal["error", "warning", "info"] | None,
        Option("The least severity that makes the exit code 1; error when nothing is said."),
    ] = None,
    exit_zero: Annotated[bool, Option("Exit with 0 whatever is found.")] = False,
    fix: Annotated[bool, Option("Apply the fixes that findings offer, then show what is left.")] = False,
    diff: Annotated[bool, Option("Print what `--fix` would change, and write nothing.")] = False,
    watch: Annotated[bool, Option("Check again whenever a file changes.")] = False,
    baseline: Annotated[str, Option("A file with findings that are accepted for now.", file=True)] = "",
    write_baseline: Annotated[str, Option("Accept everything that is found now, in this file.", file=True)] = "",
    config: Annotated[
        str,
        Option("The settings, instead of those found upward from the blueprint.", env="APICOMPILER_CONFIG", file=True),
    ] = "",
    color: Annotated[Color, Option("When to color.", metavar="auto|always|never")] = "auto",
) -> int:
    """Check blueprints and the documents they name, for every environment, without an account.

    Exits with 0 when nothing is found, 1 when something is, 2 when the call or
    the settings are wrong, and 3 when there is no blueprint.
    """
    places = [blueprint_at(path) for path in paths]
    for path, place in zip(paths, places, strict=True):
        if place is None:
            say(f"apicompiler: {missing(path)}")
    there = tuple(place for place in places if place is not None)
    if len(there) < len(places):
        return NO_INPUT
    if sum((fix, diff, watch, bool(write_baseline))) > 1:
        raise WrongCall("`--fix`, `--diff`, `--watch` and `--write-baseline` exclude each other")
    asked = Asked(_words(select), _words(ignore), baseline, config, bool(write_baseline))
    call = Call(there, asked, tuple(format), fail_on or "", exit_zero, write_baseline, color)
    if watch:
        from apicompiler.cli import watching

        return watching.watch(call)
    if fix or diff:
        from apicompiler.cli import fixing

        if diff:
            return fixing.diff(call)
        fixing.fix(call)
    return lint_once(call)


def _words(given: list[str]) -> tuple[str, ...]:
    """Read `AC05,security` as two words."""
    return tuple(word for words in given for word in words.split(",") if word)
