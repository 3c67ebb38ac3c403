"""Snapshots and stages of WebSocket and HTTP APIs."""

from __future__ import annotations

from typing import Any

from apicompiler import plan
from apicompiler.emit.resources.resource import Resource, resource
from apicompiler.emit.resources.stages import access_log
from apicompiler.plan import ref


def emit_deployment_v2(deployment: plan.DeploymentV2) -> Resource:
    return resource(deployment.id, "AWS::ApiGatewayV2::Deployment", after=deployment.after, ApiId=ref(deployment.api))


def emit_stage_v2(stage: plan.StageV2) -> Resource:
    return resource(
        stage.id,
        "AWS::ApiGatewayV2::Stage",
        ApiId=ref(stage.api),
        DeploymentId=ref(stage.deployment),
        StageName=stage.name,
        AutoDeploy=False,
        StageVariables=dict(stage.variables),
        DefaultRouteSettings=_settings(stage.settings),
        RouteSettings={key: _settings(settings) for key, settings in stage.routes.items()},
        ClientCertificateId=ref(stage.client_certificate) if stage.client_certificate else None,
        AccessLogSettings=access_log(stage),
    )


def _settings(settings: plan.RouteSettings) -> dict[str, Any]:
    logs = {"LoggingLevel": settings.logging, "DataTraceEnabled": settings.bodies} if settings.logging else {}
    return {
        "ThrottlingRateLimit": settings.rate,
        "ThrottlingBurstLimit": settings.burst,
        **logs,
        "DetailedMetricsEnabled": settings.metrics,
    }
