"""Findings for those who review: GitLab's Code Quality, reviewdog, and a page of Markdown."""

from __future__ import annotations

import json
from typing import Any

from apicompiler.diagnostic import SITE
from apicompiler.report.found import At, Found, Region
from apicompiler.report.text import summary

SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}
MANY = 200  # findings in a table: GitHub takes no summary of more than 1 MiB


def gitlab(found: tuple[Found, ...]) -> str:
    """Write a Code Quality report.

    https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
    """
    return json.dumps([_issue(at) for one in found for at in one.at_home()], indent=2, ensure_ascii=False) + "\n"


def rdjson(found: tuple[Found, ...]) -> str:
    """Write reviewdog's Diagnostic Format.

    https://github.com/reviewdog/reviewdog/tree/master/proto/rdf
    """
    diagnostics = [_rd(at.replace(in_bytes=True)) for one in found for at in one.at_home()]
    report = {"source": {"name": "apicompiler", "url": SITE}, "diagnostics": diagnostics}
    return json.dumps(report, indent=2, ensure_ascii=False) + "\n"


def markdown(found: tuple[Found, ...]) -> str:
    """Write a table that a pull request or a summary of a job can show."""
    findings = [at for one in found for at in one.at_home()]
    total = summary(tuple(at.diagnostic for at in findings))
    lines = [f"**apicompiler:** {total or 'nothing found'}"]
    if findings:
        lines += ["", "| severity | rule | place | finding |", "|---|---|---|---|", *map(_row, findings[:MANY])]
    if len(findings) > MANY:
        lines += ["", f"… and {len(findings) - MANY} more."]
    notices = [f"- {one.file}: {notice}" for one in found for notice in one.notices]
    return "\n".join([*lines, *([""] if notices else []), *notices]) + "\n"


def _issue(at: At) -> dict[str, Any]:
    region, rule = at.region, at.diagnostic.rule
    return {
        "type": "issue",
        "check_name": f"{rule.code} {rule.name}",
        "description": at.diagnostic.finding.message,
        "content": {"body": f"{at.message}\n\n[{rule.code}]({rule.page})"},
        "categories": ["Bug Risk"],
        "severity": SEVERITIES[at.diagnostic.severity.word],
        "fingerprint": at.fingerprint,
        "location": {"path": region.file, "lines": {"begin": region.line or 1, "end": region.end_line or 1}},
    }


def _rd(at: At) -> dict[str, Any]:
    rule = at.diagnostic.rule
    result: dict[str, Any] = {
        "message": at.message,
        "location": _rd_location(at.region),
        "severity": at.diagnostic.severity.name,
        "code": {"value": rule.code, "url": rule.page},
    }
    notes = at.diagnostic.finding.notes
    if notes:
        result["related_locations"] = [
            {"message": note.text, "location": _rd_location(at.place(note.at))} for note in notes
        ]
    # A suggestion has no path: it is always for the file that the finding stands in.
    if at.fix and at.fix[0].file == at.region.file:
        result["suggestions"] = [{"range": _rd_range(at.fix[0]), "text": at.fix[1]}]
    return result


def _rd_location(region: Region) -> dict[str, Any]:
    return {"path": region.file, **({"range": _rd_range(region)} if region.line else {})}


def _rd_range(region: Region) -> dict[str, Any]:
    return {
        "start": {"line": region.line, "column": region.column},
        "end": {"line": region.end_line, "column": region.end_column},
    }


def _row(at: At) -> str:
    rule, region = at.diagnostic.rule, at.region
    place = f"{region.file}:{region.line}:{region.column}" if region.line else region.file
    cells = (
        at.diagnostic.severity.word,
        f"[{rule.code}]({rule.page}) {rule.name}",
        f"`{place}`",
        at.message.replace("\n", "<br>"),
    )
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"
