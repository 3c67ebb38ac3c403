"""A picture as DOT, which Graphviz draws: https://graphviz.org/doc/info/lang.html."""

from __future__ import annotations

from collections.abc import Iterator

from apicompiler.graph import KINDS, Graph
from apicompiler.report.markup import shown


def dot(graph: Graph) -> str:
    """Write a graph from left to right, its kinds in columns, with its legend."""
    return "\n".join(_lines(graph)) + "\n"


def _lines(graph: Graph) -> Iterator[str]:
    yield f"digraph {_quoted(graph.title)} {{"
    yield f"  graph [rankdir=LR, label={_quoted(graph.title, graph.subtitle)}, labelloc=t, fontname=Helvetica]"
    yield "  node [shape=box, style=rounded, penwidth=2, fontname=Helvetica, fontsize=11]"
    yield '  edge [color="#94a3b8", arrowsize=0.7]'
    names = graph.names
    for node in graph.nodes:
        yield f'  {names[node.id]} [label={_quoted(node.label, *node.detail)}, color="{KINDS[node.kind].color}"]'
    for kind in graph.kinds:
        yield f"  {{ rank=same; {'; '.join(names[node.id] for node in graph.nodes if node.kind == kind)} }}"
    for edge in graph.edges:
        yield f"  {names[edge.source]} -> {names[edge.target]}"
    yield "  subgraph cluster_legend {"
    yield "    graph [label=Legend]"
    for kind in graph.kinds:
        said = KINDS[kind]
        yield f'    legend_{kind} [label={_quoted(said.title, said.means)}, color="{said.color}"]'
    yield "  }"
    yield "}"


def _quoted(*lines: str) -> str:
    r"""Write a text between quotes, its lines apart by `\n`; Graphviz reads entities of HTML in it, too."""
    written = (shown(line).replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;") for line in lines)
    return '"' + "\\n".join(written) + '"'
