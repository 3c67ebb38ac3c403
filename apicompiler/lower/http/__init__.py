"""Lowers HTTP APIs: one document that API Gateway imports for each, with stages beside it."""

from __future__ import annotations

from collections.abc import Iterator

from apicompiler import plan
from apicompiler.lower.body import behaviour
from apicompiler.lower.carrier import carrier
from apicompiler.lower.http.body import lower_http_body, route_key
from apicompiler.lower.ids import digest, logical_id, snapshot
from apicompiler.lower.second import lower_stage_v2, snapshots
from apicompiler.target import Target


def lower_http_apis(target: Target, stack: str, room: int, after: tuple[str, ...]) -> Iterator[plan.Http]:
    """Lower every HTTP API of *target*; *room* is what a template has left for their documents."""
    for key in target.http_apis:
        body = lower_http_body(target, key, stack)
        chosen, taken = carrier(body, room)
        room -= taken
        api = plan.HttpApi(
            id=logical_id("Api", key),
            name=f"{stack}-{key}",
            is_open=target.blueprint.execute_api,
            body=body,
            carrier=chosen,
            after=after,
        )
        newest = plan.DeploymentV2(id=snapshot(key, digest(behaviour(body))[:16]), api=api.id, after=())
        throttles = {
            route_key(target, key, method.operation): method.throttle.value
            for method in target.distinct_methods[key]
            if method.throttle
        }
        stages = (lower_stage_v2(target, "http", key, stage, newest.id, throttles) for stage in target.stages.values())
        yield plan.Http(api, tuple(snapshots(target, key, newest)), tuple(stages))
