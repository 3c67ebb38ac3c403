"""Writes the document of an HTTP API: its routes, what they call, who may call them, and CORS.

Nothing else has a meaning there: models, parameters and answers stay out.
"""

from __future__ import annotations

from typing import Any

from apicompiler.blueprint import Cors
from apicompiler.extensions import PREFIX
from apicompiler.limits import API_DESCRIPTION, API_VERSION, OPERATION_NAME, PREFLIGHT_SECONDS
from apicompiler.lower.body.cors import ALLOWED_HEADERS
from apicompiler.lower.body.integrations.call import Call
from apicompiler.lower.http.calls import lower_call
from apicompiler.lower.http.security import lower_http_requirement, lower_http_schemes
from apicompiler.openapi import ANY, KEY_HEADER, VERBS, Operation
from apicompiler.target import Target

Lowered = dict[str, Any]


def lower_http_body(target: Target, key: str, stack: str) -> Lowered:
    """Write the document of the HTTP API *key*."""
    blueprint, methods = target.blueprint, target.distinct_methods[key]
    version = target.http_apis[key].version[:API_VERSION] or "1"
    info: Lowered = {"title": f"{stack}-{key}", "version": version}
    if blueprint.description:
        info["description"] = blueprint.description[:API_DESCRIPTION]
    paths: dict[str, Lowered] = {}
    for method in methods:
        operation = method.operation
        call = Call(target, stack, method, target.published_names(key, operation))
        word = f"{PREFIX}any-method" if operation.method == ANY else operation.method.lower()
        paths.setdefault(target.published_path(key, operation), {})[word] = _route(call)
    body: Lowered = {"openapi": "3.0.1", "info": info, "paths": paths}
    if schemes := lower_http_schemes(methods, target, stack):
        body["components"] = {"securitySchemes": schemes}
    if blueprint.cors:
        body[f"{PREFIX}cors"] = _cors(blueprint.cors, [method.operation for method in methods])
    if not blueprint.execute_api:
        closed = {"disableExecuteApiEndpoint": True}
        body["servers"] = [{"url": "/", f"{PREFIX}endpoint-configuration": closed}]
    return body | {f"{PREFIX}importexport-version": "1.0"}


def route_key(target: Target, key: str, operation: Operation) -> str:
    """Return what API Gateway calls the route of an operation."""
    return "$default" if operation.is_catch_all else f"{operation.method} {target.published_path(key, operation)}"


def _route(call: Call) -> Lowered:
    operation = call.method.operation
    lowered: Lowered = {"operationId": operation.id} if 0 < len(operation.id) <= OPERATION_NAME else {}
    if operation.is_catch_all:
        lowered["isDefaultRoute"] = True
    if call.names:
        lowered["parameters"] = [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in call.names
        ]
    return lowered | {
        "responses": {"default": {"description": ""}},
        "security": lower_http_requirement(call.method),
        f"{PREFIX}integration": lower_call(call),
    }


def _cors(cors: Cors, operations: list[Operation]) -> Lowered:
    """Let API Gateway answer preflights, and write the headers of every answer.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
    """
    methods = {operation.method for operation in operations}
    declared = {p.name for operation in operations for p in operation.parameters if p.where == "header"}
    allowed = {name.lower() for name in (*declared, *cors.headers, *ALLOWED_HEADERS)} - {KEY_HEADER}
    lowered: Lowered = {
        "allowOrigins": list(cors.origins),
        "allowMethods": sorted(VERBS if ANY in methods else methods | {"OPTIONS"}),
        "allowHeaders": sorted(allowed),
        "allowCredentials": cors.credentials,
    }
    if cors.expose:
        lowered["exposeHeaders"] = list(cors.expose)
    if cors.max_age:
        lowered["maxAge"] = min(cors.max_age.seconds, PREFLIGHT_SECONDS)
    return lowered
