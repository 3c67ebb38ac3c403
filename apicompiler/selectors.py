"""The one way of naming operations: `operationId`, `tag:x`, `METHOD /path`, `METHOD /glob/**`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import IntEnum
from functools import cache
from typing import Generic, TypeVar

from apicompiler import openapi
from apicompiler.noun import Noun
from apicompiler.openapi import METHODS, Operation

ANY = "*"
T = TypeVar("T")


class Kind(IntEnum):
    """What a selector names operations by, least specific first."""

    TAG = 1
    GLOB = 2
    PATH = 3
    ID = 4


class Selector(Noun):
    """One parsed selector; *word* is the operationId, the tag or the path."""

    kind: Kind
    word: str
    method: str = ANY

    @property
    def rank(self) -> tuple[int, int, bool]:
        """Grows with how specific the selector is."""
        literal = len(self.word.replace("*", "")) if self.kind is Kind.GLOB else 0
        return self.kind, literal, self.method != ANY

    def matches(self, operation: Operation) -> bool:
        if self.kind is Kind.ID:
            return operation.id == self.word
        if self.kind is Kind.TAG:
            return self.word in operation.tags
        if self.method not in (ANY, operation.method):
            return False
        return operation.path == self.word if self.kind is Kind.PATH else covers(self.word, operation.path)


def parse(text: str) -> Selector | None:
    """Return the selector that *text* writes, or None when it writes none."""
    if text.startswith("tag:"):
        return Selector(Kind.TAG, text[4:]) if text[4:].strip() else None
    method, blank, path = text.partition(" ")
    if not blank:
        return Selector(Kind.ID, text) if text and "/" not in text[:1] else None
    path = path.strip()
    known = (ANY, openapi.ANY, *map(str.upper, METHODS))
    if not path.startswith("/") or method not in known:
        return None
    return Selector(Kind.GLOB if "*" in path else Kind.PATH, path, method)


class Index(Generic[T]):
    """Selectors with something attached to each, ready to be asked about many operations."""

    def __init__(self, entries: Mapping[str, T]) -> None:
        self._by_word: dict[tuple[Kind, str], list[tuple[Selector, T]]] = {}
        self._globs: list[tuple[Selector, T]] = []
        for text, attached in entries.items():
            selector = parse(text)
            if selector is None:
                continue
            if selector.kind is Kind.GLOB:
                self._globs.append((selector, attached))
            else:
                self._by_word.setdefault((selector.kind, selector.word), []).append((selector, attached))

    def matching(self, operation: Operation) -> list[tuple[Selector, T]]:
        """Return what is attached to the selectors of *operation*, most specific first."""
        words: Iterable[tuple[Kind, str]] = (
            (Kind.ID, operation.id),
            (Kind.PATH, operation.path),
            *((Kind.TAG, tag) for tag in dict.fromkeys(operation.tags)),
        )
        named = (pair for word in words for pair in self._by_word.get(word, ()))
        found = [pair for pair in named if pair[0].method in (ANY, operation.method)]
        found += [pair for pair in self._globs if pair[0].matches(operation)]
        return sorted(found, key=lambda pair: pair[0].rank, reverse=True)


def covers(glob: str, path: str) -> bool:
    """Whether *glob* stands for *path*: a star for a part of a segment, `/**` for any number of segments, or none.

    The stars are followed all at once: a regular expression would try one
    after the other, and with many of them for longer than anybody lives.
    """
    reached = {0}  # how much of the path the pieces so far can stand for
    for piece in _pieces(glob):
        if piece == "*":
            reached = _through_segments(path, reached)
        elif piece == "**":
            reached = set(range(min(reached), len(path) + 1))
        elif piece == "/**":
            below = min((start for start in reached if path.startswith("/", start)), default=len(path) + 1)
            reached |= set(range(below, len(path) + 1))
        else:
            reached = {start + len(piece) for start in reached if path.startswith(piece, start)}
        if not reached:
            return False
    return len(path) in reached


@cache
def _pieces(glob: str) -> tuple[str, ...]:
    """Split *glob* at its stars; a row of them stands for no more than one does."""
    pieces = [piece for piece in re.split(r"((?:/\*\*)+|\*{2,}|\*)", glob) if piece]
    return tuple("/**" if p.startswith("/**") else "**" if p.startswith("**") else p for p in pieces)


def _through_segments(path: str, starts: set[int]) -> set[int]:
    """Return every place from one of *starts* to the end of its segment."""
    passed: set[int] = set()
    end = -1
    for start in sorted(starts):
        if start > end:
            slash = path.find("/", start)
            end = len(path) if slash < 0 else slash
            passed.update(range(start, end + 1))
    return passed
