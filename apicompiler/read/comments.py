"""Finds the comments that speak to apicompiler, and what each is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml
from yaml.events import ScalarEvent

from apicompiler.source import Comment, Span

YAML = re.compile(r"(?<!\S)#+ apicompiler:[ \t]*(?P<said>[A-Za-z][^\r\n]*?)[ \t]*\r?$", re.MULTILINE)
TEMPLATE = re.compile(r"## apicompiler:[ \t]*(?P<said>[A-Za-z][^\r\n]*?)[ \t]*\r?$", re.MULTILINE)


def in_yaml(text: str) -> tuple[Comment, ...]:
    """Return the comments of a YAML text: on a line they are about it, above a block about all of it."""
    found = list(YAML.finditer(text))
    texts = [span for span in _multiline(text) if found and span.end > found[0].start()]
    comments = []
    for match in found:
        if not any(span.start < match.start() < span.end for span in texts):
            is_alone, line = _line(text, match.start())
            comments.append(_comment(match, _block(text, match.end()) if is_alone else line))
    return tuple(comments)


def in_template(text: str) -> tuple[Comment, ...]:
    """Return the comments of a template: on a line they are about it, alone on one about the next."""
    comments = []
    for match in TEMPLATE.finditer(text):
        is_alone, line = _line(text, match.start())
        comments.append(_comment(match, _line(text, line.end + 1)[1] if is_alone else line))
    return tuple(comments)


def _comment(match: re.Match[str], about: Span) -> Comment:
    return Comment(match.start(), match.end("said"), match["said"], about)


def _line(text: str, offset: int) -> tuple[bool, Span]:
    """Return whether nothing stands before *offset* in its line, and the line."""
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    return not text[start:offset].strip(), Span(start, len(text) if end < 0 else end)


def _block(text: str, offset: int) -> Span:
    """Return the lines of what begins below *offset*: the first, and those that are indented more."""
    first: Span | None = None
    end, depth, is_item = 0, 0, False
    for line in _lines(text, offset):
        words = text[line.start : line.end].lstrip(" ")
        indent = line.end - line.start - len(words)
        if not words.strip() or words.startswith("#"):
            continue
        if first is None:
            first, depth, is_item = line, indent, words.startswith("- ")
        elif indent < depth or (indent == depth and not _goes_on(words, is_item)):
            break
        end = line.end
    return Span(first.start, end) if first else Span(offset, offset)


def _goes_on(words: str, is_item: bool) -> bool:
    """Whether a line that is indented as the first of its block still belongs to it."""
    return words[0] in "]}" or (words.startswith("- ") and not is_item)


def _lines(text: str, offset: int) -> Iterator[Span]:
    start = text.find("\n", offset) + 1
    while 0 < start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield Span(start, end)
        start = end + 1


def _multiline(text: str) -> Iterator[Span]:
    """Yield the texts in quotes and blocks, in which `#` begins no comment."""
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        for event in yaml.parse(text, loader):
            if isinstance(event, ScalarEvent) and event.style:
                start: Any = event.start_mark
                end: Any = event.end_mark
                yield Span(start.index, end.index)
    except yaml.YAMLError:
        return  # reported where it is read
