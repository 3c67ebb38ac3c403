"""Text that anybody may have written, made harmless where it stands between marks of XML and HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable

# What XML 1.0 cannot hold (https://www.w3.org/TR/xml/#charsets), whatever would break a line, and what turns the
# direction of everything behind it (https://trojansource.codes).
UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
MARKS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
EMPTY_ELEMENTS = ("meta", "input", "br")


class Markup(str):
    """Text that is markup already, and stands as it is."""

    __slots__ = ()


Content = str | Iterable[str]


def shown(text: str) -> str:
    """Return *text* in one line, with a mark in the place of whatever cannot be seen."""
    return UNSHOWN.sub("\ufffd", text)


def escaped(text: object) -> str:
    """Return what stands for *text* in an element or in an attribute between quotes."""
    return shown(str(text)).translate(MARKS)


def lines(text: str) -> Markup:
    """Return what stands for a text of several lines where they are kept."""
    return Markup("\n".join(map(escaped, text.split("\n"))))


def element(name: str, /, *content: Content, **attributes: str | int | float | bool) -> Markup:
    """Write an element of HTML: text in it is escaped, markup is not; `data_label` is written `data-label`."""
    said = "".join(_attribute(key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items())
    if name in EMPTY_ELEMENTS:
        return Markup(f"<{name}{said}>")
    return Markup(f"<{name}{said}>{''.join(map(_content, content))}</{name}>")


def _content(content: Content) -> str:
    if isinstance(content, Markup):
        return content
    return escaped(content) if isinstance(content, str) else "".join(map(_content, content))


def _attribute(name: str, value: str | int | float | bool) -> str:
    if value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{escaped(value)}"'
