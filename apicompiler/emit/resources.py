"""One function for each kind of resource: it copies what the plan has decided."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from aws_cdk import CfnOutput, CfnResource, Fn, Stack
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_apigatewayv2 as apigatewayv2

from apicompiler import plan

Made = Mapping[str, CfnResource]
"""The resources of a stack by their ids in the plan."""


@cache
def ref(id: str) -> str:
    """Return the token of `Ref`; each call of the CDK goes to another process and back, so it is made once."""
    return Fn.ref(id)


@cache
def attribute(id: str, name: str) -> str:
    """Return the token of `Fn::GetAtt`."""
    return Fn.get_att(id, name).to_string()


def emit_api(scope: Stack, api: plan.RestApi, carried: Mapping[str, Any]) -> CfnResource:
    return apigateway.CfnRestApi(
        scope,
        api.id,
        name=api.name,
        endpoint_configuration=apigateway.CfnRestApi.EndpointConfigurationProperty(types=[api.endpoint]),
        # Where edge endpoints do not exist, an import without this fails before the type is set.
        parameters={"endpointConfigurationTypes": api.endpoint},
        **carried,
    )


def emit_deployment(scope: Stack, deployment: plan.Deployment) -> CfnResource:
    return apigateway.CfnDeployment(scope, deployment.id, rest_api_id=ref(deployment.api))


def emit_log_group(scope: Stack, group: plan.LogGroup) -> CfnResource:
    properties = {"LogGroupName": group.name, "RetentionInDays": group.retention_days}
    return CfnResource(scope, group.id, type="AWS::Logs::LogGroup", properties=properties)


def emit_stage(scope: Stack, stage: plan.Stage) -> CfnResource:
    access_log = None
    if stage.log_group:
        access_log = apigateway.CfnStage.AccessLogSettingProperty(
            destination_arn=attribute(stage.log_group, "Arn"), format=stage.log_format
        )
    return apigateway.CfnStage(
        scope,
        stage.id,
        rest_api_id=ref(stage.api),
        deployment_id=ref(stage.deployment),
        stage_name=stage.name,
        variables=dict(stage.variables),
        cache_cluster_enabled=False,
        tracing_enabled=stage.tracing,
        access_log_setting=access_log,
        method_settings=[
            apigateway.CfnStage.MethodSettingProperty(
                resource_path=setting.path,
                http_method=setting.method,
                throttling_rate_limit=setting.rate,
                throttling_burst_limit=setting.burst,
                logging_level=setting.logging,
                data_trace_enabled=setting.bodies,
                metrics_enabled=False,
                caching_enabled=False,
            )
            for setting in stage.settings
        ],
    )


def emit_permission(scope: Stack, permission: plan.Permission, within: plan.Plan) -> CfnResource:
    arn = f"arn:{within.partition}:execute-api:{within.region}:{within.account}:"
    return CfnResource(
        scope,
        permission.id,
        type="AWS::Lambda::Permission",
        properties={
            "Action": "lambda:InvokeFunction",
            "FunctionName": permission.function,
            "Principal": "apigateway.amazonaws.com",
            "SourceArn": {"Fn::Join": ["", [arn, {"Ref": permission.api}, f"/{permission.source}"]]},
        },
    )


def emit_usage_plan(scope: Stack, usage_plan: plan.UsagePlan, within: plan.Plan) -> CfnResource:
    quota = throttle = None
    if usage_plan.quota_limit is not None:
        quota = apigateway.CfnUsagePlan.QuotaSettingsProperty(
            limit=usage_plan.quota_limit, period=usage_plan.quota_period
        )
    if usage_plan.rate is not None:
        throttle = apigateway.CfnUsagePlan.ThrottleSettingsProperty(
            rate_limit=usage_plan.rate, burst_limit=usage_plan.burst
        )
    apis = {stage.id: stage.api for stage in within.stages}
    return apigateway.CfnUsagePlan(
        scope,
        usage_plan.id,
        usage_plan_name=usage_plan.name,
        api_stages=[
            apigateway.CfnUsagePlan.ApiStageProperty(api_id=ref(apis[stage]), stage=ref(stage))
            for stage in usage_plan.stages
        ],
        quota=quota,
        throttle=throttle,
    )


def emit_api_key(scope: Stack, key: plan.ApiKey, made: Made) -> CfnResource:
    resource = apigateway.CfnApiKey(scope, key.id, name=key.name, description=key.description or None, enabled=True)
    apigateway.CfnUsagePlanKey(
        scope, f"{key.plan}{key.id}", key_id=resource.ref, key_type="API_KEY", usage_plan_id=ref(key.plan)
    )
    if key.after:
        resource.add_resource_dependency(made[key.after])
    return resource


def emit_domain(scope: Stack, domain: plan.DomainName) -> CfnResource:
    edge = domain.endpoint == "EDGE"
    return apigateway.CfnDomainName(
        scope,
        domain.id,
        domain_name=domain.name,
        certificate_arn=domain.certificate if edge else None,
        regional_certificate_arn=None if edge else domain.certificate,
        endpoint_configuration=apigateway.CfnDomainName.EndpointConfigurationProperty(
            types=[domain.endpoint],
            # An edge domain has IPv6 from CloudFront; a regional one only when it is asked for it.
            ip_address_type=None if edge else "dualstack",
        ),
        security_policy="TLS_1_2",
    )


def emit_base_path(scope: Stack, path: plan.BasePath, within: plan.Plan, made: Made) -> CfnResource:
    api = next(stage.api for stage in within.stages if stage.id == path.stage)
    resource: CfnResource
    if path.kind == "BasePathMapping":
        resource = apigateway.CfnBasePathMapping(
            scope,
            path.id,
            domain_name=ref(path.domain),
            base_path=path.base_path or None,
            rest_api_id=ref(api),
            stage=ref(path.stage),
        )
    else:
        resource = apigatewayv2.CfnApiMapping(
            scope,
            path.id,
            domain_name=ref(path.domain),
            api_mapping_key=path.base_path or None,
            api_id=ref(api),
            stage=ref(path.stage),
        )
    if path.after:
        resource.add_resource_dependency(made[path.after])
    return resource


def emit_record(scope: Stack, record: plan.Record, within: plan.Plan) -> CfnResource:
    host, zone = _target(record.domain, within)
    properties: dict[str, Any] = {"HostedZoneId": record.zone, "Name": record.name, "Type": record.type}
    if record.type == "CNAME":
        properties |= {"TTL": "300", "ResourceRecords": [host]}
    else:
        properties |= {"AliasTarget": {"DNSName": host, "HostedZoneId": zone}}
    return CfnResource(scope, record.id, type="AWS::Route53::RecordSet", properties=properties)


def emit_output(scope: Stack, output: plan.Output, within: plan.Plan) -> None:
    stage = next((stage for stage in within.stages if stage.id == output.of), None)
    if stage is None:
        value, _ = _target(output.of, within)
    else:
        host = f".execute-api.{within.region}.{within.dns_suffix}/"
        value = Fn.join("", ["https://", ref(stage.api), host, ref(stage.id)])
    CfnOutput(scope, output.id, description=output.description, value=value)


def _target(domain: str, within: plan.Plan) -> tuple[str, str]:
    """Return the host that records of a domain lead to, and the zone of that host."""
    endpoint = next(made.endpoint for made in within.domains if made.id == domain)
    kind = "Distribution" if endpoint == "EDGE" else "Regional"
    names = (f"{kind}DomainName", f"{kind}HostedZoneId")
    return attribute(domain, names[0]), attribute(domain, names[1])
