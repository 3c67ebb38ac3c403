"""Writes the document that API Gateway imports: the API is nothing else.

Prose stays out, so that it neither fills the template nor makes a deployment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from apicompiler.caching import cache_keys, is_cached
from apicompiler.extensions import PREFIX
from apicompiler.lower.body.cache import lower_cache_keys, undeclared
from apicompiler.lower.body.cors import declared_headers, lower_preflight
from apicompiler.lower.body.documentation import lower_documentation
from apicompiler.lower.body.integrations import lower_integration
from apicompiler.lower.body.integrations.call import Call
from apicompiler.lower.body.policy import lower_policy
from apicompiler.lower.body.responses import lower_gateway_responses
from apicompiler.lower.body.schemas import Models, request_model, response_model
from apicompiler.lower.body.security import lower_requirement, lower_schemes
from apicompiler.methods import Method
from apicompiler.openapi import ANY, Content, Operation, Parameter, is_good_name, json_contents
from apicompiler.target import Target
from apicompiler.written import CacheKey

Lowered = dict[str, Any]

DOCUMENTATION = "x-amazon-apigateway-documentation"
MAPPED = r"method\.request\.(?:multivalue)?(header|querystring)\.(.+)"
VALIDATORS = {
    "all": {"validateRequestBody": True, "validateRequestParameters": True},
    "body": {"validateRequestBody": True, "validateRequestParameters": False},
    "parameters": {"validateRequestBody": False, "validateRequestParameters": True},
}


def lower_body(target: Target, key: str, models: Models, stack: str) -> Lowered:
    """Write the document of the API *key*."""
    api = target.apis[key]
    methods = target.methods[key]
    cors = target.blueprint.cors
    paths: dict[str, Lowered] = {}
    preflighted: dict[str, list[Method]] = {}
    for method in target.distinct_methods[key]:
        path = target.published_path(key, method.operation)
        paths.setdefault(path, {})[_word(method.operation)] = _operation(
            Call(target, stack, method, target.published_names(key, method.operation)), models
        )
        preflighted.setdefault(path, []).append(method)
    if cors:
        routed = [name for domain in target.own_domains for route in domain.routes for name in route.header]
        for path, item in paths.items():
            item.setdefault("options", lower_preflight(cors, preflighted[path], routed))
    validations = {method.validation for method in methods} & VALIDATORS.keys()
    info: Lowered = {"title": f"{stack}-{key}", "version": api.version or "1"}
    if target.blueprint.description:
        info["description"] = target.blueprint.description
    body: Lowered = {"openapi": "3.0.1", "info": info, "paths": paths}
    components = {"schemas": dict(models.all()), "securitySchemes": lower_schemes(methods, target, stack)}
    if any(components.values()):
        body["components"] = {kind: parts for kind, parts in components.items() if parts}
    source = target.key_source(key).value
    if source == "authorizer" or any(method.api_key for method in methods):
        body["x-amazon-apigateway-api-key-source"] = source.upper()
    if target.is_documented(key):
        body[DOCUMENTATION] = lower_documentation(target, key, models)
    if validations:
        body["x-amazon-apigateway-request-validators"] = {kind: VALIDATORS[kind] for kind in sorted(validations)}
    if responses := lower_gateway_responses(target, key):
        body["x-amazon-apigateway-gateway-responses"] = responses
    return body | _gateway(target, key)


def _gateway(target: Target, key: str) -> Lowered:
    """Write what holds for the whole API: who may call, through which address, and how bodies travel."""
    blueprint, said = target.blueprint, target.apis[key].extensions
    settings: Lowered = {}
    if not blueprint.execute_api:
        closed = {"disableExecuteApiEndpoint": True}
        settings["servers"] = [{"url": "/", "x-amazon-apigateway-endpoint-configuration": closed}]
    policy = lower_policy(target, key) or (dict(said.policy) if said else {})
    if policy:
        settings["x-amazon-apigateway-policy"] = policy
    binary = blueprint.binary or (said.binary_media_types if said else ())
    if binary:
        settings["x-amazon-apigateway-binary-media-types"] = list(binary)
    compress = said.minimum_compression_size if said and blueprint.compress is None else blueprint.compress
    if isinstance(compress, int):
        settings["x-amazon-apigateway-minimum-compression-size"] = compress
    return settings


def behaviour(body: Mapping[str, Any]) -> Lowered:
    """Return what of *body* the data plane can see: the rest is for people."""
    return {key: value for key, value in body.items() if key not in ("info", DOCUMENTATION)}


def _operation(call: Call, models: Models) -> Lowered:
    method, operation = call.method, call.method.operation
    lowered: Lowered = {"operationId": operation.id} if operation.id else {}
    integration = lower_integration(call)
    parameters = _parameters(operation, call.names)
    keys = None if "cacheKeyParameters" in integration else _cache_keys(call)
    parameters += undeclared(keys or (), parameters)
    if keys or (keys is not None and call.names):
        integration["cacheKeyParameters"] = lower_cache_keys(keys, call.names.values())
    sources = [*integration.get("requestParameters", {}).values(), *integration.get("cacheKeyParameters", ())]
    parameters += _mapped(sources, parameters)
    if parameters:
        lowered["parameters"] = parameters
    request = _request_body(operation, models)
    if request:
        lowered["requestBody"] = request
    lowered["responses"] = _responses(operation, models, integration)
    requirement = lower_requirement(method)
    lowered["security"] = [requirement] if requirement else []
    if method.validation in VALIDATORS:
        lowered["x-amazon-apigateway-request-validator"] = method.validation
    lowered["x-amazon-apigateway-integration"] = integration
    return lowered


def _word(operation: Operation) -> str:
    return f"{PREFIX}any-method" if operation.method == ANY else operation.method.lower()


def _cache_keys(call: Call) -> Iterable[CacheKey] | None:
    """Return what tells the cached answers of a method apart; None where none is kept."""
    kept = call.target.caches and is_cached(call.method)
    return cache_keys(call.method, call.target.blueprint.cors) if kept else None


def _parameters(operation: Operation, called: Mapping[str, str]) -> list[Lowered]:
    """Declare every parameter that API Gateway knows: name, place, and whether it must be there."""
    in_path = [
        {"name": name, "in": "path", "required": True, "schema": {"type": _type(operation, own)}}
        for own, name in called.items()
    ]
    others = [
        {"name": p.name, "in": p.where, "required": p.required, "schema": {"type": p.type}}
        for p in operation.told
        if p.name not in called.values()
    ]
    return in_path + others


def _mapped(sources: Iterable[str], declared: list[Lowered]) -> list[Lowered]:
    """Declare what an integration is sent and the document does not speak of: API Gateway maps nothing else."""
    places = {"header": "header", "querystring": "query"}
    known = {(parameter["in"], parameter["name"]) for parameter in declared}
    found = (re.fullmatch(MAPPED, source) for source in sources)
    wanted = dict.fromkeys((places[match[1]], match[2]) for match in found if match)
    return [
        {"name": name, "in": where, "required": False, "schema": {"type": "string"}}
        for where, name in wanted
        if (where, name) not in known
    ]


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
