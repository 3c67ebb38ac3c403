"""Where things stand in the files a user wrote.

Every later stage names a place by its keys (`stages/live/variables`), which
survive any rearranging of the data. Lines and columns are worked out from
those keys only when a message is about to be shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, NamedTuple

Key = str | int
Path = tuple[Key, ...]

BLOCK = 1 << 16
"""Characters between which lines are counted at once."""


class Location(NamedTuple):
    """A place in a file, named by the keys that lead to it.

    *overlay* is where an environment restates parts of the file: a place that
    exists below it is meant there. *on_key* means the key rather than what it
    holds. *offset* names a character where there are no keys, and *end* where
    what is meant ends, if that is more than a word.
    """

    file: str
    path: Path = ()
    overlay: Path = ()
    on_key: bool = False
    offset: int | None = None
    end: int | None = None

    def __truediv__(self, key: Key) -> Location:
        return Location(self.file, (*self.path, key), self.overlay)

    @property
    def name(self) -> str:
        """The last key: what the thing that stands here is called."""
        return str(self.path[-1]) if self.path else ""

    @property
    def key(self) -> Location:
        return self._replace(on_key=True)

    def __str__(self) -> str:
        return "/".join([self.file, *map(str, self.path)])


class Span(NamedTuple):
    """A run of characters in a text, end not included."""

    start: int
    end: int


class Comment(NamedTuple):
    """A comment that speaks to apicompiler: what it says, and the characters it says it about."""

    offset: int
    end: int
    said: str
    about: Span


class Place(NamedTuple):
    """Where a value starts in a text, and where its key does; offsets in characters."""

    key: int | None
    value: int


Locate = Callable[[Iterable[Path]], Mapping[Path, Place]]


def nowhere(_: Iterable[Path]) -> Mapping[Path, Place]:
    """Locate nothing: the text could not be read."""
    return {}


class Document:
    """One file: its text, its plain value, and the way from keys to characters."""

    def __init__(
        self, file: str, text: str, value: Any = None, locate: Locate = nowhere, comments: tuple[Comment, ...] = ()
    ) -> None:
        self.file = file
        self.text = text
        self.value = value
        self.comments = comments
        self._locate = locate
        self._places: dict[Path, Place] = {}

    @property
    def at(self) -> Location:
        return Location(self.file)

    def settled(self, location: Location) -> Location:
        """Return the nearest place that exists, without overlay.

        A key that is missing is shown where the user has to write it.
        """
        if location.offset is not None:
            return location
        path = _existing(self.value, location.path)
        if location.overlay:
            restated = _existing(self.value, (*location.overlay, *location.path))
            if len(restated) - len(location.overlay) >= max(len(path), 1):
                return Location(self.file, restated, on_key=location.on_key)
        return Location(self.file, path, on_key=location.on_key and path == location.path)

    def find(self, locations: Iterable[Location]) -> None:
        """Look all *locations* up at once, which costs as much as one."""
        paths = {self.settled(at).path for at in locations} - self._places.keys()
        if paths:
            self._places.update(self._locate(paths))

    def span(self, location: Location) -> Span:
        """Find the characters at *location*: a scalar, else the key that leads to it."""
        at = self.settled(location)
        if at.offset is not None:
            return Span(at.offset, at.end or _end(self.text, at.offset, None))
        if at.path not in self._places:
            self.find([at])
        place = self._places.get(at.path)
        if place is None:
            return Span(0, 1)
        value = _value(self.value, at.path)
        if place.key is not None and (at.on_key or isinstance(value, dict | list)):
            return Span(place.key, _end(self.text, place.key, at.path[-1]))
        return Span(place.value, _end(self.text, place.value, value))

    def named(self, location: Location) -> Any:
        """Return the key or the value at exactly this place; None where there is none, or none that is a scalar."""
        at = self.settled(location)
        exists = at.path in (location.path, (*location.overlay, *location.path)) and at.path
        return None if not exists else at.path[-1] if at.on_key else _value(self.value, at.path)

    def keys(self, location: Location) -> Path:
        """Return the keys that lead to a place, or the line that stands there where it has none."""
        if location.offset is None:
            return self.settled(location).path
        start = self.text.rfind("\n", 0, location.offset) + 1
        return (self.text[start:].partition("\n")[0].strip(),)

    def path_at(self, offset: int) -> tuple[Path, bool]:
        """Return the keys that lead to the character at *offset*, and whether it stands in the last key itself."""
        path: Path = ()
        value, start = self.value, 0
        while isinstance(value, dict | list):
            places = self._locate([(*path, key) for key in (value if isinstance(value, dict) else range(len(value)))])
            # What an alias stands for is written before it.
            before = [
                (begin, inner)
                for inner, place in places.items()
                if start <= (begin := place.value if place.key is None else place.key) <= offset
            ]
            if not before:
                break
            start, path = max(before, key=lambda found: found[0])
            _, value = _step(value, path[-1])
            if places[path].key == start and offset <= _end(self.text, start, path[-1]):
                return path, True
        return path, False

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """Both counted from 1."""
        lines, start = self._line(offset)
        return lines + 1, offset - start + 1

    def line_around(self, offset: int) -> Span:
        """Return the line in which a character stands, its end not included."""
        block = offset // BLOCK
        stop = self.text.find("\n", offset, (block + 1) * BLOCK)
        if stop < 0:
            stop = self._stops[block + 1] if block + 1 < len(self._stops) else len(self.text)
        return Span(self._line(offset)[1], stop)

    def _line(self, offset: int) -> tuple[int, int]:
        """Return how many lines stand before that of a character, and where its own begins."""
        lines, start = self._blocks[offset // BLOCK]
        block = offset // BLOCK * BLOCK
        return lines + self.text.count("\n", block, offset), self.text.rfind("\n", block, offset) + 1 or start

    @cached_property
    def _blocks(self) -> list[tuple[int, int]]:
        """The same for the first character of each block of the text, so that no place is counted to from afar."""
        blocks, lines, start = [], 0, 0
        for block in range(0, len(self.text) + 1, BLOCK):
            blocks.append((lines, start))
            lines += self.text.count("\n", block, block + BLOCK)
            start = self.text.rfind("\n", block, block + BLOCK) + 1 or start
        return blocks

    @cached_property
    def _stops(self) -> list[int]:
        """Where the line ends in which each block of the text begins: a document may be one line of many megabytes."""
        stops, stop = [], len(self.text)
        for block in reversed(range(0, len(self.text) + 1, BLOCK)):
            found = self.text.find("\n", block, block + BLOCK)
            stop = found if found >= 0 else stop
            stops.append(stop)
        return stops[::-1]


def look_up(documents: Mapping[str, Document], locations: Iterable[Location]) -> None:
    """Look up all *locations* in their *documents* at once."""
    by_file: dict[str, list[Location]] = {}
    for at in locations:
        if at.offset is None:
            by_file.setdefault(at.file, []).append(at)
    for file, places in by_file.items():
        if file in documents:
            documents[file].find(places)


def _existing(value: Any, path: Path) -> Path:
    for depth, key in enumerate(path):
        found, value = _step(value, key)
        if not found:
            return path[:depth]
    return path


def _value(value: Any, path: Path) -> Any:
    for key in path:
        _, value = _step(value, key)
    return value


def _step(value: Any, key: Key) -> tuple[bool, Any]:
    if isinstance(value, dict) and key in value:
        return True, value[key]
    if isinstance(value, list) and isinstance(key, int) and 0 <= key < len(value):
        return True, value[key]
    return False, None


def _end(text: str, start: int, value: Any) -> int:
    """Where the scalar, or the opening mark of a collection, that begins at *start* ends."""
    mark = text[start : start + 1]
    if mark in ('"', "'"):
        quoted = r'"(?:[^"\\]|\\.)*"' if mark == '"' else r"'(?:[^']|'')*'"
        match = re.compile(quoted, re.DOTALL).match(text, start)
        return match.end() if match else start + 1
    if isinstance(value, dict | list) and mark in ("{", "[", "-"):
        return start + 1
    if isinstance(value, str) and value and text.startswith(value, start):
        return start + len(value)
    plain = re.compile(r"[^\s,\[\]{}#]{0,999}[^\s,\[\]{}#:]").match(text, start)
    return plain.end() if plain else min(start + 1, len(text))
