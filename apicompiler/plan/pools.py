"""User pools, and what belongs to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from apicompiler.noun import Noun
from apicompiler.plan.distributions import CLOUDFRONT_ZONE
from apicompiler.plan.values import Late, Value, attribute


class PoolAttribute(Noun):
    """Something that a pool knows about its users."""

    name: str
    type: Literal["String", "Number", "DateTime", "Boolean"]
    is_standard: bool
    required: bool
    mutable: bool
    lowest: int | None
    """Of the length of a text, or of a number."""
    highest: int | None


class PasswordPolicy(Noun):
    """What a password must be like."""

    length: int
    classes: tuple[str, ...]
    """What it must hold: `Lowercase`, `Uppercase`, `Numbers`, `Symbols`."""
    history: int
    temporary_days: int


class UserPool(Noun):
    """Users, and how they sign in."""

    id: str
    name: str
    tier: Literal["LITE", "ESSENTIALS", "PLUS"]
    """What it can do, and costs."""
    retained: bool
    """Whether it cannot be deleted, and stays when the stack stops to hold it."""
    username_attributes: tuple[str, ...]
    """What users have instead of a name."""
    alias_attributes: tuple[str, ...]
    """What users may give instead of their name."""
    verified: tuple[str, ...]
    attributes: tuple[PoolAttribute, ...]
    password: PasswordPolicy
    mfa: Literal["OFF", "OPTIONAL", "ON"]
    factors: tuple[str, ...]
    recovery: tuple[str, ...]
    """The ways back to an account, the best first."""
    by_invitation: bool
    threat_protection: Literal["OFF", "AUDIT", "ENFORCED"]
    triggers: Mapping[str, Value]
    token_event: str
    """The version of the event that the trigger of tokens is given."""
    sms_role: Value | None
    sms_external_id: str
    after: tuple[str, ...]


class TriggerPermission(Noun):
    """Leave for a user pool to call a function."""

    id: str
    function: Value
    pool: str
    made_here: str | None


class ResourceServer(Noun):
    """What scopes are for."""

    id: str
    pool: str
    identifier: str
    """What stands before the names of its scopes."""
    name: str
    scopes: Mapping[str, str]
    """What each scope allows, by its name."""


class IdentityProvider(Noun):
    """Somebody else who knows users."""

    id: str
    pool: str
    name: str
    type: Literal["Google", "Facebook", "LoginWithAmazon", "SignInWithApple", "SAML", "OIDC"]
    details: Mapping[str, str]
    """What Cognito must know; secrets are dynamic references."""
    attributes: Mapping[str, str]


class PoolClient(Noun):
    """An application that lets users of a pool sign in, or calls by itself."""

    id: str
    name: str
    pool: str
    secret: bool
    """Whether Cognito makes a secret for it, which nobody reads here."""
    grant: Literal["code", "client_credentials"]
    scopes: tuple[str, ...]
    callbacks: tuple[str, ...]
    logout: tuple[str, ...]
    providers: tuple[str, ...]
    flows: tuple[str, ...]
    """How users sign in without the pages of the pool."""
    access_seconds: int
    id_seconds: int
    refresh_seconds: int
    after: tuple[str, ...]


class PoolDomain(Noun):
    """Where the sign-in pages and the tokens of a pool are: a prefix of Cognito's, or a domain of one's own."""

    id: str
    pool: str
    name: str
    certificate: Value | None
    after: tuple[str, ...]
    """The record of the domain above it, where it is made here: Cognito looks for it."""

    @property
    def target(self) -> tuple[Late, str]:
        """The host that records of the domain lead to, and the hosted zone of that host."""
        return attribute(self.id, "CloudFrontDistribution"), CLOUDFRONT_ZONE
