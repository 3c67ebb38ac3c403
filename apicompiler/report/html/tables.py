"""Tables that become cards where the page is narrow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from apicompiler.report.markup import Content, Markup, element


def table(columns: Sequence[str], rows: Iterable[Sequence[Content]], items: bool = False) -> Markup:
    """Write a table, its rows perhaps as *items* that can be searched; the first cell of each is its heading."""
    head = element("tr", *(element("th", name, scope="col") for name in columns))
    body = [
        element(
            "tr",
            element("th", row[0], scope="row"),
            *(element("td", cell, data_label=name) for name, cell in zip(columns[1:], row[1:], strict=True)),
            data_item=items,
        )
        for row in rows
    ]
    return element("table", element("thead", head), element("tbody", *body), class_="cards")


def titled(title: str, columns: Sequence[str], rows: Iterable[Sequence[Content]]) -> Markup:
    """Write a table under a heading; nothing, where it has no rows."""
    there = list(rows)
    return Markup(element("h4", title) + table(columns, there)) if there else Markup()


def listed(words: Iterable[str]) -> Markup:
    """Write words one below the other."""
    return Markup("<br>".join(element("span", word) for word in words))
