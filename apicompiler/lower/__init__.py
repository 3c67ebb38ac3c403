"""Decides what will stand in AWS."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from apicompiler import plan
from apicompiler.access import Guarded
from apicompiler.blueprint import LambdaAuthorizer, LambdaIntegration
from apicompiler.limits import INLINE_BYTES
from apicompiler.lower.body import behaviour, lower_body
from apicompiler.lower.body.integrations import function_name
from apicompiler.lower.body.schemas import Models
from apicompiler.lower.carrier import carrier
from apicompiler.lower.domains import lower_base_paths, lower_domain, lower_records
from apicompiler.lower.ids import digest, logical_id
from apicompiler.lower.metering import (
    chained,
    lower_api_keys,
    lower_secrets,
    lower_usage_plan_keys,
    lower_usage_plans,
)
from apicompiler.lower.permissions import Source, permissions, source
from apicompiler.lower.stages import lower_client_certificate, lower_log_groups, lower_stage
from apicompiler.lower.subset import only
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


def lower_accounts(targets: Iterable[Target]) -> tuple[plan.Account, ...]:
    """Return what each account and region of *targets* needs besides, once."""
    places = (target.environment for target in targets)
    return tuple(
        dict.fromkeys(plan.Account(str(place.account), str(place.region), place.region.partition) for place in places)
    )


def _plan(target: Target, models: dict[int, Models], part: tuple[str, ...]) -> plan.Plan:
    blueprint, environment = target.blueprint, target.environment
    stack = "-".join((blueprint.name, environment.key, *part))
    apis = tuple(_apis(target, stack, models))
    deployments = {api.id: _deployment(api) for api in apis}
    pairs = [(key, stage) for key in target.apis for stage in target.stages.values()]
    stages = tuple(lower_stage(target, key, stage, deployments[logical_id("Api", key)].id) for key, stage in pairs)
    return plan.Plan(
        name=stack,
        environment=environment.key,
        account=str(environment.account),
        region=str(environment.region),
        partition=environment.region.partition,
        dns_suffix=environment.region.dns_suffix,
        apis=apis,
        deployments=tuple(deployments.values()),
        client_certificates=tuple(
            lower_client_certificate(stack, key, stage) for key, stage in pairs if stage.client_certificate
        ),
        log_groups=tuple(group for key, stage in pairs for group in lower_log_groups(target, stack, key, stage)),
        stages=stages,
        permissions=tuple(_permissions(target)),
        usage_plans=tuple(chained(lower_usage_plans(target, stack))),
        secrets=tuple(lower_secrets(target, stack)),
        api_keys=tuple(chained(lower_api_keys(target, stack))),
        usage_plan_keys=tuple(chained(lower_usage_plan_keys(target))),
        domains=tuple(lower_domain(target, domain) for domain in blueprint.domains.values()),
        base_paths=tuple(made for domain in blueprint.domains.values() for made in lower_base_paths(target, domain)),
        records=tuple(made for domain in blueprint.domains.values() for made in lower_records(domain)),
        outputs=tuple(_outputs(target, stages)),
    )


def _apis(target: Target, stack: str, models: dict[int, Models]) -> Iterator[plan.RestApi]:
    room = INLINE_BYTES
    for key, api in target.apis.items():
        name = f"{stack}-{key}"
        body = lower_body(target, key, models[id(api)], name)
        chosen, taken = carrier(body, room)
        room -= taken
        yield plan.RestApi(
            id=logical_id("Api", key),
            name=name,
            endpoint="EDGE" if target.blueprint.endpoint == "edge" else "REGIONAL",
            body=body,
            carrier=chosen,
        )


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


def _outputs(target: Target, stages: tuple[plan.Stage, ...]) -> Iterator[plan.Output]:
    for stage in stages:
        yield plan.Output(id=f"Url{stage.id}", description=f"Where {stage.name} is called", of=stage.id)
    for domain in target.blueprint.domains.values():
        if domain.zone is None:
            made = logical_id("Domain", domain.key)
            yield plan.Output(id=f"Target{made}", description=f"What the record of {domain.name} leads to", of=made)
