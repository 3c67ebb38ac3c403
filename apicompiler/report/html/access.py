"""Who may call what: counted for each group of operations, and for each operation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from apicompiler.report.access import COLUMNS, cells
from apicompiler.report.html.operations import Told
from apicompiler.report.html.search import search
from apicompiler.report.html.tables import table
from apicompiler.report.markup import Markup, element
from apicompiler.target import Target

ORDER = ("operation", *(name for name in COLUMNS if name != "operation"))


def access(target: Target, every: tuple[Told, ...]) -> Markup:
    """Write a matrix of groups and callers for each API, and the whole table behind it."""
    summary = element("summary", element("b", "Every operation"), element("span", str(len(every))))
    whole = table(ORDER, cells(target, ORDER), items=True)
    details = element("details", summary, search("Find"), whole, class_="group")
    return Markup("".join((*_matrices(every), details)))


def _matrices(every: tuple[Told, ...]) -> Iterator[Markup]:
    by_api: dict[str, dict[str, Counter[str]]] = {}
    for one in every:
        by_api.setdefault(one.api, {}).setdefault(one.group, Counter())[one.caller] += 1
    for api, groups in by_api.items():
        callers = list(dict.fromkeys(caller for counts in groups.values() for caller in counts))
        head = element("tr", element("td", ""), *(element("th", caller, scope="col") for caller in callers))
        body = [
            element("tr", element("th", group, scope="row"), *(_count(counts[caller]) for caller in callers))
            for group, counts in groups.items()
        ]
        matrix = element("table", element("thead", head), element("tbody", *body), class_="matrix")
        yield element("h4", api)
        yield element("div", matrix, class_="scroll", tabindex=0, role="group", aria_label=f"Callers of {api}")


def _count(count: int) -> Markup:
    return element("td", str(count), class_="some") if count else element("td", "·")
