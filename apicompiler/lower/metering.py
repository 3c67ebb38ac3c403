"""Lowers usage plans and API keys: one behind the other, because the control plane makes few at a time.

https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from apicompiler import plan
from apicompiler.blueprint import ApiKey, Throttle
from apicompiler.lower.ids import logical_id
from apicompiler.plan import secret_string
from apicompiler.selectors import Index
from apicompiler.target import Target

KEY_LENGTH = 40
Link = TypeVar("Link", plan.UsagePlan, plan.ApiKey, plan.UsagePlanKey)


def lower_usage_plans(target: Target, stack: str) -> Iterator[plan.UsagePlan]:
    for usage_plan in target.blueprint.usage_plans.values():
        quota, throttle = usage_plan.quota, usage_plan.throttle
        index = Index(usage_plan.operations)
        yield plan.UsagePlan(
            id=logical_id("UsagePlan", usage_plan.key),
            name=f"{stack}-{usage_plan.key}",
            stages=tuple(
                plan.CoveredStage(logical_id("Stage", api, stage), tuple(_throttles(target, api, index)))
                for api, stage in target.covered(usage_plan)
            ),
            quota_limit=quota.limit if quota else None,
            quota_period=quota.period if quota else None,
            rate=throttle.rate if throttle else None,
            burst=throttle.room if throttle else None,
            after=(),
        )


def lower_secrets(target: Target, stack: str) -> Iterator[plan.Secret]:
    """Yield a secret for each key whose value is made up."""
    for key in target.blueprint.api_keys.values():
        if key.value is None:
            yield plan.Secret(
                id=logical_id("ApiKeyValue", key.key),
                # Never a hyphen and six characters at the end: Secrets Manager adds such to its ARNs.
                name=f"{stack}/{key.key}/api-key",
                description=f"The API key {key.key} of {stack}",
                length=KEY_LENGTH,
            )


def lower_api_keys(target: Target, stack: str) -> Iterator[plan.ApiKey]:
    for key in target.blueprint.api_keys.values():
        yield plan.ApiKey(
            id=logical_id("ApiKey", key.key),
            name=f"{stack}-{key.key}",
            description=key.description,
            value=key.value.value if key.value else secret_string(logical_id("ApiKeyValue", key.key)),
            enabled=key.enabled,
            tags=dict(_tags(key)),
            after=(),
        )


def lower_usage_plan_keys(target: Target) -> Iterator[plan.UsagePlanKey]:
    for key in target.blueprint.api_keys.values():
        for name in key.plans:
            used, held = logical_id("UsagePlan", name), logical_id("ApiKey", key.key)
            yield plan.UsagePlanKey(id=f"{used}{held}", key=held, plan=used, after=())


def chained(links: Iterable[Link]) -> Iterator[Link]:
    """Let each wait for the one before it."""
    before: tuple[str, ...] = ()
    for link in links:
        yield link.replace(after=before)
        before = (link.id,)


def _throttles(target: Target, api: str, index: Index[Throttle]) -> Iterator[plan.MethodThrottle]:
    for method in target.distinct_methods.get(api, ()):
        matching = index.matching(method.operation)
        if matching:
            _, throttle = matching[0]
            path = target.published_path(api, method.operation)
            yield plan.MethodThrottle(path, method.operation.method, throttle.rate, throttle.room)


def _tags(key: ApiKey) -> Iterator[tuple[str, str]]:
    yield from key.tags.items()
    if key.contact:
        yield "contact", key.contact
    if key.expires:
        yield "expires", str(key.expires)
