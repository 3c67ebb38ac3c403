"""Who may call an operation: what a selector, the document and the defaults say of it, in this order.

API Gateway imports a security scheme that it does not know as no authorization
at all, so nothing is taken for granted here: what nobody decides stays undecided.
"""

from __future__ import annotations

import re
from typing import Generic, Literal, TypeVar

from apicompiler import extensions
from apicompiler.blueprint import Blueprint, CognitoAuthorizer, Handling, JwtAuthorizer, LambdaAuthorizer
from apicompiler.noun import Noun
from apicompiler.openapi import Api, Operation, Requirement
from apicompiler.source import Location

T = TypeVar("T")
OF_HEADER = "method.request.header."


class Decided(Noun, Generic[T]):
    """A value, and the place that decided it."""

    value: T
    at: Location


class Public(Noun):
    """Whoever finds the operation may call it."""


class Iam(Noun):
    """Callers sign with Signature Version 4."""


class Guarded(Noun):
    """An authorizer decides; *scopes* are those the document asks for."""

    name: str
    authorizer: LambdaAuthorizer | CognitoAuthorizer | JwtAuthorizer | extensions.Authorizer
    scopes: tuple[str, ...] = ()

    @property
    def is_cognito(self) -> bool:
        """Whether tokens of user pools let callers in."""
        authorizer = self.authorizer
        return isinstance(authorizer, CognitoAuthorizer) or getattr(authorizer, "is_cognito", False)

    @property
    def takes_tokens(self) -> bool:
        """Whether API Gateway itself looks into tokens, and compares scopes."""
        return self.is_cognito or isinstance(self.authorizer, JwtAuthorizer)

    @property
    def sources(self) -> tuple[str, ...]:
        """What callers are known by, in the notation of API Gateway."""
        if isinstance(self.authorizer, extensions.Authorizer):
            return self.authorizer.sources
        if isinstance(self.authorizer, LambdaAuthorizer) and self.authorizer.identity is not None:
            return tuple(identity.expression for identity in self.authorizer.identity)
        return (f"{OF_HEADER}Authorization",)

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers among them."""
        return tuple(source.removeprefix(OF_HEADER) for source in self.sources if source.startswith(OF_HEADER))


class Undecided(Noun):
    """Nothing says who may call, or too much does."""

    reason: str
    help: str


Access = Public | Iam | Guarded | Undecided


def decide(blueprint: Blueprint, api: Api, operation: Operation, said: list[Handling]) -> Decided[Access]:
    """Decide who may call *operation*, about which the selectors *said* something, the most specific first."""
    security = operation.security
    alternatives = security.alternatives if security else ()
    for settings in said:
        if settings.auth is not None:
            return _named(blueprint, api, settings, alternatives)
    if operation.extensions and operation.extensions.auth:
        auth = operation.extensions.auth
        return Decided(Iam() if auth.type_ == "AWS_IAM" else Public(), auth.at)
    defaults = blueprint.defaults
    fallback = _named(blueprint, api, defaults, ()) if defaults and defaults.auth is not None else None
    if security is None:
        return fallback or Decided(_nothing_said(operation), operation.at)
    asked = [_required(blueprint, requirement, api) for requirement in alternatives if requirement.schemes]
    if len(asked) < len(alternatives) or not alternatives:
        if fallback and isinstance(fallback.value, Public):
            return fallback
        return Decided(_public_by_contract(operation), security.at)
    known = [found for found in asked if not isinstance(found.value, Undecided)]
    if len(known) == 1:
        return known[0]
    if not known:
        return asked[0]
    return Decided(_several(operation), security.at)


def _named(blueprint: Blueprint, api: Api, settings: Handling, security: tuple[Requirement, ...]) -> Decided[Access]:
    """Take the authorizer that *settings* name, with the scopes that the document has for it."""
    at = settings.at / "auth"
    chosen = settings.auth
    if isinstance(chosen, LambdaAuthorizer | CognitoAuthorizer | JwtAuthorizer):
        return Decided(Guarded(inline_name(chosen), chosen), at)
    if chosen == "none":
        return Decided(Public(), at)
    authorizer = _authorizer(blueprint, api, str(chosen)) or ("iam" if chosen == "iam" else None)
    if authorizer is None:
        return Decided(Undecided("", ""), at)  # a name that nothing has, which is reported where it stands
    if authorizer == "iam":
        return Decided(Iam(), at)
    scopes = next((r.schemes[str(chosen)] for r in security if str(chosen) in r.schemes), ())
    return Decided(Guarded(str(chosen), authorizer, scopes), at)


def asks_for_key(blueprint: Blueprint, api: Api, operation: Operation, access: Decided[Access]) -> bool:
    """Whether the document asks for the key of a usage plan: in the alternative that was chosen, or in all."""
    security = operation.security.alternatives if operation.security else ()
    chosen = [requirement for requirement in security if requirement.at == access.at]
    asking = [any(_is_key(blueprint, name, api) for name in requirement.schemes) for requirement in chosen or security]
    return bool(asking) and all(asking)


def _is_key(blueprint: Blueprint, name: str, api: Api) -> bool:
    scheme = api.schemes.get(name)
    return scheme is not None and scheme.is_api_key and _authorizer(blueprint, api, name) is None


def _authorizer(
    blueprint: Blueprint, api: Api, name: str
) -> Literal["iam"] | LambdaAuthorizer | CognitoAuthorizer | JwtAuthorizer | extensions.Authorizer | None:
    """Return the authorizer of a name: the blueprint's, or that of the document."""
    scheme = api.schemes.get(name)
    own = scheme.extensions.authorizer if scheme and scheme.extensions else None
    return blueprint.authorizers.get(name, own)


def _required(blueprint: Blueprint, requirement: Requirement, api: Api) -> Decided[Access]:
    """Find what one alternative of the document's `security` asks for."""
    access: Access = Public()
    for name, scopes in requirement.schemes.items():
        scheme = api.schemes.get(name)
        authorizer = _authorizer(blueprint, api, name) or ("iam" if scheme and scheme.is_signature else None)
        if _is_key(blueprint, name, api):
            continue
        if authorizer is None:
            is_lost = scheme is not None and scheme.extensions is not None and scheme.extensions.lost
            return Decided(Undecided("", "") if is_lost else _unknown_scheme(name), requirement.at / name)
        if not isinstance(access, Public):
            return Decided(_two_authorizers(name), requirement.at / name)
        access = Iam() if authorizer == "iam" else Guarded(name, authorizer, scopes)
    return Decided(access, requirement.at)


def inline_name(authorizer: LambdaAuthorizer | CognitoAuthorizer | JwtAuthorizer) -> str:
    """Name an authorizer that stands where a name could stand: by its place."""
    return re.sub(r"[^A-Za-z0-9]+", "-", "-".join(map(str, authorizer.at.path))).strip("-")


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
