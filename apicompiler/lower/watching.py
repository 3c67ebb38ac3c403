"""Lowers the alarms about stages, and what they count in access logs.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from apicompiler import plan
from apicompiler.blueprint import Alarms
from apicompiler.lower.ids import logical_id
from apicompiler.noun import Noun
from apicompiler.plan import Value, joined, ref
from apicompiler.target import Target
from apicompiler.written import Duration, Percent, RequestRate

# https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
TOO_MANY = '($.errorType = "THROTTLED" || $.errorType = "QUOTA_EXCEEDED")'
NOT_DECIDED = '($.errorType = "AUTHORIZER_FAILURE" || $.errorType = "AUTHORIZER_CONFIGURATION_ERROR")'


class Counted(Noun):
    """Lines of the access log of a stage that an alarm counts, and how many there may be."""

    api: str
    stage: str
    words: tuple[str, ...]
    """What is counted, as it is written in `alarms`."""
    pattern: Value
    most: RequestRate

    def metric(self, stack: str) -> tuple[str, str]:
        """Return the namespace and the name of the metric, which nothing else has."""
        return f"apicompiler/{stack}", "-".join((self.api, self.stage, *self.words))


def lower_alarms(target: Target, stack: str) -> Iterator[plan.Alarm]:
    """Yield the alarms of each API and stage."""
    alarms = target.blueprint.alarms
    if alarms is None:
        return
    for key in target.apis:
        for stage in target.stages:
            yield from _measured(alarms, stack, key, stage)
    for counted in counts(target):
        namespace, metric = counted.metric(stack)
        yield plan.Alarm(
            id=logical_id("Alarm", counted.api, counted.stage, *counted.words),
            name="-".join((stack, counted.api, counted.stage, *counted.words)),
            namespace=namespace,
            metric=metric,
            dimensions={},
            statistic="Sum",
            threshold=counted.most.limit,
            period=counted.most.seconds,
            periods=1,
            breaches=1,
            topic=alarms.notify.value,
        )


def lower_metric_filters(target: Target, stack: str) -> Iterator[plan.MetricFilter]:
    """Yield what counts lines of access logs: API Gateway has no metric of who was refused, and why."""
    for counted in counts(target):
        namespace, metric = counted.metric(stack)
        yield plan.MetricFilter(
            id=logical_id("Count", counted.api, counted.stage, *counted.words),
            log_group=logical_id("AccessLog", counted.api, counted.stage),
            pattern=joined("{ ", counted.pattern, " }"),
            namespace=namespace,
            metric=metric,
        )


def counts(target: Target) -> Iterator[Counted]:
    """Yield what the alarms count in access logs."""
    alarms = target.blueprint.alarms
    if alarms is None:
        return
    for key in target.apis:
        for stage in target.stages:
            if alarms.throttled:
                yield Counted(key, stage, ("throttled",), TOO_MANY, alarms.throttled)
            if alarms.authorizers:
                yield Counted(key, stage, ("authorizers",), NOT_DECIDED, alarms.authorizers)
            for name, most in alarms.plans.items():
                holders = [one.key for one in target.blueprint.api_keys.values() if name in one.plans]
                if holders and (key, stage) in target.covered(target.blueprint.usage_plans[name]):
                    yield Counted(key, stage, ("plans", name), _of(holders), most)


def _measured(alarms: Alarms, stack: str, key: str, stage: str) -> Iterator[plan.Alarm]:
    """Yield the alarms about what API Gateway measures: three of five minutes have to be bad."""
    watched: Mapping[str, tuple[str, str, Percent | Duration | str | None]] = {
        "errors": ("5XXError", "Average", alarms.errors),
        "refusals": ("4XXError", "Average", alarms.refusals),
        "p99": ("Latency", "p99", alarms.p99),
        "backendP99": ("IntegrationLatency", "p99", alarms.backend_p99),
    }
    for word, (metric, statistic, limit) in watched.items():
        if isinstance(limit, Percent | Duration):
            yield plan.Alarm(
                id=logical_id("Alarm", key, stage, word),
                name=f"{stack}-{key}-{stage}-{word}",
                namespace="AWS/ApiGateway",
                metric=metric,
                dimensions={"ApiName": f"{stack}-{key}", "Stage": stage},
                statistic=statistic,
                threshold=limit.share if isinstance(limit, Percent) else limit.milliseconds,
                period=60,
                periods=5,
                breaches=3,
                topic=alarms.notify.value,
            )


def _of(holders: list[str]) -> Value:
    """Write the pattern of calls that were too many, with the keys of some holders."""
    known = [part for key in holders for part in (' || $.apiKeyId = "', ref(logical_id("ApiKey", key)), '"')]
    return joined(f'{TOO_MANY} && ($.apiKeyId = "', *known[1:], ")")
