"""Cognito user pools: those that are made here, with their users, applications and identity providers."""

from collections.abc import Mapping
from typing import Literal

from apicompiler.blueprint.domains import Zone
from apicompiler.blueprint.functions import FunctionName
from apicompiler.blueprint.part import Part
from apicompiler.noun import EMPTY
from apicompiler.pointers import CertificateArn, Secret, SsmParameter, UserPoolArn
from apicompiler.written import DomainPrefix, Duration, File, Identifier, Url

CREATE = "create"
USERNAME = "username"  # everybody has one, and what it comes from may be said
# What OpenID Connect knows about everybody, and every user pool too.
STANDARD_ATTRIBUTES: Mapping[str, Literal["text", "number"]] = {
    **dict.fromkeys(
        (
            "address", "birthdate", "email", "family_name", "gender", "given_name", "locale", "middle_name", "name",
            "nickname", "phone_number", "picture", "preferred_username", "profile", "website", "zoneinfo",
        ),
        "text",
    ),
    "updated_at": "number",
}  # fmt: skip

Contact = Literal["email", "phone"]
Factor = Literal["totp", "sms"]
Trigger = Literal[
    "preSignUp",
    "postConfirmation",
    "preAuthentication",
    "postAuthentication",
    "preTokenGeneration",
    "customMessage",
    "userMigration",
    "defineAuthChallenge",
    "createAuthChallenge",
    "verifyAuthChallengeResponse",
]


class Password(Part):
    """What a password must be like."""

    SHORTHAND = "length"

    length: int = 12
    """Its length, 6 to 99."""
    holds: tuple[Literal["lowercase", "uppercase", "numbers", "symbols"], ...] = (
        "lowercase",
        "uppercase",
        "numbers",
        "symbols",
    )
    """Of what it must hold something."""
    history: int = 0
    """How many earlier ones may not come again, 0 to 24."""
    temporary: Duration = Duration("7d")
    """How long one is good for that somebody else has set, 1d to 365d."""


class Mfa(Part):
    """A second proof beside the password."""

    SHORTHAND = "when"

    when: Literal["off", "optional", "required"] = "off"
    """Whether it is asked for."""
    by: tuple[Factor, ...] = ("totp",)
    """What may be shown: the code of an app (`totp`), or one that is sent (`sms`)."""


class Attribute(Part):
    """Something that the pool knows about its users."""

    type: Literal["text", "number", "date", "boolean"] | None = None
    """What it is; text when left out. One of OpenID Connect has a type of its own."""
    required: bool = False
    """Whether every user has it; for those of OpenID Connect only."""
    mutable: bool = True
    """Whether it can change."""
    min: int | None = None
    """The least number, or length of a text."""
    max: int | None = None
    """The greatest number, or length of a text."""


class Tokens(Part):
    """How long tokens are good for."""

    access: Duration = Duration("1h")
    """Tokens with which operations with scopes are called, 5m to 1d."""
    id: Duration = Duration("1h")
    """Tokens that say who somebody is, 5m to 1d."""
    refresh: Duration = Duration("30d")
    """Tokens for which new ones are given, 1h to 3650d."""


class Client(Part):
    """An application."""

    flow: Literal["code", "clientCredentials"] = "code"
    """Whether users sign in to it (with PKCE), or it calls by itself and has a secret."""
    callbacks: tuple[str, ...] = ()
    """Where users come back to once they have signed in."""
    logout: tuple[str, ...] = ()
    """Where users come to once they have signed out."""
    scopes: tuple[str, ...] | None = None
    """What it may ask for; `openid`, `email`, `profile` and every scope of the pool when users sign in."""
    providers: tuple[str, ...] | None = None
    """Who may vouch for its users, of `federation` and `cognito`; all of them when left out."""
    direct: tuple[Literal["srp", "password", "adminPassword", "custom"], ...] = ()
    """How users sign in without the pages of the pool."""
    secret: bool = False
    """Whether it has a secret although users sign in: an application on a server can keep one."""
    tokens: Tokens | None = None
    """How long its tokens are good for."""

    @property
    def is_machine(self) -> bool:
        return self.flow == "clientCredentials"

    @property
    def has_secret(self) -> bool:
        """Whether Cognito makes it a secret. With another answer it is another client, with another id."""
        return self.is_machine or self.secret


class Provider(Part):
    """Somebody else who knows users."""

    attributes: Mapping[str, str] = EMPTY
    """What each attribute of the pool is called there; `email: email` when left out, and nothing where it is SAML."""

    @property
    def mapped(self) -> Mapping[str, str]:
        return self.attributes or {"email": "email"}


class SocialProvider(Provider):
    """Google, Facebook or Amazon."""

    client_id: Identifier | SsmParameter
    """What the pool is called there."""
    client_secret: Secret
    """How it proves itself there."""
    scopes: tuple[str, ...] | None = None
    """What is asked for; e-mail address and profile when left out."""


