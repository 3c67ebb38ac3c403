"""Lowers authorizers to security schemes: API Gateway takes those of type `apiKey` only."""

from __future__ import annotations

from typing import Any

from apicompiler import extensions
from apicompiler.access import Access, Guarded, Iam
from apicompiler.blueprint import CognitoAuthorizer, LambdaAuthorizer
from apicompiler.lower.body.integrations.document import written
from apicompiler.lower.functions import called, invocation_uri
from apicompiler.lower.pools import provider_arns
from apicompiler.methods import Method
from apicompiler.openapi import KEY_HEADER
from apicompiler.target import Target
from apicompiler.written import Identity

Lowered = dict[str, Any]

SIGNED = "aws_sigv4"
API_KEY = "aws_api_key"
AUTHORIZATION = (Identity("header.Authorization"),)
CALLED = (Identity("context.httpMethod"), Identity("context.path"))


def lower_requirement(method: Method) -> Lowered:
    """Return what a call of *method* must satisfy, all of it."""
    access = method.access.value
    required: Lowered = {}
    if isinstance(access, Iam):
        required[SIGNED] = []
    elif isinstance(access, Guarded):
        required[access.name] = list(access.scopes) if access.is_cognito else []
    if method.api_key:
        required[API_KEY] = []
    return required


def lower_schemes(methods: tuple[Method, ...], target: Target, stack: str) -> Lowered:
    """Return the schemes that *methods* use, and no other: each would become an authorizer."""
    schemes: Lowered = {}
    for method in methods:
        for name in lower_requirement(method):
            if name not in schemes:
                schemes[name] = _scheme(name, method.access.value, target, stack)
    return dict(sorted(schemes.items()))


def _scheme(name: str, access: Access, target: Target, stack: str) -> Lowered:
    if name == API_KEY:
        return {"type": "apiKey", "name": KEY_HEADER, "in": "header"}
    if name == SIGNED:
        return scheme_of("Authorization", "awsSigv4")
    assert isinstance(access, Guarded), "every other scheme is an authorizer"
    if isinstance(access.authorizer, CognitoAuthorizer):
        arns = provider_arns(access.authorizer)
        return scheme_of("Authorization", "cognito_user_pools", type="cognito_user_pools", providerARNs=arns)
    if isinstance(access.authorizer, extensions.Authorizer):
        return _documented(access.authorizer)
    assert isinstance(access.authorizer, LambdaAuthorizer), "JSON Web Tokens are for HTTP APIs"
    return _lambda_scheme(access.authorizer, target, stack)


def _documented(authorizer: extensions.Authorizer) -> Lowered:
    """Write an authorizer as the document does; a request authorizer says by itself what it reads."""
    header = "Unused" if authorizer.type_ == "request" else authorizer.sources[0].rpartition(".")[2]
    return scheme_of(header, "cognito_user_pools" if authorizer.is_cognito else "custom", **written(authorizer))


def _lambda_scheme(authorizer: LambdaAuthorizer, target: Target, stack: str) -> Lowered:
    identity = AUTHORIZATION if authorizer.identity is None else authorizer.identity
    if authorizer.policy == "method" and authorizer.ttl.seconds:
        identity = (*identity, *(source for source in CALLED if source not in identity))
    settings: Lowered = {
        "type": authorizer.type,
        "authorizerUri": invocation_uri(
            called(target, stack, authorizer.lambda_, authorizer.alias), target.environment.region
        ),
        "authorizerResultTtlInSeconds": authorizer.ttl.seconds,
    }
    if identity:
        settings["identitySource"] = ", ".join(source.expression for source in identity)
    # A request authorizer reads more than one header; the name of the scheme then says nothing.
    header = identity[0].part("name") if authorizer.type == "token" else "Unused"
    return scheme_of(header, "custom", **settings)


def scheme_of(header: str, authtype: str, **authorizer: Any) -> Lowered:
    scheme: Lowered = {"type": "apiKey", "name": header, "in": "header", "x-amazon-apigateway-authtype": authtype}
    return scheme | ({"x-amazon-apigateway-authorizer": authorizer} if authorizer else {})
