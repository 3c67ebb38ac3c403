"""Findings as JSON, for programs of one's own."""

from __future__ import annotations

import json
from typing import Any

from apicompiler.report.found import At, Found, Region, counts

VERSION = 1  # of the form of `json` and `jsonl`; it changes when a key loses its meaning


def json_report(found: tuple[Found, ...]) -> str:
    """Write everything that was found, and notices about some blueprints."""
    report = {
        "version": VERSION,
        "counts": counts(found),
        "findings": [_finding(at) for one in found for at in one.as_reached()],
        "notices": [{"file": one.file, "message": notice} for one in found for notice in one.notices],
    }
    return json.dumps(report, indent=2, ensure_ascii=False) + "\n"


def json_lines(found: tuple[Found, ...]) -> str:
    """Write a line for each finding."""
    return "".join(f"{json.dumps(_finding(at), ensure_ascii=False)}\n" for one in found for at in one.as_reached())


def _finding(at: At) -> dict[str, Any]:
    finding, rule = at.diagnostic.finding, at.diagnostic.rule
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": at.diagnostic.severity.word,
        "message": finding.message,
        "help": at.diagnostic.help or None,
        "evidence": rule.evidence,
        "link": rule.page,
        **_place(at.region),
        "notes": [{"message": note.text, **_place(at.place(note.at))} for note in finding.notes],
        "fix": {**_place(at.fix[0]), "text": at.fix[1]} if at.fix else None,
    }


def _place(region: Region) -> dict[str, Any]:
    return {"file": region.file, **region.called("line", "column", "endLine", "endColumn")}