class AppleProvider(Provider):
    """Apple."""

    services_id: Identifier | SsmParameter
    """What the pool is called there."""
    team_id: Identifier | SsmParameter
    """Whose it is."""
    key_id: Identifier | SsmParameter
    """The key with which it proves itself."""
    private_key: Secret
    """The key itself."""
    scopes: tuple[Literal["email", "name"], ...] = ("email", "name")
    """What is asked for."""


class SamlProvider(Provider):
    """An identity provider that speaks SAML 2.0."""

    saml: Url | File
    """Its metadata: a file below the blueprint's folder, or the URL from which Cognito reads it."""
    sign_out: bool = False
    """Whether users are signed out there, too."""

    @property
    def mapped(self) -> Mapping[str, str]:
        return self.attributes


class Oidc(Part):
    """How an OpenID Connect provider is reached."""

    issuer: Url
    """Its address, below which it says where everything is."""
    client_id: Identifier | SsmParameter
    """What the pool is called there."""
    client_secret: Secret
    """How it proves itself there."""
    scopes: tuple[str, ...] = ("openid", "email", "profile")
    """What is asked for."""
    method: Literal["GET", "POST"] = "GET"
    """How Cognito asks for attributes."""


class OidcProvider(Provider):
    """An identity provider that speaks OpenID Connect."""

    oidc: Oidc
    """How it is reached."""


AnyProvider = SocialProvider | AppleProvider | SamlProvider | OidcProvider


class OwnDomain(Part):
    """A domain of one's own for the pages of a pool."""

    name: str
    """The domain name; the one above it must be in DNS."""
    certificate: Literal["create"] | CertificateArn
    """Its certificate, in us-east-1; `create` makes one there."""
    zone: Zone | None = None
    """Where the records are written; when left out, the target is printed instead."""


class CognitoPools(Part):
    """Cognito user pools whose tokens are accepted, one of which may be made here."""

    user_pool: Literal["create"] | UserPoolArn | tuple[Literal["create"] | UserPoolArn, ...]
    """The user pool, or several; `create` makes one, which everything below is about."""
    sign_in: tuple[Literal["username", "email", "phone"], ...] = ("email",)
    """What users give when they sign in. It never changes: another choice is another pool."""
    sign_up: Literal["open", "invited"] = "open"
    """Whether anybody can become a user, or somebody else makes them."""
    password: Password | None = None
    """What a password must be like; 12 characters of four kinds when left out."""
    mfa: Mfa | None = None
    """A second proof beside the password; off when left out."""
    recovery: tuple[Contact, ...] | Literal["admin"] | None = None
    """How users come back who have forgotten their password, the best way first."""
    attributes: Mapping[str, Attribute] = EMPTY
    """What is known about users, besides what is known by itself."""
    plan: Literal["lite", "essentials", "plus"] | None = None
    """What the pool can do and costs; essentials when left out, plus where it protects itself."""
    threat_protection: Literal["off", "audit", "enforced"] = "off"
    """Whether sign-ins that look like an attack are noted, or refused."""
    triggers: Mapping[Trigger, FunctionName] = EMPTY
    """Functions that are called when something happens."""
    scopes: Mapping[str, str] = EMPTY
    """What may be asked for, as `orders/read`, with what it allows."""
    clients: Mapping[str, Client] = EMPTY
    """Applications."""
    domain: DomainPrefix | OwnDomain | None = None
    """Where users sign in and tokens are given; a prefix is made from the names when left out."""
    federation: Mapping[str, AnyProvider] = EMPTY
    """Who else may vouch for users: `google`, `facebook`, `amazon`, `apple`, and others by names of yours."""
    audience: tuple[str, ...] = ()
    """The ids of the applications whose tokens an HTTP API takes, of a pool that is there; of one that is made, those
    of all its `clients`."""
    retain: bool = True
    """Whether the pool cannot be deleted, and stays when the stack stops to hold it."""

    @property
    def named(self) -> tuple[Literal["create"] | UserPoolArn, ...]:
        """The pools, as they are written."""
        return self.user_pool if isinstance(self.user_pool, tuple) else (self.user_pool,)

    @property
    def arns(self) -> tuple[UserPoolArn, ...]:
        """The pools that are there."""
        return tuple(pool for pool in self.named if isinstance(pool, UserPoolArn))

    @property
    def is_made(self) -> bool:
        """Whether one of the pools is made here."""
        return CREATE in self.named

    @property
    def has_domain(self) -> bool:
        """Whether somebody signs in at its pages, or asks them for tokens."""
        return bool(self.domain or self.clients)

    @property
    def tier(self) -> Literal["lite", "essentials", "plus"]:
        return self.plan or ("essentials" if self.threat_protection == "off" else "plus")

    @property
    def sends_sms(self) -> bool:
        return "phone" in self.sign_in or "phone" in self.ways_back or self.asks_for_sms

    @property
    def asks_for_sms(self) -> bool:
        return self.mfa is not None and self.mfa.when != "off" and "sms" in self.mfa.by

    @property
    def ways_back(self) -> tuple[Contact, ...]:
        """How users come back by themselves."""
        if self.recovery is None:
            return ("phone",) if "phone" in self.sign_in and "email" not in self.sign_in else ("email",)
        return self.recovery if isinstance(self.recovery, tuple) else ()
