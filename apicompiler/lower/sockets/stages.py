"""Lowers the stages of WebSocket APIs, with their snapshots and logs."""

from __future__ import annotations

import json
from collections.abc import Iterator

from apicompiler import plan
from apicompiler.blueprint import Stage, Throttle
from apicompiler.channels import Channel
from apicompiler.limits import DEFAULT_BURST, DEFAULT_RATE
from apicompiler.lower.ids import logical_id, snapshot
from apicompiler.lower.stages import LEVELS
from apicompiler.releases import served
from apicompiler.target import Target


def lower_socket_stage(target: Target, key: str, stage: Stage, newest: str) -> plan.SocketStage:
    channel = target.channels[stage.key]
    log_group = logical_id("AccessLog", key, stage.key) if channel.access_log == "json" else None
    pinned = served(target, stage.key, key)
    return plan.SocketStage(
        id=logical_id("Stage", key, stage.key),
        api=logical_id("Api", key),
        deployment=snapshot(key, pinned) if pinned else newest,
        name=stage.key,
        variables=dict(stage.variables),
        settings=_settings(channel, channel.throttle),
        routes={
            route.key: _settings(channel, route.method.throttle.value)
            for route in target.routes[key]
            if route.method.throttle
        },
        client_certificate=logical_id("ClientCertificate", key, stage.key) if stage.client_certificate else None,
        log_group=log_group,
        log_format=json.dumps(channel.socket_fields, separators=(",", ":")) if log_group else None,
    )


def lower_socket_logs(target: Target, stack: str, key: str, stage: Stage) -> Iterator[plan.LogGroup]:
    """Yield the access log of a stage; API Gateway names and makes the execution log itself."""
    channel = target.channels[stage.key]
    if channel.access_log == "json":
        yield plan.LogGroup(
            id=logical_id("AccessLog", key, stage.key),
            name=f"/aws/apigateway/{stack}/{key}/{stage.key}",
            retention_days=channel.retention_days,
        )


def _settings(channel: Channel, throttle: Throttle | None) -> plan.RouteSettings:
    return plan.RouteSettings(
        rate=throttle.rate if throttle else DEFAULT_RATE,
        burst=throttle.room if throttle else DEFAULT_BURST,
        logging=LEVELS[channel.execution_log],
        bodies=channel.bodies,
        metrics=channel.metrics,
    )
