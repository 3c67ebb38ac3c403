"""One function for each kind of resource: it copies what the plan has decided into CloudFormation's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from apicompiler import plan
from apicompiler.emit.resources.apis import emit_api, emit_deployment, emit_permission
from apicompiler.emit.resources.distributions import emit_cache_policy, emit_distribution
from apicompiler.emit.resources.domains import (
    emit_base_path,
    emit_certificate,
    emit_domain,
    emit_health_check,
    emit_record,
    emit_routing_rule,
)
from apicompiler.emit.resources.functions import (
    emit_alias,
    emit_function,
    emit_managed_policy,
    emit_role,
    emit_version,
    emit_vpc_link,
)
from apicompiler.emit.resources.http import emit_http
from apicompiler.emit.resources.metering import emit_api_key, emit_secret, emit_usage_plan, emit_usage_plan_key
from apicompiler.emit.resources.networks import emit_private_domain, emit_vpc_endpoint
from apicompiler.emit.resources.pools import (
    emit_identity_provider,
    emit_pool_client,
    emit_pool_domain,
    emit_resource_server,
    emit_trigger_permission,
    emit_user_pool,
)
from apicompiler.emit.resources.raw import emit_raw, patched
from apicompiler.emit.resources.resource import Resource, protected
from apicompiler.emit.resources.sockets import emit_socket
from apicompiler.emit.resources.stages import emit_client_certificate, emit_log_group, emit_stage
from apicompiler.emit.resources.watching import (
    emit_alarm,
    emit_association,
    emit_dashboard,
    emit_metric_filter,
    emit_web_acl,
)
from apicompiler.noun import EMPTY


def resources(
    made: plan.Plan, beside: Mapping[str, Mapping[str, Any]], handed: Mapping[str, str] = EMPTY
) -> Iterator[Resource]:
    """Yield every resource of a plan's own stack.

    *beside* tells where the code and the bodies are that no template holds,
    *handed* what stands for what another stack has made.
    """
    raw = made.raw
    decided = _decided(made, beside, handed)
    if made.protected:
        decided = map(protected, decided)
    if raw is None:
        yield from decided
    else:
        yield from (patched(resource, raw) for resource in decided)
        yield from map(emit_raw, raw.resources)


def _decided(made: plan.Plan, beside: Mapping[str, Mapping[str, Any]], handed: Mapping[str, str]) -> Iterator[Resource]:
    yield from map(emit_role, made.roles)
    for function in made.functions:
        yield emit_function(function, beside.get(function.id, {}))
    yield from map(emit_version, made.versions)
    yield from map(emit_alias, made.aliases)
    yield from map(emit_vpc_link, made.vpc_links)
    yield from map(emit_vpc_endpoint, made.vpc_endpoints)
    yield from map(emit_user_pool, made.user_pools)
    yield from map(emit_trigger_permission, made.trigger_permissions)
    yield from map(emit_resource_server, made.resource_servers)
    yield from map(emit_identity_provider, made.identity_providers)
    yield from map(emit_pool_client, made.pool_clients)
    for pool_domain in made.pool_domains:
        yield emit_pool_domain(pool_domain, handed)
    for api in made.apis:
        yield emit_api(api, {"BodyS3Location": beside[api.id]} if api.id in beside else {"Body": api.body})
    yield from map(emit_deployment, made.deployments)
    yield from map(emit_client_certificate, made.client_certificates)
    yield from map(emit_log_group, made.log_groups)
    yield from map(emit_stage, made.stages)
    for socket in made.sockets:
        yield from emit_socket(socket)
    for http in made.http_apis:
        yield from emit_http(http, beside)
    for permission in made.permissions:
        yield emit_permission(permission, made)
    for usage_plan in made.usage_plans:
        yield emit_usage_plan(usage_plan, made)
    yield from map(emit_secret, made.secrets)
    yield from map(emit_api_key, made.api_keys)
    yield from map(emit_usage_plan_key, made.usage_plan_keys)
    yield from (emit_certificate(certificate) for certificate in made.certificates if certificate.id not in handed)
    for domain in made.domains:
        yield emit_domain(domain, handed)
    for path in made.base_paths:
        yield emit_base_path(path, made)
    for rule in made.routing_rules:
        yield emit_routing_rule(rule, made)
    for check in made.health_checks:
        yield emit_health_check(check, made)
    for private in made.private_domains:
        yield from emit_private_domain(private, made)
    for record in made.records:
        yield emit_record(record, made)
    yield from map(emit_cache_policy, made.cache_policies)
    for distribution in made.distributions:
        yield emit_distribution(distribution, handed)
    yield from map(emit_managed_policy, made.managed_policies)
    for acl in made.web_acls:
        yield from emit_web_acl(acl, made)
    for association in made.associations:
        yield emit_association(association, made)
    yield from map(emit_metric_filter, made.metric_filters)
    yield from map(emit_alarm, made.alarms)
    yield from map(emit_dashboard, made.dashboards)


def elsewhere(made: plan.Plan) -> Iterator[Resource]:
    """Yield every resource of the stack in another region."""
    yield from map(emit_certificate, made.certificates_elsewhere)
    yield from map(emit_log_group, made.log_groups_elsewhere)
    for acl in made.web_acls_elsewhere:
        yield from emit_web_acl(acl, made)
