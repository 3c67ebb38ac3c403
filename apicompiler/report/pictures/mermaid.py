"""A picture as Mermaid, which GitHub and GitLab draw in Markdown: https://mermaid.js.org/syntax/flowchart.html."""

from __future__ import annotations

import re
from collections.abc import Iterator

from apicompiler.graph import KINDS, Graph
from apicompiler.report.markup import shown

# What means nothing to Mermaid, nor to the Markdown it reads labels as; everything else is written by its number.
PLAIN = re.compile(r"[A-Za-z0-9 ,./(){}:-]|[^\x00-\x7f]")
LIST = re.compile(r"^(\s*)(\d+[.)]|-)")


def mermaid(graph: Graph) -> str:
    """Write a flowchart from left to right, with its legend."""
    return "\n".join(_lines(graph)) + "\n"


def _lines(graph: Graph) -> Iterator[str]:
    yield "flowchart LR"
    yield f"  accTitle: {_plain(graph.title)}"
    yield f"  accDescr: {_plain(graph.subtitle)}"
    names = graph.names
    for node in graph.nodes:
        text = "<br>".join(map(_text, (node.label, *node.detail)))
        yield f'  {names[node.id]}["{text}"]:::{node.kind}'
    for edge in graph.edges:
        yield f"  {names[edge.source]} --> {names[edge.target]}"
    yield '  subgraph legend["Legend"]'
    yield "    direction LR"
    for kind in graph.kinds:
        yield f'    legend_{kind}["{_text(KINDS[kind].title)}: {_text(KINDS[kind].means)}"]:::{kind}'
    yield "  end"
    last = next(node.id for node in graph.nodes if node.kind == graph.kinds[-1])
    yield f"  {names[last]} ~~~ legend"  # behind everything, where no arrow is drawn below it
    for kind in graph.kinds:
        yield f"  classDef {kind} stroke:{KINDS[kind].color},stroke-width:2px"


def _text(text: str) -> str:
    """Write a line of a label: whatever could be a mark of Mermaid's stands there by its number."""
    one = shown(text)
    number = LIST.match(one)
    start = number.end() if number else 0  # `1.` and `-` begin a list
    head = one[: start - 1] + f"#{ord(one[start - 1])};" if start else ""
    return head + "".join(mark if PLAIN.fullmatch(mark) else f"#{ord(mark)};" for mark in one[start:])


def _plain(text: str) -> str:
    """Write a title: it ends with its line, and knows no numbers."""
    return "".join(mark if PLAIN.fullmatch(mark) else " " for mark in shown(text)).strip() or "-"
