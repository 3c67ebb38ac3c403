"""Lowers identity providers: who else may vouch for the users of a pool."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from apicompiler import plan
from apicompiler.blueprint import AppleProvider, SamlProvider, SocialProvider
from apicompiler.blueprint.pools import STANDARD_ATTRIBUTES, USERNAME, AnyProvider
from apicompiler.lower.pool_ids import pool_id, provider_id
from apicompiler.pointers import Outside, Secret, SsmParameter
from apicompiler.target import Target
from apicompiler.written import File, Identifier

SOCIAL: Mapping[str, tuple[Literal["Google", "Facebook", "LoginWithAmazon"], tuple[str, ...]]] = {
    "google": ("Google", ("openid", "email", "profile")),
    "facebook": ("Facebook", ("public_profile", "email")),
    "amazon": ("LoginWithAmazon", ("profile",)),
}


def lower_identity_providers(target: Target) -> Iterator[plan.IdentityProvider]:
    for authorizer, pools in target.made_pools:
        for name, provider in pools.federation.items():
            made = _provider(target, name, provider)
            yield plan.IdentityProvider(
                id=provider_id(authorizer, name),
                pool=pool_id(authorizer),
                name=provider_name(name),
                type=made[0],
                details=made[1],
                attributes={_attribute(own): theirs for own, theirs in provider.mapped.items()},
            )


def provider_name(name: str) -> str:
    """Return what Cognito calls an identity provider."""
    given = {"cognito": "COGNITO", "apple": "SignInWithApple", **{key: kind for key, (kind, _) in SOCIAL.items()}}
    return given.get(name, name)


def _attribute(name: str) -> str:
    return name if name in (*STANDARD_ATTRIBUTES, USERNAME) else f"custom:{name}"


def _provider(
    target: Target, name: str, provider: AnyProvider
) -> tuple[Literal["Google", "Facebook", "LoginWithAmazon", "SignInWithApple", "SAML", "OIDC"], dict[str, str]]:
    """Return the type of an identity provider, and its details in the words of Cognito.

    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateIdentityProvider.html
    """
    if isinstance(provider, SocialProvider):
        kind, scopes = SOCIAL[name]
        known = {"client_id": provider.client_id, "client_secret": provider.client_secret}
        between = "," if name == "facebook" else " "
        return kind, _details(known) | {"authorize_scopes": between.join(provider.scopes or scopes)}
    if isinstance(provider, AppleProvider):
        known = {
            "client_id": provider.services_id,
            "team_id": provider.team_id,
            "key_id": provider.key_id,
            "private_key": provider.private_key,
        }
        return "SignInWithApple", _details(known) | {"authorize_scopes": " ".join(provider.scopes)}
    if isinstance(provider, SamlProvider):
        source = provider.saml
        written = "MetadataFile" if isinstance(source, File) else "MetadataURL"
        text = target.texts[str(source)].text if isinstance(source, File) else str(source)
        return "SAML", {written: text, "IDPSignout": str(provider.sign_out).lower()}
    oidc = provider.oidc
    return "OIDC", _details({"client_id": oidc.client_id, "client_secret": oidc.client_secret}) | {
        "oidc_issuer": str(oidc.issuer).rstrip("/"),
        "authorize_scopes": " ".join(oidc.scopes),
        "attributes_request_method": oidc.method,
    }


def _details(known: Mapping[str, Identifier | SsmParameter | Secret]) -> dict[str, str]:
    return {name: str(value.value) if isinstance(value, Outside) else str(value) for name, value in known.items()}
