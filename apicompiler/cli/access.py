"""`apicompiler access`."""

import sys
from typing import Annotated, Literal

from apicompiler.cli.command import Argument, Option
from apicompiler.cli.sound import sound


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
    asked = sound(path, [env] if env else [], [])
    if isinstance(asked, int):
        return asked
    _, compilation = asked
    from apicompiler.report.access import json_table, markdown_table, text_table

    target = next(found for found in compilation.targets if env in ("", found.environment.key))
    shown = {"table": text_table, "markdown": markdown_table}
    sys.stdout.write(json_table([target]) if format == "json" else shown[format](target))
    return 0
