"""One function for each kind of resource: it copies what the plan has decided into CloudFormation's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from apicompiler import plan
from apicompiler.noun import EMPTY, Noun


class Resource(Noun):
    """One resource of a template."""

    id: str
    type: str
    properties: Mapping[str, Any]
    after: str | None = None
    """The resource that is made before this one."""


class Output(Noun):
    """One output of a template."""

    id: str
    description: str
    value: Mapping[str, Any]


def resources(made: plan.Plan, bodies: Mapping[str, Mapping[str, Any]] = EMPTY) -> Iterator[Resource]:
    """Yield every resource of a plan; *bodies* has the properties of those that are carried beside the template."""
    for api in made.apis:
        yield _api(api, bodies.get(api.id, {"Body": api.body}))
    yield from map(_deployment, made.deployments)
    yield from map(_log_group, made.log_groups)
    yield from map(_stage, made.stages)
    for permission in made.permissions:
        yield _permission(permission, made)
    for usage_plan in made.usage_plans:
        yield _usage_plan(usage_plan, made)
    for key in made.api_keys:
        yield from _api_key(key)
    yield from map(_domain, made.domains)
    for path in made.base_paths:
        yield _base_path(path, made)
    for record in made.records:
        yield _record(record, made)


def outputs(made: plan.Plan) -> Iterator[Output]:
    """Yield what is printed after a deployment."""
    for output in made.outputs:
        stage = next((stage for stage in made.stages if stage.id == output.of), None)
        if stage is None:
            value, _ = _address(output.of, made)
        else:
            host = f".execute-api.{made.region}.{made.dns_suffix}/{stage.name}"
            value = _joined("https://", _ref(stage.api), host)
        yield Output(output.id, output.description, value)


def _api(api: plan.RestApi, body: Mapping[str, Any]) -> Resource:
    return _resource(
        api.id,
        "AWS::ApiGateway::RestApi",
        Name=api.name,
        EndpointConfiguration={"Types": [api.endpoint]},
        # Where edge endpoints do not exist, an import without this fails before the type is set.
        Parameters={"endpointConfigurationTypes": api.endpoint},
        **body,
    )


def _deployment(deployment: plan.Deployment) -> Resource:
    return _resource(deployment.id, "AWS::ApiGateway::Deployment", RestApiId=_ref(deployment.api))


def _log_group(group: plan.LogGroup) -> Resource:
    return _resource(group.id, "AWS::Logs::LogGroup", LogGroupName=group.name, RetentionInDays=group.retention_days)


def _stage(stage: plan.Stage) -> Resource:
    access_log = None
    if stage.log_group:
        access_log = {"DestinationArn": _attribute(stage.log_group, "Arn"), "Format": stage.log_format}
    return _resource(
        stage.id,
        "AWS::ApiGateway::Stage",
        RestApiId=_ref(stage.api),
        DeploymentId=_ref(stage.deployment),
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


def _permission(permission: plan.Permission, within: plan.Plan) -> Resource:
    arn = f"arn:{within.partition}:execute-api:{within.region}:{within.account}:"
    return _resource(
        permission.id,
        "AWS::Lambda::Permission",
        Action="lambda:InvokeFunction",
        FunctionName=permission.function,
        Principal="apigateway.amazonaws.com",
        SourceArn=_joined(arn, _ref(permission.api), f"/{permission.source}"),
    )


def _usage_plan(usage_plan: plan.UsagePlan, within: plan.Plan) -> Resource:
    apis = {stage.id: stage.api for stage in within.stages}
    quota = {"Limit": usage_plan.quota_limit, "Period": usage_plan.quota_period}
    throttle = {"RateLimit": usage_plan.rate, "BurstLimit": usage_plan.burst}
    return _resource(
        usage_plan.id,
        "AWS::ApiGateway::UsagePlan",
        UsagePlanName=usage_plan.name,
        ApiStages=[{"ApiId": _ref(apis[stage]), "Stage": _ref(stage)} for stage in usage_plan.stages],
        Quota=quota if usage_plan.quota_limit is not None else None,
        Throttle=throttle if usage_plan.rate is not None else None,
    )


def _api_key(key: plan.ApiKey) -> Iterator[Resource]:
    yield _resource(
        key.id,
        "AWS::ApiGateway::ApiKey",
        after=key.after,
        Name=key.name,
        Description=key.description or None,
        Enabled=True,
    )
    yield _resource(
        f"{key.plan}{key.id}",
        "AWS::ApiGateway::UsagePlanKey",
        KeyId=_ref(key.id),
        KeyType="API_KEY",
        UsagePlanId=_ref(key.plan),
    )


def _domain(domain: plan.DomainName) -> Resource:
    edge = domain.endpoint == "EDGE"
    # An edge domain has IPv6 from CloudFront; a regional one only when it is asked for it.
    addresses = {} if edge else {"IpAddressType": "dualstack"}
    return _resource(
        domain.id,
        "AWS::ApiGateway::DomainName",
        DomainName=domain.name,
        CertificateArn=domain.certificate if edge else None,
        RegionalCertificateArn=None if edge else domain.certificate,
        EndpointConfiguration={"Types": [domain.endpoint], **addresses},
        SecurityPolicy="TLS_1_2",
    )


def _base_path(path: plan.BasePath, within: plan.Plan) -> Resource:
    api = _ref(next(stage.api for stage in within.stages if stage.id == path.stage))
    base_path = path.base_path or None
    if path.kind == "BasePathMapping":
        kind, names = "AWS::ApiGateway::BasePathMapping", {"BasePath": base_path, "RestApiId": api}
    else:
        kind, names = "AWS::ApiGatewayV2::ApiMapping", {"ApiMappingKey": base_path, "ApiId": api}
    return _resource(path.id, kind, after=path.after, DomainName=_ref(path.domain), Stage=_ref(path.stage), **names)


def _record(record: plan.Record, within: plan.Plan) -> Resource:
    host, zone = _address(record.domain, within)
    if record.type == "CNAME":
        target: dict[str, Any] = {"TTL": "300", "ResourceRecords": [host]}
    else:
        target = {"AliasTarget": {"DNSName": host, "HostedZoneId": zone}}
    return _resource(
        record.id,
        "AWS::Route53::RecordSet",
        HostedZoneId=record.zone,
        Name=record.name,
        Type=record.type,
        **target,
    )


def _resource(id: str, type: str, after: str | None = None, **properties: Any) -> Resource:
    return Resource(id, type, {name: value for name, value in properties.items() if value is not None}, after)


def _ref(id: str) -> dict[str, Any]:
    return {"Ref": id}


def _attribute(id: str, name: str) -> dict[str, Any]:
    return {"Fn::GetAtt": [id, name]}


def _joined(*parts: Any) -> dict[str, Any]:
    return {"Fn::Join": ["", list(parts)]}


def _address(domain: str, within: plan.Plan) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the host that records of a domain lead to, and the zone of that host."""
    endpoint = next(made.endpoint for made in within.domains if made.id == domain)
    kind = "Distribution" if endpoint == "EDGE" else "Regional"
    return _attribute(domain, f"{kind}DomainName"), _attribute(domain, f"{kind}HostedZoneId")
