"""Applies the fixes that findings carry: text is replaced where it stands, and nothing else changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from apicompiler.diagnostic import Diagnostic, Replace
from apicompiler.source import Document


def fixed(documents: Mapping[str, Document], diagnostics: Iterable[Diagnostic]) -> dict[str, str]:
    """Return the new text of every file that an offered fix changes."""
    by_file: dict[str, list[Replace]] = {}
    for diagnostic in diagnostics:
        if diagnostic.finding.fix:
            by_file.setdefault(diagnostic.finding.fix.at.file, []).append(diagnostic.finding.fix)
    return {file: _replaced(documents[file], edits) for file, edits in by_file.items()}


def _replaced(document: Document, edits: Iterable[Replace]) -> str:
    """Apply *edits* from the last to the first; of two that overlap, the first wins."""
    spans = {document.span(edit.at): edit.text for edit in edits}
    text, limit = document.text, len(document.text)
    for span, replacement in sorted(spans.items(), reverse=True):
        if span.end <= limit:
            text = text[: span.start] + replacement + text[span.end :]
            limit = span.start
    return text
