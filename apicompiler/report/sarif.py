"""Findings as SARIF 2.1.0, the form that GitHub's code scanning and many editors take.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from apicompiler.diagnostic import SITE, Rule, Severity
from apicompiler.report.found import At, Found, Region
from apicompiler.report.page import page

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"error": "error", "warning": "warning", "info": "note"}
PROBLEMS = {"error": "error", "warning": "warning", "info": "recommendation"}
ROOT = "%SRCROOT%"


def sarif(found: tuple[Found, ...]) -> str:
    """Write one run, with the rules that found something."""
    from importlib.metadata import version

    findings = [at for one in found for at in one.at_home()]
    rules = list({at.diagnostic.rule.code: at.diagnostic.rule for at in findings}.values())
    places = {rule.code: index for index, rule in enumerate(rules)}
    driver = {
        "name": "apicompiler",
        "semanticVersion": version("apicompiler"),
        "informationUri": SITE,
        "rules": [_rule(rule) for rule in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}},
        "results": [_result(at, places[at.diagnostic.rule.code]) for at in findings],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    severity: Severity = rule.severity
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.law},
        "fullDescription": {"text": " ".join(f"{rule.law} {rule.reason}".split())},
        "help": {"text": f"{rule.law}\n\n{rule.reason}".strip(), "markdown": page(rule)},
        "helpUri": rule.page,
        "defaultConfiguration": {"level": LEVELS[severity.word]},
        "properties": {"precision": "very-high", "problem.severity": PROBLEMS[severity.word], "tags": ["api-gateway"]},
    }


def _result(at: At, index: int) -> dict[str, Any]:
    finding = at.diagnostic.finding
    result: dict[str, Any] = {
        "ruleId": at.diagnostic.rule.code,
        "ruleIndex": index,
        "level": LEVELS[at.diagnostic.severity.word],
        "message": {"text": at.message},
        "locations": [_location(at.region)],
        "partialFingerprints": {"ruleFileKeysMessage/v1": at.fingerprint},
    }
    if finding.notes:
        result["relatedLocations"] = [
            {"id": number, **_location(at.place(note.at)), "message": {"text": note.text}}
            for number, note in enumerate(finding.notes)
        ]
    if at.fix:
        result["fixes"] = [_fix(*at.fix)]
    return result


def _fix(region: Region, text: str) -> dict[str, Any]:
    replacement = {"deletedRegion": _lines(region), "insertedContent": {"text": text}}
    change = {"artifactLocation": _artifact(region), "replacements": [replacement]}
    return {"description": {"text": f"Write `{text}`." if text else "Remove it."}, "artifactChanges": [change]}


def _location(region: Region) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": _artifact(region)}
    return {"physicalLocation": place | ({"region": _lines(region)} if region.line else {})}


def _lines(region: Region) -> dict[str, int]:
    return region.called("startLine", "startColumn", "endLine", "endColumn")


def _artifact(region: Region) -> dict[str, str]:
    return {"uri": quote(region.file), "uriBaseId": ROOT}
