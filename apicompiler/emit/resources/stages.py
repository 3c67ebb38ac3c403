"""Stages and their logs."""

from __future__ import annotations

from apicompiler import plan
from apicompiler.emit.resources.resource import Resource, resource
from apicompiler.plan import attribute, ref


def emit_log_group(group: plan.LogGroup) -> Resource:
    return resource(group.id, "AWS::Logs::LogGroup", LogGroupName=group.name, RetentionInDays=group.retention_days)


def emit_stage(stage: plan.Stage) -> Resource:
    access_log = None
    if stage.log_group:
        access_log = {"DestinationArn": attribute(stage.log_group, "Arn"), "Format": stage.log_format}
    return resource(
        stage.id,
        "AWS::ApiGateway::Stage",
        RestApiId=ref(stage.api),
        DeploymentId=ref(stage.deployment),
        StageName=stage.name,
        Variables=dict(stage.variables),
        CacheClusterEnabled=False,
        TracingEnabled=stage.tracing,
        AccessLogSetting=access_log,
        MethodSettings=[
            {
                "ResourcePath": setting.path,
                "HttpMethod": setting.method,
                "ThrottlingRateLimit": setting.rate,
                "ThrottlingBurstLimit": setting.burst,
                "LoggingLevel": setting.logging,
                "DataTraceEnabled": setting.bodies,
                "MetricsEnabled": False,
                "CachingEnabled": False,
            }
            for setting in stage.settings
        ],
    )
