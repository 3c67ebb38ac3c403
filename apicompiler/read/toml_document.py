"""Reads TOML with the standard library, and finds keys and items of lists when somebody asks for them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from apicompiler.source import Path, Place

KEY = r"(?:[A-Za-z0-9_-]+|\"[^\"\n]*\"|'[^'\n]*')"
KEYS = rf"{KEY}(?:[ \t]*\.[ \t]*{KEY})*"
LINE = re.compile(rf"^[ \t]*(?:\[\[?[ \t]*(?P<table>{KEYS})[ \t]*\]|(?P<keys>{KEYS})[ \t]*=[ \t]*(?=\S))", re.MULTILINE)
ITEM = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|#[^\n]*|[\[\]{}]|[^\s,\[\]{}\"'#]+")


class TomlText:
    """One TOML text: its *value*, or the *error* that keeps it from being read, and where everything stands."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.value: Any = None
        self.error: tuple[int, str] | None = None
        try:
            self.value = _plain(tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            message, _, place = str(error).rpartition(" (at ")
            at = re.fullmatch(r"line (\d+), column (\d+)\)", place)
            self.error = self._offset(at) if at else max(len(text) - 1, 0), message[:1].lower() + message[1:]
        except (RecursionError, ValueError):  # nested without end; a number of thousands of digits
            self.error = 0, "it cannot be read"

    def _offset(self, at: re.Match[str]) -> int:
        lines = self.text.splitlines(keepends=True)[: int(at[1]) - 1]
        return min(sum(map(len, lines)) + int(at[2]) - 1, max(len(self.text) - 1, 0))

    def locate(self, paths: Iterable[Path]) -> Mapping[Path, Place]:
        """Find all *paths*; what stands in a table on one line is found at its key."""
        known = dict(self._places())
        return {path: next(known[path[:n]] for n in range(len(path), -1, -1) if path[:n] in known) for path in paths}

    def _places(self) -> Iterator[tuple[Path, Place]]:
        yield (), Place(None, 0)
        table: Path = ()
        for line in LINE.finditer(self.text):
            if line["table"]:
                table = _keys(line["table"])
                yield table, Place(line.start("table"), line.start("table"))
            else:
                path = (*table, *_keys(line["keys"]))
                yield path, Place(line.start("keys"), line.end())
                if self.text[line.end()] == "[":
                    yield from self._items(path, line.end() + 1)

    def _items(self, path: Path, offset: int) -> Iterator[tuple[Path, Place]]:
        index = depth = 0
        for item in ITEM.finditer(self.text, offset):
            mark = item.group()
            if mark in ("]", "}"):
                depth -= 1
                if depth < 0:
                    return
            elif not mark.startswith("#"):
                if not depth:
                    yield (*path, index), Place(None, item.start())
                    index += 1
                depth += mark in ("[", "{")


def _keys(text: str) -> Path:
    return tuple(key.strip("\"'") for key in re.findall(KEY, text))


def _plain(value: Any) -> Any:
    """Return what JSON knows, too: days and hours as they are written."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value if isinstance(value, str | int | float | bool) else str(value)
