"""What an OpenAPI document says, whatever version it says it in.

These are views: a schema is the very value that stands in the document, with
the place where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Literal

from apicompiler.extensions import ApiExtensions, OperationExtensions, RequestValidator, SchemeExtensions
from apicompiler.noun import EMPTY, Noun
from apicompiler.source import Location

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
ANY = "ANY"
"""The method of an operation that answers whatever no other operation of its path does."""
CATCH_ALL = "/$default"
"""The path of what an HTTP API answers whatever no other operation does."""
VERBS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
"""The methods that a caller may use."""
KEY_HEADER = "x-api-key"  # the header in which API Gateway looks for the key of a usage plan


class Schema(Noun):
    """A JSON Schema as it stands in the document, perhaps nothing but a `$ref`."""

    at: Location
    value: Mapping[str, Any] | bool
    is_2020: bool
    """Whether it is JSON Schema 2020-12, as in OpenAPI 3.1, and not the dialect of OpenAPI 3.0."""


Link = tuple[str, str, bool]
"""A `$ref`: the file in which it stands, what it says, and whether schemas are JSON Schema 2020-12 there."""


Prose = Mapping[str, Any]
"""What is said to people, by the words that OpenAPI has for it; empty where it is not asked for."""

Content = Mapping[str, Schema | None]
"""Media types, each with the schema of what is sent in it, if it has one."""


class Parameter(Noun):
    """One parameter of an operation, its references resolved."""

    at: Location
    name: str
    where: Literal["path", "query", "header", "cookie"]
    required: bool
    type: str
    is_checked: bool
    """Whether API Gateway can tell that it is there."""
    prose: Prose

    @property
    def has_good_name(self) -> bool:
        return is_good_name(self.name)


class RequestBody(Noun):
    """What is sent to an operation."""

    at: Location
    required: bool
    content: Content
    prose: Prose


class Response(Noun):
    """What an operation answers under one status."""

    at: Location
    status: str
    headers: tuple[str, ...]
    content: Content
    prose: Prose
    examples: Mapping[str, Any] = EMPTY
    """Media types, each with an example of what is answered."""

    @property
    def is_status(self) -> bool:
        """Whether it is answered under one status, unlike `default` and `4XX`."""
        return self.status.isdecimal() and len(self.status) == 3


class Requirement(Noun):
    """One alternative of `security`: schemes that are all required, with their scopes."""

    at: Location
    schemes: Mapping[str, tuple[str, ...]]


class Security(Noun):
    """Who may call, as the document says it: whoever meets one of the alternatives."""

    at: Location
    alternatives: tuple[Requirement, ...]


class Operation(Noun):
    """One method of one path."""

    at: Location
    path: str
    """As it stands in the document."""
    base: str
    """What stands before it in API Gateway: the base path of the document, if it is asked for."""
    method: str
    """In capitals; `ANY` for `x-amazon-apigateway-any-method`."""
    id: str
    """The operationId, or the empty string."""
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    body: RequestBody | None
    responses: tuple[Response, ...]
    security: Security | None
    """Its own or its document's; None where neither says anything."""
    prose: Prose
    extensions: OperationExtensions | None = None
    validator: RequestValidator | None = None
    """What `x-amazon-apigateway-request-validator` names, its own or its document's."""

    @property
    def public(self) -> str:
        """The path under which it is published."""
        return self.base + self.path

    @property
    def is_catch_all(self) -> bool:
        """Whether an HTTP API takes it for what no other operation answers."""
        return self.path == CATCH_ALL

    @property
    def title(self) -> str:
        """What a message calls it."""
        return f"{self.method} {self.path}"

    @property
    def told(self) -> tuple[Parameter, ...]:
        """The parameters in its query and headers that API Gateway is told of: of one name the first."""
        found: dict[str, Parameter] = {}
        for parameter in sorted(self.parameters, key=lambda parameter: parameter.where != "path"):
            if parameter.where == "path" or (parameter.is_checked and parameter.has_good_name):
                found.setdefault(parameter.name, parameter)
        return tuple(parameter for parameter in found.values() if parameter.where in ("query", "header"))

    @property
    def untold(self) -> tuple[Parameter, ...]:
        """The parameters that reach the backend without API Gateway knowing of them."""
        told = self.told
        return tuple(parameter for parameter in self.parameters if parameter.where != "path" and parameter not in told)


