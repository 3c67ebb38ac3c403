"""How wide a text is, in Helvetica and in the fonts that are made to its measure (Arial, Liberation Sans)."""

from __future__ import annotations

from unicodedata import combining, east_asian_width

FONT = "Helvetica, Arial, 'Liberation Sans', sans-serif"
BOLD = 1.09  # as wide as plain, at most
# Thousandths of the size of the font: https://github.com/adobe-type-tools/font-tech-notes has the metrics.
WIDTHS = {
    character: width
    for width, characters in {
        191: "'",
        222: "ijl",
        260: "|",
        278: " !,./:;I[\\]ft",
        333: "-()`r",
        334: "{}",
        355: '"',
        389: "*",
        469: "^",
        500: "Jckszvxy",
        556: "#$0123456789?L_abdeghnopqu",
        584: "+<=>~",
        611: "FTZ",
        667: "&ABEKPSVXY",
        722: "CDHNRUw",
        778: "GOQ",
        833: "Mm",
        889: "%",
        944: "W",
        1015: "@",
    }.items()
    for character in characters
}
OTHER, WIDE = 667, 1000


def width(text: str, size: float, bold: bool = False) -> float:
    """Return how wide *text* is in a font of this *size*."""
    return sum(map(_width, text)) * size / 1000 * (BOLD if bold else 1)


def fitted(text: str, size: float, room: float, bold: bool = False) -> str:
    """Return *text*, without its middle where it is wider than *room*."""
    if width(text, size, bold) <= room:
        return text
    kept = len(text) - 1
    while kept > 1 and width(_without_middle(text, kept), size, bold) > room:
        kept -= 1
    return _without_middle(text, kept)


def _width(character: str) -> int:
    if combining(character):
        return 0
    return WIDTHS.get(character, WIDE if east_asian_width(character) in "WF" else OTHER)


def _without_middle(text: str, kept: int) -> str:
    head = (kept + 1) // 2
    return f"{text[:head]}…{text[len(text) - kept + head :]}"
