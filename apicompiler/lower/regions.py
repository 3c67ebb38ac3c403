"""Lowers what leads callers to one of several regions."""

from __future__ import annotations

from collections.abc import Iterator

from apicompiler import plan
from apicompiler.lower.ids import logical_id
from apicompiler.target import Target

HEALTH_CHECK = "HealthCheck"


def lower_health_checks(target: Target, stack: str) -> Iterator[plan.HealthCheck]:
    """Yield the call that tells whether this region answers: of the first stage of the API that has its path."""
    for key, method in target.checked[:1]:
        yield plan.HealthCheck(
            id=HEALTH_CHECK,
            name=stack,
            stage=logical_id("Stage", key, next(iter(target.stages))),
            path=method.operation.public,
        )


def routed(target: Target, record: plan.Record) -> plan.Record:
    """Return *record* as one of those that lead to several regions; a name that holds the region leads to one."""
    regions, here = target.regions, target.environment.region
    if regions is None or str(here) in record.name:
        return record
    fails_over = regions.records == "failover"
    return record.replace(
        routing=plan.Routing(
            identifier=str(here),
            region=None if fails_over else str(here),
            failover=("PRIMARY" if here == regions.names[0] else "SECONDARY") if fails_over else None,
            health_check=HEALTH_CHECK if target.checked else None,
        )
    )
