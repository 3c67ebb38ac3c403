"""Decides what will stand in AWS."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from apicompiler import plan
from apicompiler.division import divided
from apicompiler.limits import INLINE_BYTES
from apicompiler.lower.body import behaviour, lower_body
from apicompiler.lower.body.schemas import Models
from apicompiler.lower.carrier import carrier
from apicompiler.lower.dashboards import lower_dashboards
from apicompiler.lower.distributions import lower_cache_policies, lower_distributions, lower_origin_keys
from apicompiler.lower.domains import access_mode, lower_base_paths, lower_certificates, lower_domains, lower_records
from apicompiler.lower.doors import doors, lower_vpc_endpoints
from apicompiler.lower.firewall import (
    lower_associations,
    lower_edge_web_acls,
    lower_web_acl_logs,
    lower_web_acls,
)
from apicompiler.lower.functions import (
    lower_aliases,
    lower_function_logs,
    lower_function_roles,
    lower_functions,
    lower_versions,
)
from apicompiler.lower.http import lower_http_apis
from apicompiler.lower.ids import digest, logical_id, snapshot
from apicompiler.lower.metering import (
    chained,
    lower_api_keys,
    lower_secrets,
    lower_usage_plan_keys,
    lower_usage_plans,
)
from apicompiler.lower.people import lower_groups
from apicompiler.lower.permissions import lower_permissions
from apicompiler.lower.pools import (
    lower_identity_providers,
    lower_pool_certificates,
    lower_pool_clients,
    lower_pool_domains,
    lower_pool_records,
    lower_resource_servers,
    lower_sms_roles,
    lower_trigger_permissions,
    lower_user_pools,
    pool_outputs,
)
from apicompiler.lower.private_domains import lower_private_domains, private_domain_outputs
from apicompiler.lower.raw import lower_raw
from apicompiler.lower.regions import lower_health_checks, routed
from apicompiler.lower.roles import lower_service_roles
from apicompiler.lower.routing import lower_routing_rules
from apicompiler.lower.sockets import lower_sockets
from apicompiler.lower.stages import lower_access_logs, lower_client_certificate, lower_log_groups, lower_stage
from apicompiler.lower.subset import only
from apicompiler.lower.vpc_links import lower_vpc_links
from apicompiler.lower.watching import lower_alarms, lower_metric_filters
from apicompiler.plan import joined, ref
from apicompiler.releases import kept_deployments
from apicompiler.target import Target


def lower(targets: Iterable[Target], apis: tuple[str, ...] = ()) -> tuple[plan.Plan, ...]:
    """Return the plan of each target, of all its APIs or of some.

    Contracts that several targets publish are lowered once. A plan of some APIs
    has a name of its own, so that deploying it takes nothing away.
    """
    models: dict[int, Models] = {}
    chosen = tuple(divided(only(target, apis) if apis else target) for target in targets)
    for target in chosen:
        for api in target.apis.values():
            models.setdefault(id(api), Models(api))
    return tuple(_plan(target, models, apis) for target in chosen)


def lower_accounts(targets: Iterable[Target]) -> tuple[plan.Account, ...]:
    """Return what each account and region of *targets* needs besides, once."""
    places = (target.environment for target in targets)
    return tuple(
        dict.fromkeys(plan.Account(str(place.account), str(place.region), place.region.partition) for place in places)
    )


def _plan(target: Target, models: dict[int, Models], part: tuple[str, ...]) -> plan.Plan:
    blueprint, environment = target.blueprint, target.environment
    stack = "-".join((target.stack, *part))
    service_roles = tuple(lower_service_roles(target, stack))
    functions = tuple(lower_functions(target, stack))
    raw = lower_raw(target)
    versions = tuple(lower_versions(functions, target, raw))
    callees = (*(role.id for role in service_roles), *(function.id for function in functions))
    apis = tuple(_apis(target, stack, models, after=callees))
    room = INLINE_BYTES - sum(api.size for api in apis if api.carrier == "inline")
    http_apis = tuple(lower_http_apis(target, stack, room, after=callees))
    newest = {key: _deployment(key, api) for key, api in zip(target.apis, apis, strict=True)}
    pairs = [(key, stage) for key in target.apis for stage in target.stages.values()]
    stages = tuple(lower_stage(target, key, stage, newest[key].id) for key, stage in pairs)
    sockets = lower_sockets(target, stack, tuple(role.id for role in service_roles))
    socket_pairs = [(key, stage) for key in target.sockets for stage in target.stages.values()]
    http_pairs = [(key, stage) for key in target.http_apis for stage in target.stages.values()]
    domains, private_domains = tuple(lower_domains(target)), tuple(lower_private_domains(target))
    distributions, edge_acls = tuple(lower_distributions(target, stack)), tuple(lower_edge_web_acls(target, stack))
    elsewhere = () if environment.region.text == plan.CLOUDFRONT else edge_acls
    web_acls = (*lower_web_acls(target, stack), *(acl for acl in edge_acls if acl not in elsewhere))
    log_groups = (
        *lower_function_logs(target, stack),
        *lower_web_acl_logs(target, web_acls),
        *(group for key, stage in pairs for group in lower_log_groups(target, stack, key, stage)),
        *(
            group
            for key, stage in (*socket_pairs, *http_pairs)
            for group in lower_access_logs(target, stack, key, stage)
        ),
    )
    groups = tuple(lower_groups(target, stack, stages, log_groups))
    return plan.Plan(
        name=stack,
        environment=environment.key,
        account=str(environment.account),
        region=str(environment.region),
        partition=environment.region.partition,
        dns_suffix=environment.region.dns_suffix,
        protected=environment.protect,
        roles=(*lower_function_roles(target, stack), *service_roles, *lower_sms_roles(target, stack)),
        functions=functions,
        versions=versions,
        aliases=tuple(lower_aliases(versions, target)),
        vpc_links=tuple(lower_vpc_links(target, stack)),
        vpc_endpoints=tuple(lower_vpc_endpoints(target, stack)),
        user_pools=tuple(lower_user_pools(target, stack)),
        trigger_permissions=tuple(lower_trigger_permissions(target, stack)),
        resource_servers=tuple(lower_resource_servers(target)),
        identity_providers=tuple(lower_identity_providers(target)),
        pool_clients=tuple(lower_pool_clients(target, stack)),
        pool_domains=tuple(lower_pool_domains(target, stack)),
        apis=apis,
        deployments=tuple(made for key, deployment in newest.items() for made in _deployments(target, key, deployment)),
        client_certificates=tuple(
            lower_client_certificate(stack, key, stage)
            for key, stage in (*pairs, *socket_pairs)
            if stage.client_certificate
        ),
        log_groups=log_groups,
        stages=stages,
        sockets=sockets,
        http_apis=http_apis,
        permissions=tuple(lower_permissions(target, stack)),
        usage_plans=tuple(chained(lower_usage_plans(target, stack))),
        secrets=(*lower_secrets(target, stack), *lower_origin_keys(target, stack)),
        api_keys=tuple(chained(lower_api_keys(target, stack))),
        usage_plan_keys=tuple(chained(lower_usage_plan_keys(target))),
        certificates=(*lower_certificates(target), *lower_pool_certificates(target)),
        domains=domains,
        base_paths=tuple(
            made
            for domain in blueprint.domains.values()
            if not target.is_private(domain)
            for made in lower_base_paths(target, domain)
        ),
        routing_rules=tuple(lower_routing_rules(target)),
        health_checks=tuple(lower_health_checks(target, stack)),
        private_domains=private_domains,
        records=(
            *(routed(target, made) for domain in target.own_domains for made in lower_records(target, domain)),
            *lower_pool_records(target),
        ),
        cache_policies=tuple(lower_cache_policies(target, stack)),
        distributions=distributions,
        managed_policies=groups,
        web_acls=web_acls,
        associations=tuple(lower_associations(target, web_acls)),
        metric_filters=tuple(lower_metric_filters(target, stack)),
        alarms=tuple(lower_alarms(target, stack)),
        dashboards=tuple(lower_dashboards(target, stack, stages)),
        web_acls_elsewhere=elsewhere,
        log_groups_elsewhere=tuple(lower_web_acl_logs(target, elsewhere)),
        outputs=(
            *_addresses(target, stages),
            *_addresses_v2(target, (*sockets, *http_apis)),
            *_records_elsewhere(target, (*domains, *private_domains), distributions),
            *_distributions(distributions),
            *private_domain_outputs(private_domains),
            *_policies(groups),
            *pool_outputs(target, stack),
        ),
        raw=raw,
    )


def _apis(target: Target, stack: str, models: dict[int, Models], after: tuple[str, ...]) -> Iterator[plan.RestApi]:
    room, tls = INLINE_BYTES, target.blueprint.tls
    for key, api in target.apis.items():
        body = lower_body(target, key, models[id(api)], stack)
        chosen, taken = carrier(body, room)
        room -= taken
        yield plan.RestApi(
            id=logical_id("Api", key),
            name=f"{stack}-{key}",
            endpoint=_endpoint(target),
            vpc_endpoints=tuple(doors(target).values()) if target.door else (),
            is_open=target.blueprint.execute_api,
            security_policy=tls.policy if tls else None,
            access_mode=access_mode(tls),
            body=body,
            carrier=chosen,
            after=after,
        )


def _endpoint(target: Target) -> Literal["EDGE", "REGIONAL", "PRIVATE"]:
    if target.door:
        return "PRIVATE"
    return "EDGE" if target.blueprint.endpoint == "edge" else "REGIONAL"


def _deployments(target: Target, key: str, newest: plan.Deployment) -> Iterator[plan.Deployment]:
    """Yield the snapshots of an API that stay: the newest, and what pinned stages serve or may go back to."""
    yield newest
    for digits in kept_deployments(target, key):
        if (kept := snapshot(key, digits)) != newest.id:
            yield newest.replace(id=kept)


def _deployment(key: str, api: plan.RestApi) -> plan.Deployment:
    """Snapshot an API.

    CloudFormation takes a new snapshot only under a new logical id.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html
    """
    return plan.Deployment(id=snapshot(key, digest(behaviour(api.body))[:16]), api=api.id)


def _addresses(target: Target, stages: tuple[plan.Stage, ...]) -> Iterator[plan.Output]:
    """Yield the addresses that API Gateway itself gives to stages: of a private API, the one for its first door.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html
    """
    if not target.blueprint.execute_api:
        return
    region = target.environment.region
    door = next(iter(doors(target).values())) if target.door else None
    for stage in stages:
        api = joined(ref(stage.api), "-", door) if door else ref(stage.api)
        yield plan.Output(
            id=f"Url{stage.id}",
            description=f"Where {stage.name} is called",
            value=joined("https://", api, f".execute-api.{region}.{region.dns_suffix}/{stage.name}"),
        )


def _policies(groups: tuple[plan.ManagedPolicy, ...]) -> Iterator[plan.Output]:
    """Yield the policies that nobody has yet."""
    for made in groups:
        if not made.roles and not made.users:
            yield plan.Output(id=f"Policy{made.id}", description=f"What lets in {made.name}", value=ref(made.id))


def _addresses_v2(target: Target, apis: tuple[plan.Socket | plan.Http, ...]) -> Iterator[plan.Output]:
    region = target.environment.region
    for api in apis:
        scheme, what = ("wss", "Where clients connect to {}")
        if isinstance(api, plan.Http):
            scheme, what = "https", "Where {} is called"
        for stage in api.stages if api.api.is_open else ():
            yield plan.Output(
                id=f"Url{stage.id}",
                description=what.format(stage.name),
                value=joined(f"{scheme}://", ref(stage.api), f".execute-api.{region}.{region.dns_suffix}/{stage.name}"),
            )


def _distributions(distributions: tuple[plan.Distribution, ...]) -> Iterator[plan.Output]:
    for made in distributions:
        said = f"The distribution before {made.name}, for whoever invalidates what it keeps"
        yield plan.Output(id=f"{made.id}Id", description=said, value=ref(made.id))


def _records_elsewhere(
    target: Target,
    domains: tuple[plan.DomainName | plan.PrivateDomain, ...],
    distributions: tuple[plan.Distribution, ...],
) -> Iterator[plan.Output]:
    """Yield what somebody needs who writes the records of a domain by hand."""
    by_id = {made.id: made for made in domains}
    led: list[plan.DomainName | plan.PrivateDomain | plan.Distribution] = []
    for domain in target.own_domains:
        if domain.zone is None:
            led += [by_id[logical_id("Domain", domain.key)], *(distributions if target.is_fronted(domain) else ())]
    for called in led:
        if called.target:
            host, zone = called.target
            leads = f"What the record of {called.name} leads to"
            yield plan.Output(id=f"Target{called.id}", description=leads, value=host)
            yield plan.Output(id=f"TargetZone{called.id}", description=f"{leads}: the zone, for an alias", value=zone)
