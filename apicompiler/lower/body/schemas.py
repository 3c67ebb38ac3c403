"""Lowers schemas to the JSON Schema draft 4 of API Gateway's models.

What the lowered schema refuses, the original refuses too; where draft 4 has no
word for something, the lowered schema is looser, never stricter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from apicompiler.lower.ids import canonical, digest, pascal
from apicompiler.openapi import Api, Content, Operation, Schema
from apicompiler.source import Location

COPIED = frozenset(
    {
        "maximum",
        "minimum",
        "maxLength",
        "minLength",
        "maxItems",
        "minItems",
        "maxProperties",
        "minProperties",
        "multipleOf",
        "pattern",
        "uniqueItems",
    }
)
TYPES = frozenset({"array", "boolean", "integer", "number", "object", "string"})
# Lowered schemas are looser, so two alternatives may hold where one did: of several, any will do.
# For the same reason `not` is left out: what it refuses would grow.
ALTERNATIVES = {"allOf": "allOf", "anyOf": "anyOf", "oneOf": "anyOf"}
# What restricts `null` as well as every other value, and so goes where `nullable` allows it.
BINDING_NULL = frozenset({"type", "enum", "allOf", "anyOf"})

Lowered = dict[str, Any]


class Models:
    """The models of one API: named schemas, and inline ones under names of their own."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self._names = dict(_named(api))
        self._taken = set(self._names.values())
        self._inline: dict[Location, str] = {}
        self._made: dict[str, Lowered] = {}
        self._waiting: list[tuple[str, Schema]] = []
        self._lowered: dict[int, Lowered] = {}

    def reference(self, schema: Schema, inline_name: str) -> Lowered:
        """Return a reference to the model of *schema*, which gets *inline_name* if it has no name."""
        target = self._target(schema.value, schema.at.file)
        if target is None:
            name = self._inline_name(inline_name, schema)
        else:
            name = self._queue(target)
        return {"$ref": f"#/components/schemas/{name}"}

    def all(self) -> Mapping[str, Lowered]:
        """Return every model that was referred to, with those it refers to itself, by name."""
        while self._waiting:
            name, schema = self._waiting.pop()
            if name not in self._made:
                self._made[name] = self.lowered(schema.value, schema.at.file)
        return dict(sorted(self._made.items()))

    def lowered(self, value: Any, file: str) -> Lowered:
        """Lower one schema; *file* is where its references start from."""
        if id(value) not in self._lowered:
            self._lowered[id(value)] = self._lower(value, file)
        return self._lowered[id(value)]

    def _lower(self, value: Mapping[str, Any], file: str) -> Lowered:
        target = self._target(value, file)
        if target is not None:
            return {"$ref": f"#/components/schemas/{self._queue(target)}"}
        lowered: Lowered = {}
        for word, inner in value.items():
            if word in COPIED:
                lowered[word] = inner
            elif word == "type":
                if isinstance(inner, str) and inner in TYPES:
                    lowered[word] = inner
            elif word == "properties":
                lowered[word] = {name: self.lowered(schema, file) for name, schema in inner.items()}
            elif word in ALTERNATIVES:
                if inner:
                    lowered[ALTERNATIVES[word]] = [self.lowered(schema, file) for schema in inner]
            elif word == "items":
                lowered[word] = self.lowered(inner, file)
            elif word == "additionalProperties":
                lowered[word] = inner if isinstance(inner, bool) else self.lowered(inner, file)
            elif word == "required":
                required = self._required(value, file)
                if required:
                    lowered[word] = required
            elif word == "enum":
                distinct = list({canonical(item): item for item in inner}.values())
                if distinct:
                    lowered[word] = distinct
        if value.get("nullable") is True:
            return {word: inner for word, inner in lowered.items() if word not in BINDING_NULL}
        return lowered

    def _required(self, value: Mapping[str, Any], file: str) -> list[str]:
        """Leave out what only the server sends: a request need not carry it."""
        names = value["required"] if isinstance(value["required"], list) else []
        properties = value.get("properties", {})
        asked = (name for name in names if isinstance(name, str))
        return [name for name in dict.fromkeys(asked) if not self._read_only(properties.get(name), file)]

    def _read_only(self, schema: Any, file: str) -> bool:
        if not isinstance(schema, dict):
            return False
        target = self._target(schema, file)
        return (target.value if target else schema).get("readOnly") is True

    def _target(self, value: Mapping[str, Any], file: str) -> Schema | None:
        reference = value.get("$ref")
        return self.api.references[file, reference] if isinstance(reference, str) else None

    def _queue(self, schema: Schema) -> str:
        name = self._names[schema.at]
        if name not in self._made:
            self._waiting.append((name, schema))
        return name

    def _inline_name(self, name: str, schema: Schema) -> str:
        if schema.at not in self._inline:
            if name in self._taken:
                name += digest([schema.at.file, *schema.at.path])[:6]
            self._taken.add(name)
            self._inline[schema.at] = name
            self._waiting.append((name, schema))
        return self._inline[schema.at]


def request_model(operation: Operation) -> str:
    """Name the model of an inline request body."""
    return f"{_operation_name(operation)}Request"


def response_model(operation: Operation, status: str) -> str:
    """Name the model of an inline response."""
    return f"{_operation_name(operation)}Response{status}"


def json_contents(content: Content) -> Mapping[str, Schema]:
    """Return the JSON media types of *content* with their schemas; API Gateway validates no other.

    Two that differ in parameters only are one for API Gateway; if their
    schemas differ, neither is checked.
    """
    found: dict[str, Schema | None] = {}
    for media_type, schema in content.items():
        base = media_type.partition(";")[0].strip().lower()
        if re.fullmatch(r"[a-z0-9!#$&^_.+-]+/([a-z0-9!#$&^_.+-]+\+)?json", base):
            same = base not in found or found[base] == schema
            found[base] = schema if same else None
    return {media_type: schema for media_type, schema in found.items() if schema is not None}


def _operation_name(operation: Operation) -> str:
    return pascal(operation.id or f"{operation.method.lower()} {operation.path}") or "Root"


def _named(api: Api) -> Iterator[tuple[Location, str]]:
    """Give every schema that a reference leads to an alphanumeric name: its own where it can be."""
    places: dict[Location, str] = {}
    for schema in api.references.values():
        places.setdefault(schema.at, schema.at.name or schema.at.file)
    by_name: dict[str, list[Location]] = {}
    for at, own in places.items():
        name = own if re.fullmatch(r"[A-Za-z0-9]+", own) else pascal(own) or "Model"
        by_name.setdefault(name, []).append(at)
    for name, sharing in by_name.items():
        sharing.sort()
        keeps = sharing[0] if len(sharing) == 1 else next((at for at in sharing if places[at] == name), None)
        for at in sharing:
            yield at, name if at == keeps else f"{name}{digest([at.file, *at.path])[:6]}"
