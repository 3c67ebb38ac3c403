"""Where output goes and what it may look like there."""

from __future__ import annotations

import os
import sys
from typing import Literal, TextIO

from apicompiler.report.text import Paint, colored, plain

Color = Literal["auto", "always", "never"]


def is_interactive(stream: TextIO) -> bool:
    """Whether a person is watching, who may be shown progress."""
    return stream.isatty() and not os.environ.get("CI")


def paint(color: Color, stream: TextIO) -> Paint:
    """Choose whether to color: as asked, else as https://no-color.org and https://force-color.org have it."""
    if color == "always":
        return colored
    if color == "never" or os.environ.get("NO_COLOR"):
        return plain
    if os.environ.get("FORCE_COLOR"):
        return colored
    return colored if stream.isatty() and os.environ.get("TERM") != "dumb" else plain


def say(text: str) -> None:
    """Tell the user something that is not the result, behind what was printed of it so far."""
    sys.stdout.flush()
    print(text, file=sys.stderr)
