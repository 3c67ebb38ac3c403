"""Lowers the stages of WebSocket and HTTP APIs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Literal

from apicompiler import plan
from apicompiler.blueprint import Stage, Throttle
from apicompiler.channels import Channel
from apicompiler.limits import DEFAULT_BURST, DEFAULT_RATE
from apicompiler.lower.ids import logical_id, snapshot
from apicompiler.lower.stages import LEVELS
from apicompiler.releases import kept_deployments, served
from apicompiler.target import Target

Kind = Literal["http", "websocket"]


def lower_stage_v2(
    target: Target, kind: Kind, key: str, stage: Stage, newest: str, throttles: Mapping[str, Throttle]
) -> plan.StageV2:
    """Lower a stage of an API of one *kind*; *throttles* are those of single routes."""
    channel = target.channels[stage.key]
    log_group = logical_id("AccessLog", key, stage.key) if channel.access_log == "json" else None
    fields = channel.http_fields if kind == "http" else channel.socket_fields
    pinned = served(target, stage.key, key)
    certificate = logical_id("ClientCertificate", key, stage.key) if stage.client_certificate else None
    return plan.StageV2(
        id=logical_id("Stage", key, stage.key),
        api=logical_id("Api", key),
        deployment=snapshot(key, pinned) if pinned else newest,
        name=stage.key,
        variables=dict(stage.variables),
        settings=_settings(channel, kind, channel.throttle),
        routes={route: _settings(channel, kind, throttle) for route, throttle in throttles.items()},
        client_certificate=certificate if kind == "websocket" else None,
        log_group=log_group,
        log_format=json.dumps(fields, separators=(",", ":")) if log_group else None,
    )


def snapshots(target: Target, key: str, newest: plan.DeploymentV2) -> Iterator[plan.DeploymentV2]:
    """Yield the snapshots of an API that stay: the newest, and what pinned stages serve or may go back to."""
    yield newest
    kept = (snapshot(key, digits) for digits in kept_deployments(target, key))
    yield from (newest.replace(id=id) for id in kept if id != newest.id)


def _settings(channel: Channel, kind: Kind, throttle: Throttle | None) -> plan.RouteSettings:
    logs = kind == "websocket"
    return plan.RouteSettings(
        rate=throttle.rate if throttle else DEFAULT_RATE,
        burst=throttle.room if throttle else DEFAULT_BURST,
        logging=LEVELS[channel.execution_log] if logs else None,
        bodies=channel.bodies if logs else None,
        metrics=channel.metrics,
    )
