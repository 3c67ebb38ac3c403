"""Usage plans and API keys."""

from __future__ import annotations

from typing import Any

from apicompiler import plan
from apicompiler.emit.resources.resource import Resource, resource
from apicompiler.plan import ref


def emit_usage_plan(usage_plan: plan.UsagePlan, within: plan.Plan) -> Resource:
    quota = {"Limit": usage_plan.quota_limit, "Period": usage_plan.quota_period}
    throttle = {"RateLimit": usage_plan.rate, "BurstLimit": usage_plan.burst}
    return resource(
        usage_plan.id,
        "AWS::ApiGateway::UsagePlan",
        after=usage_plan.after,
        UsagePlanName=usage_plan.name,
        ApiStages=[_api_stage(covered, within.api_of(covered.stage)) for covered in usage_plan.stages],
        Quota=quota if usage_plan.quota_limit is not None else None,
        Throttle=throttle if usage_plan.rate is not None else None,
    )


def emit_secret(secret: plan.Secret) -> Resource:
    return resource(
        secret.id,
        "AWS::SecretsManager::Secret",
        Name=secret.name,
        Description=secret.description,
        GenerateSecretString={"PasswordLength": secret.length, "ExcludePunctuation": True},
    )


def emit_api_key(key: plan.ApiKey) -> Resource:
    return resource(
        key.id,
        "AWS::ApiGateway::ApiKey",
        after=key.after,
        Name=key.name,
        Description=key.description or None,
        Enabled=key.enabled,
        Value=key.value,
        Tags=[{"Key": name, "Value": value} for name, value in sorted(key.tags.items())] or None,
    )


def emit_usage_plan_key(key: plan.UsagePlanKey) -> Resource:
    return resource(
        key.id,
        "AWS::ApiGateway::UsagePlanKey",
        after=key.after,
        KeyId=ref(key.key),
        KeyType="API_KEY",
        UsagePlanId=ref(key.plan),
    )


def _api_stage(covered: plan.CoveredStage, api: str) -> dict[str, Any]:
    throttles = {
        f"{throttle.path}/{throttle.method}": {"RateLimit": throttle.rate, "BurstLimit": throttle.burst}
        for throttle in covered.throttles
    }
    return {"ApiId": ref(api), "Stage": ref(covered.stage), **({"Throttle": throttles} if throttles else {})}
