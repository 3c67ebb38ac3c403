"""What is said about the word under the pointer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from apicompiler.catalogue import RULES
from apicompiler.compiler import plans
from apicompiler.editor.desk import Sheet
from apicompiler.editor.grammar import at, slot
from apicompiler.editor.names import SELECTED, selected
from apicompiler.noun import Noun
from apicompiler.openapi import Operation
from apicompiler.report import explanation
from apicompiler.report.json_schema import keys
from apicompiler.report.reference import default_of, kind_of
from apicompiler.source import Location, Path, Span

SHOWN = 5  # operations of one selector; more are counted


class Hover(Noun):
    """A text in Markdown about some characters."""

    span: Span
    text: str


def hover(sheet: Sheet, offset: int) -> Hover | None:
    """Return what there is to say about the character at *offset*."""
    if found := _rule(sheet, offset):
        return found
    path, on_key = sheet.document.path_at(offset)
    place = Location(sheet.document.file, path)
    span = sheet.document.span(place.key if on_key else place)
    if not path or not span.start <= offset <= span.end:
        return None
    said = _blueprint(sheet, path, on_key) if sheet.is_blueprint else _contract(sheet, place)
    return Hover(span, said) if said else None


def _rule(sheet: Sheet, offset: int) -> Hover | None:
    """Explain the rule whose code or name stands in a comment."""
    text = sheet.document.text
    start = text.rfind("\n", 0, offset) + 1
    line = text[start:].partition("\n")[0]
    comment = re.search(r"(?:^|\s)#", line)
    for word in re.finditer(r"[A-Za-z][A-Za-z0-9-]+", line):
        if comment and comment.end() <= word.start() <= offset - start <= word.end():
            for rule in RULES:
                if word[0] in (rule.code, rule.name):
                    text = f"**{rule.code} `{rule.name}`**: {rule.law}\n\n{rule.reason}\n\nSource: {rule.evidence}"
                    return Hover(Span(start + word.start(), start + word.end()), text)
    return None


def _blueprint(sheet: Sheet, path: Path, on_key: bool) -> str:
    value, name = sheet.document.value, str(path[-1])
    here = slot(value, path)
    if on_key and here.inside == 0 and here.holders:
        return "\n\n".join(_key(holder, here.word) for holder in here.holders)
    if here.word == SELECTED and here.inside == 1:
        text = name if on_key else str(at(value, path))
        return "\n\n".join(_operations(sheet, selected(sheet.compilation, text)))
    return ""


def _key(holder: type, word: str) -> str:
    """Say of a key what the reference says."""
    key = next(key for key in keys(holder) if key.word == word)
    default = default_of(key)
    return f"**{word}**: {kind_of(key.kind)}\n\n{key.text}" + (f"\n\nDefault: {default}" if default else "")


def _contract(sheet: Sheet, place: Location) -> str:
    """Explain the operation of a document that is pointed at: its method or its operationId."""
    path = place.path[:-1] if place.path[-1] == "operationId" else place.path
    target = next(iter(sheet.compilation.targets), None)
    found = [
        operation
        for api in (target.contracts.values() if target else ())
        for operation in api.operations
        if operation.at.file == place.file and operation.at.path == path
    ]
    return "\n\n".join(_operations(sheet, found))


def _operations(sheet: Sheet, operations: list[Operation]) -> Iterator[str]:
    """Show what was decided as `explain` shows it; while something is wrong, no more than what is meant."""
    compilation, meant = sheet.compilation, {id(operation) for operation in operations[:SHOWN]}
    if compilation.is_sound and meant:
        target = compilation.targets[0]
        planned, *_ = plans(compilation, (target.environment.key,))
        subject = explanation.Subject(target, planned, compilation.documents, "")
        for key, methods in target.methods.items():
            for method in methods:
                if id(method.operation) in meant:
                    yield f"```text\n{explanation.operation(subject, key, method)}\n```"
    else:
        yield from (f"`{operation.title}`" for operation in operations[:SHOWN])
    if len(operations) > SHOWN:
        yield f"and {len(operations) - SHOWN} more operations"
