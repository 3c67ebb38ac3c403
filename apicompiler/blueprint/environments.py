"""Where it runs."""

from collections.abc import Mapping
from typing import Literal

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


class Regions(Part):
    """Several regions that have the same, and how callers find one of them."""

    SHORTHAND = "names"

    names: tuple[Region, ...]
    """The regions."""
    records: Literal["latency", "failover"] = "latency"
    """Whether callers are led to the nearest region, or to the first as long as it answers, and then to the second."""
    check: str = ""
    """The path that Route 53 calls in each region, with GET: where it fails, callers are led elsewhere."""


class Place(Part):
    """What every environment has."""

    account: AccountId
    """The account that is deployed to."""
    protect: bool = False
    """Whether its domains, keys and user pools stay what they are: to replace or to remove one is an error."""
    values: Mapping[str, str | int | float | bool] = EMPTY
    """What differs between environments; read anywhere as `${env.name}`."""
    quotas: Quotas | None = None
    """Quotas that AWS has raised for this account."""
    set: Mapping[str, object] = EMPTY
    """An overlay with the shape of this file: maps are merged, lists replaced, `null` removes."""


class Environment(Place):
    """Where the APIs run: one account and region, one stack."""

    region: Region
    """The region that is deployed to."""


class RegionalEnvironment(Place):
    """Where the APIs run in several regions of an account: the same stack in each of them."""

    regions: Regions
    """The regions that are deployed to."""

    def within(self, region: Region) -> Environment:
        """Return the environment as one of its regions sees it."""
        return Environment(
            at=self.at,
            account=self.account,
            protect=self.protect,
            region=region,
            values=self.values,
            quotas=self.quotas,
            set=self.set,
        )
