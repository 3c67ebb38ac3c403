"""What may be written at the cursor: keys, words, names, selectors, and codes of rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args, get_origin

from apicompiler import catalogue
from apicompiler.compiler import Compilation
from apicompiler.editor.desk import Sheet
from apicompiler.editor.grammar import Slot, at, overlaid, slot, words
from apicompiler.editor.names import SELECTED, named, selectors
from apicompiler.noun import Noun
from apicompiler.read.yaml_document import YamlText
from apicompiler.report.json_schema import keys
from apicompiler.source import Path

# What nobody writes: it stands where the cursor is, and is looked for in what was read.
HERE = "here-is-the-cursor"
# What is being written: all behind the mark that a value or a key follows.
BEGUN = re.compile(r"""(?:.*(?:(?:[\[,]|(?<![/\w}+])\{)[ ]*|:[ ]+|["'])|[ ]*(?:-[ ]+)*)([^"'\[,]*)$""")
CODE = re.compile(r"#.*?\b([A-Za-z][A-Za-z0-9]*|)$")


class Choice(Noun):
    """Something that may be written, from *start* to the cursor."""

    text: str
    kind: Literal["key", "word", "name", "operation", "rule"]
    start: int
    detail: str = ""
    documentation: str = ""


def choices(sheet: Sheet, offset: int) -> list[Choice]:
    """Return what may be written at *offset* of a blueprint, readable as it stands or not."""
    text, known = sheet.document.text, sheet.compilation.documents.get(sheet.name)
    value = sheet.document.value or (known.value if known else None)
    line = text[text.rfind("\n", 0, offset) + 1 : offset]
    if (comment := CODE.search(line)) and not line[: comment.start()].rstrip().endswith(("'", '"')):
        return list(_rules(offset - len(comment[1])))
    begun = BEGUN.match(line)
    start = offset - len(begun[1]) if begun else offset
    before = text[:start].rstrip("\"'") if text[start - 1 : start] in ("'", '"') else text[:start]
    found: dict[str, Choice] = {}
    for written in (f"{HERE}: ", HERE):
        tree = YamlText(before + written + _closing(before)).value
        cursor = _cursor(tree)
        if cursor is not None:
            path, on_key = cursor
            place = slot(tree, path[:-1] if on_key else path)
            offered = _keys(place, tree, path, value, start) if on_key else _values(place, tree, value, start)
            found = {
                choice.text: choice for choice in [*_selectors(place, on_key, sheet.compilation, start), *offered]
            } | found
    return list(found.values())


def _rules(start: int) -> Iterator[Choice]:
    for rule in catalogue.RULES:
        yield Choice(rule.code, "rule", start, rule.name, rule.law)


def _keys(place: Slot, tree: Any, path: Path, value: Any, start: int) -> Iterator[Choice]:
    """Yield the keys of the classes that may stand here, but those that are written already."""
    written = {*(at(tree, path[:-1]) or ()), *(at(value, path[:-1]) or ())}
    for kind in place.parts:
        for key in keys(kind):
            overlay = len(path) == 4 and overlaid(path) != path and key.word in ("apicompiler", "environments")
            if key.word not in written and not overlay:
                yield Choice(key.word, "key", start, "required" if key.required else "", key.text)
    for key_kind in (get_args(kind)[0] for kind in place.kinds if get_origin(kind) is Mapping):
        yield from (Choice(word, "word", start) for word in words(key_kind) if word not in written)


def _values(place: Slot, tree: Any, value: Any, start: int) -> Iterator[Choice]:
    for kind in place.kinds:
        yield from (Choice(word, "word", start) for word in words(kind))
    yield from (Choice(name, "name", start) for known in (tree, value) for name in named(place, known))


def _selectors(place: Slot, on_key: bool, compilation: Compilation, start: int) -> Iterator[Choice]:
    if place.word == SELECTED and (place.inside == 0 if on_key else str in place.kinds):
        for text, detail in selectors(compilation):
            yield Choice(text, "operation", start, detail)


def _closing(text: str) -> str:
    """Return the brackets that close those which are open at the end of *text*."""
    open_: list[str] = []
    for token in re.finditer(r"""(?<![^\s\[{,:])(?:"(?:[^"\\]|\\.)*"|'[^']*')|(?:^|(?<=\s))#[^\n]*|[\[\]{}]""", text):
        if token[0] in ("[", "{"):
            open_.append("]" if token[0] == "[" else "}")
        elif token[0] in ("]", "}") and open_:
            open_.pop()
    return "".join(reversed(open_))


def _cursor(tree: Any) -> tuple[Path, bool] | None:
    """Find the cursor in what was read, and whether it stands in a key."""
    waiting: list[tuple[Any, Path]] = [(tree, ())]
    while waiting:
        value, path = waiting.pop()
        if isinstance(value, dict):
            if HERE in value:
                return (*path, HERE), True
            waiting += [(inner, (*path, key)) for key, inner in value.items()]
        elif isinstance(value, list):
            waiting += [(inner, (*path, index)) for index, inner in enumerate(value)]
        elif value == HERE:
            return path, False
    return None
