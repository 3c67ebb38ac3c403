"""The nouns of a picture: boxes of several kinds, and arrows between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from apicompiler.noun import Noun


class Kind(Noun):
    """What a box stands for; boxes of one kind stand in one column."""

    title: str
    """What its column is called."""
    means: str
    """What the legend says of it."""
    color: str
    """Told from its ground in light and in dark."""


KINDS: Mapping[str, Kind] = {
    "client": Kind("Clients", "whoever calls", "#64748b"),
    "dns": Kind("DNS", "records that lead to a domain", "#16a34a"),
    "cdn": Kind("CDN", "where CloudFront takes calls, near to the caller", "#ea580c"),
    "domain": Kind("Domains", "addresses, your own and that of API Gateway", "#3b82f6"),
    "stage": Kind("Stages", "APIs as they are released", "#8b5cf6"),
    "authorizer": Kind("Authorizers", "who is let in", "#ef4444"),
    "operations": Kind("Operations", "what is called", "#0891b2"),
    "integration": Kind("Integrations", "how it is answered", "#db2777"),
    "link": Kind("VPC links", "ways into a private network", "#65a30d"),
    "backend": Kind("Backends", "what answers", "#b45309"),
}
"""Every kind, in the order in which a call goes through them."""


class Node(Noun):
    """A box."""

    id: str
    kind: str
    label: str
    detail: tuple[str, ...] = ()


class Edge(Noun):
    """An arrow, from one box to another further on."""

    source: str
    target: str


Piece = Node | Edge


class Graph(Noun):
    """A picture, before anybody has drawn it."""

    title: str
    subtitle: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of which there is a box."""
        met = {node.kind for node in self.nodes}
        return tuple(kind for kind in KINDS if kind in met)

    @property
    def names(self) -> Mapping[str, str]:
        """What boxes are called in languages that know only short names, by their ids."""
        return {node.id: f"n{number}" for number, node in enumerate(self.nodes, start=1)}

    def through(self, ids: Iterable[str]) -> Graph:
        """Return the part of the picture that lies on a way through one of the boxes with these *ids*."""
        ahead: dict[str, list[str]] = {}
        back: dict[str, list[str]] = {}
        for edge in self.edges:
            ahead.setdefault(edge.source, []).append(edge.target)
            back.setdefault(edge.target, []).append(edge.source)
        kept = _reached(ids, ahead) | _reached(ids, back)
        return self.replace(
            nodes=tuple(node for node in self.nodes if node.id in kept),
            edges=tuple(edge for edge in self.edges if edge.source in kept and edge.target in kept),
        )


def drawn(title: str, subtitle: str, pieces: Iterable[Piece]) -> Graph:
    """Put *pieces* together, each once, in the order in which they come."""
    nodes: dict[str, Node] = {}
    edges: dict[tuple[str, str], Edge] = {}
    for piece in pieces:
        if isinstance(piece, Node):
            nodes.setdefault(piece.id, piece)
        else:
            edges.setdefault((piece.source, piece.target), piece)
    return Graph(title, subtitle, tuple(nodes.values()), tuple(edges.values()))


def _reached(ids: Iterable[str], ways: Mapping[str, list[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(ids)
    while waiting:
        id = waiting.pop()
        if id not in found:
            found.add(id)
            waiting += ways.get(id, ())
    return found
