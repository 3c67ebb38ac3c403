"""Reads the files that a blueprint names and that are nothing but text: templates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from apicompiler.blueprint import Part
from apicompiler.grammar import keys
from apicompiler.read.files import Files
from apicompiler.source import Document, Location
from apicompiler.written import File


def read_texts(part: Part, files: Files) -> Mapping[str, Document]:
    """Return every text that *part* names; those that cannot be read are left out, and reported."""
    named = {str(file): files.text(str(file), at) for file, at in _named(part, part.at)}
    return {name: document for name, document in named.items() if document is not None}


def _named(value: Any, at: Location) -> Iterator[tuple[File, Location]]:
    if isinstance(value, File):
        yield value, at
    elif isinstance(value, Part):
        kind: Any = type(value)
        for key in keys(kind).values():
            yield from _named(getattr(value, key.field), value.at / key.word)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _named(inner, at / name)
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from _named(inner, at / index)
