"""What a document that API Gateway imports says the API will hold: the rules of the service, and not those of a test.

Each rule names where it was recorded from the service (the snapshots of
https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/apigateway) or is documented; read 2026-11-28.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from imports.held import Held, Thing, thing, with_names

Document = Mapping[str, Any]

X = "x-amazon-apigateway-"
ANY = f"{X}any-method"
PLACES = {"path": "path", "query": "querystring", "header": "header"}


# The words whose meaning is known here, by where they stand.
WORDS = {
    "document": {
        "openapi", "info", "paths", "components", "servers", f"{X}request-validators", f"{X}gateway-responses",
        f"{X}documentation", f"{X}api-key-source", f"{X}policy", f"{X}binary-media-types",
        f"{X}minimum-compression-size",
    },
    "operation": {
        "operationId", "parameters", "requestBody", "responses", "security", f"{X}request-validator",
        f"{X}integration",
    },
    "parameter": {"name", "in", "required", "schema"},
    "response": {"description", "headers", "content"},
    "integration": {
        "type", "httpMethod", "uri", "credentials", "connectionType", "connectionId", "integrationTarget",
        "requestParameters",
        "requestTemplates", "passthroughBehavior", "contentHandling", "timeoutInMillis", "cacheKeyParameters",
        "tlsConfig", "responseTransferMode", "responses",
    },
    "answer": {"statusCode", "responseParameters", "responseTemplates", "contentHandling"},
    "scheme": {"type", "name", "in", f"{X}authtype", f"{X}authorizer"},
    "authorizer": {
        "type", "authorizerUri", "authorizerCredentials", "identitySource", "identityValidationExpression",
        "authorizerResultTtlInSeconds", "providerARNs",
    },
    "validator": {"validateRequestBody", "validateRequestParameters"},
    "gateway response": {"statusCode", "responseParameters", "responseTemplates"},
}  # fmt: skip


class Unknown(Exception):
    """A word of a document of which nothing here says what becomes of it."""


def read(part: Document, kind: str) -> Document:
    """Return a part of a document, if all that it says is known here.

    Raises:
        Unknown: it says something else, which would be compared with nothing.
    """
    if unknown := part.keys() - WORDS[kind]:
        raise Unknown(f"{kind}: {', '.join(sorted(unknown))}")
    return part


def said(body: Document, account: str, region: str) -> Held:
    """Return what is held once *body* is imported into an account and region; the API's id is `{api}`.

    Raises:
        Unknown: *body* says something of which nothing here says what becomes of it.
    """
    read(body, "document")
    schemes = body.get("components", {}).get("securitySchemes", {})
    held: Held = {
        "API": {"": _api(body, f"arn:aws:execute-api:{region}:{account}:{{api}}/")},
        "resource": {path: {} for path in _resources(body)},
        "method": {},
        "method response": {},
        "integration": {},
        "integration response": {},
        "model": {name: _model(schema) for name, schema in body.get("components", {}).get("schemas", {}).items()},
        "validator": {
            name: _validator(read(kind, "validator")) for name, kind in body.get(f"{X}request-validators", {}).items()
        },
        "authorizer": {n: _authorizer(s) for n, s in schemes.items() if f"{X}authorizer" in s},
        "gateway response": {
            kind: thing(**read(response, "gateway response"))
            for kind, response in body.get(f"{X}gateway-responses", {}).items()
        },
        "documentation part": {
            json.dumps(part["location"], sort_keys=True): {"properties": part["properties"]}
            for part in body.get(f"{X}documentation", {}).get("documentationParts", ())
        },
    }
    for path, item in body["paths"].items():
        for word, operation in item.items():
            place = f"{'ANY' if word == ANY else word.upper()} {path}"
            held["method"][place] = _method(path, read(operation, "operation"), schemes)
            for status, response in operation["responses"].items():
                held["method response"][f"{place} {status}"] = _response(read(response, "response"))
            integration = read(operation[f"{X}integration"], "integration")
            held["integration"][place] = _integration(integration)
            for pattern, answer in integration.get("responses", {}).items():
                read(answer, "answer")
                # Recorded: answers are kept by their status, and `default` has no pattern.
                held["integration response"][f"{place} {answer['statusCode']}"] = thing(
                    selectionPattern=None if pattern == "default" else pattern,
                    responseParameters=answer.get("responseParameters"),
                    # Recorded: a template that is empty is answered with null.
                    responseTemplates={k: text or None for k, text in answer.get("responseTemplates", {}).items()},
                    contentHandling=answer.get("contentHandling"),
                )
    return held


def _api(body: Document, arn: str) -> Thing:
    # https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-endpoint-configuration.html
    endpoints = [server.get(f"{X}endpoint-configuration", {}) for server in body.get("servers", ())]
    policy = json.dumps(body.get(f"{X}policy", {}))
    return thing(
        name=body["info"]["title"],
        version=body["info"]["version"],
        description=body["info"].get("description"),
        binaryMediaTypes=sorted(body.get(f"{X}binary-media-types", ())),
        minimumCompressionSize=body.get(f"{X}minimum-compression-size"),
        apiKeySource=body.get(f"{X}api-key-source", "HEADER"),  # recorded: the default
        disableExecuteApiEndpoint=any(endpoint.get("disableExecuteApiEndpoint") for endpoint in endpoints),
        # https://docs.aws.amazon.com/apigateway/latest/developerguide/openapi-extensions-policy.html
        policy=json.loads(policy.replace('"execute-api:/', f'"{arn}')),
    )


def _resources(body: Document) -> set[str]:
    """Recorded: the root is always there, and so is everything above a path."""
    found = {"/"}
    for path in body["paths"]:
        segments = path.strip("/").split("/")
        found |= {"/" + "/".join(segments[: depth + 1]) for depth in range(len(segments))}
    return found


def _method(path: str, operation: Document, schemes: Document) -> Thing:
    parameters = {
        f"method.request.{PLACES[parameter['in']]}.{parameter['name']}": parameter.get("required", False)
        for parameter in (read(declared, "parameter") for declared in operation.get("parameters", ()))
    }
    # Recorded: the variable at the end of a path is a parameter of its methods, declared or not.
    if own := re.search(r"/\{([^{}+]+)\}$", path):
        parameters[f"method.request.path.{own[1]}"] = True
    return thing(
        **_access(operation["security"], schemes),
        operationName=operation.get("operationId"),
        requestParameters=parameters,
        requestModels=_models(operation.get("requestBody", {})),
        requestValidator=operation.get(f"{X}request-validator"),
    )


def _access(security: list[dict[str, list[str]]], schemes: Document) -> Thing:
    [required] = security or [{}]
    found: Thing = {"authorizationType": "NONE", "apiKeyRequired": False}
    for name, scopes in required.items():
        scheme = schemes[name]
        if authorizer := scheme.get(f"{X}authorizer"):
            kind = authorizer["type"].upper()
            found["authorizationType"] = kind if kind == "COGNITO_USER_POOLS" else "CUSTOM"
            found |= {"authorizer": name, "authorizationScopes": list(scopes)}
        # https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authtype.html
        elif scheme.get(f"{X}authtype") == "awsSigv4":
            found["authorizationType"] = "AWS_IAM"
        # https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-key-source.html
        elif scheme["name"].lower() == "x-api-key":
            found["apiKeyRequired"] = True
    return found


def _models(body: Document) -> dict[str, str]:
    return {kind: held["schema"]["$ref"].rpartition("/")[2] for kind, held in body.get("content", {}).items()}


def _response(response: Document) -> Thing:
    # Recorded: no header of an answer is required.
    headers = {f"method.response.header.{name}": False for name in response.get("headers", {})}
    return thing(responseParameters=headers, responseModels=_models(response))


def _integration(integration: Document) -> Thing:
    kind = integration["type"].upper()
    is_mock = kind == "MOCK"  # recorded: it calls nobody, and has neither a method nor a URI
    internet = "INTERNET" if kind.startswith("HTTP") else None  # recorded: of the others none has a connection
    return thing(
        type=kind,
        httpMethod=None if is_mock else integration["httpMethod"].upper(),
        uri=None if is_mock else integration["uri"],
        credentials=integration.get("credentials"),
        connectionType=integration.get("connectionType", internet),
        connectionId=integration.get("connectionId"),
        integrationTarget=integration.get("integrationTarget"),
        requestParameters=integration.get("requestParameters"),
        requestTemplates=integration.get("requestTemplates"),
        passthroughBehavior=integration.get("passthroughBehavior", "WHEN_NO_MATCH").upper(),  # recorded
        contentHandling=integration.get("contentHandling"),
        timeoutInMillis=integration.get("timeoutInMillis", 29_000),  # recorded
        cacheKeyParameters=sorted(integration.get("cacheKeyParameters", ())),
        tlsConfig=integration.get("tlsConfig"),
        responseTransferMode=integration.get("responseTransferMode"),
    )


def _model(schema: Document) -> Thing:
    # Recorded: the description is that of the schema, and stays in it.
    return thing(
        contentType="application/json", description=schema.get("description"), schema=with_names(schema) or {"": None}
    )


def _validator(kind: Document) -> Thing:
    return {name: kind.get(name, False) for name in WORDS["validator"]}


def _authorizer(scheme: Document) -> Thing:
    authorizer = read(read(scheme, "scheme")[f"{X}authorizer"], "authorizer")
    # Recorded: what identifies a caller is the header of the scheme, unless the authorizer says more.
    header = None if authorizer["type"] == "request" else f"method.request.header.{scheme['name']}"
    return thing(
        type=authorizer["type"].upper(),
        authType=scheme[f"{X}authtype"],
        authorizerUri=authorizer.get("authorizerUri"),
        authorizerCredentials=authorizer.get("authorizerCredentials"),
        identitySource=authorizer.get("identitySource", header),
        identityValidationExpression=authorizer.get("identityValidationExpression"),
        authorizerResultTtlInSeconds=authorizer.get("authorizerResultTtlInSeconds"),
        providerARNs=list(authorizer.get("providerARNs", ())),
    )
