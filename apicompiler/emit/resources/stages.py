"""Stages, their logs and certificates."""

from __future__ import annotations

from typing import Any

from apicompiler import plan
from apicompiler.emit.resources.resource import Resource, resource
from apicompiler.plan import attribute, ref


def emit_log_group(group: plan.LogGroup) -> Resource:
    return resource(group.id, "AWS::Logs::LogGroup", LogGroupName=group.name, RetentionInDays=group.retention_days)


def emit_client_certificate(certificate: plan.ClientCertificate) -> Resource:
    return resource(certificate.id, "AWS::ApiGateway::ClientCertificate", Description=certificate.description)


def emit_stage(stage: plan.Stage) -> Resource:
    return resource(
        stage.id,
        "AWS::ApiGateway::Stage",
        after=stage.after,
        RestApiId=ref(stage.api),
        DeploymentId=ref(stage.deployment),
        StageName=stage.name,
        Variables=dict(stage.variables),
        CacheClusterEnabled=stage.cache_size is not None,
        CacheClusterSize=stage.cache_size,
        ClientCertificateId=ref(stage.client_certificate) if stage.client_certificate else None,
        TracingEnabled=stage.tracing,
        AccessLogSetting=access_log(stage),
        MethodSettings=[_setting(setting) for setting in stage.settings],
    )


def access_log(stage: plan.Stage | plan.StageV2) -> dict[str, Any] | None:
    """Write where requests have their lines: a log group, or a delivery stream, which only REST APIs know."""
    stream = stage.log_stream if isinstance(stage, plan.Stage) else None
    destination = attribute(stage.log_group, "Arn") if stage.log_group else stream
    return {"DestinationArn": destination, "Format": stage.log_format} if destination else None


def _setting(setting: plan.MethodSetting) -> dict[str, Any]:
    cache = setting.cache
    kept = {"CacheTtlInSeconds": cache.ttl_seconds, "CacheDataEncrypted": cache.encrypted} if cache else {}
    return {
        "ResourcePath": setting.path,
        "HttpMethod": setting.method,
        "ThrottlingRateLimit": setting.rate,
        "ThrottlingBurstLimit": setting.burst,
        "LoggingLevel": setting.logging,
        "DataTraceEnabled": setting.bodies,
        "MetricsEnabled": setting.metrics,
        "CachingEnabled": cache is not None,
        **kept,
    }
