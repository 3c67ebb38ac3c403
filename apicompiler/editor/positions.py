"""Where characters stand, as editors count: lines from 0, and in a line the units of UTF-16.

https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/#position
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple


class Position(NamedTuple):
    """A place between two characters."""

    line: int
    character: int


class Lines:
    """The lines of a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *(end.end() for end in re.finditer(r"\r\n|\n|\r", text))]

    def position(self, offset: int) -> Position:
        line = bisect_right(self._starts, offset) - 1
        return Position(line, len(_units(self.text[self._starts[line] : offset])) // 2)

    def offset(self, position: Position) -> int:
        """Return the character at *position*; what is behind the end of a line is that end."""
        if position.line >= len(self._starts):
            return len(self.text)
        start, end = [*self._starts, len(self.text)][position.line : position.line + 2]
        line = self.text[start:end].rstrip("\r\n")
        return start + len(_units(line)[: 2 * position.character].decode("utf-16-le", "ignore"))


@lru_cache(maxsize=32)
def lines(text: str) -> Lines:
    """Return the lines of *text*, which are asked for again and again until it changes."""
    return Lines(text)


def _units(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")
