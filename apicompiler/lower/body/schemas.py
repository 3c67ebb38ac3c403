"""The models of one API: its schemas under names that API Gateway takes, with what `draft4` makes of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from apicompiler.lower.body.draft4 import NOTHING, Lowered, all_of, lower_schema
from apicompiler.lower.ids import digest, pascal
from apicompiler.openapi import Api, Link, Operation, Prose, Schema
from apicompiler.source import Location


class Models:
    """The models of one API: named schemas, and inline ones under names of their own."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self._names = dict(_named(api))
        self._taken = set(self._names.values())
        self._inline: dict[Location, str] = {}
        self._made: dict[str, Lowered] = {}
        self._waiting: list[tuple[str, Schema]] = []
        self._references: dict[str, Lowered] = {}
        self._schemas: dict[str, Schema] = {}
        self._places: dict[tuple[str, bool], _Place] = {}

    def reference(self, schema: Schema, inline_name: str) -> Lowered:
        """Return a reference to the model of *schema*, which gets *inline_name* if it has no name.

        A schema that lets everything pass is no model: nothing refers to it.
        """
        place = self.place(schema)
        lowered = place.lowered(schema.value)
        if "$ref" in lowered:
            target = place.target(schema.value)
            assert target, "only a reference is lowered to one"
            return lowered if self.place(target).lowered(target.value) else {}
        return self._queue(self._inline_name(inline_name, schema), schema) if lowered else {}

    def all(self) -> Mapping[str, Lowered]:
        """Return every model that was referred to, with those it refers to itself, by name."""
        while self._waiting:
            name, schema = self._waiting.pop()
            if name not in self._made:
                self._made[name] = self.place(schema).lowered(schema.value)
        for name in [name for name, model in self._made.items() if not model]:
            self._references[name].clear()  # wherever it stands: API Gateway takes no empty model
        return {name: model for name, model in sorted(self._made.items()) if model}

    def prose(self) -> Iterator[tuple[str, Prose]]:
        """Yield what the document says to people about each model."""
        for name, schema in sorted(self._schemas.items()):
            text = schema.value.get("description") if isinstance(schema.value, dict) else None
            if self._made.get(name) and isinstance(text, str):
                yield name, {"description": text}

    def place(self, schema: Schema) -> _Place:
        """Return where *schema* stands, for what stands inside it."""
        return self._places.setdefault((schema.at.file, schema.is_2020), _Place(self, schema.at.file, schema.is_2020))

    def named(self, schema: Schema) -> Lowered:
        """Refer to a schema that has a name of its own."""
        return self._queue(self._names[schema.at, schema.is_2020], schema)

    def _queue(self, name: str, schema: Schema) -> Lowered:
        self._schemas.setdefault(name, schema)
        if name not in self._references:
            self._references[name] = {"$ref": f"#/components/schemas/{name}"}
            self._waiting.append((name, schema))
        return self._references[name]

    def _inline_name(self, name: str, schema: Schema) -> str:
        if schema.at not in self._inline:
            if name in self._taken:
                name += digest([schema.at.file, *schema.at.path])[:6]
            self._taken.add(name)
            self._inline[schema.at] = name
        return self._inline[schema.at]


class _Place:
    """The schemas of one file in one dialect: what their references lead to, and what was made of them."""

    def __init__(self, models: Models, file: str, is_2020: bool) -> None:
        self.models = models
        self.file = file
        self.is_2020 = is_2020
        self._lowered: dict[int, Lowered] = {}

    def lowered(self, value: Any) -> Lowered:
        if isinstance(value, bool):
            return {} if value else NOTHING
        if id(value) not in self._lowered:
            self._lowered[id(value)] = self._lower(value)
        return self._lowered[id(value)]

    def is_read_only(self, value: Any) -> bool:
        if not isinstance(value, dict):
            return False
        target = self.target(value)
        described = target.value if target and value.get("readOnly") is None else value
        return isinstance(described, dict) and described.get("readOnly") is True

    def target(self, value: Any) -> Schema | None:
        """Return what *value* refers to, None if it is no reference."""
        reference = value.get("$ref") if isinstance(value, dict) else None
        return self.models.api.references[self._link(reference)] if isinstance(reference, str) else None

    def _lower(self, value: Mapping[str, Any]) -> Lowered:
        target = self.target(value)
        if target is None:
            return lower_schema(value, self)
        if isinstance(target.value, bool):
            model = self.lowered(target.value)
        else:
            model = self.models.named(target)
        # Until OpenAPI 3.1, what stands beside a `$ref` means nothing.
        return all_of([model, lower_schema(value, self)]) if self.is_2020 else model

    def _link(self, reference: str) -> Link:
        return self.file, reference, self.is_2020


def request_model(operation: Operation) -> str:
    """Name the model of an inline request body."""
    return f"{_operation_name(operation)}Request"


def response_model(operation: Operation, status: str) -> str:
    """Name the model of an inline response."""
    return f"{_operation_name(operation)}Response{status}"


def _operation_name(operation: Operation) -> str:
    return pascal(operation.id or f"{operation.method.lower()} {operation.path}") or "Root"


def _named(api: Api) -> Iterator[tuple[tuple[Location, bool], str]]:
    """Give every schema that a reference leads to an alphanumeric name: its own where it can be."""
    places: dict[tuple[Location, bool], str] = {}
    for schema in api.references.values():
        places.setdefault((schema.at, schema.is_2020), schema.at.name or schema.at.file)
    by_name: dict[str, list[tuple[Location, bool]]] = {}
    for place, own in places.items():
        name = own if re.fullmatch(r"[A-Za-z0-9]+", own) else pascal(own) or "Model"
        by_name.setdefault(name, []).append(place)
    for name, sharing in by_name.items():
        sharing.sort()
        keeps = sharing[0] if len(sharing) == 1 else next((place for place in sharing if places[place] == name), None)
        for place in sharing:
            at, is_2020 = place
            yield place, name if place == keeps else f"{name}{digest([at.file, *at.path, *[2020] * is_2020])[:6]}"
