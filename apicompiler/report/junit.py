"""Findings as a test report, for pipelines that show nothing else."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from apicompiler.report.found import At, Found

# What XML 1.0 cannot hold, however it is escaped: https://www.w3.org/TR/xml/#charsets
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(found: tuple[Found, ...]) -> str:
    """Write the report; a blueprint without findings is a test that passed."""
    suites: dict[str, list[At]] = {}
    for one in found:
        if not one.diagnostics:
            suites.setdefault(one.file, [])
        for at in one.at_home():
            suites.setdefault(at.region.file, []).append(at)
    failures = sum(map(len, suites.values()))
    tests = sum(max(len(findings), 1) for findings in suites.values())
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append(f'<testsuites name="apicompiler" tests="{tests}" failures="{failures}" errors="0" time="0">')
    for file, findings in suites.items():
        lines += _suite(file, findings)
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def _suite(file: str, findings: list[At]) -> list[str]:
    counted = f'tests="{max(len(findings), 1)}" failures="{len(findings)}" errors="0" skipped="0" time="0"'
    lines = [f"  <testsuite name={_attribute(file)} {counted}>"]
    lines += [line for at in findings for line in _case(at)]
    if not findings:
        lines.append(f'    <testcase name="nothing found" classname={_attribute(file)} time="0"/>')
    return [*lines, "  </testsuite>"]


def _case(at: At) -> list[str]:
    rule, region = at.diagnostic.rule, at.region
    name = f"{rule.code} {rule.name} at {region.line}:{region.column}"
    kind, message = _attribute(at.diagnostic.severity.word), _attribute(at.diagnostic.finding.message)
    text = f"{region.file}:{region.line}:{region.column}: {at.message}\n{rule.page}"
    return [
        f'    <testcase name={_attribute(name)} classname={_attribute(region.file)} time="0">',
        f"      <failure type={kind} message={message}>{escape(_held(text))}</failure>",
        "    </testcase>",
    ]


def _attribute(text: str) -> str:
    return quoteattr(_held(text))


def _held(text: str) -> str:
    return FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
