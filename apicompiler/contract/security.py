"""Who may call, told to callers: what they have to send, and nothing of how it is looked at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from apicompiler import extensions
from apicompiler.access import Guarded, Iam
from apicompiler.blueprint import CognitoAuthorizer, JwtAuthorizer, LambdaAuthorizer
from apicompiler.lower.body.security import AUTHORIZATION
from apicompiler.methods import Method
from apicompiler.openapi import KEY_HEADER, SecurityScheme
from apicompiler.target import Target

Told = dict[str, Any]

AnyAuthorizer = LambdaAuthorizer | CognitoAuthorizer | JwtAuthorizer | extensions.Authorizer

SENT = ("header", "query")
SIGNED = "Each call is signed with Signature Version 4, for the service `execute-api`."


class Schemes:
    """The security schemes of a contract, gathered from its methods."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.declared: dict[str, SecurityScheme] = {}
        """Those of the document that say what is so."""
        self.made: dict[str, Told] = {}
        self.signatures: set[str] = set()

    def requirement(self, method: Method) -> list[Told]:
        """Return `security` of a method, and keep the schemes that it names."""
        access, asked = method.access.value, dict[str, list[str]]()
        if isinstance(access, Iam):
            name = self._signature(method)
            self.signatures.add(name)
            asked[name] = []
        elif isinstance(access, Guarded):
            asked |= self._guarded(access, method)
        if method.api_key and self.target.blueprint.key_source == "header":
            asked[self._key(method)] = []
        return [asked] if asked else []

    def _guarded(self, access: Guarded, method: Method) -> Mapping[str, list[str]]:
        """Name what an authorizer looks at: as the document does, where that is true."""
        scopes = list(access.scopes)
        declared = method.api.schemes.get(access.name)
        if declared and _sent(declared) in _looked_at(access.authorizer):
            self.declared[access.name] = declared
            return {access.name: scopes if declared.type in ("oauth2", "openIdConnect") else []}
        name = re.sub(r"[^A-Za-z0-9._-]+", "-", access.name)
        if access.takes_tokens:
            self.made[name] = _tokens(access.authorizer)
            return {name: scopes if self.made[name]["type"] == "openIdConnect" else []}
        schemes = {
            name if index == 0 else f"{name}-{key}": {"type": "apiKey", "in": where, "name": key}
            for index, (where, key) in enumerate(_looked_at(access.authorizer))
        }
        self.made |= schemes
        return {name: [] for name in schemes}

    def _signature(self, method: Method) -> str:
        for name, scheme in method.api.schemes.items():
            if scheme.is_signature:
                self.declared[name] = scheme
                return name
        signed = {"type": "apiKey", "in": "header", "name": "Authorization", "description": SIGNED}
        return self._free("signature", signed, method)

    def _key(self, method: Method) -> str:
        for name, scheme in method.api.schemes.items():
            if scheme.is_api_key and name not in self.target.blueprint.authorizers:
                self.declared[name] = scheme
                return name
        return self._free("key", {"type": "apiKey", "in": "header", "name": KEY_HEADER}, method)

    def _free(self, name: str, scheme: Told, method: Method) -> str:
        """Keep a scheme that has no name of its own under one that nothing else has."""
        taken = {*method.api.schemes, *self.target.blueprint.authorizers}
        while name in taken:
            name += "-"
        self.made[name] = scheme
        return name


def _looked_at(authorizer: AnyAuthorizer) -> tuple[tuple[str, str], ...]:
    """Return where an authorizer finds what callers send: `header` or `query`, and a name."""
    if isinstance(authorizer, extensions.Authorizer):
        said = (source.removeprefix("method.request.").partition(".") for source in authorizer.sources)
        places = [("query" if where == "querystring" else where, name) for where, _, name in said]
    else:
        identity = authorizer.identity if isinstance(authorizer, LambdaAuthorizer) else None
        if isinstance(authorizer, JwtAuthorizer) and authorizer.jwt.identity:
            identity = (authorizer.jwt.identity,)
        sources = AUTHORIZATION if identity is None else identity
        places = [(source.part("where"), source.part("name")) for source in sources]
    return tuple((where, _header(name) if where == "header" else name) for where, name in places if where in SENT)


def _header(name: str) -> str:
    return name.title() if name.lower() == "authorization" else name


def _sent(scheme: SecurityScheme) -> tuple[str, str]:
    """Return where a scheme of a document says that its proof is sent."""
    if scheme.type != "apiKey":
        return "header", "Authorization"
    where, name = str(scheme.value.get("in")), str(scheme.value.get("name"))
    return where, _header(name) if where == "header" else name


def _tokens(authorizer: AnyAuthorizer) -> Told:
    """Tell of tokens of one issuer where they are had.

    Several have no address in common, and one that is made here has its address when it is deployed.
    """
    if isinstance(authorizer, JwtAuthorizer):
        return _open_id(str(authorizer.jwt.issuer).rstrip("/"))
    if isinstance(authorizer, CognitoAuthorizer):
        arns = [str(name) for name in authorizer.cognito.named]
    else:
        arns = list(getattr(authorizer, "provider_ARNs", ()))
    if len(arns) != 1 or not arns[0].startswith("arn:"):
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    arn = arns[0]
    region, pool = arn.split(":")[3], arn.rpartition("/")[2]
    issuer = (
        f"https://cognito-idp.{region}.{'amazonaws.com.cn' if region.startswith('cn-') else 'amazonaws.com'}/{pool}"
    )
    return _open_id(issuer)


def _open_id(issuer: str) -> Told:
    return {"type": "openIdConnect", "openIdConnectUrl": f"{issuer}/.well-known/openid-configuration"}
