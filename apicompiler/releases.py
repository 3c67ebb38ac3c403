"""What belongs to the release of a pinned stage: the APIs it serves, and the functions that are its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from apicompiler.access import Guarded
from apicompiler.blueprint import Function, LambdaAuthorizer, LambdaIntegration
from apicompiler.target import Target, filled

Called = tuple[str, str]
"""A function, and the alias under which it is called; empty where there is none."""


def calls(target: Target) -> Mapping[Called, frozenset[str]]:
    """Return which stages call the functions that are made here, under which alias."""
    found: dict[Called, set[str]] = {}
    for named, alias in dict.fromkeys((part.lambda_, part.alias or "") for part in _callers(target)):
        function = target.function(named)
        if isinstance(function, Function):
            for key, stage in target.stages.items():
                found.setdefault((function.key, filled(alias, stage.variables)), set()).add(key)
    return {called: frozenset(stages) for called, stages in found.items()}


def own_functions(target: Target, stage: str) -> dict[str, str]:
    """Return the functions to which only this stage has an alias, and the alias."""
    functions = target.blueprint.functions
    return {
        name: alias
        for (name, alias), stages in calls(target).items()
        if stages == {stage} and isinstance(function := functions[name], Function) and alias in function.aliases
    }


def served(target: Target, stage: str, api: str) -> str | None:
    """Return the digits of the deployment that a stage serves; None where it serves the newest."""
    release = next(iter(target.releases.get(stage, ())), None)
    digits = release.apis.get(api) if release else None
    return str(digits) if digits else None


def kept_deployments(target: Target, api: str) -> tuple[str, ...]:
    """Return the digits of the deployments of an API that pinned stages serve, or may go back to."""
    releases = (release for releases in target.releases.values() for release in releases)
    return tuple(dict.fromkeys(str(release.apis[api]) for release in releases if api in release.apis))


def pinned_versions(target: Target) -> Mapping[Called, str]:
    """Return the digits of the versions to which the aliases of pinned stages lead."""
    return {
        (name, alias): str(releases[0].functions[name])
        for stage, releases in target.releases.items()
        if releases
        for name, alias in own_functions(target, stage).items()
        if name in releases[0].functions
    }


def kept_versions(target: Target, function: str) -> tuple[str, ...]:
    """Return the digits of the versions of a function that pinned stages call, or may go back to."""
    releases = (release for releases in target.releases.values() for release in releases)
    return tuple(dict.fromkeys(str(found.functions[function]) for found in releases if function in found.functions))


def _callers(target: Target) -> Iterator[LambdaIntegration | LambdaAuthorizer]:
    """Yield whatever calls a function."""
    for methods in target.methods.values():
        for method in methods:
            access = method.access.value
            yield from _calling(method.integration.value if method.integration else None)
            yield from _calling(access.authorizer if isinstance(access, Guarded) else None)
    for routes in target.routes.values():
        for route in routes:
            yield from (*_calling(route.integration), *_calling(route.authorizer))


def _calling(part: object) -> Iterator[LambdaIntegration | LambdaAuthorizer]:
    if isinstance(part, LambdaIntegration | LambdaAuthorizer):
        yield part
