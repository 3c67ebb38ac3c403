"""Compares usage plans and keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from apicompiler import plan
from apicompiler.account.deployed.facts import Fact
from apicompiler.account.deployed.places import Places
from apicompiler.account.deployed.stages import set_right
from apicompiler.account.deployed.standing import Standing
from apicompiler.rules.deployed import CHANGED_KEY, CHANGED_USAGE_PLAN


def usage_plans(places: Places, standing: Standing) -> Iterator[Fact]:
    """Yield what can be said of usage plans, and of the keys they are for."""
    for made in places.plan.usage_plans:
        at = places.named("usagePlans", made.name)
        if found := standing.usage_plans.get(made.id):
            for word, what, wanted, seen in _usage_plan(places, standing, made, found):
                named = f"{what} of usage plan `{at.name}`"
                yield Fact(CHANGED_USAGE_PLAN, at / word, named, wanted, seen, set_right(places))
        keys = standing.plan_keys.get(made.id)
        if keys is not None:
            names = {key.id: key.name for key in places.plan.api_keys}
            holders = tuple(sorted(names[each.key] for each in places.plan.usage_plan_keys if each.plan == made.id))
            seen = tuple(sorted(key.get("name") or key["id"] for key in keys))
            what = f"the list of keys of usage plan `{at.name}`"
            yield Fact(CHANGED_USAGE_PLAN, at, what, holders, seen, set_right(places))


Row = tuple[str, str, Any, Any]


def _usage_plan(places: Places, standing: Standing, made: plan.UsagePlan, found: Mapping[str, Any]) -> Iterator[Row]:
    quota, throttle = found.get("quota", {}), found.get("throttle", {})
    yield "quota", "the quota", made.quota_limit, quota.get("limit")
    yield "quota", "the period", made.quota_period, quota.get("period")
    yield "throttle", "the rate", None if made.rate is None else float(made.rate), throttle.get("rateLimit")
    yield "throttle", "the burst", made.burst, throttle.get("burstLimit")
    stages = {stage.id: stage for stage in places.plan.all_stages}
    covered = {
        _title(standing.stack.physical(stages[each.stage].api), stages[each.stage].name): each.throttles
        for each in made.stages
    }
    seen = {_title(each["apiId"], each["stage"]): each.get("throttle", {}) for each in found.get("apiStages", ())}
    yield "apis", "the list of stages", tuple(sorted(covered)), tuple(sorted(seen))
    for name in sorted(covered.keys() & seen.keys()):
        wanted = {f"{one.path}/{one.method}": (float(one.rate), one.burst) for one in covered[name]}
        limits = {key: (limit.get("rateLimit"), limit.get("burstLimit")) for key, limit in seen[name].items()}
        yield "operations", f"the throttle of single operations of {name}", wanted, limits


def _title(api: str, stage: str) -> str:
    return f"{api}/{stage}"


def api_keys(places: Places, standing: Standing) -> Iterator[Fact]:
    """Yield what can be said of API keys; not their values."""
    for made in places.plan.api_keys:
        if found := standing.api_keys.get(made.id):
            at = places.named("apiKeys", made.name)
            seen = bool(found.get("enabled"))
            what = f"`enabled` of API key `{at.name}`"
            yield Fact(CHANGED_KEY, at / "enabled", what, made.enabled, seen, set_right(places))
