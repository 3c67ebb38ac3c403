"""Lowers usage plans and API keys."""

from __future__ import annotations

from collections.abc import Iterator

from apicompiler import plan
from apicompiler.lower.ids import logical_id
from apicompiler.target import Target


def lower_usage_plans(target: Target, stack: str) -> Iterator[plan.UsagePlan]:
    for usage_plan in target.blueprint.usage_plans.values():
        quota, throttle = usage_plan.quota, usage_plan.throttle
        yield plan.UsagePlan(
            id=logical_id("UsagePlan", usage_plan.key),
            name=f"{stack}-{usage_plan.key}",
            stages=tuple(logical_id("Stage", api, stage) for api, stage in target.covered(usage_plan)),
            quota_limit=quota.limit if quota else None,
            quota_period=quota.period if quota else None,
            rate=throttle.rate if throttle else None,
            burst=throttle.burst if throttle else None,
        )


def lower_api_keys(target: Target, stack: str) -> Iterator[plan.ApiKey]:
    """Yield the keys one behind the other: the control plane makes five a second.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
    """
    before: tuple[str, ...] = ()
    for key in target.blueprint.api_keys.values():
        made = plan.ApiKey(
            id=logical_id("ApiKey", key.key),
            name=f"{stack}-{key.key}",
            description=key.description,
            plan=logical_id("UsagePlan", key.usage_plan),
            after=before,
        )
        before = (made.id,)
        yield made
