"""The forms in which findings are shown; what is not asked for is not imported."""

from __future__ import annotations

from typing import Literal, get_args

from apicompiler.report.found import Found
from apicompiler.report.text import Paint, concise, few_notes, full

Format = Literal[
    "full", "concise", "json", "jsonl", "github", "gitlab", "sarif", "junit", "azure", "markdown", "rdjson"
]
FORMATS: tuple[Format, ...] = get_args(Format)


def written(format: Format, found: tuple[Found, ...], paint: Paint) -> str:
    """Write what was found in one of the formats; only those for people are painted."""
    if format == "full":
        return "".join(_full(one, paint) for one in found)
    if format == "concise":
        return "".join(f"{concise(d, one.documents, one.shown, paint)}\n" for one in found for d in one.diagnostics)
    if format in ("json", "jsonl"):
        from apicompiler.report.machine import json_lines, json_report

        return json_report(found) if format == "json" else json_lines(found)
    if format in ("github", "azure"):
        from apicompiler.report.annotations import azure, github

        return github(found) if format == "github" else azure(found)
    if format == "sarif":
        from apicompiler.report.sarif import sarif

        return sarif(found)
    if format == "junit":
        from apicompiler.report.junit import junit

        return junit(found)
    from apicompiler.report.review import gitlab, markdown, rdjson

    return gitlab(found) if format == "gitlab" else rdjson(found) if format == "rdjson" else markdown(found)


def _full(one: Found, paint: Paint) -> str:
    """Show the first notes of each rule, and how many more there are."""
    shown, more = few_notes(one.diagnostics)
    texts = [f"{full(diagnostic, one.documents, one.shown, paint)}\n\n" for diagnostic in shown]
    for code, count in sorted(more.items()):
        texts.append(f"{paint(f'info[{code}]', 'info')}: {count} more; `--format concise` shows all\n")
    return "".join(texts)
