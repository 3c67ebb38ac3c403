"""Quick fixes: what a finding offers, as the smallest edit of the text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import takewhile

from apicompiler.diagnostic import Diagnostic
from apicompiler.fix import fixed
from apicompiler.noun import Noun
from apicompiler.source import Document, Span


class Edit(Noun):
    """Write *text* where *span* of a document is."""

    document: Document
    span: Span
    text: str


def edits(documents: Mapping[str, Document], diagnostics: Iterable[Diagnostic]) -> tuple[Edit, ...]:
    """Return what the fixes of *diagnostics* change, an edit for each file."""
    return tuple(_edit(documents[file], text) for file, text in fixed(documents, diagnostics).items())


def _edit(document: Document, text: str) -> Edit:
    """Leave out of an edit what stays at both ends."""
    old = document.text
    start = _equal(old, text)
    stay = _equal(old[start:][::-1], text[start:][::-1])
    return Edit(document, Span(start, len(old) - stay), text[start : len(text) - stay])


def _equal(one: str, other: str) -> int:
    """Count the characters with which both begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
