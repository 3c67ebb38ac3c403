"""Lowers what the routes of an HTTP API call: functions, backends in public and private networks, and services."""

from __future__ import annotations

import re
from typing import Any

from apicompiler.blueprint import Answer, Backend, HttpIntegration, LambdaIntegration, ServiceIntegration
from apicompiler.lower.body.integrations.call import Call
from apicompiler.lower.body.integrations.http import link_id, url
from apicompiler.lower.functions import called, invocation_uri
from apicompiler.lower.http.services import lower_http_service
from apicompiler.lower.http.values import of_request, of_response

Lowered = dict[str, Any]

PLACES = {"header": "header", "query": "querystring"}


def lower_call(call: Call) -> Lowered:
    """Write what a route calls."""
    assert call.method.integration, "lowering runs only on checked blueprints"
    chosen = call.method.integration.value
    if isinstance(chosen, LambdaIntegration):
        lowered = _function(call, chosen)
    elif isinstance(chosen, HttpIntegration):
        lowered = _private(call, chosen) if chosen.vpc_link else _public(call, chosen)
    else:
        assert isinstance(chosen, ServiceIntegration), "HTTP APIs call functions, backends and services"
        lowered = lower_http_service(call, chosen)
    if chosen.responses:
        lowered["responseParameters"] = {pattern: _answer(answer) for pattern, answer in chosen.responses.items()}
    if call.method.timeout:
        lowered["timeoutInMillis"] = call.method.timeout.milliseconds
    return lowered


def _function(call: Call, integration: LambdaIntegration) -> Lowered:
    function = called(call.target, call.stack, integration.lambda_, integration.alias)
    return {
        "type": "aws_proxy",
        "httpMethod": "POST",
        "uri": invocation_uri(function, call.target.environment.region),
        "payloadFormatVersion": integration.payload or "2.0",
        **_parameters(call, integration),
    }


def _public(call: Call, integration: HttpIntegration) -> Lowered:
    """Call a URL: API Gateway itself fills in the variables of the route, and behind that of `$default` the path."""
    text = _url(call, integration)
    return {
        "type": "http_proxy",
        "httpMethod": integration.method or call.method.operation.method,
        "uri": text.rstrip("/") if call.method.operation.is_catch_all else text,
        "payloadFormatVersion": "1.0",
        **_parameters(call, integration),
    }


def _private(call: Call, integration: HttpIntegration) -> Lowered:
    """Call what is behind a link: the scheme, host and path of the URL are said apart from it.

    Without a path of its own a call would carry the name of the stage.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html
    """
    assert integration.target, "lowering runs only on checked blueprints"
    host = re.split(r"[/:?]", integration.http.partition("://")[2], maxsplit=1)[0]
    mapped = _parameters(call, integration).get("requestParameters", {})
    verified = {"tlsConfig": {"serverNameToVerify": host}} if integration.http.startswith("https://") else {}
    return {
        "type": "http_proxy",
        "httpMethod": integration.method or call.method.operation.method,
        "uri": integration.target.value,
        "connectionType": "VPC_LINK",
        "connectionId": link_id(call, integration),
        "payloadFormatVersion": "1.0",
        "requestParameters": {"overwrite:path": _path(call, integration), **mapped},
        **verified,
    }


def _path(call: Call, integration: HttpIntegration) -> str:
    """Return the path of the backend, in which parts of the path that was called are filled in."""
    path = "/" + integration.http.partition("://")[2].partition("/")[2]
    operation = call.method.operation
    if operation.is_catch_all:
        return path.replace("/{proxy}", "$request.path")
    if path == "/{proxy}" and not operation.base:
        return "$request.path"
    whole = "/" + _url(call, integration).partition("://")[2].partition("/")[2]
    return re.sub(r"(?<!\$)\{(\w+)\}", r"$request.path.\1", whole)


def _url(call: Call, integration: HttpIntegration) -> str:
    """Write the URL with the path of the operation, whose variables have the names of the route."""
    if call.method.operation.is_catch_all:
        return integration.http.replace("{proxy}", "")
    return url(call, integration.http)


def _parameters(call: Call, backend: Backend) -> Lowered:
    mapped = {_where(key): of_request(call, value) for key, value in backend.parameters.items()}
    return {"requestParameters": mapped} if mapped else {}


def _where(key: str) -> str:
    """`query.page` of a blueprint is `overwrite:querystring.page`, unless it says itself what is done."""
    done, _, place = key.rpartition(":")
    where, _, name = place.partition(".")
    return f"{done or 'overwrite'}:{PLACES[where]}.{name}"


def _answer(answer: Answer) -> Lowered:
    headers = {f"overwrite:header.{name}": of_response(value) for name, value in answer.headers.items()}
    return {"overwrite:statuscode": str(answer.status), **headers}
