"""Lowers what groups of people may do to managed policies: on exactly these APIs, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from apicompiler import plan
from apicompiler.blueprint import Calls, Group
from apicompiler.lower.ids import logical_id, shortened
from apicompiler.lower.permissions import source
from apicompiler.plan import Statement, Value, joined, ref
from apicompiler.pointers import RoleArn, UserArn
from apicompiler.selectors import Index
from apicompiler.target import Target

# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
READING = ("logs:FilterLogEvents", "logs:GetLogEvents", "logs:StartQuery")


def lower_groups(
    target: Target, stack: str, stages: tuple[plan.Stage, ...], log_groups: tuple[plan.LogGroup, ...]
) -> Iterator[plan.ManagedPolicy]:
    for group in target.blueprint.access.values():
        statements = (
            _calls(target, group.may)
            if isinstance(group.may, Calls)
            else [made for task in group.may for made in _task(target, task, stages, log_groups)]
        )
        yield plan.ManagedPolicy(
            id=logical_id("Access", group.key),
            name=shortened(f"{stack}-{group.key}", 128),
            statements=tuple(statements),
            roles=tuple(_named(group, RoleArn)),
            users=tuple(_named(group, UserArn)),
        )


def _named(group: Group, kind: type[RoleArn] | type[UserArn]) -> Iterator[str]:
    """Yield the names of principals: what stands behind their path."""
    for principal in group.principals:
        if isinstance(principal, kind):
            yield str(principal).rpartition("/")[2]


def _calls(target: Target, calls: Calls) -> Iterator[Statement]:
    """Allow the calls of some operations.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
    """
    environment, index = target.environment, Index(dict.fromkeys(calls.invoke))
    arn = f"arn:{environment.region.partition}:execute-api:{environment.region}:{environment.account}:"
    for key, methods in target.distinct_methods.items():
        meant = [method.operation for method in methods if index.matching(method.operation)]
        sources = sorted(
            "/".join(source(stage, operation.method, target.published_path(key, operation)))
            for operation in meant
            for stage in calls.stages or target.stages
        )
        if sources:
            api = ref(logical_id("Api", key))
            yield Statement(("execute-api:Invoke",), tuple(joined(arn, api, f"/{found}") for found in sources))


def _task(
    target: Target, task: str, stages: tuple[plan.Stage, ...], log_groups: tuple[plan.LogGroup, ...]
) -> Iterator[Statement]:
    environment = target.environment
    partition, region, account = environment.region.partition, environment.region, environment.account
    if task == "read-logs":
        logs = f"arn:{partition}:logs:{region}:{account}:log-group:"
        yield Statement(
            READING, tuple(joined(logs, group.name, suffix) for group in log_groups for suffix in ("", ":*"))
        )
        return
    control = f"arn:{partition}:apigateway:{region}::"
    if task == "flush-cache":
        # https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-iam-policy-examples.html
        caches = tuple(joined(f"{control}/restapis/", ref(s.api), f"/stages/{s.name}/cache/data") for s in stages)
        yield Statement(("apigateway:DELETE",), caches)
        invalidated = f"arn:{partition}:execute-api:{region}:{account}:"
        yield Statement(
            ("execute-api:InvalidateCache",), tuple(joined(invalidated, ref(s.api), f"/{s.name}/GET/*") for s in stages)
        )
        return
    yield Statement(("apigateway:*",), tuple(_controlled(target, control)))


def _controlled(target: Target, control: str) -> Iterator[Value]:
    """Yield what belongs to these APIs in the control plane."""
    made = [f"{control}/restapis/", f"{control}/apis/", f"{control}/usageplans/", f"{control}/apikeys/"]
    named = (
        [logical_id("Api", key) for key in target.apis],
        [logical_id("Api", key) for key in target.http_apis],
        [logical_id("UsagePlan", key) for key in target.blueprint.usage_plans],
        [logical_id("ApiKey", key) for key in target.blueprint.api_keys],
    )
    for where, ids in zip(made, named, strict=True):
        for id in ids:
            yield joined(where, ref(id))
            yield joined(where, ref(id), "/*")
