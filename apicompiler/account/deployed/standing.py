"""What stands in an account of a plan: read as services tell it, before anything is compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from apicompiler import plan
from apicompiler.account.deployed.facts import Known
from apicompiler.account.deployed.reader import Answer, Answers, Reader
from apicompiler.account.deployed.stack import Stack
from apicompiler.account.trouble import Refused
from apicompiler.noun import Noun
from apicompiler.plan import Plan


class Standing(Noun):
    """What was found, under the logical ids of the plan; what a stack does not have is not looked for."""

    known: Known
    apis: Mapping[str, Answer]
    definitions: Mapping[str, Definition]
    """What REST APIs are defined as, which the next snapshot is made of."""
    routes: Mapping[str, Routed]
    """The same of WebSocket and HTTP APIs."""
    stages: Mapping[str, Answer]
    exports: Mapping[str, Answer]
    """What stages of REST APIs serve, as documents."""
    usage_plans: Mapping[str, Answer]
    plan_keys: Mapping[str, Answers]
    api_keys: Mapping[str, Answer]
    domains: Mapping[str, Answer]
    base_paths: Mapping[str, Answers]
    """What leads where, by the names of domains."""
    routing_rules: Mapping[str, Answers]
    log_groups: Mapping[str, Answer]
    guards: Mapping[str, Answer]
    """The web ACLs of stages."""
    refusals: tuple[Refused, ...]

    @property
    def stack(self) -> Stack:
        return self.known.stack


class Definition(Noun):
    """A REST API as it is defined."""

    resources: Answers
    authorizers: Answers
    validators: Answers


class Routed(Noun):
    """A WebSocket or HTTP API as it is defined."""

    routes: Answers
    integrations: Answers
    authorizers: Answers


def read(reader: Reader, made: Plan, stack: Stack) -> Standing:
    """Return what stands of *made*, as far as it may be known.

    Raises:
        Unreachable: nobody answers.
    """
    known = Known(made, stack)
    domains = dict(_domains(reader, made, known))
    return Standing(
        known=known,
        apis=dict(_apis(reader, made, known)),
        definitions={api.id: _definition(reader, known.text(plan.ref(api.id))) for api in _held(known, made.apis)},
        routes={
            second.api.id: _routed(reader, known.text(plan.ref(second.api.id)))
            for second in made.of_second
            if stack.physical(second.api.id)
        },
        stages=dict(_stages(reader, made, known)),
        exports=dict(_exports(reader, made, known)),
        usage_plans={
            each.id: reader.one("apigateway", "get_usage_plan", usagePlanId=stack.physical(each.id))
            for each in _held(known, made.usage_plans)
        },
        plan_keys={
            each.id: reader.all("apigateway", "get_usage_plan_keys", "items", usagePlanId=stack.physical(each.id))
            for each in _held(known, made.usage_plans)
        },
        # The value of a key is asked for by nobody: `includeValue` stays what it is without a word, false.
        # https://docs.aws.amazon.com/apigateway/latest/api/API_GetApiKey.html (read 2026-11-28)
        api_keys={
            each.id: reader.one("apigateway", "get_api_key", apiKey=stack.physical(each.id))
            for each in _held(known, made.api_keys)
        },
        domains=domains,
        base_paths=dict(_base_paths(reader, made, known)),
        routing_rules={
            domain.id: reader.all("apigatewayv2", "list_routing_rules", "RoutingRules", DomainName=domain.name)
            for domain in made.domains
            if domain.routing_mode and domains.get(domain.id)
        },
        log_groups={group.id: _log_group(reader, known.text(group.name)) for group in _held(known, made.log_groups)},
        guards=dict(_guards(reader, made, known)),
        refusals=tuple(reader.refusals.values()),
    )


def _held(known: Known, resources: tuple[Any, ...]) -> Iterator[Any]:
    """Yield those of *resources* that the stack has, and that nothing was laid over which the plan does not know."""
    stack, raw = known.stack, known.plan.raw
    for resource in resources:
        if stack.physical(resource.id) and not (raw and raw.over(resource.id, stack.type(resource.id))):
            yield resource


def _apis(reader: Reader, made: Plan, known: Known) -> Iterator[tuple[str, Answer]]:
    for api in _held(known, made.apis):
        yield api.id, reader.one("apigateway", "get_rest_api", restApiId=known.stack.physical(api.id))
    for second in made.of_second:
        if physical := known.stack.physical(second.api.id):
            yield second.api.id, reader.one("apigatewayv2", "get_api", ApiId=physical)


def _definition(reader: Reader, api: str) -> Definition:
    said = {"restApiId": api, "limit": 500}
    return Definition(
        resources=reader.all("apigateway", "get_resources", "items", embed=["methods"], **said),
        authorizers=reader.all("apigateway", "get_authorizers", "items", **said),
        validators=reader.all("apigateway", "get_request_validators", "items", **said),
    )


def _routed(reader: Reader, api: str) -> Routed:
    return Routed(
        routes=reader.all("apigatewayv2", "get_routes", "Items", ApiId=api),
        integrations=reader.all("apigatewayv2", "get_integrations", "Items", ApiId=api),
        authorizers=reader.all("apigatewayv2", "get_authorizers", "Items", ApiId=api),
    )


def _stages(reader: Reader, made: Plan, known: Known) -> Iterator[tuple[str, Answer]]:
    for stage in _held(known, made.all_stages):
        api = known.stack.physical(stage.api)
        if isinstance(stage, plan.Stage):
            yield stage.id, reader.one("apigateway", "get_stage", restApiId=api, stageName=stage.name)
        else:
            yield stage.id, reader.one("apigatewayv2", "get_stage", ApiId=api, StageName=stage.name)


def _exports(reader: Reader, made: Plan, known: Known) -> Iterator[tuple[str, Answer]]:
    for stage in _held(known, made.stages):
        yield (
            stage.id,
            reader.document(
                "apigateway",
                "get_export",
                restApiId=known.stack.physical(stage.api),
                stageName=stage.name,
                exportType="oas30",
                parameters={"extensions": "apigateway"},
                accepts="application/json",
            ),
        )


def _domains(reader: Reader, made: Plan, known: Known) -> Iterator[tuple[str, Answer]]:
    for domain in _held(known, made.domains):
        if domain.kind == "V1":
            yield domain.id, reader.one("apigateway", "get_domain_name", domainName=domain.name)
        else:
            yield domain.id, reader.one("apigatewayv2", "get_domain_name", DomainName=domain.name)


def _base_paths(reader: Reader, made: Plan, known: Known) -> Iterator[tuple[str, Answers]]:
    """Yield what leads where, each time as the control plane tells it that made it."""
    for name, kind in dict.fromkeys((known.text(path.domain), path.kind) for path in made.base_paths):
        if kind == "ApiMapping":
            yield name, reader.all("apigatewayv2", "get_api_mappings", "Items", DomainName=name)
        else:
            yield name, reader.all("apigateway", "get_base_path_mappings", "items", domainName=name)


def _log_group(reader: Reader, name: str) -> Answer:
    groups = reader.all("logs", "describe_log_groups", "logGroups", logGroupNamePrefix=name)
    return None if groups is None else next((group for group in groups if group["logGroupName"] == name), {})


def _guards(reader: Reader, made: Plan, known: Known) -> Iterator[tuple[str, Answer]]:
    """Yield the web ACL of each stage that has one in the plan; which of the others have one, their stage says."""
    stages = {stage.id: stage for stage in made.stages}
    for association in made.associations:
        stage = stages.get(association.stage)
        api = known.stack.physical(stage.api) if stage else ""
        if stage and api:
            arn = f"arn:{made.partition}:apigateway:{made.region}::/restapis/{api}/stages/{stage.name}"
            yield stage.id, reader.one("wafv2", "get_web_acl_for_resource", ResourceArn=arn)
