"""Web ACLs, what they guard, and what somebody is told and shown: counts of logs, alarms and dashboards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from apicompiler import plan
from apicompiler.emit.resources.resource import Resource, resource
from apicompiler.plan import attribute, joined, ref, secret_string

ORIGIN_KEY = "x-origin-key"
REDACTED = ("authorization", "cookie", "x-api-key")


def emit_web_acl(acl: plan.WebAcl, within: plan.Plan) -> Iterator[Resource]:
    rules = [_lock(acl)] if acl.keys else []
    rules += [_group(name, counted) for name, counted in acl.groups.items()]
    rules += [_limit(acl)] if acl.rate_limit else []
    yield resource(
        acl.id,
        "AWS::WAFv2::WebACL",
        after=acl.after,
        Name=acl.name,
        Scope=acl.scope,
        DefaultAction={"Allow": {}},
        Rules=[{"Name": rule["Name"], "Priority": priority, **rule} for priority, rule in enumerate(rules)],
        VisibilityConfig=_visible(acl.name),
    )
    if acl.log_group:
        groups = (*within.log_groups, *within.log_groups_elsewhere)
        log = next(group for group in groups if group.id == acl.log_group)
        redacted = (*REDACTED, ORIGIN_KEY) if acl.keys else REDACTED
        region = plan.CLOUDFRONT if acl.scope == "CLOUDFRONT" else within.region
        yield resource(
            f"{acl.id}Logging",
            "AWS::WAFv2::LoggingConfiguration",
            after=(log.id,),
            ResourceArn=attribute(acl.id, "Arn"),
            # The attribute of a log group ends in `:*`, which WAF does not take.
            LogDestinationConfigs=[f"arn:{within.partition}:logs:{region}:{within.account}:log-group:{log.name}"],
            RedactedFields=[{"SingleHeader": {"Name": name}} for name in redacted],
            LoggingFilter={
                "DefaultBehavior": "DROP",
                "Filters": [
                    {
                        "Behavior": "KEEP",
                        "Requirement": "MEETS_ANY",
                        "Conditions": [{"ActionCondition": {"Action": word}} for word in ("BLOCK", "COUNT")],
                    }
                ],
            },
        )


def emit_association(association: plan.WebAclAssociation, within: plan.Plan) -> Resource:
    stage = next(stage for stage in within.stages if stage.id == association.stage)
    arn = f"arn:{within.partition}:apigateway:{within.region}::/restapis/"
    return resource(
        association.id,
        "AWS::WAFv2::WebACLAssociation",
        WebACLArn=association.acl,
        # A reference to the stage, so that it is there before it is guarded.
        ResourceArn=joined(arn, ref(stage.api), "/stages/", ref(stage.id)),
    )


def emit_metric_filter(counted: plan.MetricFilter) -> Resource:
    return resource(
        counted.id,
        "AWS::Logs::MetricFilter",
        LogGroupName=ref(counted.log_group),
        FilterPattern=counted.pattern,
        MetricTransformations=[
            {
                "MetricNamespace": counted.namespace,
                "MetricName": counted.metric,
                "MetricValue": "1",
                "DefaultValue": 0,
                "Unit": "Count",
            }
        ],
    )


def emit_dashboard(dashboard: plan.Dashboard) -> Resource:
    return resource(
        dashboard.id, "AWS::CloudWatch::Dashboard", DashboardName=dashboard.name, DashboardBody=dashboard.body
    )


def emit_alarm(alarm: plan.Alarm) -> Resource:
    return resource(
        alarm.id,
        "AWS::CloudWatch::Alarm",
        AlarmName=alarm.name,
        **_watched(alarm),
        Threshold=alarm.threshold,
        ComparisonOperator="GreaterThanThreshold",
        Period=None if alarm.share_of else alarm.period,
        EvaluationPeriods=alarm.periods,
        DatapointsToAlarm=alarm.breaches,
        TreatMissingData="notBreaching",
        AlarmActions=[alarm.topic],
        OKActions=[alarm.topic],
    )


def _watched(alarm: plan.Alarm) -> dict[str, Any]:
    """Write what an alarm looks at: a metric, or two of which one is divided by the other."""
    dimensions = [{"Name": name, "Value": value} for name, value in alarm.dimensions.items()]
    if alarm.share_of is None:
        kind = "ExtendedStatistic" if alarm.statistic.startswith("p") else "Statistic"
        return {
            "Namespace": alarm.namespace,
            "MetricName": alarm.metric,
            "Dimensions": dimensions or None,
            kind: alarm.statistic,
        }
    parts = (("part", alarm.metric), ("whole", alarm.share_of))
    metrics: list[dict[str, Any]] = [
        {
            "Id": id,
            "ReturnData": False,
            "MetricStat": {
                "Metric": {"Namespace": alarm.namespace, "MetricName": metric, "Dimensions": dimensions},
                "Period": 60,
                "Stat": alarm.statistic,
            },
        }
        for id, metric in parts
    ]
    return {"Metrics": [*metrics, {"Id": "share", "Expression": "part / whole", "ReturnData": True}]}


def _lock(acl: plan.WebAcl) -> dict[str, Any]:
    """Write the rule that stops whoever shows none of the keys."""
    shown = [
        {
            "ByteMatchStatement": {
                "FieldToMatch": {"SingleHeader": {"Name": ORIGIN_KEY}},
                "PositionalConstraint": "EXACTLY",
                "SearchString": secret_string(key),
                "TextTransformations": [{"Priority": 0, "Type": "NONE"}],
            }
        }
        for key in acl.keys
    ]
    return {
        "Name": "origin-lock",
        "Action": {"Block": {}},
        "Statement": {"NotStatement": {"Statement": {"OrStatement": {"Statements": shown}}}},
        "VisibilityConfig": _visible("origin-lock"),
    }


def _limit(acl: plan.WebAcl) -> dict[str, Any]:
    """Write the rule that stops an address which sends too much; a distribution tells it in a header."""
    forwarded = {"HeaderName": "X-Forwarded-For", "FallbackBehavior": "NO_MATCH"}
    counted: dict[str, Any] = {"AggregateKeyType": "IP"}
    if acl.behind_cloudfront:
        counted = {"AggregateKeyType": "FORWARDED_IP", "ForwardedIPConfig": forwarded}
    statement = {"Limit": acl.rate_limit, **counted, "EvaluationWindowSec": acl.rate_window}
    return {
        "Name": "rate",
        "Action": {"Block": {}},
        "Statement": {"RateBasedStatement": statement},
        "VisibilityConfig": _visible("rate"),
    }


def _group(name: str, counted: tuple[str, ...]) -> dict[str, Any]:
    statement: dict[str, Any] = {"VendorName": "AWS", "Name": name}
    if counted:
        statement["RuleActionOverrides"] = [{"Name": rule, "ActionToUse": {"Count": {}}} for rule in counted]
    return {
        "Name": name,
        "OverrideAction": {"None": {}},
        "Statement": {"ManagedRuleGroupStatement": statement},
        "VisibilityConfig": _visible(name),
    }


def _visible(name: str) -> dict[str, Any]:
    return {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": name}
