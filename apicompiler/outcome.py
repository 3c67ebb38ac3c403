"""A target together with its plan: what some limits can only be held against."""

from __future__ import annotations

from apicompiler.blueprint import LambdaAuthorizer, LambdaIntegration
from apicompiler.limits import IMPORTED_DOCUMENT_BYTES, INLINE_BYTES, MODEL_BYTES, TEMPLATE_RESOURCES
from apicompiler.noun import Noun
from apicompiler.openapi import Api
from apicompiler.plan import Plan
from apicompiler.target import Target
from apicompiler.written import SsmParameter

# More bytes than one of each takes in a body, beside its own names.
OPERATION_BYTES, PARAMETER_BYTES, RESPONSE_BYTES, HEADER_BYTES, PREFLIGHT_BYTES = 900, 130, 180, 100, 1_500
# More permissions than the policy of a function has room for.
PERMISSIONS_PER_FUNCTION = 20


class Outcome(Noun):
    """One environment: what was asked for, and what will stand in AWS."""

    target: Target
    plan: Plan


def may_exceed(target: Target) -> bool:
    """Whether *target* could reach a limit that only its plan can tell.

    Planning a large document takes as long as reading it, and nearly none
    comes near a limit: never false where one is reached, and seldom true
    where none is.
    """
    heaviest = [_bytes(target, api) for api in target.apis.values()]
    parameters = any(
        isinstance(part, LambdaIntegration | LambdaAuthorizer) and isinstance(part.lambda_, SsmParameter)
        for part in (*target.integrations, *target.authorizers)
    )
    return (
        max(heaviest, default=0) > IMPORTED_DOCUMENT_BYTES
        or any(api.documentation for api in target.blueprint.apis.values())
        or any(api.largest > MODEL_BYTES for api in target.apis.values())
        or (parameters and sum(heaviest) > INLINE_BYTES)
        or _resources(target) > TEMPLATE_RESOURCES
    )


def _bytes(target: Target, api: Api) -> float:
    """Return more than the lowered document of *api* takes."""
    size = api.weight + (PREFLIGHT_BYTES * len(api.paths) if target.blueprint.cors else 0)
    for operation in api.operations:
        size += OPERATION_BYTES + 3 * len(operation.path) + len(operation.id)
        size += sum(PARAMETER_BYTES + 3 * len(parameter.name) for parameter in operation.parameters)
        size += sum(RESPONSE_BYTES + HEADER_BYTES * len(response.headers) for response in operation.responses)
    return size


def _resources(target: Target) -> int:
    """Return at least the number of resources in the stack of *target*."""
    blueprint = target.blueprint
    functions = sum(isinstance(part, LambdaIntegration) for part in target.integrations)
    functions += sum(isinstance(part, LambdaAuthorizer) for part in target.authorizers)
    per_api = 2 + 2 * len(target.stages) + PERMISSIONS_PER_FUNCTION * functions
    domains = sum(3 + len(domain.paths) for domain in blueprint.domains.values())
    return per_api * len(target.apis) + len(blueprint.usage_plans) + 2 * len(blueprint.api_keys) + domains
