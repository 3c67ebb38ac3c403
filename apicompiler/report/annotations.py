"""Findings as lines in the log of a pipeline, which the pipeline shows beside the code."""

from __future__ import annotations

from apicompiler.report.found import At, Found


def github(found: tuple[Found, ...]) -> str:
    """Write annotations of GitHub Actions.

    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
    """
    return "".join(f"{_github(at)}\n" for one in found for at in one.at_home())


def azure(found: tuple[Found, ...]) -> str:
    """Write issues of Azure Pipelines, which knows errors and warnings.

    https://learn.microsoft.com/en-us/azure/devops/pipelines/scripts/logging-commands
    """
    return "".join(f"{_azure(at)}\n" for one in found for at in one.at_home())


def _github(at: At) -> str:
    word, rule, region = at.diagnostic.severity.word, at.diagnostic.rule, at.region
    properties = {
        "file": region.file,
        **region.called("line", "col", "endLine", "endColumn"),
        "title": f"{rule.code} {rule.name}",
    }
    written = ",".join(f"{key}={_escaped(value, '%25', ':,')}" for key, value in properties.items())
    text = _escaped(f"{at.message}\n{rule.page}", "%25")
    return f"::{'notice' if word == 'info' else word} {written}::{text}"


def _azure(at: At) -> str:
    rule, region = at.diagnostic.rule, at.region
    properties = {
        "type": "error" if at.diagnostic.severity.word == "error" else "warning",
        "sourcepath": region.file,
        **({"linenumber": region.line, "columnnumber": region.column} if region.line else {}),
        "code": rule.code,
    }
    written = "".join(f"{key}={_escaped(value, '%AZP25', ';]')};" for key, value in properties.items())
    text = _escaped(f"{at.message}\n{rule.page}", "%AZP25")
    return f"##vso[task.logissue {written}]{text}"


def _escaped(value: object, percent: str, marks: str = "") -> str:
    """Write in another way what would end a command, and the *marks* that would end a property of it."""
    text = str(value).replace("%", percent)
    for mark in f"\r\n{marks}":
        text = text.replace(mark, f"%{ord(mark):02X}")
    return text
