"""Lowers user pools that are made here, and what belongs to them."""

from __future__ import annotations

from apicompiler.blueprint import CognitoAuthorizer
from apicompiler.lower.pool_ids import pool_id
from apicompiler.lower.pools.clients import lower_pool_clients, lower_resource_servers
from apicompiler.lower.pools.domains import (
    lower_pool_certificates,
    lower_pool_domains,
    lower_pool_records,
    pool_outputs,
)
from apicompiler.lower.pools.federation import lower_identity_providers
from apicompiler.lower.pools.users import lower_sms_roles, lower_trigger_permissions, lower_user_pools
from apicompiler.plan import Value, attribute
from apicompiler.pointers import UserPoolArn

__all__ = [
    "lower_identity_providers", "lower_pool_certificates", "lower_pool_clients", "lower_pool_domains",
    "lower_pool_records", "lower_resource_servers", "lower_sms_roles", "lower_trigger_permissions",
    "lower_user_pools", "pool_outputs", "provider_arns",
]  # fmt: skip


def provider_arns(authorizer: CognitoAuthorizer) -> list[Value]:
    """Return the ARNs of the pools whose tokens an authorizer takes."""
    pools = authorizer.cognito.named
    return [str(pool) if isinstance(pool, UserPoolArn) else attribute(pool_id(authorizer), "Arn") for pool in pools]
