"""`apicompiler access`."""

import sys
from typing import Annotated, Literal

from apicompiler.cli.command import Argument, Option
from apicompiler.cli.places import blueprint_at, missing
from apicompiler.cli.settings import checked
from apicompiler.cli.synthesis import unknown_names
from apicompiler.cli.terminal import say
from apicompiler.report.text import summary

CLEAN, FINDINGS, USAGE, NO_INPUT = 0, 1, 2, 3


def access(
    path: Annotated[str, Argument("The blueprint, or the folder that holds it.", "PATH", file=True)] = ".",
    *,
    env: Annotated[str, Option("The environment; the first when left out.", "-e", env="APICOMPILER_ENV")] = "",
    format: Annotated[Literal["table", "json", "markdown"], Option("How it is shown.")] = "table",
) -> int:
    """Show who may call what.

    It is computed from authorizers, signatures, keys, the resource policy and
    the endpoint, for every operation; `assert` in the blueprint makes a gate of it.
    """
    place = blueprint_at(path)
    if place is None:
        say(f"apicompiler: {missing(path)}")
        return NO_INPUT
    compilation = checked(place)
    if not compilation.is_sound:
        say(f"{place.path}: {summary(compilation.diagnostics)}; `apicompiler lint` shows them")
        return FINDINGS
    if unknown := unknown_names(compilation, [env] if env else [], []):
        say(f"apicompiler: {unknown}")
        return USAGE
    from apicompiler.report.access import json_table, markdown_table, text_table

    target = next(found for found in compilation.targets if env in ("", found.environment.key))
    shown = {"table": text_table, "markdown": markdown_table}
    sys.stdout.write(json_table([target]) if format == "json" else shown[format](target))
    return CLEAN
