"""Lowers stages: settings are written out also where they are off.

API Gateway keeps an old setting when a template merely stops to mention it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Literal

from apicompiler import plan
from apicompiler.blueprint import Logging, Stage, Throttle
from apicompiler.limits import DEFAULT_BURST, DEFAULT_RATE
from apicompiler.lower.ids import logical_id
from apicompiler.target import Target

LEVELS: dict[str, Literal["OFF", "ERROR", "INFO"]] = {"off": "OFF", "error": "ERROR", "info": "INFO"}
ACCESS_LOG = {
    "requestId": "$context.requestId",
    "extendedRequestId": "$context.extendedRequestId",
    "time": "$context.requestTime",
    "ip": "$context.identity.sourceIp",
    "method": "$context.httpMethod",
    "path": "$context.path",
    "resource": "$context.resourcePath",
    "stage": "$context.stage",
    "status": "$context.status",
    "responseLength": "$context.responseLength",
    "latency": "$context.responseLatency",
    "integrationLatency": "$context.integrationLatency",
    "integrationStatus": "$context.integrationStatus",
    "apiKeyId": "$context.identity.apiKeyId",
    "error": "$context.error.message",
}


def lower_stage(target: Target, api: str, stage: Stage, deployment: str) -> plan.Stage:
    logging, tracing = stage.logging or target.blueprint.logging, stage.tracing
    if tracing is None:
        tracing = target.blueprint.tracing
    access = (logging.access if logging else None) or target.profile.access_log
    return plan.Stage(
        id=logical_id("Stage", api, stage.key),
        api=logical_id("Api", api),
        deployment=deployment,
        name=stage.key,
        variables=dict(stage.variables),
        settings=tuple(_settings(target, api, stage, logging)),
        log_group=logical_id("AccessLog", api, stage.key) if access == "json" else None,
        log_format=json.dumps(ACCESS_LOG, separators=(",", ":")) if access == "json" else None,
        tracing=target.profile.tracing if tracing is None else tracing,
    )


def lower_log_group(target: Target, stack: str, api: str, stage: Stage) -> plan.LogGroup:
    logging = stage.logging or target.blueprint.logging
    retain = logging.retain if logging else None
    return plan.LogGroup(
        id=logical_id("AccessLog", api, stage.key),
        name=f"/aws/apigateway/{stack}/{api}/{stage.key}",
        retention_days=int(retain.days) if retain else target.profile.retention_days,
    )


def _settings(target: Target, api: str, stage: Stage, logging: Logging | None) -> Iterator[plan.MethodSetting]:
    """Yield what holds for all methods of a stage, then what holds for one."""
    level = LEVELS[(logging.execution if logging else None) or target.profile.execution_log]
    bodies = bool(logging and logging.bodies)

    def setting(path: str, method: str, throttle: Throttle | None) -> plan.MethodSetting:
        return plan.MethodSetting(
            path=path,
            method=method,
            rate=throttle.rate if throttle else DEFAULT_RATE,
            burst=throttle.burst if throttle else DEFAULT_BURST,
            logging=level,
            bodies=bodies,
        )

    yield setting("/*", "*", stage.throttle or target.blueprint.throttle)
    for method in target.distinct_methods[api]:
        if method.throttle:
            yield setting(target.published_path(api, method.operation), method.operation.method, method.throttle.value)
