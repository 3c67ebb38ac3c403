"""Blueprints as the renderers of pictures and pages are given them."""

from pathlib import Path

from frame import framed

from apicompiler.compiler import lint, plans
from apicompiler.read.files import DiskFolder, MemoryFolder
from apicompiler.report.explanation import Subject
from apicompiler.report.found import Found
from apicompiler.report.html import html

ROOT = Path(__file__).parents[1]
STORIES = sorted(path.parent for path in (ROOT / "tests/stories").glob("*/plan.json"))
EXAMPLES = sorted(path.parent for path in (ROOT / "blueprints").glob("*/blueprint.yaml"))


def example(name):
    return subjects(DiskFolder(ROOT / "blueprints" / name))


def fragment(text):
    return subjects(MemoryFolder(framed(text)))


def subjects(folder):
    """Return every environment of a blueprint."""
    outcome = lint("blueprint.yaml", folder)
    assert outcome.is_sound, [(found.rule.code, found.finding.message) for found in outcome.diagnostics]
    return [
        Subject(target, plan, outcome.documents, "")
        for target, plan in zip(outcome.targets, plans(outcome), strict=True)
    ]


def page(folder):
    """Return the whole page about a blueprint."""
    outcome = lint("blueprint.yaml", folder)
    found = Found("blueprint.yaml", "", "", outcome.diagnostics, outcome.documents, outcome.notices)
    return html(subjects(folder), found)


def paths(count, tags=False, groups=10):
    """Write a document with so many operations, in so many groups."""
    lines = ["--- openapi.yaml", "paths:"]
    for number in range(count):
        tag = f"tags: [t{number % 3}], " if tags else ""
        lines.append(f"  /g{number % groups}/p{number}: {{get: {{{tag}responses: {{'200': {{description: ok}}}}}}}}")
    return "\n".join(lines) + "\n"
