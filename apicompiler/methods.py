"""Every operation with what was decided about it: the most specific selector that names a setting wins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from apicompiler import extensions
from apicompiler.access import Access, Decided, Guarded, asks_for_key, decide
from apicompiler.blueprint import (
    Behaviour,
    Blueprint,
    Defaults,
    Handling,
    HttpIntegration,
    Integration,
    LambdaIntegration,
    OperationCache,
    Part,
    Throttle,
    Validation,
)
from apicompiler.noun import Noun
from apicompiler.openapi import Api, Operation
from apicompiler.profiles import Profile
from apicompiler.selectors import ANY, Index, Kind, Selector
from apicompiler.source import Location
from apicompiler.written import Duration


class Tie(Noun):
    """Two equally specific selectors that want different things."""

    setting: str
    first: Location
    second: Location


class Method(Noun):
    """An operation, and everything that was decided about it."""

    api: Api
    operation: Operation
    integration: Decided[Integration | extensions.Integration] | None
    access: Decided[Access]
    api_key: bool
    validation: Validation
    timeout: Duration | None
    throttle: Decided[Throttle] | None
    cache: Decided[Literal["off"] | OperationCache] | None
    ties: tuple[Tie, ...]

    @property
    def at(self) -> Location:
        return self.operation.at

    @property
    def parts(self) -> tuple[Part, ...]:
        """What the blueprint has that a call of this operation goes through: an integration, an authorizer."""
        access = self.access.value
        return (
            *((self.integration.value,) if self.integration else ()),
            *((access.authorizer,) if isinstance(access, Guarded) else ()),
        )

    @property
    def calls_function(self) -> bool:
        """Whether a Lambda function answers."""
        chosen = self.integration.value if self.integration else None
        return isinstance(chosen, LambdaIntegration) or bool(
            isinstance(chosen, extensions.Integration) and chosen.function
        )

    def stands_for(self, other: Method) -> bool:
        """Whether calls of *other* may be answered as calls of this operation.

        A backend that is passed the whole request tells them apart itself.
        """
        chosen = self.integration.value if self.integration else None
        return (
            _is_told_everything(chosen)
            and self.integration == other.integration
            and self.access == other.access
            and (self.api_key, self.throttle) == (other.api_key, other.throttle)
            and (self.validation, self.cache) == (other.validation, other.cache)
        )

    def together_with(self, other: Method) -> Method:
        """Return the one method that answers calls of both operations: it asks for no more than either of them."""
        mine, theirs = self.operation, other.operation
        required = _required_parameters(mine) & _required_parameters(theirs)
        parameters = {(p.where, p.name): p for p in (*theirs.parameters, *mine.parameters)}
        responses = {response.status: response for response in (*theirs.responses, *mine.responses)}
        operation = mine.replace(
            parameters=tuple(p.replace(required=place in required) for place, p in parameters.items()),
            body=mine.body if mine.body and theirs.body and mine.body.content == theirs.body.content else None,
            responses=tuple(responses.values()),
        )
        return self.replace(operation=operation)


def resolved(blueprint: Blueprint, profile: Profile, api: Api, index: Index[Behaviour]) -> tuple[Method, ...]:
    """Return the operations of *api* in the order of its document; *index* has what `operations` says."""
    return tuple(decided(blueprint, profile, api, operation, index.matching(operation)) for operation in api.operations)


def decided(
    blueprint: Blueprint,
    profile: Profile,
    api: Api,
    operation: Operation,
    matching: list[tuple[Selector, Behaviour]],
    own: tuple[Handling, ...] = (),
) -> Method:
    """Decide about *operation*: first what selectors say, then what its definition itself does (*own*)."""
    said: list[Handling] = [*(behaviour for _, behaviour in matching), *own]
    defaults = blueprint.defaults
    everything = [*said, defaults] if defaults else said
    access = decide(blueprint, api, operation, said)
    api_key = _first(said, "api_key")
    if api_key is None:
        api_key = asks_for_key(blueprint, api, operation, access) or _first(everything, "api_key") or False
    integration = _integration(blueprint, operation, everything)
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
        validation=_validation(operation, said, defaults) or profile.validate,
        timeout=timeout if timeout is not None else _first(everything, "timeout"),
        throttle=Decided(throttle, throttle.at) if throttle else None,
        cache=_cache(operation, matching, defaults),
        ties=tuple(_ties(matching)),
    )


def _is_told_everything(chosen: Integration | extensions.Integration | None) -> bool:
    """Whether a backend is passed the whole request, and can tell operations apart itself."""
    if isinstance(chosen, extensions.Integration):
        return chosen.type_ == "aws_proxy"
    if not isinstance(chosen, LambdaIntegration | HttpIntegration) or not chosen.is_proxy or chosen.parameters:
        return False
    return isinstance(chosen, LambdaIntegration) or "{proxy}" in chosen.http


def _validation(operation: Operation, said: Sequence[Handling], defaults: Defaults | None) -> Validation | None:
    chosen: Validation | None = _first(said, "validate")
    if chosen is None and operation.validator:
        chosen = operation.validator.validation
    return chosen or (defaults.validate if defaults else None)


def _integration(
    blueprint: Blueprint, operation: Operation, said: list[Handling]
) -> Decided[Integration | extensions.Integration] | None:
    """Find what answers: what the document says, where it does; a selector that says something else is reported."""
    own = operation.extensions.integration if operation.extensions else None
    if own:
        return Decided(own, own.at)
    for settings in said:
        chosen = settings.integration
        if chosen is None:
            continue
        if not isinstance(chosen, str):
            return Decided(chosen, settings.at / "integration")
        named = blueprint.integrations.get(chosen)
        return Decided(named, settings.at / "integration") if named else None
    return None


def _cache(
    operation: Operation, matching: list[tuple[Selector, Behaviour]], defaults: Defaults | None
) -> Decided[Literal["off"] | OperationCache] | None:
    """Find what is said of the cache: where a method is not GET, by what names it or the operation."""
    is_get = operation.method == "GET"
    said: list[Defaults] = [s for chosen, s in matching if is_get or chosen.kind is Kind.ID or chosen.method != ANY]
    if defaults and is_get:
        said.append(defaults)
    return next((Decided(found.cache, found.at / "cache") for found in said if found.cache is not None), None)


def _first(said: Sequence[Handling], setting: str) -> Any:
    return next((value for settings in said if (value := getattr(settings, setting)) is not None), None)


def _ties(matching: list[tuple[Selector, Behaviour]]) -> Iterator[Tie]:
    for setting in ("integration", "auth", "validate", "api_key", "timeout", "throttle", "cache"):
        saying = [(selector, settings) for selector, settings in matching if getattr(settings, setting) is not None]
        if len(saying) < 2:
            continue
        (first, winner), *others = saying
        for second, settings in others:
            if first.rank == second.rank and getattr(winner, setting) != getattr(settings, setting):
                yield Tie(setting, winner.at, settings.at)


def _required_parameters(operation: Operation) -> set[tuple[str, str]]:
    return {(p.where, p.name) for p in operation.parameters if p.required}
