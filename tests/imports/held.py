"""What an API holds, whoever says so: the document that is imported, or the service that imported it.

Both are told in the same words: things by their kind and place, each with its properties under the names that the
service gives them. What is empty, and what is not there, is the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

Thing = dict[str, Any]
Held = dict[str, dict[str, Thing]]

KINDS = (
    "API", "resource", "method", "method response", "integration", "integration response", "model", "validator",
    "authorizer", "gateway response", "documentation part",
)  # fmt: skip


class Difference(NamedTuple):
    """What the document says and the service answers otherwise; with no name where the whole thing is concerned."""

    kind: str
    place: str
    name: str
    said: Any
    answered: Any

    def __str__(self) -> str:
        where = f"{self.kind} {self.place}{self.name and f', {self.name}'}"
        return f"{where}: {self.answered!r} rather than {self.said!r}"


def differences(said: Held, answered: Held) -> Iterator[Difference]:
    """Yield what is missing, what nobody asked for, and every property that is another."""
    for kind in KINDS:
        ours, theirs = said[kind], answered[kind]
        for place in ours.keys() | theirs.keys():
            one, other = ours.get(place), theirs.get(place)
            if one is None or other is None:
                yield Difference(kind, place, "", one, other)
                continue
            for name in one.keys() | other.keys():
                if one.get(name) != other.get(name):
                    yield Difference(kind, place, name, one.get(name), other.get(name))


def thing(**properties: Any) -> Thing:
    return {name: value for name, value in properties.items() if value not in (None, {}, [], "")}


def with_names(schema: Any) -> Any:
    """Return a schema in which references are the names of models, however they were written."""
    if isinstance(schema, Mapping):
        if isinstance(reference := schema.get("$ref"), str):
            return {"$ref": reference.rpartition("/")[2]}
        return {word: with_names(part) for word, part in schema.items()}
    return [with_names(part) for part in schema] if isinstance(schema, list | tuple) else schema
