"""Where the boxes of a picture stand: in columns by their kind, in an order in which few arrows cross.

An arrow that passes a column takes a place in it, as a box without height, so that it meets no box. This is the
way of Sugiyama, Tagawa and Toda (1981), with nothing random in it: the same picture is drawn the same each time.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping
from itertools import pairwise
from math import ceil

from apicompiler.graph import KINDS, Graph, Node
from apicompiler.noun import Noun
from apicompiler.report.markup import shown
from apicompiler.report.pictures.measure import fitted, width

LABEL, DETAIL, HEADING = 12.5, 11.0, 11.0  # sizes of fonts
LEAST, MOST = 60.0, 240.0  # widths of a column
PADDING, LINE, GAP, BETWEEN = 11.0, 15.0, 12.0, 40.0
PASSING = 6.0  # what an arrow takes that passes a column
ROUNDS = 6

Ways = Mapping[str, list[str]]


class Box(Noun):
    """A box, its texts cut to its width."""

    node: Node
    label: str
    detail: tuple[str, ...]
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


class Arrow(Noun):
    """An arrow: the places at which it leaves a column and enters another, in turn."""

    source: str
    target: str
    points: tuple[tuple[float, float], ...]


class Column(Noun):
    """A column, and the kind of its boxes."""

    kind: str
    x: float
    width: float


class Layout(Noun):
    """A picture of which every place is known."""

    columns: tuple[Column, ...]
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    width: float
    height: float


def layout(graph: Graph) -> Layout:
    """Find a place for everything; the corner of the first box of the first column is at 0, 0 or below it."""
    columns = _columns(graph)
    place = {node.id: graph.kinds.index(node.kind) for node in graph.nodes}
    heights = {node.id: 2 * PADDING - 4 + LINE * (1 + len(node.detail)) for node in graph.nodes}
    rows = [[node.id for node in graph.nodes if place[node.id] == index] for index in range(len(columns))]
    chains = _chains(graph, place, rows, heights)
    ahead, back = _neighbours(chains)
    rows = _ordered(rows, ahead, back)
    middles = _middles(rows, ahead, back, heights)
    top = min((middles[id] - heights[id] / 2 for id in middles), default=0.0)
    middles = {id: round(middle - top, 1) for id, middle in middles.items()}
    boxes = tuple(_box(node, columns[place[node.id]], middles[node.id], heights[node.id]) for node in graph.nodes)
    column_of = {id: columns[index] for index, row in enumerate(rows) for id in row}
    arrows = tuple(
        Arrow(edge.source, edge.target, tuple(_points(chain, column_of, middles)))
        for edge, chain in zip(graph.edges, chains, strict=True)
    )
    right = max((column.x + column.width for column in columns), default=0.0)
    bottom = max((middles[id] + heights[id] / 2 for id in middles), default=0.0)
    return Layout(columns, boxes, arrows, right, bottom)


def _columns(graph: Graph) -> tuple[Column, ...]:
    found: list[Column] = []
    x = 0.0
    for kind in graph.kinds:
        texts = [width(KINDS[kind].title, HEADING, bold=True)]
        for node in graph.nodes:
            if node.kind == kind:
                texts.append(width(shown(node.label), LABEL, bold=True))
                texts += [width(shown(line), DETAIL) for line in node.detail]
        wide = ceil(min(max(LEAST, max(texts) + 2 * PADDING), MOST))
        found.append(Column(kind, x, float(wide)))
        x += wide + BETWEEN
    return tuple(found)


def _chains(
    graph: Graph, place: Mapping[str, int], rows: list[list[str]], heights: dict[str, float]
) -> list[tuple[str, ...]]:
    """Return what each arrow goes through; arrows to one box pass a column at one place, which is added to its row."""
    chains = []
    for edge in graph.edges:
        passed = [f"{edge.target} @{index}" for index in range(place[edge.source] + 1, place[edge.target])]
        for index, id in enumerate(passed, start=place[edge.source] + 1):
            if id not in heights:
                heights[id] = PASSING
                rows[index].append(id)
        chains.append((edge.source, *passed, edge.target))
    return chains


def _neighbours(chains: Iterable[tuple[str, ...]]) -> tuple[Ways, Ways]:
    ahead: dict[str, list[str]] = {}
    back: dict[str, list[str]] = {}
    for one, other in dict.fromkeys(step for chain in chains for step in pairwise(chain)):
        ahead.setdefault(one, []).append(other)
        back.setdefault(other, []).append(one)
    return ahead, back


def _ordered(rows: list[list[str]], ahead: Ways, back: Ways) -> list[list[str]]:
    """Order each column by where its neighbours stand, forth and back, and keep the order with the fewest crossings."""
    best, fewest = rows, _crossings(rows, ahead)
    for sweep in range(2 * ROUNDS):
        ways, order = (back, range(1, len(rows))) if sweep % 2 == 0 else (ahead, range(len(rows) - 2, -1, -1))
        rows = list(rows)
        for index in order:
            beside = rows[index - 1] if ways is back else rows[index + 1]
            at = {id: float(number) for number, id in enumerate(beside)}
            own = {id: float(number) for number, id in enumerate(rows[index])}
            means = {id: _mean([at[other] for other in ways.get(id, ())], own[id]) for id in own}
            rows[index] = sorted(rows[index], key=means.__getitem__)
        crossings = _crossings(rows, ahead)
        if crossings < fewest:
            best, fewest = rows, crossings
    return best


def _crossings(rows: list[list[str]], ahead: Ways) -> int:
    """Count how often two arrows cross between neighbouring columns."""
    total = 0
    for left, right in pairwise(rows):
        at = {id: number for number, id in enumerate(right)}
        met: list[int] = []
        for id in left:
            ends = [at[other] for other in ahead.get(id, ())]
            total += sum(len(met) - bisect_left(met, end + 1) for end in ends)
            for end in ends:
                insort(met, end)
    return total


def _middles(rows: list[list[str]], ahead: Ways, back: Ways, heights: Mapping[str, float]) -> dict[str, float]:
    """Return the height at which each box has its middle: near to its neighbours, and clear of those beside it."""
    middles: dict[str, float] = {}
    for row in rows:
        middles |= _placed(row, dict.fromkeys(row, 0.0), heights)
    both = {id: [*ahead.get(id, ()), *back.get(id, ())] for id in middles}
    for ways in (back, ahead) * ROUNDS + (both,):
        order = rows if ways is not ahead else rows[::-1]
        for row in order:
            wanted = {id: _mean([middles[other] for other in ways.get(id, ())], middles[id]) for id in row}
            middles |= _placed(row, wanted, heights)
    return middles


def _placed(row: list[str], wanted: Mapping[str, float], heights: Mapping[str, float]) -> dict[str, float]:
    """Place boxes in their order as near as possible to where they are *wanted*.

    Without what the boxes above it take, each is wanted at a height that must not be less than that of the one
    before: neighbours that disagree are put at the mean of both, until none does.
    """
    offsets: dict[str, float] = {}
    offset = 0.0
    for number, id in enumerate(row):
        offset += (heights[row[number - 1]] + heights[id]) / 2 + GAP if number else 0.0
        offsets[id] = offset
    pools: list[tuple[float, int]] = []
    for id in row:
        sum_, count = wanted[id] - offsets[id], 1
        while pools and pools[-1][0] / pools[-1][1] > sum_ / count:
            other, more = pools.pop()
            sum_, count = sum_ + other, count + more
        pools.append((sum_, count))
    means = [round(sum_ / count, 1) for sum_, count in pools for _ in range(count)]
    return {id: mean + offsets[id] for id, mean in zip(row, means, strict=True)}


def _mean(values: list[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _box(node: Node, column: Column, middle: float, height: float) -> Box:
    room = column.width - 2 * PADDING
    label = fitted(shown(node.label), LABEL, room, bold=True)
    detail = tuple(fitted(shown(line), DETAIL, room) for line in node.detail)
    return Box(node, label, detail, column.x, round(middle - height / 2, 1), column.width, height)


def _points(
    chain: tuple[str, ...], columns: Mapping[str, Column], middles: Mapping[str, float]
) -> Iterable[tuple[float, float]]:
    """Yield where an arrow leaves its first box, enters and leaves what it passes, and ends."""
    for number, id in enumerate(chain):
        if number:
            yield columns[id].x, middles[id]
        if number < len(chain) - 1:
            yield columns[id].x + columns[id].width, middles[id]
