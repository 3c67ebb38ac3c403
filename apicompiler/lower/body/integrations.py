"""Lowers integrations to `x-amazon-apigateway-integration`."""

from __future__ import annotations

import json
import re
from typing import Any

from apicompiler.blueprint import Cors, HttpIntegration, Integration, LambdaIntegration, MockIntegration
from apicompiler.lower.body.cors import answer_headers
from apicompiler.methods import Method
from apicompiler.openapi import parts, places, variable
from apicompiler.pointers import FunctionArn, SsmParameter
from apicompiler.written import Region

Lowered = dict[str, Any]


def lower_integration(
    method: Method, integration: Integration, region: Region, names: dict[str, str], cors: Cors | None
) -> Lowered:
    """Write the integration of a method; *names* tells what API Gateway calls each path variable."""
    timeout = {"timeoutInMillis": method.timeout.milliseconds} if method.timeout else {}
    if isinstance(integration, LambdaIntegration):
        return {
            "type": "aws_proxy",
            "httpMethod": "POST",  # whatever the caller's method: Lambda takes no other
            "uri": invocation_uri(integration.lambda_, region),
            "passthroughBehavior": "when_no_match",
            **timeout,
        }
    if isinstance(integration, HttpIntegration):
        return _http(method, integration, names) | timeout
    return _mock(integration, cors)


def invocation_uri(function: FunctionArn | SsmParameter, region: Region) -> str:
    """Return the URI under which API Gateway calls a function."""
    return (
        f"arn:{region.partition}:apigateway:{region}:lambda:path/2015-03-31/functions/"
        f"{function_name(function)}/invocations"
    )


def function_name(function: FunctionArn | SsmParameter) -> str:
    return str(function.value)


def _http(method: Method, integration: HttpIntegration, names: dict[str, str]) -> Lowered:
    operation = method.operation
    own_path = "/".join(f"{{{variable(part)}}}" if variable(part) else part for part in parts(operation.path))
    if own_path and operation.path.endswith("/"):
        own_path += "/"
    uri = re.sub(r"(?<!\$)\{proxy\}", lambda _: own_path, integration.http)
    own_names = (variable(part) for _, part in places(operation.path))
    mapped = {
        f"integration.request.path.{name}": f"method.request.path.{names[name]}"
        for name in own_names
        if f"{{{name}}}" in uri
    }
    return {
        "type": "http_proxy",
        "httpMethod": operation.method,
        "uri": uri,
        "passthroughBehavior": "when_no_match",
        **({"requestParameters": mapped} if mapped else {}),
    }


def _mock(integration: MockIntegration, cors: Cors | None) -> Lowered:
    answer = integration.mock
    status = str(answer.status)
    body = "" if answer.body is None else literal(json.dumps(answer.body, ensure_ascii=False))
    headers, template = answer_headers(cors)
    response: Lowered = {"statusCode": status}
    if headers:
        response["responseParameters"] = headers
    response["responseTemplates"] = {"application/json": template + body}
    return {
        "type": "mock",
        "contentHandling": "CONVERT_TO_TEXT",  # as in the answer to a preflight
        "passthroughBehavior": "never",
        "requestTemplates": {"application/json": json.dumps({"statusCode": answer.status})},
        "responses": {"default": response},
    }


def literal(text: str) -> str:
    """Write *text* so that the template engine leaves it as it is."""
    if "$" not in text and "#" not in text:
        return text
    escaped = re.sub(r"[$#]", lambda match: {"$": "${dollar}", "#": "${hash}"}[match[0]], text)
    return f"#set($dollar = '$')#set($hash = '#'){escaped}"
