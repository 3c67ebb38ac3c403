"""Usage plans and API keys."""

from __future__ import annotations

from collections.abc import Iterator

from apicompiler import plan
from apicompiler.emit.resources.resource import Resource, resource
from apicompiler.plan import ref


def emit_usage_plan(usage_plan: plan.UsagePlan, within: plan.Plan) -> Resource:
    apis = {stage.id: stage.api for stage in within.stages}
    quota = {"Limit": usage_plan.quota_limit, "Period": usage_plan.quota_period}
    throttle = {"RateLimit": usage_plan.rate, "BurstLimit": usage_plan.burst}
    return resource(
        usage_plan.id,
        "AWS::ApiGateway::UsagePlan",
        UsagePlanName=usage_plan.name,
        ApiStages=[{"ApiId": ref(apis[stage]), "Stage": ref(stage)} for stage in usage_plan.stages],
        Quota=quota if usage_plan.quota_limit is not None else None,
        Throttle=throttle if usage_plan.rate is not None else None,
    )


def emit_api_key(key: plan.ApiKey) -> Iterator[Resource]:
    yield resource(
        key.id,
        "AWS::ApiGateway::ApiKey",
        after=key.after,
        Name=key.name,
        Description=key.description or None,
        Enabled=True,
    )
    yield resource(
        f"{key.plan}{key.id}",
        "AWS::ApiGateway::UsagePlanKey",
        KeyId=ref(key.id),
        KeyType="API_KEY",
        UsagePlanId=ref(key.plan),
    )
