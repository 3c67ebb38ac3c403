"""Decides what will stand in AWS."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from apicompiler import plan
from apicompiler.limits import INLINE_BYTES
from apicompiler.lower.body import behaviour, lower_body
from apicompiler.lower.body.schemas import Models
from apicompiler.lower.carrier import carrier
from apicompiler.lower.domains import lower_base_paths, lower_domain, lower_records
from apicompiler.lower.functions import (
    lower_aliases,
    lower_function_logs,
    lower_function_roles,
    lower_functions,
    lower_versions,
)
from apicompiler.lower.ids import digest, logical_id
from apicompiler.lower.metering import lower_api_keys, lower_usage_plans
from apicompiler.lower.permissions import lower_permissions
from apicompiler.lower.roles import lower_service_roles
from apicompiler.lower.stages import lower_log_group, lower_stage
from apicompiler.lower.subset import only
from apicompiler.lower.vpc_links import lower_vpc_links
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
    roles = (*lower_function_roles(target, stack), *lower_service_roles(target, stack))
    functions = tuple(lower_functions(target, stack))
    versions = tuple(lower_versions(functions, target))
    apis = tuple(
        _apis(target, stack, models, after=(*(role.id for role in roles), *(function.id for function in functions)))
    )
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
        roles=roles,
        functions=functions,
        versions=versions,
        aliases=tuple(lower_aliases(versions, target)),
        vpc_links=tuple(lower_vpc_links(target, stack)),
        apis=apis,
        deployments=tuple(deployments.values()),
        log_groups=(
            *lower_function_logs(target, stack),
            *(
                lower_log_group(target, stack, key, stage)
                for (key, stage), lowered in zip(pairs, stages, strict=True)
                if lowered.log_group
            ),
        ),
        stages=stages,
        permissions=tuple(lower_permissions(target, stack)),
        usage_plans=tuple(lower_usage_plans(target, stack)),
        api_keys=tuple(lower_api_keys(target, stack)),
        domains=tuple(lower_domain(target, domain) for domain in blueprint.domains.values()),
        base_paths=tuple(made for domain in blueprint.domains.values() for made in lower_base_paths(target, domain)),
        records=tuple(made for domain in blueprint.domains.values() for made in lower_records(domain)),
        outputs=tuple(_outputs(target, stages)),
    )


def _apis(target: Target, stack: str, models: dict[int, Models], after: tuple[str, ...]) -> Iterator[plan.RestApi]:
    room = INLINE_BYTES
    for key, api in target.apis.items():
        body = lower_body(target, key, models[id(api)], stack)
        chosen, taken = carrier(body, room)
        room -= taken
        yield plan.RestApi(
            id=logical_id("Api", key),
            name=f"{stack}-{key}",
            endpoint="EDGE" if target.blueprint.endpoint == "edge" else "REGIONAL",
            body=body,
            carrier=chosen,
            after=after,
        )


def _deployment(api: plan.RestApi) -> plan.Deployment:
    """Snapshot an API.

    CloudFormation takes a new snapshot only under a new logical id.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html
    """
    return plan.Deployment(id=f"{api.id}Deployment{digest(behaviour(api.body))[:16]}", api=api.id)


def _outputs(target: Target, stages: tuple[plan.Stage, ...]) -> Iterator[plan.Output]:
    for stage in stages:
        yield plan.Output(id=f"Url{stage.id}", description=f"Where {stage.name} is called", of=stage.id)
    for domain in target.blueprint.domains.values():
        if domain.zone is None:
            made = logical_id("Domain", domain.key)
            yield plan.Output(id=f"Target{made}", description=f"What the record of {domain.name} leads to", of=made)
