"""What user pools, and what belongs to them, are called."""

from __future__ import annotations

from apicompiler.blueprint import CognitoAuthorizer
from apicompiler.lower.ids import logical_id


def pool_id(authorizer: CognitoAuthorizer) -> str:
    return logical_id("UserPool", authorizer.title)


def domain_id(authorizer: CognitoAuthorizer) -> str:
    return logical_id("PoolDomain", authorizer.title)


def client_id(authorizer: CognitoAuthorizer, name: str) -> str:
    return logical_id("PoolClient", authorizer.title, name)


def provider_id(authorizer: CognitoAuthorizer, name: str) -> str:
    return logical_id("IdentityProvider", authorizer.title, name)


def server_id(authorizer: CognitoAuthorizer, identifier: str) -> str:
    return logical_id("ResourceServer", authorizer.title, identifier)
