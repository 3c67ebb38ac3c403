"""Every operation with its effective values, and where each of them comes from."""

from __future__ import annotations

from collections.abc import Iterator

from apicompiler.graph.grouping import groups
from apicompiler.noun import Noun
from apicompiler.report.explanation import Row, Subject, operation_rows, route_rows
from apicompiler.report.html.search import search
from apicompiler.report.markup import Markup, element
from apicompiler.report.words import backend, caller
from apicompiler.source import Location, look_up

LONG = 600  # characters of a value that are shown
FEW = 40  # operations that are shown without a group being opened


class Told(Noun):
    """An operation or a route, in a line and at length."""

    api: str
    group: str
    verb: str
    path: str
    caller: str
    answer: str
    rows: tuple[Row, ...]


def told(subject: Subject) -> tuple[Told, ...]:
    """Tell every operation and route of an environment."""
    found = (*_operations(subject), *_routes(subject))
    look_up(subject.documents, (at for one in found for _, _, at in one.rows if isinstance(at, Location)))
    return tuple(one.replace(rows=tuple(subject.written(one.rows))) for one in found)


def anchor(place: str) -> str:
    """Return what begins the ids of the parts that tell of a *place*."""
    return place.replace(", ", "-")


def operations(every: tuple[Told, ...], first: tuple[Told, ...], where: str) -> Markup:
    """Write what is told, but for what is the same in the *first* environment, which is called *where*."""
    known = frozenset(first)
    own = [one for one in every if one not in known]
    same = len(every) - len(own)
    by_api: dict[str, dict[str, list[Told]]] = {}
    for one in own:
        by_api.setdefault(one.api, {}).setdefault(one.group, []).append(one)
    parts = [search("Find operations")] if own else []
    if same:
        link = element("a", where, href=f"#{anchor(where)}:operations")
        parts.append(element("p", f"{same} operations are what they are in ", link, "." if own else ", all of them."))
    for api, by_group in by_api.items():
        parts.append(element("h4", api))
        for group, inside in by_group.items():
            written = [_operation(one) for one in inside]
            parts += written if len(own) <= FEW or len(inside) == 1 else [_group(group, written)]
    return Markup("".join(parts))


def _operations(subject: Subject) -> Iterator[Told]:
    for key, methods in subject.target.methods.items():
        named = groups([method.operation for method in methods], "segment")
        for group, method in zip(named, methods, strict=True):
            found, rows = method.operation, tuple(operation_rows(subject, key, method))
            yield Told(key, group, found.method, found.path, caller(method), backend(method), rows)


def _routes(subject: Subject) -> Iterator[Told]:
    for key, routes in subject.target.routes.items():
        for route in routes:
            group, who = ("connection", caller(route.method)) if route.opens else ("messages", "whoever is connected")
            answer = backend(route.method) if route.integration else "nothing"
            yield Told(key, group, "WS", route.key, who, answer, tuple(route_rows(subject, route)))


def _group(name: str, written: list[Markup]) -> Markup:
    heading = element("summary", element("b", name), element("span", f"{len(written)} operations"))
    return element("details", heading, *written, class_="group")


def _operation(one: Told) -> Markup:
    summary = element(
        "summary",
        element("span", one.verb, class_=f"verb {one.verb.lower()}"),
        element("code", one.path),
        element("span", one.caller, class_="who"),
        element("span", one.answer, class_="answer"),
    )
    rows = (
        element(
            "tr",
            element("th", what.strip(), scope="row", class_=what.startswith(" ") and "sub"),
            element("td", value if len(value) <= LONG else f"{value[:LONG]}…"),
            element("td", str(origin)),
        )
        for what, value, origin in one.rows
    )
    return element("details", summary, element("table", *rows), class_="operation", data_item=True)
