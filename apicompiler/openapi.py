"""What an OpenAPI document says, whatever version it says it in.

These are views: a schema is the very value that stands in the document, with
the place where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from apicompiler.noun import Noun
from apicompiler.source import Location

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
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

    @property
    def operations(self) -> tuple[Operation, ...]:
        return tuple(operation for item in self.paths for operation in item.operations)


def segments(path: str) -> tuple[str, ...]:
    """Split *path* as API Gateway does into resources; the root has none."""
    return tuple(path.strip("/").split("/")) if path.strip("/") else ()


def variable(segment: str) -> str:
    """Return the name in `{name}` or `{name+}`, the empty string for a literal segment."""
    return segment[1:-1].removesuffix("+") if segment.startswith("{") and segment.endswith("}") else ""


def places(path: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield each variable segment of *path*, behind the place where it stands.

    A place is the segments before it, without the names of their variables:
    API Gateway allows one variable in each.
    """
    before: tuple[str, ...] = ()
    for segment in segments(path):
        if variable(segment):
            yield before, segment
        before = (*before, "{}" if variable(segment) else segment)
