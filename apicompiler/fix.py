"""Applies the fixes that findings carry: text is replaced where it stands, and nothing else changes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from apicompiler.diagnostic import Diagnostic, Replace
from apicompiler.noun import Noun
from apicompiler.source import Document, Span

# What cannot be written without quotes: anywhere, and inside of brackets.
UNSAFE = re.compile(r":(?=\s|$)|\s#|^[?:-](?=\s|$)|^[\s,\[\]{}#&*!|>'\"%@`]|^$|\s$|[\n\r]")
FLOW = re.compile(r"[,\[\]{}]")


class Edit(Noun):
    """Characters of a text, and what is written instead."""

    span: Span
    text: str


def edit(document: Document, fix: Replace) -> Edit | None:
    """Return what *fix* changes in *document*; None unless exactly what it names stands there, in one piece.

    A key that is missing, a text that is folded over several lines and an alias are left to the user.
    """
    if fix.at.offset is not None:
        return Edit(document.span(fix.at), fix.text)
    span, named = document.span(fix.at), document.named(fix.at)
    if named is None or not _is_all(document.text[span.start : span.end], named):
        return None
    return Edit(span, _quoted(document, span, fix.text))


def fixed(documents: Mapping[str, Document], diagnostics: Iterable[Diagnostic]) -> dict[str, str]:
    """Return the new text of every file that an offered fix changes.

    Of fixes that overlap the first is applied; the others are offered again when the new text is checked.
    """
    by_file: dict[str, list[Edit]] = {}
    for diagnostic in diagnostics:
        fix = diagnostic.finding.fix
        if fix and fix.at.file in documents:
            made = edit(documents[fix.at.file], fix)
            if made:
                by_file.setdefault(fix.at.file, []).append(made)
    return {file: _applied(documents[file].text, edits) for file, edits in by_file.items()}


def _applied(text: str, edits: Iterable[Edit]) -> str:
    pieces, end = [], 0
    for made in sorted(edits, key=lambda made: made.span):
        if made.span.start >= end:
            pieces += [text[end : made.span.start], made.text]
            end = made.span.end
    return "".join([*pieces, text[end:]])


def _is_all(raw: str, value: Any) -> bool:
    """Whether *raw* is the whole of *value* as it is written."""
    if raw[:1] == '"':
        try:
            return bool(json.loads(raw) == value)
        except ValueError:
            return False
    if raw[:1] == "'":
        return bool(raw[1:-1].replace("''", "'") == value)
    return raw == value if isinstance(value, str) else not isinstance(value, dict | list) and raw[:1] not in "*&|>!"


def _quoted(document: Document, span: Span, text: str) -> str:
    """Write *text* with the quotes of what it replaces, or those that the language of the file asks for."""
    mark = document.text[span.start]
    if text[:1] in ("'", '"'):
        mark, text = text[0], text[1:-1]
    if document.file.endswith(".json"):
        return text if mark not in "'\"" and _is_json(text) else json.dumps(text, ensure_ascii=False)
    if mark == "'":
        return "'" + text.replace("'", "''") + "'"
    if mark == '"' or UNSAFE.search(text) or (FLOW.search(text) and not FLOW.search(document.text[slice(*span)])):
        return json.dumps(text, ensure_ascii=False)
    return text


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
