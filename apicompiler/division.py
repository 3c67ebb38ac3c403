"""Makes of a target with APIs that are too large for one the target that is deployed."""

from __future__ import annotations

from apicompiler import openapi
from apicompiler.blueprint import Api, Domain, ExistingDomain, HttpApi, WebSocketApi
from apicompiler.target import Target


def divided(target: Target) -> Target:
    """Return *target* with every API that is split as the several it becomes; itself where none is."""
    large = {key: shares for key, shares in target.shares.items() if len(shares) > 1}
    if not large:
        return target
    blueprint = target.blueprint

    def first(text: str) -> str:
        """Point at what answers for all paths that lead nowhere else."""
        key, slash, stage = text.partition("/")
        return f"{large[key][0].key}{slash}{stage}" if key in large else text

    def whole(api: Api | HttpApi | WebSocketApi) -> Api | HttpApi | WebSocketApi:
        return api.replace(split=None, successor=first(api.successor or "") or None) if isinstance(api, Api) else api

    def every(text: str) -> tuple[str, ...]:
        key, slash, stage = text.partition("/")
        return tuple(f"{share.key}{slash}{stage}" for share in large[key]) if key in large else (text,)

    def published(key: str, api: openapi.Api) -> tuple[tuple[str, openapi.Api], ...]:
        several = large.get(key, ())
        return tuple((share.key, api.replace(key=share.key, paths=share.items)) for share in several) or ((key, api),)

    def leading(domain: Domain | ExistingDomain) -> Domain | ExistingDomain:
        domain = domain.replace(paths={path: first(text) for path, text in domain.paths.items()})
        if not isinstance(domain, Domain):
            return domain
        return domain.replace(routes=tuple(route.replace(api=first(route.api)) for route in domain.routes))

    return target.replace(
        blueprint=blueprint.replace(
            apis={name: whole(api) for key, api in blueprint.apis.items() for name in every(key)},
            domains={key: leading(domain) for key, domain in blueprint.domains.items()},
            usage_plans={
                key: plan.replace(apis=tuple(name for text in plan.apis for name in every(text)))
                for key, plan in blueprint.usage_plans.items()
            },
        ),
        apis=dict(made for key, api in target.apis.items() for made in published(key, api)),
        divisions=large,
    )
