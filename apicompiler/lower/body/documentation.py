"""Writes the prose of a document as documentation parts, for those who read it in AWS.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-documenting-api-content-representation.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from apicompiler.lower.body.schemas import Models
from apicompiler.methods import Method
from apicompiler.openapi import Prose
from apicompiler.target import Target

Lowered = dict[str, Any]

PARAMETERS = {"path": "PATH_PARAMETER", "query": "QUERY_PARAMETER", "header": "REQUEST_HEADER"}


def lower_documentation(target: Target, key: str, models: Models) -> Lowered:
    """Return every part that says something, each place once."""
    api = target.apis[key]
    parts = [_part(api.prose and {"info": dict(api.prose)}, "API")]
    for method in target.distinct_methods[key]:
        parts += _of_method(target, key, method)
    parts += [_part(prose, "MODEL", name=name) for name, prose in models.prose()]
    return {"documentationParts": [part for part in parts if part["properties"]]}


def _of_method(target: Target, key: str, method: Method) -> Iterator[Lowered]:
    operation = method.operation
    called = target.published_names(key, operation)
    where = {"path": target.published_path(key, operation), "method": operation.method}
    yield _part(operation.prose, "METHOD", **where)
    told: set[str] = set()
    for parameter in operation.parameters:
        name = called.get(parameter.name, "") if parameter.where == "path" else parameter.name
        if name and name not in told and parameter.where in PARAMETERS:
            told.add(name)
            yield _part(parameter.prose, PARAMETERS[parameter.where], **where, name=name)
    if operation.body:
        yield _part(operation.body.prose, "REQUEST_BODY", **where)
    for response in operation.responses:
        if response.is_status:
            yield _part(response.prose, "RESPONSE", **where, statusCode=response.status)


def _part(prose: Prose, kind: str, **where: str) -> Lowered:
    return {"location": {"type": kind, **where}, "properties": dict(prose)}
