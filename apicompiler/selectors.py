"""The one way of naming operations: `operationId`, `tag:x`, `METHOD /path`, `METHOD /glob/**`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
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
        if self.kind is Kind.PATH:
            return operation.path == self.word
        return _pattern(self.word).fullmatch(operation.path) is not None


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
        found = [pair for pair in self._candidates(operation) if pair[0].matches(operation)]
        return sorted(found, key=lambda pair: pair[0].rank, reverse=True)

    def _candidates(self, operation: Operation) -> Iterator[tuple[Selector, T]]:
        words: Iterable[tuple[Kind, str]] = (
            (Kind.ID, operation.id),
            (Kind.PATH, operation.path),
            *((Kind.TAG, tag) for tag in dict.fromkeys(operation.tags)),
        )
        for word in words:
            yield from self._by_word.get(word, ())
        yield from self._globs


@cache
def _pattern(glob: str) -> re.Pattern[str]:
    """`*` stands for one segment or a part of it, `/**` for any number of segments, none included."""
    pieces = re.split(r"(/\*\*|\*\*|\*)", glob)
    forms = {"/**": r"(?:/.*)?", "**": r".*", "*": r"[^/]*"}
    return re.compile("".join(forms.get(piece, re.escape(piece)) for piece in pieces))
