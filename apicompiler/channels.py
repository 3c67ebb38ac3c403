"""What holds for one stage: what is written of it, else what is written for every stage, else what the profile says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from apicompiler.blueprint import Blueprint, Cache, Stage, Throttle, Waf
from apicompiler.context_variables import HTTP, IN_SOCKET_LOGS, known
from apicompiler.noun import Noun
from apicompiler.pointers import Outside
from apicompiler.profiles import Profile
from apicompiler.written import ContextVariable

EVERY_LOG: Mapping[str, str] = {
    "requestId": "$context.requestId",
    "extendedRequestId": "$context.extendedRequestId",
    "time": "$context.requestTime",
    "ip": "$context.identity.sourceIp",
}

ACCESS_LOG: Mapping[str, str] = {
    **EVERY_LOG,
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

COUNTED: Mapping[str, str] = {"errorType": "$context.error.responseType"}
"""What a line holds besides where alarms count lines: the type of API Gateway's own answer.

https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
"""

SOCKET_ACCESS_LOG: Mapping[str, str] = {
    **EVERY_LOG,
    "event": "$context.eventType",
    "route": "$context.routeKey",
    "connectionId": "$context.connectionId",
    "messageId": "$context.messageId",
    "stage": "$context.stage",
    "status": "$context.status",
    "integrationLatency": "$context.integrationLatency",
    "integrationStatus": "$context.integration.status",
    "apiKeyId": "$context.identity.apiKeyId",
    "error": "$context.error.message",
}

HTTP_ACCESS_LOG: Mapping[str, str] = {
    **EVERY_LOG,
    "method": "$context.httpMethod",
    "path": "$context.path",
    "route": "$context.routeKey",
    "stage": "$context.stage",
    "status": "$context.status",
    "responseLength": "$context.responseLength",
    "latency": "$context.responseLatency",
    "integrationLatency": "$context.integrationLatency",
    "integrationStatus": "$context.integrationStatus",
    "integrationError": "$context.integrationErrorMessage",
    "authorizerError": "$context.authorizer.error",
    "error": "$context.error.message",
}


class Channel(Noun):
    """Everything about a stage that can be said in two places, decided."""

    cache: Cache | None
    throttle: Throttle | None
    access_log: Literal["json", "off"] | Outside
    """Where each request has a line: a log group, nowhere, or a delivery stream."""
    execution_log: Literal["off", "error", "info"]
    bodies: bool
    fields: Mapping[str, str]
    """What each line of the access log holds."""
    socket_fields: Mapping[str, str]
    """The same for WebSocket APIs: what they do not know of is left out."""
    http_fields: Mapping[str, str]
    """The same for HTTP APIs."""
    retention_days: int
    tracing: bool
    metrics: bool
    waf: Waf
    has_own_waf: bool
    """Whether the stage says itself what guards it."""

    @property
    def logs(self) -> bool:
        """Whether API Gateway writes to CloudWatch Logs."""
        return self.access_log == "json" or self.execution_log != "off"


def channel(blueprint: Blueprint, profile: Profile, stage: Stage) -> Channel:
    """Decide what holds for *stage*."""
    cache = blueprint.cache if stage.cache is None else stage.cache
    logging = stage.logging or blueprint.logging
    fields = logging.fields if logging else {}
    counted = COUNTED if blueprint.alarms and blueprint.alarms.counts else {}
    retain = logging.retain if logging else None
    tracing = blueprint.tracing if stage.tracing is None else stage.tracing
    return Channel(
        cache=None if cache == "off" else cache,
        throttle=stage.throttle or blueprint.throttle,
        access_log=(logging.access if logging else None) or profile.access_log,
        execution_log=(logging.execution if logging else None) or profile.execution_log,
        bodies=bool(logging and logging.bodies),
        fields={**ACCESS_LOG, **counted, **{name: f"${variable}" for name, variable in fields.items()}},
        socket_fields={**SOCKET_ACCESS_LOG, **_known(fields, IN_SOCKET_LOGS)},
        http_fields={**HTTP_ACCESS_LOG, **_known(fields, HTTP)},
        retention_days=int(retain.days) if retain else profile.retention_days,
        tracing=profile.tracing if tracing is None else tracing,
        metrics=bool(blueprint.metrics if stage.metrics is None else stage.metrics),
        waf=stage.waf or blueprint.waf or profile.waf,
        has_own_waf=stage.waf is not None,
    )


def _known(fields: Mapping[str, ContextVariable], among: frozenset[str]) -> Mapping[str, str]:
    return {name: f"${found}" for name, found in fields.items() if known(str(found).removeprefix("context."), among)}
