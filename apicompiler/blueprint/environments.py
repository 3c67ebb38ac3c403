"""Where it runs."""

from collections.abc import Mapping

from apicompiler.blueprint.part import Part
from apicompiler.limits import RESOURCES_PER_API, RULES_PER_DOMAIN
from apicompiler.noun import EMPTY
from apicompiler.written import AccountId, Duration, Region


class Quotas(Part):
    """What AWS has raised for an account."""

    resources: int = RESOURCES_PER_API
    """Resources (path segments) per REST API."""
    routing_rules: int = RULES_PER_DOMAIN
    """Routing rules per domain."""
    timeout: Duration | None = None
    """How long an integration may take, where AWS allows more than 29s."""


class Environment(Part):
    """Where the APIs run: one account and region, one stack."""

    account: AccountId
    """The account that is deployed to."""
    region: Region
    """The region that is deployed to."""
    values: Mapping[str, str | int | float | bool] = EMPTY
    """What differs between environments; read anywhere as `${env.name}`."""
    quotas: Quotas | None = None
    """Quotas that AWS has raised for this account."""
    set: Mapping[str, object] = EMPTY
    """An overlay with the shape of this file: maps are merged, lists replaced, `null` removes."""
