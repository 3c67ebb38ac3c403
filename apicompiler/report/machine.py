"""Findings for programs: JSON, and the annotations of GitHub Actions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from posixpath import join
from typing import Any

from apicompiler.diagnostic import Diagnostic
from apicompiler.source import Document, Location

VERSION = 1  # of the form of `json`; it changes when a key loses its meaning


def json_report(
    outcomes: Iterable[tuple[str, Iterable[Diagnostic], Mapping[str, Document]]],
    notices: Iterable[tuple[str, str]] = (),
) -> str:
    """Write what was found in several blueprints, each behind the folder of its files, and notices about some."""
    findings = [
        _finding(diagnostic, documents, base) for base, diagnostics, documents in outcomes for diagnostic in diagnostics
    ]
    noticed = [{"file": file, "message": message} for file, message in notices]
    report = {"version": VERSION, "findings": findings, "notices": noticed}
    return json.dumps(report, indent=2, ensure_ascii=False) + "\n"


def github(diagnostic: Diagnostic, documents: Mapping[str, Document], base: str = "") -> str:
    """Write one annotation.

    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
    """
    finding, rule = diagnostic.finding, diagnostic.rule
    kind = {"info": "notice"}.get(diagnostic.severity.word, diagnostic.severity.word)
    place = _place(finding.at, documents, base)
    properties = {
        "file": place["file"],
        "line": place.get("line"),
        "endLine": place.get("endLine"),
        "col": place.get("column"),
        "endColumn": place.get("endColumn"),
        "title": f"{rule.code} {rule.name}",
    }
    written = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items() if value is not None)
    message = finding.message + (f"\nhelp: {finding.help}" if finding.help else "")
    return f"::{kind} {written}::{_data(message)}"


def _finding(diagnostic: Diagnostic, documents: Mapping[str, Document], base: str) -> dict[str, Any]:
    finding, rule = diagnostic.finding, diagnostic.rule
    fix = finding.fix
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": diagnostic.severity.word,
        "message": finding.message,
        "help": finding.help or None,
        "evidence": rule.evidence,
        **_place(finding.at, documents, base),
        "notes": [{"message": note.text, **_place(note.at, documents, base)} for note in finding.notes],
        "fix": {**_place(fix.at, documents, base), "text": fix.text} if fix else None,
    }


def _place(at: Location, documents: Mapping[str, Document], base: str) -> dict[str, Any]:
    document = documents.get(at.file)
    if document is None:
        return {"file": join(base, at.file)}
    span = document.span(at)
    line, column = document.line_and_column(span.start)
    end_line, end_column = document.line_and_column(span.end)
    return {
        "file": join(base, document.file),
        "line": line,
        "column": column,
        "endLine": end_line,
        "endColumn": end_column,
    }


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
