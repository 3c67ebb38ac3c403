"""Web ACLs, what they guard, and what somebody is told and shown: counts of logs, alarms and dashboards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from apicompiler import plan
from apicompiler.emit.resources.resource import Resource, resource
from apicompiler.plan import attribute, joined, ref


def emit_web_acl(acl: plan.WebAcl, within: plan.Plan) -> Iterator[Resource]:
    rules = [_group(name, counted, priority) for priority, (name, counted) in enumerate(acl.groups.items())]
    if acl.rate_limit:
        statement = {"Limit": acl.rate_limit, "AggregateKeyType": "IP", "EvaluationWindowSec": acl.rate_window}
        rules.append(
            {
                "Name": "rate",
                "Priority": len(rules),
                "Action": {"Block": {}},
                "Statement": {"RateBasedStatement": statement},
                "VisibilityConfig": _visible("rate"),
            }
        )
    yield resource(
        acl.id,
        "AWS::WAFv2::WebACL",
        Name=acl.name,
        Scope="REGIONAL",
        DefaultAction={"Allow": {}},
        Rules=rules,
        VisibilityConfig=_visible(acl.name),
    )
    if acl.log_group:
        log = next(group for group in within.log_groups if group.id == acl.log_group)
        yield resource(
            f"{acl.id}Logging",
            "AWS::WAFv2::LoggingConfiguration",
            after=(log.id,),
            ResourceArn=attribute(acl.id, "Arn"),
            # The attribute of a log group ends in `:*`, which WAF does not take.
            LogDestinationConfigs=[
                f"arn:{within.partition}:logs:{within.region}:{within.account}:log-group:{log.name}"
            ],
            RedactedFields=[{"SingleHeader": {"Name": name}} for name in ("authorization", "cookie", "x-api-key")],
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
    extended = alarm.statistic.startswith("p")
    return resource(
        alarm.id,
        "AWS::CloudWatch::Alarm",
        AlarmName=alarm.name,
        Namespace=alarm.namespace,
        MetricName=alarm.metric,
        Dimensions=[{"Name": name, "Value": value} for name, value in alarm.dimensions.items()] or None,
        Statistic=None if extended else alarm.statistic,
        ExtendedStatistic=alarm.statistic if extended else None,
        Threshold=alarm.threshold,
        ComparisonOperator="GreaterThanThreshold",
        Period=alarm.period,
        EvaluationPeriods=alarm.periods,
        DatapointsToAlarm=alarm.breaches,
        TreatMissingData="notBreaching",
        AlarmActions=[alarm.topic],
        OKActions=[alarm.topic],
    )


def _group(name: str, counted: tuple[str, ...], priority: int) -> dict[str, Any]:
    statement: dict[str, Any] = {"VendorName": "AWS", "Name": name}
    if counted:
        statement["RuleActionOverrides"] = [{"Name": rule, "ActionToUse": {"Count": {}}} for rule in counted]
    return {
        "Name": name,
        "Priority": priority,
        "OverrideAction": {"None": {}},
        "Statement": {"ManagedRuleGroupStatement": statement},
        "VisibilityConfig": _visible(name),
    }


def _visible(name: str) -> dict[str, Any]:
    return {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": name}
