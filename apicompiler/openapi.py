"""What an OpenAPI document says, whatever version it says it in.

These are views: a schema is the very value that stands in the document, with
the place where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from apicompiler.noun import EMPTY, Noun
from apicompiler.source import Location

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
DECLARABLE = r"[A-Za-z0-9:._$-]+"
KEY_HEADER = "x-api-key"  # the header in which API Gateway looks for the key of a usage plan


class Schema(Noun):
    """A JSON Schema as it stands in the document, perhaps nothing but a `$ref`."""

    at: Location
    value: Mapping[str, Any]


Content = Mapping[str, Schema | None]
"""Media types, each with the schema of what is sent in it, if it has one."""


class Parameter(Noun):
    """One parameter of an operation, its references resolved."""

    at: Location
    name: str
    where: Literal["path", "query", "header", "cookie"]
    required: bool
    type: str

    @property
    def is_declared(self) -> bool:
        """Whether API Gateway is told of it: it knows query and header parameters, of names like these.

        https://github.com/api-platform/api-platform/issues/2150
        """
        return self.where in ("query", "header") and bool(re.fullmatch(DECLARABLE, self.name))


class RequestBody(Noun):
    """What is sent to an operation."""

    at: Location
    required: bool
    content: Content


class Response(Noun):
    """What an operation answers under one status."""

    at: Location
    status: str
    headers: tuple[str, ...]
    content: Content
    examples: Mapping[str, Any] = EMPTY
    """Media types, each with an example of what is answered."""


class Requirement(Noun):
    """One alternative of `security`: schemes that are all required, with their scopes."""

    at: Location
    schemes: Mapping[str, tuple[str, ...]]


class Operation(Noun):
    """One method of one path."""

    at: Location
    path: str
    method: str
    """In capitals."""
    id: str
    """The operationId, or the empty string."""
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    body: RequestBody | None
    responses: tuple[Response, ...]
    security: tuple[Requirement, ...] | None
    """None where the operation says nothing of its own."""

    @property
    def title(self) -> str:
        """What a message calls it."""
        return f"{self.method} {self.path}"


class PathItem(Noun):
    """One path and its operations."""

    at: Location
    path: str
    operations: tuple[Operation, ...]

    @property
    def segments(self) -> tuple[str, ...]:
        return segments(self.path)


class SecurityScheme(Noun):
    """One way of telling who calls, as the document declares it."""

    at: Location
    name: str
    type: str
    is_api_key: bool
    """Whether it is the key of a usage plan: the header `x-api-key`."""
    is_signature: bool
    """Whether it is marked as Signature Version 4, which needs no authorizer."""


class Extension(Noun):
    """An `x-amazon-…` key."""

    at: Location
    name: str


class Api(Noun):
    """A whole contract."""

    at: Location
    key: str
    title: str
    version: str
    paths: tuple[PathItem, ...]
    security: tuple[Requirement, ...] | None
    schemes: Mapping[str, SecurityScheme]
    extensions: tuple[Extension, ...]
    references: Mapping[tuple[str, str], Schema]
    """What each `$ref` of each file leads to, by file and reference."""
    weight: float
    """More bytes than all its schemas take in the document that is deployed."""
    largest: float
    """More bytes than any one named or inline schema takes there."""

    @property
    def operations(self) -> tuple[Operation, ...]:
        return tuple(operation for item in self.paths for operation in item.operations)


def resolved(api: Api, schema: Schema) -> Schema:
    """Return what a schema stands for: itself, unless it is a `$ref`."""
    reference = schema.value.get("$ref")
    return api.references[schema.at.file, reference] if isinstance(reference, str) else schema


def example(api: Api, operation: Operation) -> tuple[str, Any] | None:
    """Return the status and an example of the first successful response that has one, of itself or of its schema."""
    for response in operation.responses:
        if not response.status.isdecimal() or not response.status.startswith("2"):
            continue
        for found in response.examples.values():
            return response.status, found
        for schema in filter(None, response.content.values()):
            value = resolved(api, schema).value
            if "example" in value:
                return response.status, value["example"]
    return None


def segments(path: str) -> tuple[str, ...]:
    """Split *path* as API Gateway does into resources; the root has none."""
    return tuple(path.strip("/").split("/")) if path.strip("/") else ()


def variable(part: str) -> str:
    """Return the name in `{name}` or `{name+}`, the empty string for a literal part."""
    return part[1:-1].removesuffix("+") if part.startswith("{") else ""


def part(segment: str) -> str:
    """Return the part of a resource that a segment becomes: in API Gateway a variable is a whole one.

    `report-{id}.pdf` becomes `{report_id_pdf}`, which holds all of it.
    """
    if "{" not in segment or re.fullmatch(r"\{[^{}]*\}", segment):
        return segment
    return "{" + "_".join(re.findall(r"[A-Za-z0-9]+", segment)) + "}"


def parts(path: str) -> tuple[str, ...]:
    """Return the parts of the resource that *path* becomes."""
    return tuple(map(part, segments(path)))


def structure(path: str) -> tuple[str, ...]:
    """Return the parts of *path* without the names of its variables: what tells one resource from another."""
    return tuple("{}" if variable(found) else found for found in parts(path))


def places(path: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield each variable part of *path*, behind the place where it stands.

    A place is what is before it: API Gateway allows one variable in each.
    """
    whole = structure(path)
    for depth, found in enumerate(parts(path)):
        if variable(found):
            yield whole[:depth], found
