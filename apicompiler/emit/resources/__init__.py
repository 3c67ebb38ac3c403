"""One function for each kind of resource: it copies what the plan has decided into CloudFormation's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from apicompiler import plan
from apicompiler.emit.resources.apis import emit_api, emit_deployment, emit_permission
from apicompiler.emit.resources.domains import address, emit_base_path, emit_domain, emit_record
from apicompiler.emit.resources.metering import emit_api_key, emit_secret, emit_usage_plan, emit_usage_plan_key
from apicompiler.emit.resources.resource import Resource
from apicompiler.emit.resources.stages import emit_client_certificate, emit_log_group, emit_stage
from apicompiler.noun import EMPTY, Noun
from apicompiler.plan import Value, joined, ref


class Output(Noun):
    """One output of a template."""

    id: str
    description: str
    value: Value


def resources(made: plan.Plan, bodies: Mapping[str, Mapping[str, Any]] = EMPTY) -> Iterator[Resource]:
    """Yield every resource of a plan; *bodies* has the properties of those that are carried beside the template."""
    for api in made.apis:
        yield emit_api(api, bodies.get(api.id, {"Body": api.body}))
    yield from map(emit_deployment, made.deployments)
    yield from map(emit_client_certificate, made.client_certificates)
    yield from map(emit_log_group, made.log_groups)
    yield from map(emit_stage, made.stages)
    for permission in made.permissions:
        yield emit_permission(permission, made)
    for usage_plan in made.usage_plans:
        yield emit_usage_plan(usage_plan, made)
    yield from map(emit_secret, made.secrets)
    yield from map(emit_api_key, made.api_keys)
    yield from map(emit_usage_plan_key, made.usage_plan_keys)
    yield from map(emit_domain, made.domains)
    for path in made.base_paths:
        yield emit_base_path(path, made)
    for record in made.records:
        yield emit_record(record, made)


def outputs(made: plan.Plan) -> Iterator[Output]:
    """Yield what is printed after a deployment."""
    for output in made.outputs:
        stage = next((stage for stage in made.stages if stage.id == output.of), None)
        if stage is None:
            value: Value = address(output.of, made)[0]
        else:
            host = f".execute-api.{made.region}.{made.dns_suffix}/{stage.name}"
            value = joined("https://", ref(stage.api), host)
        yield Output(output.id, output.description, value)
