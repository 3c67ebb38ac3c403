"""Lowers the roles in which API Gateway calls services: each may do its action to its resource, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from apicompiler import plan
from apicompiler.blueprint import ServiceIntegration
from apicompiler.lower.body.integrations import service_call
from apicompiler.lower.ids import logical_id
from apicompiler.target import Target


def lower_service_roles(target: Target, stack: str) -> Iterator[plan.Role]:
    """Yield the roles of integrations that bring none."""
    found: dict[str, plan.Role] = {}
    for method in (*target.all_methods, *(route.method for route in target.all_routes)):
        chosen = method.integration.value if method.integration else None
        if not isinstance(chosen, ServiceIntegration) or chosen.role:
            continue
        name, allow = service_call(target, stack, method, chosen)
        role = found.setdefault(
            name, plan.Role(id=logical_id("Role", name), name=name, service="apigateway", statements=())
        )
        wanted = tuple(plan.Statement((action,), tuple(resources)) for action, resources in allow.items())
        missing = tuple(statement for statement in wanted if statement not in role.statements)
        found[name] = role.replace(statements=role.statements + missing)
    yield from found.values()
