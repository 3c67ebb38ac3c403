"""Text that anybody may have written, made harmless where it stands between marks of XML and HTML."""

from __future__ import annotations

import re

# What XML 1.0 cannot hold (https://www.w3.org/TR/xml/#charsets), line breaks and tabs in one-line texts,
# and what turns the direction of everything behind it (https://trojansource.codes).
UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
MARKS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}


def shown(text: str) -> str:
    """Return *text* in one line, with a mark in the place of whatever cannot be seen."""
    return UNSHOWN.sub("\ufffd", text)


def escaped(text: object) -> str:
    """Return what stands for *text* in an element or in an attribute between quotes."""
    return "".join(MARKS.get(character, character) for character in shown(str(text)))


def lines(text: str) -> str:
    """Return what stands for a text of several lines in a `pre`."""
    return "\n".join(map(escaped, text.split("\n")))
