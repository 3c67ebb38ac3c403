"""A blueprint as one environment sees it, with the contracts it publishes.

Here every operation meets what is said about it: the most specific selector
that names a setting decides it, then the document, then the defaults.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

from apicompiler import openapi
from apicompiler.blueprint import (
    Behaviour,
    Blueprint,
    CognitoAuthorizer,
    Defaults,
    Environment,
    HttpIntegration,
    Integration,
    LambdaAuthorizer,
    LambdaIntegration,
    Stage,
    Throttle,
    UsagePlan,
    Validation,
)
from apicompiler.noun import Noun
from apicompiler.openapi import Operation, PathItem, Requirement, places, structure
from apicompiler.profiles import PROFILES, Profile
from apicompiler.selectors import Index, Selector
from apicompiler.source import Location, Path
from apicompiler.written import Duration

T = TypeVar("T")


class Decided(Noun, Generic[T]):
    """A value, and the place that decided it."""

    value: T
    at: Location


class Tie(Noun):
    """Two equally specific selectors that want different things."""

    setting: str
    first: Location
    second: Location


class Public(Noun):
    """Whoever finds the operation may call it."""


class Iam(Noun):
    """Callers sign with Signature Version 4."""


class Guarded(Noun):
    """An authorizer decides; *scopes* are those the document asks for."""

    name: str
    authorizer: LambdaAuthorizer | CognitoAuthorizer
    scopes: tuple[str, ...] = ()


class Undecided(Noun):
    """Nothing says who may call, or too much does."""

    reason: str
    help: str


Access = Public | Iam | Guarded | Undecided


class Method(Noun):
    """An operation, and everything that was decided about it."""

    api: openapi.Api
    operation: Operation
    integration: Decided[Integration] | None
    access: Decided[Access]
    api_key: bool
    validation: Validation
    timeout: Duration | None
    throttle: Decided[Throttle] | None
    ties: tuple[Tie, ...]

    @property
    def at(self) -> Location:
        return self.operation.at

    def stands_for(self, other: Method) -> bool:
        """Whether calls of *other* may be answered as calls of this operation, and nobody notices.

        An HTTP backend that is passed the whole path tells them apart itself.
        """
        chosen = self.integration.value if self.integration else None
        return (
            isinstance(chosen, HttpIntegration)
            and "{proxy}" in chosen.http
            and self.integration == other.integration
            and self.access == other.access
            and (self.api_key, self.validation) == (other.api_key, other.validation)
            and self.operation.body is None
            and other.operation.body is None
            and _required_parameters(self.operation) == _required_parameters(other.operation)
        )


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
        return {
            key: tuple(self._method(api, operation, index) for operation in api.operations)
            for key, api in self.apis.items()
        }

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
                (first.setdefault((structure(method.operation.path), method.operation.method), method), method)
                for method in methods
            )
            found[key] = tuple((one, other) for one, other in pairs if one is not other)
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
                for place, part in places(item.path):
                    names[key].setdefault(place, (part, item))
        return names

    def published_path(self, key: str, operation: Operation) -> str:
        """Return the path of an operation with the one name that each place of the API has for its variable."""
        names = self.path_variables[key]
        whole = structure(operation.path)
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

    def _method(self, api: openapi.Api, operation: Operation, index: Index[Behaviour]) -> Method:
        matching = index.matching(operation)
        said = [behaviour for _, behaviour in matching]
        defaults = self.blueprint.defaults
        everything: list[Defaults] = [*said, defaults] if defaults else [*said]
        access = self._access(api, operation, said)
        api_key = _first(said, "api_key")
        if api_key is None:
            api_key = self._asks_for_key(api, operation, access) or _first(everything, "api_key") or False
        integration = self._integration(everything)
        timeout = _first(said, "timeout")
        if timeout is None and integration is not None:
            timeout = getattr(integration.value, "timeout", None)
        throttle = _first(said, "throttle")
        return Method(
            api=api,
            operation=operation,
            integration=integration,
            access=access,
            api_key=api_key,
            validation=_first(everything, "validate") or self.profile.validate,
            timeout=timeout if timeout is not None else _first(everything, "timeout"),
            throttle=Decided(throttle, throttle.at) if throttle else None,
            ties=tuple(_ties(matching)),
        )

    def _integration(self, said: list[Defaults]) -> Decided[Integration] | None:
        for settings in said:
            chosen = settings.integration
            if chosen is None:
                continue
            if not isinstance(chosen, str):
                return Decided(chosen, settings.at / "integration")
            named = self.blueprint.integrations.get(chosen)
            return Decided(named, settings.at / "integration") if named else None
        return None

    def _access(self, api: openapi.Api, operation: Operation, said: list[Behaviour]) -> Decided[Access]:
        """Decide who may call."""
        security = _security(api, operation)
        for settings in said:
            if settings.auth is not None:
                return self._named(settings, security or ())
        defaults = self.blueprint.defaults
        fallback = self._named(defaults, ()) if defaults and defaults.auth is not None else None
        if security is None:
            return fallback or Decided(_nothing_said(operation), operation.at)
        alternatives = [self._required(requirement, api) for requirement in security if requirement.schemes]
        if len(alternatives) < len(security) or not security:
            if fallback and isinstance(fallback.value, Public):
                return fallback
            return Decided(_public_by_contract(operation), _security_at(api, operation))
        known = [found for found in alternatives if not isinstance(found.value, Undecided)]
        if len(known) == 1:
            return known[0]
        if not known:
            return alternatives[0]
        return Decided(_several(operation), _security_at(api, operation))

    def _named(self, settings: Defaults, security: tuple[Requirement, ...]) -> Decided[Access]:
        """Take the authorizer that *settings* name, with the scopes that the document has for it."""
        at = settings.at / "auth"
        chosen = settings.auth
        if isinstance(chosen, LambdaAuthorizer | CognitoAuthorizer):
            return Decided(Guarded(inline_name(chosen), chosen), at)
        if chosen == "none":
            return Decided(Public(), at)
        authorizer = self.blueprint.authorizers.get(str(chosen), "iam" if chosen == "iam" else None)
        if authorizer is None:
            return Decided(Undecided("", ""), at)  # a name that nothing has, which is reported where it stands
        if authorizer == "iam":
            return Decided(Iam(), at)
        scopes = next((r.schemes[str(chosen)] for r in security if str(chosen) in r.schemes), ())
        return Decided(Guarded(str(chosen), authorizer, scopes), at)

    def _asks_for_key(self, api: openapi.Api, operation: Operation, access: Decided[Access]) -> bool:
        """Whether the document asks for the key of a usage plan: in the alternative that was chosen, or in all."""
        security = _security(api, operation) or ()
        chosen = [requirement for requirement in security if requirement.at == access.at]
        asking = [any(self._is_key(name, api) for name in requirement.schemes) for requirement in chosen or security]
        return bool(asking) and all(asking)

    def _is_key(self, name: str, api: openapi.Api) -> bool:
        scheme = api.schemes.get(name)
        return name not in self.blueprint.authorizers and scheme is not None and scheme.is_api_key

    def _required(self, requirement: Requirement, api: openapi.Api) -> Decided[Access]:
        """Find what one alternative of the document's `security` asks for."""
        access: Access = Public()
        for name, scopes in requirement.schemes.items():
            scheme = api.schemes.get(name)
            authorizer = self.blueprint.authorizers.get(name, "iam" if scheme and scheme.is_signature else None)
            if self._is_key(name, api):
                continue
            if authorizer is None:
                return Decided(_unknown_scheme(name), requirement.at / name)
            if not isinstance(access, Public):
                return Decided(_two_authorizers(name), requirement.at / name)
            access = Iam() if authorizer == "iam" else Guarded(name, authorizer, scopes)
        return Decided(access, requirement.at)


