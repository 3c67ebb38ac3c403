"""How much of what AWS allows a plan takes, and how much is left."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from apicompiler.access import Guarded
from apicompiler.division import divided
from apicompiler.limits import (
    API_KEYS_PER_ACCOUNT,
    AUTHORIZERS_PER_API,
    CLIENT_CERTIFICATES_PER_ACCOUNT,
    DOCUMENTATION_PARTS,
    DOMAINS_PER_ACCOUNT,
    FUNCTION_POLICY_BYTES,
    IMPORTED_DOCUMENT_BYTES,
    INLINE_BYTES,
    INTEGRATIONS_PER_SOCKET,
    MANAGED_POLICY_LENGTH,
    MODEL_BYTES,
    PLANS_PER_KEY,
    RESOURCE_POLICY_LENGTH,
    ROUTES_PER_API,
    ROUTES_PER_SOCKET,
    STAGE_VARIABLES,
    STAGES_PER_API,
    TEMPLATE_OUTPUTS,
    TEMPLATE_RESOURCES,
    THROTTLES_PER_PLAN_AND_STAGE,
)
from apicompiler.noun import Noun
from apicompiler.openapi import resources
from apicompiler.outcome import Outcome
from apicompiler.plan import HttpApi, Permission, Plan, RestApi, named


class Use(Noun):
    """What something takes of a quota."""

    of: str
    """What takes it: an API, a function, a stack, an account."""
    what: str
    used: int
    allowed: int
    can_be_raised: bool = False

    @property
    def left(self) -> int:
        return self.allowed - self.used

    @property
    def share(self) -> float:
        return self.used / self.allowed


def uses(outcome: Outcome) -> Iterator[Use]:
    """Yield everything that the plan of an environment takes, whether much of it or little."""
    outcome = outcome.replace(target=divided(outcome.target))
    yield from _of_apis(outcome)
    yield from _of_http_apis(outcome)
    yield from _of_sockets(outcome)
    yield from _of_functions(outcome.plan)
    yield from _of_callers(outcome.plan)
    yield from _of_stack(outcome.plan)
    yield from _of_account(outcome.plan)


def policy_length(plan: Plan, api: RestApi) -> int:
    """Return how long a resource policy is when API Gateway has written the ARN of its API into it."""
    whole = f"arn:{plan.partition}:execute-api:{plan.region}:{plan.account}:{'x' * 10}/"
    text = json.dumps(api.body.get("x-amazon-apigateway-policy", {}), separators=(",", ":"))
    return len(text.replace("execute-api:/", whole))


def models(api: RestApi | HttpApi) -> Mapping[str, int]:
    """Return how large each model of an API is, in bytes."""
    schemas = api.body.get("components", {}).get("schemas", {})
    return {
        name: len(json.dumps(model, ensure_ascii=False, separators=(",", ":")).encode())
        for name, model in schemas.items()
    }


def documentation_parts(api: RestApi | HttpApi) -> int:
    return len(api.body.get("x-amazon-apigateway-documentation", {}).get("documentationParts", ()))


def policies(plan: Plan) -> Mapping[str, list[Permission]]:
    """Return the permissions to call each function: every alias has a policy of its own."""
    found: dict[str, list[Permission]] = {}
    for permission in plan.permissions:
        text = named(permission.function)
        found.setdefault(text.partition(":function:")[2] or text, []).append(permission)
    return found


def _of_apis(outcome: Outcome) -> Iterator[Use]:
    target, plan = outcome.target, outcome.plan
    for (key, api), made in zip(target.apis.items(), plan.apis, strict=True):
        guards = {m.access.value.name for m in target.methods[key] if isinstance(m.access.value, Guarded)}
        yield Use(key, "resources", resources(api.paths), target.quotas.resources, can_be_raised=True)
        yield Use(key, "bytes of the document", made.size, IMPORTED_DOCUMENT_BYTES)
        yield Use(key, "bytes of the largest model", max(models(made).values(), default=0), MODEL_BYTES)
        yield Use(key, "authorizers", len(guards), AUTHORIZERS_PER_API, can_be_raised=True)
        yield Use(key, "stages", len(target.stages), STAGES_PER_API, can_be_raised=True)
        if "x-amazon-apigateway-policy" in made.body:
            length = policy_length(plan, made)
            yield Use(key, "characters of the resource policy", length, RESOURCE_POLICY_LENGTH, can_be_raised=True)
        if target.is_documented(key):
            yield Use(key, "documentation parts", documentation_parts(made), DOCUMENTATION_PARTS, can_be_raised=True)


def _of_http_apis(outcome: Outcome) -> Iterator[Use]:
    target = outcome.target
    for key, made in zip(target.http_apis, outcome.plan.http_apis, strict=True):
        guards = {m.access.value.name for m in target.methods[key] if isinstance(m.access.value, Guarded)}
        yield Use(key, "routes", len(target.distinct_methods[key]), ROUTES_PER_API, can_be_raised=True)
        yield Use(key, "bytes of the document", made.api.size, IMPORTED_DOCUMENT_BYTES)
        yield Use(key, "authorizers", len(guards), AUTHORIZERS_PER_API, can_be_raised=True)
        yield Use(key, "stages", len(made.stages), STAGES_PER_API, can_be_raised=True)


def _of_sockets(outcome: Outcome) -> Iterator[Use]:
    for key, made in zip(outcome.target.sockets, outcome.plan.sockets, strict=True):
        yield Use(key, "routes", len(made.routes), ROUTES_PER_SOCKET, can_be_raised=True)
        yield Use(key, "integrations", len(made.integrations), INTEGRATIONS_PER_SOCKET, can_be_raised=True)
        yield Use(key, "authorizers", len(made.authorizers), AUTHORIZERS_PER_API, can_be_raised=True)
        yield Use(key, "stages", len(made.stages), STAGES_PER_API, can_be_raised=True)


def _of_functions(plan: Plan) -> Iterator[Use]:
    for name, permissions in policies(plan).items():
        taken = sum(permission.bytes for permission in permissions)
        yield Use(name, "bytes of permissions", taken, FUNCTION_POLICY_BYTES)


def _of_callers(plan: Plan) -> Iterator[Use]:
    for usage_plan in plan.usage_plans:
        throttles = max((len(covered.throttles) for covered in usage_plan.stages), default=0)
        if throttles:
            yield Use(usage_plan.name, "throttles of a stage", throttles, THROTTLES_PER_PLAN_AND_STAGE)
    for key in plan.api_keys:
        held = sum(member.key == key.id for member in plan.usage_plan_keys)
        yield Use(key.name, "usage plans", held, PLANS_PER_KEY)
    for policy in plan.managed_policies:
        yield Use(policy.name, "characters of the policy", policy.length, MANAGED_POLICY_LENGTH)


def _of_stack(plan: Plan) -> Iterator[Use]:
    variables = max((len(stage.variables) for stage in plan.all_stages), default=0)
    yield Use(plan.name, "resources of the template", plan.resources, TEMPLATE_RESOURCES)
    yield Use(plan.name, "outputs of the template", len(plan.outputs), TEMPLATE_OUTPUTS)
    inside = sum(api.size for api in plan.imported if api.carrier == "inline")
    yield Use(plan.name, "bytes of documents in the template", inside, INLINE_BYTES)
    yield Use(plan.name, "variables of a stage", variables, STAGE_VARIABLES)


def _of_account(plan: Plan) -> Iterator[Use]:
    """Yield what is counted for an account and region: others may take of it, too."""
    account = f"{plan.account} {plan.region}"
    for what, made, allowed, can_be_raised in (
        ("domains", plan.domains, DOMAINS_PER_ACCOUNT, True),
        ("API keys", plan.api_keys, API_KEYS_PER_ACCOUNT, False),
        ("client certificates", plan.client_certificates, CLIENT_CERTIFICATES_PER_ACCOUNT, True),
    ):
        if made:
            yield Use(account, what, len(made), allowed, can_be_raised)
