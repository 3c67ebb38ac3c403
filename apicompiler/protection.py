"""What a protected environment keeps: domains, keys and user pools, each with what would make another one of it.

CloudFormation replaces a resource when certain properties change: a domain is another one by its name, a key by its
value, a user pool by what users sign in with. Which they are, its template reference says under "Update requires".
"""

from __future__ import annotations

from collections.abc import Mapping

from apicompiler.blueprint import ApiKey, CognitoAuthorizer, Domain, Protected
from apicompiler.noun import Noun
from apicompiler.setting import LOCK
from apicompiler.source import Location
from apicompiler.target import Target

NOUNS: Mapping[str, str] = {"domains": "domain", "apiKeys": "key", "userPools": "user pool"}
MADE_UP = "made up"


class Kept(Noun):
    """Something that stays what it is."""

    section: str
    """As the lock calls it, which tells what it is."""
    name: str
    identity: str
    """What makes another one of it when it changes."""
    at: Location
    """Where that is decided."""


def kept(target: Target) -> tuple[Kept, ...]:
    """Return everything of *target* that is lost when it is replaced, in the order of the blueprint."""
    blueprint = target.blueprint
    return (
        *(
            Kept("domains", key, domain.name, domain.at / "name")
            for key, domain in blueprint.domains.items()
            if isinstance(domain, Domain)
        ),
        *(Kept("apiKeys", key, _value(held), held.at / "value") for key, held in blueprint.api_keys.items()),
        *(
            Kept("userPools", key, " ".join(guard.cognito.sign_in), guard.cognito.at / "signIn")
            for key, guard in blueprint.authorizers.items()
            if isinstance(guard, CognitoAuthorizer) and guard.cognito.is_made
        ),
    )


def written_down(protected: Protected) -> Mapping[str, Mapping[str, str]]:
    """Return what the lock says of an environment."""
    return {"domains": protected.domains, "apiKeys": protected.api_keys, "userPools": protected.user_pools}


def lock_at(target: Target) -> Location:
    """Return where the lock speaks of what *target* keeps."""
    return Location(LOCK) / "protected" / target.locked_as


def _value(key: ApiKey) -> str:
    return str(key.value) if key.value else MADE_UP
