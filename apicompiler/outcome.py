"""A target together with its plan: what some limits can only be held against."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from apicompiler import openapi
from apicompiler.blueprint import Api, Function, LambdaAuthorizer, LambdaIntegration, ServiceIntegration
from apicompiler.extensions import Extensions
from apicompiler.limits import (
    BEHAVIORS_PER_DISTRIBUTION,
    IMPORTED_DOCUMENT_BYTES,
    INLINE_BYTES,
    MANAGED_POLICY_LENGTH,
    MODEL_BYTES,
    RESOURCE_POLICY_LENGTH,
    TEMPLATE_OUTPUTS,
    TEMPLATE_RESOURCES,
)
from apicompiler.noun import Noun
from apicompiler.plan import Plan, Stage, StageV2
from apicompiler.target import Target

# More bytes than one of each takes in a body, beside its own names.
OPERATION_BYTES, PARAMETER_BYTES, RESPONSE_BYTES, HEADER_BYTES, PREFLIGHT_BYTES = 900, 130, 180, 100, 1_500
SERVICE_BYTES = 4_000
ANNOUNCED_BYTES = 1_200  # in each answer of an API whose time is over
# A property of a table's item is written out with all that escapes it.
TEMPLATE_PER_SCHEMA = 10
# More characters than an entry of a policy takes there, and an operation that it names.
POLICY_ENTRY, POLICY_OPERATION = 600, 100
# An association with a web ACL, six alarms and what two of them count.
GUARDS_PER_STAGE = 9
# More permissions than the policy of a function has room for.
PERMISSIONS_PER_FUNCTION = 20
# More characters than an ARN takes in the policy of a group, beside the path of an operation.
ARN_LENGTH = 120
# Itself, its role, its log and a version; a role for each of the actions that methods stand for.
RESOURCES_PER_FUNCTION, ROLES_PER_SERVICE = 4, 3
# Itself, its model, its authorizer, its integration with three answers, and its own.
RESOURCES_PER_ROUTE = 8
# Itself, the role for text messages, and a domain with its certificate and two records.
RESOURCES_PER_POOL = 6
# Its id, its issuer, its domain, what that leads to, and the id of its own client.
OUTPUTS_PER_POOL = 6
# Itself, the certificate and records of its origin, three keys, and a web ACL with its log.
RESOURCES_AT_THE_EDGE = 12


class Outcome(Noun):
    """One environment: what was asked for, and what will stand in AWS."""

    target: Target
    plan: Plan

    @cached_property
    def ids(self) -> Mapping[str, str]:
        """The ids of the APIs in the plan, by their keys."""
        made = {api.name: api.id for api in self.plan.imported}
        made |= {socket.api.name: socket.api.id for socket in self.plan.sockets}
        return {name.removeprefix(f"{self.plan.name}-"): id for name, id in made.items()}

    @cached_property
    def stages(self) -> Mapping[str, tuple[Stage | StageV2, ...]]:
        """The stages of each API, by its key."""
        made = self.plan.all_stages
        return {key: tuple(stage for stage in made if stage.api == id) for key, id in self.ids.items()}


def may_exceed(target: Target) -> bool:
    """Whether *target* could reach a limit that only its plan can tell.

    Planning a large document takes as long as reading it, and nearly none
    comes near a limit: never false where one is reached, and seldom true
    where none is.
    """
    heaviest = [_bytes(target, api) for api in target.contracts.values()]
    callers = any(caller.is_late for caller in (*target.allowed, *target.denied))
    doors = any(endpoint.IS_LATE for endpoint in (target.door.ways if target.door else ()))
    late = callers or doors or any(True for key in target.contracts for _ in target.late(key))
    return (
        max(heaviest, default=0) > IMPORTED_DOCUMENT_BYTES
        or any(map(target.is_documented, target.apis))
        or any(api.largest > MODEL_BYTES for api in target.apis.values())
        or (late and sum(heaviest) > INLINE_BYTES)
        or _policy_length(target) > RESOURCE_POLICY_LENGTH
        or _resources(target) > TEMPLATE_RESOURCES
        or _outputs(target) > TEMPLATE_OUTPUTS
        or _longest_policy(target) > MANAGED_POLICY_LENGTH
        or target.blueprint.raw is not None  # it meets what is planned
    )


def _bytes(target: Target, api: openapi.Api) -> float:
    """Return more than the lowered document of *api* takes."""
    size = api.weight + (PREFLIGHT_BYTES * len(api.paths) if target.blueprint.cors else 0)
    services = any(isinstance(integration, ServiceIntegration) for integration in target.integrations)
    size += len(api.operations) * (SERVICE_BYTES + TEMPLATE_PER_SCHEMA * api.largest) if services else 0
    size += len(api.operations) * max((len(text.text) for text in target.texts.values()), default=0)
    if any(isinstance(found, Api) and found.is_announced for found in target.blueprint.apis.values()):
        answers = len(target.blueprint.responses) + sum(4 + len(o.responses) for o in api.operations)
        size += ANNOUNCED_BYTES * (4 + answers)
    said: list[Extensions | None] = [api.extensions, *(operation.extensions for operation in api.operations)]
    said += [scheme.extensions for scheme in api.schemes.values()]
    size += sum(2 * len(str(extensions.plain())) for extensions in said if extensions)  # no escape is longer
    for operation in api.operations:
        size += OPERATION_BYTES + 3 * len(operation.path) + len(operation.id)
        size += sum(PARAMETER_BYTES + 3 * len(parameter.name) for parameter in operation.parameters)
        size += SERVICE_BYTES if operation.extensions else 0
        size += sum(RESPONSE_BYTES + HEADER_BYTES * len(response.headers) for response in operation.responses)
    return size


def _policy_length(target: Target) -> int:
    """Return more than the number of characters in the resource policy of any API of *target*."""
    callers = (*target.allowed, *target.denied)
    selected = sum(
        POLICY_OPERATION + len(method.operation.path)
        for caller in callers
        if caller.operations
        for key in target.apis
        for method in target.meant(caller, key)
    )
    return POLICY_ENTRY * (len(callers) + len(target.door.vpc_endpoints if target.door else ()) + 4) + selected


def _resources(target: Target) -> int:
    """Return at least the number of resources in the stack of *target*."""
    blueprint = target.blueprint
    functions = sum(isinstance(part, LambdaIntegration) for part in target.integrations)
    functions += sum(isinstance(part, LambdaAuthorizer) for part in target.authorizers)
    functions += sum(1 for part in target.said if part.function)
    # A stage may call an alias of its own, which has a policy of its own.
    counted = 2 * len(blueprint.alarms.plans if blueprint.alarms else ())
    per_api = 3 + (4 + GUARDS_PER_STAGE + counted + PERMISSIONS_PER_FUNCTION * functions) * len(target.stages)
    made = [named for named in blueprint.functions.values() if isinstance(named, Function)]
    code = sum(RESOURCES_PER_FUNCTION + len(function.aliases) for function in made)
    roles = ROLES_PER_SERVICE * sum(isinstance(part, ServiceIntegration) for part in target.integrations)
    rules = target.quotas.routing_rules if any(d.routes for d in target.own_domains) or target.divisions else 0
    doors = len(target.door.vpc_endpoints if target.door else ())
    domains = doors + sum(4 + doors + len(domain.paths) + rules for domain in blueprint.domains.values())
    front = blueprint.cloud_front
    at_the_edge = (RESOURCES_AT_THE_EDGE + (BEHAVIORS_PER_DISTRIBUTION if front.cache else 0)) if front else 0
    keys = sum(2 + len(key.plans) for key in blueprint.api_keys.values())
    own = (
        code
        + roles
        + _of_pools(target)
        + len(blueprint.vpc_links)
        + len(blueprint.access)
        + 3 * (1 + len(target.stages))
        + domains
        + at_the_edge
    )
    routes = RESOURCES_PER_ROUTE * len(target.all_routes)
    apis = len(target.contracts) + len(target.sockets)
    return per_api * apis + routes + own + len(blueprint.usage_plans) + keys


def _outputs(target: Target) -> int:
    """Return at least the number of outputs of the stack of *target*, `raw` aside."""
    blueprint = target.blueprint
    pools = sum(OUTPUTS_PER_POOL + len(pools.clients) for _, pools in target.made_pools)
    stages = len(blueprint.apis) * len(target.stages)
    return stages + 2 * len(blueprint.domains) + len(blueprint.access) + pools


def _of_pools(target: Target) -> int:
    """Return at least the number of resources that user pools take."""
    made = [pools for _, pools in target.made_pools]
    belonging = (len(of.triggers) + len(of.scopes) + len(of.clients) + len(of.federation) for of in made)
    return RESOURCES_PER_POOL * len(made) + sum(belonging)


def _longest_policy(target: Target) -> int:
    """Return more than the length of any policy of a group: each operation in each stage, each log, key and plan."""
    if not target.blueprint.access:
        return 0
    calls = sum(ARN_LENGTH + 2 * len(method.operation.public) for method in target.all_methods) * len(target.stages)
    things = (
        len(target.blueprint.usage_plans)
        + len(target.blueprint.api_keys)
        + 3 * len(target.stages)
        + len(target.contracts)
    )
    logs = len(target.blueprint.functions) + 2 * len(target.stages) * len(target.contracts)
    return calls + 2 * ARN_LENGTH * (things + 2 * logs)
