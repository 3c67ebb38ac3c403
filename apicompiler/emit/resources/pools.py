"""User pools, their scopes, applications, identity providers and domains."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apicompiler import plan
from apicompiler.emit.resources.resource import Resource, handed_over, resource
from apicompiler.plan import attribute, ref

CLASSES = ("Lowercase", "Uppercase", "Numbers", "Symbols")


def emit_user_pool(pool: plan.UserPool) -> Resource:
    sms = {"SnsCallerArn": pool.sms_role, "ExternalId": pool.sms_external_id}
    return resource(
        pool.id,
        "AWS::Cognito::UserPool",
        after=pool.after,
        UserPoolName=pool.name,
        UserPoolTier=pool.tier,
        DeletionProtection="ACTIVE" if pool.retained else "INACTIVE",
        UsernameAttributes=list(pool.username_attributes) or None,
        AliasAttributes=list(pool.alias_attributes) or None,
        UsernameConfiguration={"CaseSensitive": False},
        AutoVerifiedAttributes=list(pool.verified) or None,
        # An address takes the place of the one before it once somebody has shown that it is theirs.
        UserAttributeUpdateSettings={"AttributesRequireVerificationBeforeUpdate": list(pool.verified)},
        Schema=[_attribute(known) for known in pool.attributes] or None,
        Policies={"PasswordPolicy": _password(pool.password)},
        MfaConfiguration=pool.mfa,
        EnabledMfas=list(pool.factors) or None,
        AccountRecoverySetting={
            "RecoveryMechanisms": [{"Name": way, "Priority": place} for place, way in enumerate(pool.recovery, 1)]
        },
        AdminCreateUserConfig={"AllowAdminCreateUserOnly": pool.by_invitation},
        UserPoolAddOns={"AdvancedSecurityMode": pool.threat_protection} if pool.threat_protection != "OFF" else None,
        LambdaConfig=_triggers(pool) or None,
        SmsConfiguration=sms if pool.sms_role else None,
    ).replace(retained=pool.retained)


def emit_trigger_permission(permission: plan.TriggerPermission) -> Resource:
    return resource(
        permission.id,
        "AWS::Lambda::Permission",
        Action="lambda:InvokeFunction",
        FunctionName=ref(permission.made_here) if permission.made_here else permission.function,
        Principal="cognito-idp.amazonaws.com",
        SourceArn=attribute(permission.pool, "Arn"),
    )


def emit_resource_server(server: plan.ResourceServer) -> Resource:
    return resource(
        server.id,
        "AWS::Cognito::UserPoolResourceServer",
        UserPoolId=ref(server.pool),
        Identifier=server.identifier,
        Name=server.name,
        Scopes=[{"ScopeName": name, "ScopeDescription": text} for name, text in server.scopes.items()],
    )


def emit_identity_provider(provider: plan.IdentityProvider) -> Resource:
    return resource(
        provider.id,
        "AWS::Cognito::UserPoolIdentityProvider",
        UserPoolId=ref(provider.pool),
        ProviderName=provider.name,
        ProviderType=provider.type,
        ProviderDetails=dict(provider.details),
        AttributeMapping=dict(provider.attributes) or None,
    )


def emit_pool_client(client: plan.PoolClient) -> Resource:
    return resource(
        client.id,
        "AWS::Cognito::UserPoolClient",
        after=client.after,
        UserPoolId=ref(client.pool),
        ClientName=client.name,
        GenerateSecret=client.secret,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=[client.grant],
        AllowedOAuthScopes=list(client.scopes),
        CallbackURLs=list(client.callbacks) or None,
        LogoutURLs=list(client.logout) or None,
        SupportedIdentityProviders=list(client.providers) or None,
        ExplicitAuthFlows=list(client.flows),
        AccessTokenValidity=client.access_seconds,
        IdTokenValidity=client.id_seconds,
        RefreshTokenValidity=client.refresh_seconds,
        TokenValidityUnits={"AccessToken": "seconds", "IdToken": "seconds", "RefreshToken": "seconds"},
        EnableTokenRevocation=True,
        PreventUserExistenceErrors="ENABLED",
    )


def emit_pool_domain(domain: plan.PoolDomain, handed: Mapping[str, str]) -> Resource:
    certificate = handed_over(domain.certificate, handed)
    return resource(
        domain.id,
        "AWS::Cognito::UserPoolDomain",
        after=domain.after,
        UserPoolId=ref(domain.pool),
        Domain=domain.name,
        CustomDomainConfig={"CertificateArn": certificate} if certificate else None,
    )


def _attribute(known: plan.PoolAttribute) -> dict[str, Any]:
    bounds = ("MinValue", "MaxValue") if known.type == "Number" else ("MinLength", "MaxLength")
    values = zip(bounds, (known.lowest, known.highest), strict=True)
    constraints = {name: str(value) for name, value in values if value is not None}
    kind = "NumberAttributeConstraints" if known.type == "Number" else "StringAttributeConstraints"
    return {
        "Name": known.name,
        "AttributeDataType": known.type,
        "Mutable": known.mutable,
        **({"Required": known.required} if known.is_standard else {}),
        **({kind: constraints} if constraints else {}),
    }


def _password(policy: plan.PasswordPolicy) -> dict[str, Any]:
    return {
        "MinimumLength": policy.length,
        **{f"Require{word}": word in policy.classes for word in CLASSES},
        "TemporaryPasswordValidityDays": policy.temporary_days,
        **({"PasswordHistorySize": policy.history} if policy.history else {}),
    }


def _triggers(pool: plan.UserPool) -> dict[str, Any]:
    """Return the functions of a pool; that of tokens has a key of its own, which says what it is given."""
    triggers: dict[str, Any] = dict(pool.triggers)
    if token := triggers.get("PreTokenGeneration"):
        triggers["PreTokenGenerationConfig"] = {"LambdaArn": token, "LambdaVersion": pool.token_event}
    return triggers
