"""Lowers authorizers to the security schemes of an HTTP API."""

from __future__ import annotations

from typing import Any

from apicompiler.access import Access, Guarded, Iam
from apicompiler.blueprint import CognitoAuthorizer, JwtAuthorizer, LambdaAuthorizer
from apicompiler.lower.body.security import AUTHORIZATION, SIGNED, scheme_of
from apicompiler.lower.functions import called, invocation_uri
from apicompiler.lower.pool_ids import client_id, pool_id
from apicompiler.methods import Method
from apicompiler.plan import Value, joined, ref
from apicompiler.pointers import UserPoolArn
from apicompiler.target import Target
from apicompiler.written import Identity, Region

Lowered = dict[str, Any]

CALLED = Identity("context.routeKey")


def lower_http_requirement(method: Method) -> list[Lowered]:
    """Return what a call of *method* must satisfy; scopes are compared by authorizers of tokens only."""
    access = method.access.value
    if isinstance(access, Iam):
        return [{SIGNED: []}]
    if isinstance(access, Guarded):
        return [{access.name: list(access.scopes) if access.takes_tokens else []}]
    return []


def lower_http_schemes(methods: tuple[Method, ...], target: Target, stack: str) -> Lowered:
    """Return the schemes that *methods* use, and no other: each would become an authorizer."""
    found = {name: m.access.value for m in methods for asked in lower_http_requirement(m) for name in asked}
    return {name: _scheme(access, target, stack) for name, access in sorted(found.items())}


def _scheme(access: Access, target: Target, stack: str) -> Lowered:
    if not isinstance(access, Guarded):
        return scheme_of("Authorization", "awsSigv4")
    authorizer = access.authorizer
    if isinstance(authorizer, LambdaAuthorizer):
        return _asking(authorizer, target, stack)
    assert isinstance(authorizer, CognitoAuthorizer | JwtAuthorizer), "documents of HTTP APIs have no authorizers"
    issuer, audience, identity = _tokens(authorizer, target)
    jwt = {
        "type": "jwt",
        "jwtConfiguration": {"issuer": issuer, "audience": audience},
        "identitySource": _expression(identity),
    }
    return {"type": "oauth2", "x-amazon-apigateway-authorizer": jwt}


def _asking(authorizer: LambdaAuthorizer, target: Target, stack: str) -> Lowered:
    identity = AUTHORIZATION if authorizer.identity is None else authorizer.identity
    if authorizer.policy == "method" and authorizer.ttl.seconds and CALLED not in identity:
        identity = (*identity, CALLED)
    function = called(target, stack, authorizer.lambda_, authorizer.alias)
    settings: Lowered = {
        "type": "request",
        "authorizerUri": invocation_uri(function, target.environment.region),
        "authorizerPayloadFormatVersion": authorizer.payload or "2.0",
        "authorizerResultTtlInSeconds": authorizer.ttl.seconds,
    }
    if identity:
        settings["identitySource"] = ", ".join(map(_expression, identity))
    if authorizer.payload != "1.0":
        settings["enableSimpleResponses"] = authorizer.simple
    return {"type": "apiKey", "name": "Unused", "in": "header", "x-amazon-apigateway-authorizer": settings}


def _tokens(authorizer: CognitoAuthorizer | JwtAuthorizer, target: Target) -> tuple[Value, list[Value], Identity]:
    """Return who gives the tokens that let callers in, to whom, and where a request has one."""
    if isinstance(authorizer, JwtAuthorizer):
        jwt = authorizer.jwt
        return str(jwt.issuer), list(jwt.audience), jwt.identity or AUTHORIZATION[0]
    pools = authorizer.cognito
    [pool] = pools.named
    if isinstance(pool, UserPoolArn):
        name = pool.part("resource").removeprefix("userpool/")
        return joined(_issuer(Region(pool.region)), name), list(pools.audience), AUTHORIZATION[0]
    clients: list[Value] = [ref(client_id(authorizer, name)) for name in pools.clients]
    return joined(_issuer(target.environment.region), ref(pool_id(authorizer))), clients, AUTHORIZATION[0]


def _issuer(region: Region) -> str:
    return f"https://cognito-idp.{region}.{region.dns_suffix}/"


def _expression(identity: Identity) -> str:
    return "$" + identity.expression.removeprefix("method.")
