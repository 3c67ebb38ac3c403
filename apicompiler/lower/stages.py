"""Lowers stages: settings are written out also where they are off.

API Gateway keeps an old setting when a template merely stops to mention it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Literal

from apicompiler import caching, plan
from apicompiler.blueprint import Cache, OperationCache, Stage, Throttle
from apicompiler.channels import Channel
from apicompiler.limits import DEFAULT_BURST, DEFAULT_RATE
from apicompiler.lower.ids import logical_id, snapshot
from apicompiler.methods import Method
from apicompiler.openapi import ANY, VERBS, Operation, structure
from apicompiler.plan import joined, ref
from apicompiler.pointers import Outside
from apicompiler.releases import served
from apicompiler.target import Target

LEVELS: dict[str, Literal["OFF", "ERROR", "INFO"]] = {"off": "OFF", "error": "ERROR", "info": "INFO"}


def lower_stage(target: Target, api: str, stage: Stage, newest: str) -> plan.Stage:
    channel = target.channels[stage.key]
    if not any(map(caching.is_cached, target.methods[api])):
        channel = channel.replace(cache=None)  # it would cost by the hour, and keep nothing
    log_group = logical_id("AccessLog", api, stage.key) if channel.access_log == "json" else None
    pinned = served(target, stage.key, api)
    log_stream = channel.access_log.value if isinstance(channel.access_log, Outside) else None
    return plan.Stage(
        id=logical_id("Stage", api, stage.key),
        api=logical_id("Api", api),
        deployment=snapshot(api, pinned) if pinned else newest,
        name=stage.key,
        variables=dict(stage.variables),
        settings=tuple(_settings(target, api, channel)),
        cache_size=f"{channel.cache.size:g}" if channel.cache else None,
        client_certificate=logical_id("ClientCertificate", api, stage.key) if stage.client_certificate else None,
        log_group=log_group,
        log_stream=log_stream,
        log_format=json.dumps(channel.fields, separators=(",", ":")) if log_group or log_stream else None,
        tracing=channel.tracing,
        after=(logical_id("ExecutionLog", api, stage.key),) if channel.execution_log != "off" else (),
    )


def lower_log_groups(target: Target, stack: str, api: str, stage: Stage) -> Iterator[plan.LogGroup]:
    """Yield the log groups of a stage, that one included which API Gateway would make itself.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
    """
    channel = target.channels[stage.key]
    yield from lower_access_logs(target, stack, api, stage)
    if channel.execution_log != "off":
        yield plan.LogGroup(
            id=logical_id("ExecutionLog", api, stage.key),
            name=joined("API-Gateway-Execution-Logs_", ref(logical_id("Api", api)), f"/{stage.key}"),
            retention_days=channel.retention_days,
        )


def lower_access_logs(target: Target, stack: str, api: str, stage: Stage) -> Iterator[plan.LogGroup]:
    """Yield the access log of a stage; an execution log API Gateway names and makes itself, where there is one."""
    channel = target.channels[stage.key]
    if channel.access_log == "json":
        yield plan.LogGroup(
            id=logical_id("AccessLog", api, stage.key),
            name=f"/aws/apigateway/{stack}/{api}/{stage.key}",
            retention_days=channel.retention_days,
        )


def lower_client_certificate(stack: str, api: str, stage: Stage) -> plan.ClientCertificate:
    return plan.ClientCertificate(
        id=logical_id("ClientCertificate", api, stage.key), description=f"{stack}-{api}-{stage.key}"
    )


def _settings(target: Target, api: str, channel: Channel) -> Iterator[plan.MethodSetting]:
    """Yield what holds for all methods of a stage, then what holds for one.

    Of all methods, API Gateway caches only GET.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
    """

    def setting(
        path: str, method: str, throttle: Throttle | None, cache: plan.MethodCache | None
    ) -> plan.MethodSetting:
        return plan.MethodSetting(
            path=path,
            method=method,
            rate=throttle.rate if throttle else DEFAULT_RATE,
            burst=throttle.room if throttle else DEFAULT_BURST,
            logging=LEVELS[channel.execution_log],
            bodies=channel.bodies,
            metrics=channel.metrics,
            cache=cache,
        )

    defaults = target.blueprint.defaults
    said = defaults.cache if defaults else None
    of_all = _cache(channel.cache, said) if channel.cache and said != "off" else None
    yield setting("/*", "*", channel.throttle, of_all)
    for method in target.distinct_methods[api]:
        operation = method.operation
        cache = _method_cache(channel.cache, method)
        throttle = method.throttle.value if method.throttle else None
        if throttle or cache != (of_all if operation.method == "GET" else None):
            path = target.published_path(api, operation)
            for verb in _verbs(target, api, operation):
                yield setting(path, verb, throttle or channel.throttle, cache)


def _verbs(target: Target, api: str, operation: Operation) -> tuple[str, ...]:
    """Return the methods that an operation answers: any is what nothing else of its path does.

    https://github.com/DianaIonita/serverless-api-gateway-throttling/blob/93aed5b/src/updateRestApiStageThrottling.js
    """
    if operation.method != ANY:
        return (operation.method,)
    path = structure(operation.public)
    others = {m.operation.method for m in target.distinct_methods[api] if structure(m.operation.public) == path}
    return tuple(verb for verb in VERBS if verb not in others | ({"OPTIONS"} if target.blueprint.cors else set()))


def _method_cache(cache: Cache | None, method: Method) -> plan.MethodCache | None:
    return _cache(cache, caching.settings(method)) if cache and caching.is_cached(method) else None


def _cache(cache: Cache, said: OperationCache | None) -> plan.MethodCache:
    ttl = said.ttl if said and said.ttl else cache.ttl
    return plan.MethodCache(ttl_seconds=ttl.seconds, encrypted=cache.encrypted)
