"""Where the thing stands that the word under the pointer names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from apicompiler.editor.desk import Sheet
from apicompiler.editor.grammar import at, slot
from apicompiler.editor.names import PUBLISHED, SECTIONS, SELECTED, selected
from apicompiler.pointers import PoolPointer
from apicompiler.source import Location
from apicompiler.written import Code, File


def definitions(sheet: Sheet, offset: int) -> list[Location]:
    """Return the places that the word at *offset* leads to."""
    path, on_key = sheet.document.path_at(offset)
    value = at(sheet.document.value, path)
    if not path:
        return []
    if not sheet.is_blueprint:
        return list(_referred(sheet, path[-1], value))
    here = slot(sheet.document.value, path)
    word = str(path[-1]) if on_key else value
    if not isinstance(word, str):
        return []
    if here.word == SELECTED and here.inside == 1:
        return [operation.at.key for operation in selected(sheet.compilation, word)]
    if on_key:
        return []
    pointer = PoolPointer.read(word) if PoolPointer in here.kinds else None
    pointed = _made(sheet, pointer) if pointer else ()
    return [*_declared(sheet, here.word, word), *pointed, *_files(here.kinds, here.word, word)]


def _declared(sheet: Sheet, key: str, name: str) -> Iterator[Location]:
    """Find a name in the section that declares it; `api/stage` leads to both."""
    sections = (SECTIONS[key],) if key in SECTIONS else ("apis", "stages") if key in PUBLISHED else ()
    for section, part in zip(sections, name.split("/") if len(sections) > 1 else [name], strict=False):
        if part in (at(sheet.document.value, (section,)) or ()):
            yield (sheet.document.at / section / part).key


def _made(sheet: Sheet, pointer: PoolPointer) -> Iterator[Location]:
    """Find the authorizer that makes a user pool, or the application in it."""
    place = sheet.document.at / "authorizers" / pointer.pool
    if pointer.client is not None:
        place = place / "cognito" / "clients" / pointer.client
    if at(sheet.document.value, place.path) is not None:
        yield place.key


def _files(kinds: tuple[Any, ...], key: str, name: str) -> Iterator[Location]:
    named = any(isinstance(kind, type) and issubclass(kind, File | Code) for kind in kinds)
    if named or key in ("apis", "definition"):
        yield Location(name, offset=0)


def _referred(sheet: Sheet, key: str | int, value: Any) -> Iterator[Location]:
    """Find the schema that a `$ref` leads to."""
    target = next(iter(sheet.compilation.targets), None)
    written = (sheet.document.file, value)
    for api in target.contracts.values() if target and key == "$ref" else ():
        for (*where, _), schema in api.references.items():
            if tuple(where) == written:
                yield schema.at
                return
