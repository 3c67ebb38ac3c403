"""What is said when apicompiler itself is wrong."""

from __future__ import annotations

import platform
import sys
import tempfile
import traceback
from pathlib import Path

DEFECT = 70


def report(error: Exception, words: list[str]) -> int:
    """Write what happened to a file, and say where it is; a user never meets a traceback."""
    text = "\n".join(
        [
            f"apicompiler {' '.join(words)}",
            f"Python {platform.python_version()} on {platform.platform()}",
            "",
            *traceback.format_exception(error),
        ]
    )
    with tempfile.NamedTemporaryFile("w", prefix="apicompiler-", suffix=".txt", delete=False, encoding="utf-8") as file:
        file.write(text)
    path = Path(file.name)
    print(f"apicompiler is wrong, and not your blueprint: {type(error).__name__}: {error}", file=sys.stderr)
    print(f"Please report it with the file {path}; it holds the call and no part of your files.", file=sys.stderr)
    return DEFECT
