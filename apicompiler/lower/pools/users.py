"""Lowers user pools: who the users are, how they sign in, and what is called when they do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from apicompiler import plan
from apicompiler.blueprint import Attribute, CognitoAuthorizer, CognitoPools, Password
from apicompiler.blueprint.pools import STANDARD_ATTRIBUTES
from apicompiler.lower.functions import called, made_here, role_arn, role_name
from apicompiler.lower.ids import digest, logical_id
from apicompiler.lower.pool_ids import pool_id
from apicompiler.target import Target

CONTACTS = {"email": "email", "phone": "phone_number"}
RECOVERY = {"email": "verified_email", "phone": "verified_phone_number"}
FACTORS = {"totp": "SOFTWARE_TOKEN_MFA", "sms": "SMS_MFA"}
MFA: Mapping[str, Literal["OFF", "OPTIONAL", "ON"]] = {"off": "OFF", "optional": "OPTIONAL", "required": "ON"}
TIERS: Mapping[str, Literal["LITE", "ESSENTIALS", "PLUS"]] = {
    "lite": "LITE",
    "essentials": "ESSENTIALS",
    "plus": "PLUS",
}
PROTECTION: Mapping[str, Literal["OFF", "AUDIT", "ENFORCED"]] = {"off": "OFF", "audit": "AUDIT", "enforced": "ENFORCED"}
TYPES: Mapping[str, Literal["String", "Number", "DateTime", "Boolean"]] = {
    "text": "String",
    "number": "Number",
    "date": "DateTime",
    "boolean": "Boolean",
}


def lower_user_pools(target: Target, stack: str) -> Iterator[plan.UserPool]:
    for authorizer, pools in target.made_pools:
        sms = _sms_role(stack, authorizer)
        contacts = tuple(CONTACTS[word] for word in pools.sign_in if word != "username")
        aliased = "username" in pools.sign_in
        yield plan.UserPool(
            id=pool_id(authorizer),
            name=f"{stack}-{authorizer.title}",
            tier=TIERS[pools.tier],
            retained=pools.retain or target.environment.protect,
            username_attributes=() if aliased else contacts,
            alias_attributes=contacts if aliased else (),
            verified=_verified(pools),
            attributes=tuple(_attribute(name, known) for name, known in pools.attributes.items()),
            password=_password(pools.password or Password(at=pools.at / "password")),
            mfa=MFA[pools.mfa.when] if pools.mfa else "OFF",
            factors=tuple(FACTORS[factor] for factor in pools.mfa.by) if pools.mfa and pools.mfa.when != "off" else (),
            recovery=tuple(RECOVERY[way] for way in pools.ways_back) or ("admin_only",),
            by_invitation=pools.sign_up == "invited",
            threat_protection=PROTECTION[pools.threat_protection],
            triggers={
                f"{name[:1].upper()}{name[1:]}": called(target, stack, named, None)
                for name, named in pools.triggers.items()
            },
            token_event="V1_0" if pools.tier == "lite" else "V2_0",
            sms_role=role_arn(target, sms.name) if pools.sends_sms else None,
            sms_external_id=sms.external_id if pools.sends_sms else "",
            after=(
                *((sms.id,) if pools.sends_sms else ()),
                *dict.fromkeys(id for named in pools.triggers.values() if (id := made_here(target, named, ""))),
            ),
        )


def lower_sms_roles(target: Target, stack: str) -> Iterator[plan.Role]:
    """Yield the roles in which pools send text messages."""
    yield from (_sms_role(stack, authorizer) for authorizer, pools in target.made_pools if pools.sends_sms)


def _sms_role(stack: str, authorizer: CognitoAuthorizer) -> plan.Role:
    # A number has no ARN that could be named.
    # https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-sms.html
    return plan.Role(
        id=logical_id("SmsRole", authorizer.title),
        name=role_name(stack, authorizer.title, "sms"),
        service="cognito-idp",
        statements=(plan.Statement(("sns:Publish",), ("*",)),),
        external_id=f"{stack}-{authorizer.title}",
    )


def lower_trigger_permissions(target: Target, stack: str) -> Iterator[plan.TriggerPermission]:
    for authorizer, pools in target.made_pools:
        functions = {str(named): named for named in pools.triggers.values()}
        for name, named in functions.items():
            yield plan.TriggerPermission(
                id=f"TriggerPermission{digest([pool_id(authorizer), name])[:12]}",
                function=called(target, stack, named, None),
                pool=pool_id(authorizer),
                made_here=made_here(target, named, ""),
            )


def _verified(pools: CognitoPools) -> tuple[str, ...]:
    """Return what is proven when somebody signs up: all by which they sign in or come back."""
    wanted = (*(word for word in pools.sign_in if word != "username"), *pools.ways_back)
    return tuple(dict.fromkeys(CONTACTS[word] for word in wanted))


def _attribute(name: str, known: Attribute) -> plan.PoolAttribute:
    return plan.PoolAttribute(
        name=name,
        type=TYPES[known.type or STANDARD_ATTRIBUTES.get(name, "text")],
        is_standard=name in STANDARD_ATTRIBUTES,
        required=known.required,
        mutable=known.mutable,
        lowest=known.min,
        highest=known.max,
    )


def _password(password: Password) -> plan.PasswordPolicy:
    return plan.PasswordPolicy(
        length=password.length,
        classes=tuple(word.title() for word in password.holds),
        history=password.history,
        temporary_days=int(password.temporary.days),
    )
