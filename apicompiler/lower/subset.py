"""Leaves all but some APIs out of a target, and whatever then leads nowhere."""

from __future__ import annotations

from apicompiler.blueprint import Domain, leading, without_plans
from apicompiler.target import Target


def only(target: Target, apis: tuple[str, ...]) -> Target:
    """Return *target* with the named *apis*, and the domains, plans and keys that are for them."""
    blueprint = target.blueprint
    domains = {
        key: leading(domain, lambda text: text.partition("/")[0] in apis) for key, domain in blueprint.domains.items()
    }
    domains = {
        key: domain for key, domain in domains.items() if domain.paths or (isinstance(domain, Domain) and domain.routes)
    }
    front = blueprint.cloud_front
    plans = {
        key: plan for key, plan in blueprint.usage_plans.items() if any(api in apis for api, _ in target.covered(plan))
    }
    return target.replace(
        blueprint=blueprint.replace(
            apis={key: api for key, api in blueprint.apis.items() if key in apis},
            domains=domains,
            cloud_front=front if front and front.domain in domains else None,
            usage_plans=plans,
            raw=None,  # which speaks of the whole
            api_keys=dict(without_plans(blueprint.api_keys, blueprint.usage_plans.keys() - plans.keys())),
        ),
        apis={key: api for key, api in target.apis.items() if key in apis},
        sockets={key: socket for key, socket in target.sockets.items() if key in apis},
        http_apis={key: api for key, api in target.http_apis.items() if key in apis},
    )
