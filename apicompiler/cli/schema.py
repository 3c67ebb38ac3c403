"""`apicompiler schema`."""

import json
import sys
from pathlib import Path
from typing import Annotated

from apicompiler.cli.command import Option


def schema(
    *,
    settings: Annotated[bool, Option("The schema of `.apicompiler.toml` and `[tool.apicompiler]` instead.")] = False,
    output: Annotated[str, Option("Write it to a file instead.", "-o", file=True)] = "",
) -> int:
    """Print the JSON Schema of a blueprint, or of the settings, for editors.

    Name it in the first line: `# yaml-language-server: $schema=./blueprint.schema.json`.
    """
    from apicompiler.report.json_schema import json_schema

    if settings:
        from apicompiler.review.settings import Settings

        made = json_schema(Settings, "apicompiler settings")
    else:
        made = json_schema()
    text = json.dumps(made, indent=2, ensure_ascii=False) + "\n"
    if not output:
        sys.stdout.write(text)
        return 0
    try:
        Path(output).write_text(text, encoding="utf-8")
    except OSError as error:
        print(f"apicompiler: `{output}` cannot be written: {error.strerror}", file=sys.stderr)
        return 2
    return 0