def inline_name(authorizer: LambdaAuthorizer | CognitoAuthorizer) -> str:
    """Name an authorizer that stands where a name could stand: by its place."""
    return re.sub(r"[^A-Za-z0-9]+", "-", "-".join(map(str, authorizer.at.path))).strip("-")


def _first(said: Sequence[Defaults], setting: str) -> Any:
    return next((value for settings in said if (value := getattr(settings, setting)) is not None), None)


def _ties(matching: list[tuple[Selector, Behaviour]]) -> Iterator[Tie]:
    for setting in ("integration", "auth", "validate", "api_key", "timeout", "throttle"):
        saying = [(selector, settings) for selector, settings in matching if getattr(settings, setting) is not None]
        if len(saying) < 2:
            continue
        (first, winner), *others = saying
        for second, settings in others:
            if first.rank == second.rank and getattr(winner, setting) != getattr(settings, setting):
                yield Tie(setting, winner.at, settings.at)


def _required_parameters(operation: Operation) -> set[tuple[str, str]]:
    return {(p.where, p.name) for p in operation.parameters if p.required and p.where != "path"}


def _security(api: openapi.Api, operation: Operation) -> tuple[Requirement, ...] | None:
    return operation.security if operation.security is not None else api.security


def _security_at(api: openapi.Api, operation: Operation) -> Location:
    return (operation.at if operation.security is not None else api.at) / "security"


def _nothing_said(operation: Operation) -> Undecided:
    return Undecided(
        f"nothing says who may call `{operation.title}`",
        "write `defaults: {auth: iam}`, name an authorizer, or say `auth: none` to make it public",
    )


def _public_by_contract(operation: Operation) -> Undecided:
    return Undecided(
        f"the document lets everyone call `{operation.title}`, and the blueprint does not say so",
        f"write `operations: {{{operation.id or operation.title}: {{auth: none}}}}` to make it public",
    )


def _several(operation: Operation) -> Undecided:
    return Undecided(
        f"the document has several ways to call `{operation.title}`, and API Gateway holds one authorizer",
        f"choose one: `operations: {{{operation.id or operation.title}: {{auth: …}}}}`",
    )


def _unknown_scheme(name: str) -> Undecided:
    return Undecided(
        f"the security scheme `{name}` has no authorizer, and API Gateway would let everyone in",
        f"declare `authorizers: {{{name}: …}}`, or say who may call in `operations`",
    )


def _two_authorizers(name: str) -> Undecided:
    return Undecided(
        f"`{name}` is a second authorizer, and API Gateway holds one for each method",
        "let one Lambda authorizer decide both, or choose one in `operations`",
    )
