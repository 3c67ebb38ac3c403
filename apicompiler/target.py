"""A blueprint as one environment sees it, with the contracts it publishes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from apicompiler import openapi
from apicompiler.blueprint import (
    Blueprint,
    CognitoAuthorizer,
    Defaults,
    Environment,
    Integration,
    LambdaAuthorizer,
    LambdaIntegration,
    Stage,
    UsagePlan,
)
from apicompiler.methods import Method, resolved
from apicompiler.noun import Noun
from apicompiler.openapi import Operation, PathItem, distinct, places, structure
from apicompiler.profiles import PROFILES, Profile
from apicompiler.selectors import Index
from apicompiler.source import Location, Path


class Target(Noun):
    """One environment of a blueprint, with its overlay laid over and its variables filled in."""

    blueprint: Blueprint
    environment: Environment
    apis: Mapping[str, openapi.Api]
    lost: frozenset[Path] = frozenset()
    """Where entries stand that could not be read: naming one of them is no second mistake."""

    def names(self, section: str, declared: Mapping[str, Any]) -> list[str]:
        """Return every name in a section of the blueprint, those included that could not be read."""
        lost = (str(path[1]) for path in self.lost if path[:1] == (section,) and len(path) == 2)
        return [*declared, *lost]

    @property
    def at(self) -> Location:
        return self.blueprint.at

    @cached_property
    def profile(self) -> Profile:
        return PROFILES[self.blueprint.profile]

    @cached_property
    def stages(self) -> Mapping[str, Stage]:
        """The stages of every API; one called `live` where none is written."""
        return self.blueprint.stages or {"live": Stage(at=self.blueprint.at / "stages" / "live")}

    def stage_named(self, text: str) -> tuple[str, str] | None:
        """Return the API and the stage that `api` or `api/stage` points at; None when there is none."""
        api, _, stage = text.partition("/")
        stage = stage or next(iter(self.stages))
        return (api, stage) if api in self.blueprint.apis and stage in self.stages else None

    def covered(self, plan: UsagePlan) -> tuple[tuple[str, str], ...]:
        """Return the APIs and stages that a usage plan is good for."""
        if not plan.apis:
            return tuple((api, stage) for api in self.blueprint.apis for stage in self.stages)
        return tuple(dict.fromkeys(found for text in plan.apis if (found := self.stage_named(text))))

    @cached_property
    def methods(self) -> Mapping[str, tuple[Method, ...]]:
        """The operations of each API with what was decided about them, in the order of the document."""
        index = Index(self.blueprint.operations)
        return {key: resolved(self.blueprint, self.profile, api, index) for key, api in self.apis.items()}

    @cached_property
    def all_methods(self) -> tuple[Method, ...]:
        return tuple(method for methods in self.methods.values() for method in methods)

    @cached_property
    def twins(self) -> Mapping[str, tuple[tuple[Method, Method], ...]]:
        """The operations of each API that API Gateway cannot tell apart, each behind the one that stands for it."""
        found: dict[str, tuple[tuple[Method, Method], ...]] = {}
        for key, methods in self.methods.items():
            first: dict[tuple[tuple[str, ...], str], Method] = {}
            pairs = (
                (first.setdefault((structure(method.operation.public), method.operation.method), method), method)
                for method in methods
            )
            found[key] = tuple((one, other) for one, other in pairs if one is not other)
        return found

    @cached_property
    def distinct_methods(self) -> Mapping[str, tuple[Method, ...]]:
        """The methods that API Gateway has for each API: operations that it cannot tell apart are one of them."""
        found: dict[str, tuple[Method, ...]] = {}
        for key, methods in self.methods.items():
            made = {id(method): method for method in methods}
            for first, other in self.twins[key]:
                made[id(first)] = made[id(first)].together_with(other)
                del made[id(other)]
            found[key] = tuple(made.values())
        return found

    @cached_property
    def lambda_paths(self) -> Mapping[str, frozenset[str]]:
        """The paths of each API on which a Lambda function is called."""
        return {
            key: frozenset(
                method.operation.path
                for method in methods
                if method.integration and isinstance(method.integration.value, LambdaIntegration)
            )
            for key, methods in self.methods.items()
        }

    @cached_property
    def path_variables(self) -> Mapping[str, Mapping[tuple[str, ...], tuple[str, PathItem]]]:
        """What the one variable at each place of an API is called, and by which path.

        The event of a Lambda function carries that name, so the paths that
        call one decide; an HTTP backend can be told another.
        """
        names: dict[str, dict[tuple[str, ...], tuple[str, PathItem]]] = {}
        for key, api in self.apis.items():
            called = self.lambda_paths[key]
            names[key] = {}
            for item in sorted(api.paths, key=lambda item: item.path not in called):
                taken: set[str] = set()
                for place, part in places(item.public):
                    if place not in names[key]:
                        names[key][place] = distinct(part, taken), item
                    taken.add(names[key][place][0])
        return names

    def published_path(self, key: str, operation: Operation) -> str:
        """Return the path of an operation with the one name that each place of the API has for its variable."""
        names = self.path_variables[key]
        whole = structure(operation.public)
        published = (names[whole[:depth]][0] if word == "{}" else word for depth, word in enumerate(whole))
        return "/" + "/".join(published)

    @cached_property
    def integrations(self) -> tuple[Integration, ...]:
        """Every integration, those included that stand where a name could stand."""
        inline = (settings.integration for settings in self._settings)
        written = (chosen for chosen in inline if chosen is not None and not isinstance(chosen, str))
        return (*self.blueprint.integrations.values(), *written)

    @cached_property
    def authorizers(self) -> tuple[LambdaAuthorizer | CognitoAuthorizer, ...]:
        """Every authorizer with settings, those included that stand where a name could stand."""
        everything = (*self.blueprint.authorizers.values(), *(settings.auth for settings in self._settings))
        return tuple(found for found in everything if isinstance(found, LambdaAuthorizer | CognitoAuthorizer))

    @property
    def _settings(self) -> Iterator[Defaults]:
        yield from self.blueprint.operations.values()
        if self.blueprint.defaults:
            yield self.blueprint.defaults
