"""Writes the document that API Gateway imports: the API is nothing else.

Prose stays out, so that it neither fills the template nor makes a deployment.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apicompiler.lower.body.cors import declared_headers, lower_gateway_responses, lower_preflight
from apicompiler.lower.body.documentation import lower_documentation
from apicompiler.lower.body.integrations import lower_integration
from apicompiler.lower.body.schemas import Models, request_model, response_model
from apicompiler.lower.body.security import lower_requirement, lower_schemes
from apicompiler.methods import Method
from apicompiler.openapi import Content, Operation, Parameter, is_good_name, json_contents, places, variable
from apicompiler.target import Target

Lowered = dict[str, Any]

DOCUMENTATION = "x-amazon-apigateway-documentation"
VALIDATORS = {
    "all": {"validateRequestBody": True, "validateRequestParameters": True},
    "body": {"validateRequestBody": True, "validateRequestParameters": False},
    "parameters": {"validateRequestBody": False, "validateRequestParameters": True},
}


def lower_body(target: Target, key: str, models: Models, title: str) -> Lowered:
    """Write the document of the API *key* under the name that it has in AWS."""
    api = target.apis[key]
    methods = target.methods[key]
    cors = target.blueprint.cors
    names = target.path_variables[key]
    paths: dict[str, Lowered] = {}
    operations: dict[str, list[Operation]] = {}
    for method in target.distinct_methods[key]:
        path = target.published_path(key, method.operation)
        paths.setdefault(path, {})[method.operation.method.lower()] = _operation(target, method, models, names)
        operations.setdefault(path, []).append(method.operation)
    if cors:
        for path, item in paths.items():
            item.setdefault("options", lower_preflight(cors, operations[path]))
    validations = {method.validation for method in methods} & VALIDATORS.keys()
    info: Lowered = {"title": title, "version": api.version or "1"}
    if target.blueprint.description:
        info["description"] = target.blueprint.description
    body: Lowered = {"openapi": "3.0.1", "info": info, "paths": paths}
    components = {"schemas": dict(models.all()), "securitySchemes": lower_schemes(methods, target.environment.region)}
    if any(components.values()):
        body["components"] = {kind: parts for kind, parts in components.items() if parts}
    if target.blueprint.apis[key].documentation:
        body[DOCUMENTATION] = lower_documentation(target, key, models)
    if validations:
        body["x-amazon-apigateway-request-validators"] = {kind: VALIDATORS[kind] for kind in sorted(validations)}
    if cors:
        body["x-amazon-apigateway-gateway-responses"] = lower_gateway_responses(cors)
    return body


def behaviour(body: Mapping[str, Any]) -> Lowered:
    """Return what of *body* the data plane can see: the rest is for people."""
    return {key: value for key, value in body.items() if key not in ("info", DOCUMENTATION)}


def _operation(target: Target, method: Method, models: Models, names: Mapping[Any, Any]) -> Lowered:
    operation = method.operation
    called = {variable(own): variable(names[place][0]) for place, own in places(operation.public)}
    lowered: Lowered = {"operationId": operation.id} if operation.id else {}
    parameters = _parameters(operation, called)
    if parameters:
        lowered["parameters"] = parameters
    request = _request_body(operation, models)
    if request:
        lowered["requestBody"] = request
    assert method.integration, "lowering runs only on checked blueprints"
    integration = lower_integration(
        method, method.integration.value, target.environment.region, called, target.blueprint.cors
    )
    lowered["responses"] = _responses(operation, models, integration)
    requirement = lower_requirement(method)
    lowered["security"] = [requirement] if requirement else []
    if method.validation in VALIDATORS:
        lowered["x-amazon-apigateway-request-validator"] = method.validation
    lowered["x-amazon-apigateway-integration"] = integration
    return lowered


def _parameters(operation: Operation, called: Mapping[str, str]) -> list[Lowered]:
    """Declare every parameter that API Gateway knows: name, place, and whether it must be there."""
    in_path = [
        {"name": name, "in": "path", "required": True, "schema": {"type": _type(operation, own)}}
        for own, name in called.items()
    ]
    others = {
        p.name: {"name": p.name, "in": p.where, "required": p.required, "schema": {"type": p.type}}
        for p in reversed(operation.parameters)  # of one name API Gateway has one parameter: the first
        if p.where in ("query", "header") and p.is_checked and p.has_good_name and p.name not in called.values()
    }
    return [*in_path, *reversed(others.values())]


def _type(operation: Operation, name: str) -> str:
    def declares(parameter: Parameter) -> bool:
        return parameter.where == "path" and parameter.name.removesuffix("+") == name

    return next((parameter.type for parameter in operation.parameters if declares(parameter)), "string")


def _request_body(operation: Operation, models: Models) -> Lowered:
    if operation.body is None:
        return {}
    content = _content(operation.body.content, models, request_model(operation))
    return {"required": operation.body.required, "content": content} if content else {}


def _content(content: Content, models: Models, name: str) -> Lowered:
    """Give each JSON media type its model, which is called *name* where it has no name of its own."""
    references = ((kind, models.reference(schema, name)) for kind, schema in json_contents(content).items())
    return {media_type: {"schema": reference} for media_type, reference in references if reference}


def _responses(operation: Operation, models: Models, integration: Lowered) -> Lowered:
    """Declare the statuses of the document, and those that the integration itself answers with."""
    responses: dict[str, Lowered] = {}
    for response in operation.responses:
        if not response.is_status:
            continue
        lowered: Lowered = {"description": ""}
        headers = declared_headers(filter(is_good_name, response.headers))
        if headers:
            lowered["headers"] = headers
        content = _content(response.content, models, response_model(operation, response.status))
        if content:
            lowered["content"] = content
        responses[response.status] = lowered
    for answer in integration.get("responses", {}).values():
        declared = responses.setdefault(answer["statusCode"], {"description": ""})
        mapped = declared_headers(answer.get("responseParameters", {}))
        if mapped:
            declared["headers"] = declared.get("headers", {}) | mapped
    return responses or {"200": {"description": ""}}
