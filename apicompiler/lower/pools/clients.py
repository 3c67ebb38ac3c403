"""Lowers the scopes of user pools, and the applications that ask for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from apicompiler import plan
from apicompiler.blueprint import CognitoPools, Tokens
from apicompiler.lower.pool_ids import client_id, pool_id, provider_id, server_id
from apicompiler.lower.pools.federation import provider_name
from apicompiler.target import Target

FLOWS = {
    "srp": "ALLOW_USER_SRP_AUTH",
    "password": "ALLOW_USER_PASSWORD_AUTH",
    "adminPassword": "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "custom": "ALLOW_CUSTOM_AUTH",
}
SIGNED_IN = ("openid", "email", "profile")


def lower_resource_servers(target: Target) -> Iterator[plan.ResourceServer]:
    """Yield what the scopes of a pool are for: whatever stands before the last slash of their names."""
    for authorizer, pools in target.made_pools:
        for server in _servers(pools):
            scopes = {name.rpartition("/")[2]: text for name, text in pools.scopes.items() if _server(name) == server}
            yield plan.ResourceServer(
                id=server_id(authorizer, server),
                pool=pool_id(authorizer),
                identifier=server,
                name=re.sub(r"[^\w+=,.@-]+", "-", server),
                scopes=scopes,
            )


def lower_pool_clients(target: Target, stack: str) -> Iterator[plan.PoolClient]:
    for authorizer, pools in target.made_pools:
        for client in pools.clients.values():
            vouching = () if client.is_machine else client.providers or ("cognito", *pools.federation)
            scopes = client.scopes if client.scopes is not None else (*SIGNED_IN, *pools.scopes)
            tokens = client.tokens or Tokens(at=client.at / "tokens")
            yield plan.PoolClient(
                id=client_id(authorizer, client.key),
                name=f"{stack}-{client.key}",
                pool=pool_id(authorizer),
                secret=client.has_secret,
                grant="client_credentials" if client.is_machine else "code",
                scopes=scopes,
                callbacks=client.callbacks,
                logout=client.logout,
                providers=tuple(map(provider_name, vouching)),
                # Whoever says nothing here is given ways to sign in that nobody asked for.
                flows=("ALLOW_REFRESH_TOKEN_AUTH", *(FLOWS[way] for way in client.direct)),
                access_seconds=tokens.access.seconds,
                id_seconds=tokens.id.seconds,
                refresh_seconds=tokens.refresh.seconds,
                after=(
                    *(server_id(authorizer, server) for server in _servers(pools)),
                    *(provider_id(authorizer, name) for name in vouching if name != "cognito"),
                ),
            )


def _server(scope: str) -> str:
    return scope.rpartition("/")[0]


def _servers(pools: CognitoPools) -> Iterable[str]:
    return dict.fromkeys(map(_server, pools.scopes))
