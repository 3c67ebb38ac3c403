"""Decides what will stand in AWS."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from apicompiler import plan
from apicompiler.access import Guarded
from apicompiler.blueprint import LambdaAuthorizer, LambdaIntegration
from apicompiler.limits import INLINE_BYTES
from apicompiler.lower.body import behaviour, lower_body
from apicompiler.lower.body.integrations import function_name
from apicompiler.lower.body.schemas import Models
from apicompiler.lower.carrier import carrier
from apicompiler.lower.domains import access_mode, lower_base_paths, lower_certificates, lower_domains, lower_records
from apicompiler.lower.ids import digest, logical_id
from apicompiler.lower.metering import lower_api_keys, lower_usage_plans
from apicompiler.lower.permissions import Source, permissions, source
from apicompiler.lower.stages import lower_log_group, lower_stage
from apicompiler.lower.subset import only
from apicompiler.plan import joined, ref
from apicompiler.target import Target


def lower(targets: Iterable[Target], apis: tuple[str, ...] = ()) -> tuple[plan.Plan, ...]:
    """Return the plan of each target, of all its APIs or of some.

    Contracts that several targets publish are lowered once. A plan of some APIs
    has a name of its own, so that deploying it takes nothing away.
    """
    models: dict[int, Models] = {}
    plans = []
    for target in targets:
        for api in target.apis.values():
            models.setdefault(id(api), Models(api))
        plans.append(_plan(only(target, apis) if apis else target, models, apis))
    return tuple(plans)


def _plan(target: Target, models: dict[int, Models], part: tuple[str, ...]) -> plan.Plan:
    blueprint, environment = target.blueprint, target.environment
    stack = "-".join((blueprint.name, environment.key, *part))
    apis = tuple(_apis(target, stack, models))
    deployments = {api.id: _deployment(api) for api in apis}
    pairs = [(key, stage) for key in target.apis for stage in target.stages.values()]
    stages = tuple(lower_stage(target, key, stage, deployments[logical_id("Api", key)].id) for key, stage in pairs)
    domains = tuple(lower_domains(target))
    return plan.Plan(
        name=stack,
        environment=environment.key,
        account=str(environment.account),
        region=str(environment.region),
        partition=environment.region.partition,
        dns_suffix=environment.region.dns_suffix,
        apis=apis,
        deployments=tuple(deployments.values()),
        log_groups=tuple(
            lower_log_group(target, stack, key, stage)
            for (key, stage), lowered in zip(pairs, stages, strict=True)
            if lowered.log_group
        ),
        stages=stages,
        permissions=tuple(_permissions(target)),
        usage_plans=tuple(lower_usage_plans(target, stack)),
        api_keys=tuple(lower_api_keys(target, stack)),
        certificates=tuple(lower_certificates(target)),
        domains=domains,
        base_paths=tuple(made for domain in blueprint.domains.values() for made in lower_base_paths(target, domain)),
        records=tuple(made for domain in target.own_domains for made in lower_records(domain)),
        outputs=(*_addresses(target, stages), *_records_elsewhere(target, domains)),
    )


def _apis(target: Target, stack: str, models: dict[int, Models]) -> Iterator[plan.RestApi]:
    room, tls = INLINE_BYTES, target.blueprint.tls
    for key, api in target.apis.items():
        name = f"{stack}-{key}"
        body = lower_body(target, key, models[id(api)], name)
        chosen, taken = carrier(body, room)
        room -= taken
        yield plan.RestApi(
            id=logical_id("Api", key),
            name=name,
            endpoint=_endpoint(target),
            vpc_endpoints=tuple(endpoint.value for endpoint in target.door.vpc_endpoints) if target.door else (),
            is_open=target.blueprint.execute_api,
            security_policy=tls.policy if tls else None,
            access_mode=access_mode(tls),
            body=body,
            carrier=chosen,
        )


def _endpoint(target: Target) -> Literal["EDGE", "REGIONAL", "PRIVATE"]:
    if target.door:
        return "PRIVATE"
    return "EDGE" if target.blueprint.endpoint == "edge" else "REGIONAL"


def _deployment(api: plan.RestApi) -> plan.Deployment:
    """Snapshot an API.

    CloudFormation takes a new snapshot only under a new logical id.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html
    """
    return plan.Deployment(id=f"{api.id}Deployment{digest(behaviour(api.body))[:16]}", api=api.id)


def _permissions(target: Target) -> Iterator[plan.Permission]:
    for key, methods in target.methods.items():
        api = logical_id("Api", key)
        called: dict[str, set[Source]] = {}
        for method in methods:
            integration = method.integration.value if method.integration else None
            if isinstance(integration, LambdaIntegration):
                path = target.published_path(key, method.operation)
                called.setdefault(function_name(integration.lambda_), set()).update(
                    source(stage, method.operation.method, path) for stage in target.stages
                )
            access = method.access.value
            if isinstance(access, Guarded) and isinstance(access.authorizer, LambdaAuthorizer):
                called.setdefault(function_name(access.authorizer.lambda_), set()).add(("authorizers", "*"))
        for function, sources in called.items():
            yield from permissions(api, function, sources)


def _addresses(target: Target, stages: tuple[plan.Stage, ...]) -> Iterator[plan.Output]:
    """Yield the addresses that API Gateway itself gives to stages: of a private API, the one for its first door.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html
    """
    if not target.blueprint.execute_api:
        return
    region = target.environment.region
    for stage in stages:
        api = joined(ref(stage.api), "-", target.door.vpc_endpoints[0].value) if target.door else ref(stage.api)
        yield plan.Output(
            id=f"Url{stage.id}",
            description=f"Where {stage.name} is called",
            value=joined("https://", api, f".execute-api.{region}.{region.dns_suffix}/{stage.name}"),
        )


def _records_elsewhere(target: Target, domains: tuple[plan.DomainName, ...]) -> Iterator[plan.Output]:
    """Yield what somebody needs who writes the records of a domain by hand."""
    for domain, made in zip(target.own_domains, domains, strict=True):
        if domain.zone is None:
            host, zone = made.target
            leads = f"What the record of {domain.name} leads to"
            yield plan.Output(id=f"Target{made.id}", description=leads, value=host)
            yield plan.Output(id=f"TargetZone{made.id}", description=f"{leads}: the zone, for an alias", value=zone)
