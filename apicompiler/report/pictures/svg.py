"""A picture as SVG that needs nothing else: no font, no style sheet, no script; in light and in dark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from apicompiler.graph import KINDS, Graph
from apicompiler.noun import Noun
from apicompiler.report.markup import escaped
from apicompiler.report.pictures.layout import (
    BETWEEN,
    DETAIL,
    HEADING,
    LABEL,
    LINE,
    PADDING,
    Arrow,
    Box,
    Column,
    layout,
)
from apicompiler.report.pictures.measure import FONT, width

MARGIN, TOP, TITLE = 20.0, 82.0, 17.0  # beside the columns; above them, for title and headings
NARROWEST = 440.0
SWATCH, BESIDE, ROW = 10.0, 24.0, 21.0  # of the legend
LIGHT = {"ground": "#ffffff", "box": "#f8fafc", "text": "#0f172a", "faint": "#475569", "arrow": "#94a3b8"}
DARK = {"ground": "#0d1117", "box": "#161d2a", "text": "#e6edf3", "faint": "#a3b1c2", "arrow": "#5b6b82"}


class Entry(Noun):
    """One kind in the legend, and where it stands there."""

    kind: str
    x: float
    y: float


def svg(graph: Graph, name: str = "picture", style: bool = True) -> str:
    """Draw a picture; *name* tells it from others of the same page, which may bring their *style* themselves."""
    drawn = layout(graph)
    title = width(graph.title, TITLE, bold=True) + 10 + width(graph.subtitle, DETAIL)
    inner = max(drawn.width, title, NARROWEST)
    legend = tuple(_legend(graph.kinds, inner))
    wide, below = inner + 2 * MARGIN, TOP + drawn.height + 2 * MARGIN
    high = below + max((entry.y for entry in legend), default=0.0) + MARGIN
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture" viewBox="0 0 {wide:.0f} {high:.0f}" '
        f'width="{wide:.0f}" height="{high:.0f}" role="img" aria-labelledby="{name}-title {name}-desc">',
        f'<title id="{name}-title">{escaped(graph.title)}</title>',
        f'<desc id="{name}-desc">{escaped(_told(graph))}</desc>',
        *([f"<style>{styles()}</style>"] if style else []),
        f'<rect class="ground" width="{wide:.0f}" height="{high:.0f}" rx="8"/>',
        f'<text class="title" x="{MARGIN:g}" y="34">{escaped(graph.title)}'
        f'<tspan class="detail" dx="10">{escaped(graph.subtitle)}</tspan></text>',
        f'<g transform="translate({MARGIN:g} {TOP:g})">',
        *map(_heading, drawn.columns),
        *map(_arrow, drawn.arrows),
        *map(_box, drawn.boxes),
        "</g>",
        f'<g transform="translate({MARGIN:g} {below:g})">',
        *map(_entry, legend),
        "</g>",
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def styles() -> str:
    """Return the style sheet of all pictures."""
    sizes = (
        f".picture text{{font-family:{FONT};font-size:{DETAIL:g}px}}"
        f".picture .title{{font-size:{TITLE:g}px;font-weight:700}}"
        f".picture .label{{font-size:{LABEL:g}px;font-weight:700}}"
        f".picture .heading{{font-size:{HEADING:g}px;font-weight:700}}"
        ".picture .detail{font-weight:400}"
        f".picture tspan.detail{{font-size:{DETAIL:g}px}}"
        ".picture .box,.picture .arrow{stroke-width:1.3}"
        ".picture .arrow{fill:none}"
    )
    return f"{sizes}{_theme(LIGHT)}@media (prefers-color-scheme:dark){{{_theme(DARK)}}}"


def _theme(colors: Mapping[str, str]) -> str:
    return (
        f".picture .ground{{fill:{colors['ground']}}}"
        f".picture .box{{fill:{colors['box']}}}"
        f".picture text{{fill:{colors['text']}}}"
        f".picture .detail,.picture .heading{{fill:{colors['faint']}}}"
        f".picture .arrow{{stroke:{colors['arrow']}}}"
        f".picture .tip{{fill:{colors['arrow']}}}"
    )


def _told(graph: Graph) -> str:
    """Tell the picture to whoever does not see it."""
    parts = []
    for kind in graph.kinds:
        labels = [node.label for node in graph.nodes if node.kind == kind]
        parts.append(f"{KINDS[kind].title}: {', '.join(labels)}.")
    return f"{graph.subtitle}. {' '.join(parts)}"


def _heading(column: Column) -> str:
    kind = KINDS[column.kind]
    return (
        f'<text class="heading" x="{column.x:g}" y="-20">{kind.title}</text>'
        f'<rect x="{column.x:g}" y="-13" width="{column.width:g}" height="2" rx="1" fill="{kind.color}"/>'
    )


def _arrow(arrow: Arrow) -> str:
    """Draw a bent line between columns, and a straight one where it passes one."""
    (x, y), *rest = arrow.points
    path = [f"M{x:g} {y:.1f}"]
    for number, (to_x, to_y) in enumerate(rest):
        if number % 2:
            path.append(f"H{to_x:g}")
        else:
            bend = x + BETWEEN / 2
            end = to_x - 5 if number == len(rest) - 1 else to_x
            path.append(f"C{bend:g} {y:.1f} {bend:g} {to_y:.1f} {end:g} {to_y:.1f}")
        x, y = to_x, to_y
    tip = f"M{x:g} {y:.1f}l-7 -3.5v7z"
    return f'<path class="arrow" d="{"".join(path)}"/><path class="tip" d="{tip}"/>'


def _box(box: Box) -> str:
    color = KINDS[box.node.kind].color
    whole = escaped("\n".join((box.node.label, *box.node.detail)).replace("\n", " · "))
    x, y = box.x + PADDING, box.y + PADDING + 9
    lines = [
        f"<g><title>{whole}</title>"
        f'<rect class="box" x="{box.x:g}" y="{box.y:.1f}" width="{box.width:g}" height="{box.height:g}" rx="6" '
        f'stroke="{color}"/>'
        f'<text class="label" x="{x:g}" y="{y:.1f}">{escaped(box.label)}</text>'
    ]
    lines += [
        f'<text class="detail" x="{x:g}" y="{y + LINE * number:.1f}">{escaped(line)}</text>'
        for number, line in enumerate(box.detail, start=1)
    ]
    return "".join(lines) + "</g>"


def _legend(kinds: tuple[str, ...], room: float) -> Iterator[Entry]:
    """Yield the entries of the legend in rows that fit."""
    x, y = 0.0, 0.0
    for kind in kinds:
        said = KINDS[kind]
        wide = SWATCH + 6 + width(said.title, DETAIL, bold=True) + 6 + width(said.means, DETAIL)
        if x and x + wide > room:
            x, y = 0.0, y + ROW
        yield Entry(kind, x, y)
        x += wide + BESIDE


def _entry(entry: Entry) -> str:
    said = KINDS[entry.kind]
    return (
        f'<rect x="{entry.x:.1f}" y="{entry.y - 9:g}" width="{SWATCH:g}" height="{SWATCH:g}" rx="2" '
        f'fill="{said.color}"/><text class="heading" x="{entry.x + SWATCH + 6:.1f}" y="{entry.y:g}">{said.title}'
        f'<tspan class="detail" dx="6">{said.means}</tspan></text>'
    )