class PathItem(Noun):
    """One path and its operations."""

    at: Location
    path: str
    base: str
    operations: tuple[Operation, ...]

    @property
    def public(self) -> str:
        """The path under which it is published."""
        return self.base + self.path

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
    value: Mapping[str, Any]
    """The whole of it but for its prose."""
    extensions: SchemeExtensions | None = None


class Extension(Noun):
    """An `x-amazon-apigateway-…` key that has no effect where it stands."""

    at: Location
    name: str


class Api(Noun):
    """A whole contract, in one document or in several."""

    at: Location
    """The document, the first of several."""
    key: str
    title: str
    version: str
    paths: tuple[PathItem, ...]
    schemes: Mapping[str, SecurityScheme]
    extensions: ApiExtensions | None
    unread: tuple[Extension, ...]
    references: Mapping[Link, Schema]
    """What each `$ref` leads to."""
    weight: float
    """More bytes than all its schemas take in the document that is deployed."""
    largest: float
    """More bytes than any one named or inline schema takes there."""
    prose: Prose

    @property
    def operations(self) -> tuple[Operation, ...]:
        return tuple(operation for item in self.paths for operation in item.operations)


def resources(items: Iterable[PathItem]) -> int:
    """Count the resources of some paths: every prefix of every path is one, the root included."""
    paths = {structure(item.public) for item in items}
    return len({path[:length] for path in paths for length in range(len(path) + 1)} | {()})


def is_good_name(name: str) -> bool:
    """Whether API Gateway takes *name* for a parameter or header."""
    return re.fullmatch(r"[a-zA-Z0-9:._$-]+", name) is not None


def resolved(api: Api, schema: Schema) -> Schema:
    """Return what a schema stands for: itself, unless it is a `$ref`."""
    reference = schema.value.get("$ref") if isinstance(schema.value, Mapping) else None
    return api.references[schema.at.file, reference, schema.is_2020] if isinstance(reference, str) else schema


def example(api: Api, operation: Operation) -> tuple[str, Any] | None:
    """Return the status and an example of the first successful response that has one, of itself or of its schema."""
    for response in operation.responses:
        if not response.status.isdecimal() or not response.status.startswith("2"):
            continue
        for found in response.examples.values():
            return response.status, found
        for schema in filter(None, response.content.values()):
            value = resolved(api, schema).value
            if isinstance(value, Mapping) and "example" in value:
                return response.status, value["example"]
    return None


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


def segments(path: str) -> tuple[str, ...]:
    """Split *path* as API Gateway does into resources; the root has none.

    What follows a `?` or `#` is no part of a path.
    """
    whole = re.split(r"[?#]", path, maxsplit=1)[0].strip("/")
    return tuple(whole.split("/")) if whole else ()


def variable(part: str) -> str:
    """Return the name in `{name}` or `{name+}`, the empty string for a literal part."""
    return part[1:-1].removesuffix("+") if part.startswith("{") else ""


def part(segment: str) -> str:
    """Return the part of a resource that a segment becomes.

    In API Gateway that is a word of few characters, or a whole variable. So
    `report-{id}.pdf` becomes `{report_id_pdf}`, and `$count` becomes `{count}`:
    the variable holds all of it.
    """
    if re.fullmatch(r"[A-Za-z0-9._-]+|\{[A-Za-z0-9._-]+\+?\}", segment):
        return segment
    greedy = "+" if re.fullmatch(r"\{[^{}]*\+\}", segment) else ""
    return "{" + ("_".join(re.findall(r"[A-Za-z0-9]+", segment)) or "segment") + greedy + "}"


@cache
def parts(path: str) -> tuple[str, ...]:
    """Return the parts of the resource that *path* becomes, each variable under a name of its own."""
    found: list[str] = []
    for made in map(part, segments(path)):
        found.append(distinct(made, found) if variable(made) else made)
    return tuple(found)


def distinct(part: str, taken: Container[str]) -> str:
    """Return the variable *part* under a name that is not taken."""
    name, count = part, 1
    while name in taken:
        count += 1
        name = f"{{{variable(part)}_{count}{'+' if part.endswith('+}') else ''}}}"
    return name


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
