"""What `apicompiler lint` finds, as it shows it."""

from __future__ import annotations

from apicompiler.diagnostic import Diagnostic
from apicompiler.report.found import Found
from apicompiler.report.markup import Markup, element, lines
from apicompiler.report.text import few_notes, full

MANY = 200  # findings on a page


def findings(found: Found) -> Markup:
    shown, more = few_notes(found.diagnostics)
    parts = [_finding(diagnostic, found) for diagnostic in shown[:MANY]]
    left = len(shown) - MANY
    parts += [element("p", f"{left} more; `apicompiler lint` shows all.")] if left > 0 else []
    parts += [element("p", f"{count} more of {code}.") for code, count in sorted(more.items())]
    parts += [element("p", notice, class_="notice") for notice in found.notices]
    return Markup("".join(parts or [element("p", "Nothing found.")]))


def _finding(diagnostic: Diagnostic, found: Found) -> Markup:
    text = lines(full(diagnostic, found.documents, found.shown))
    return element("pre", text, class_=f"finding {diagnostic.severity.word}", tabindex=0)
