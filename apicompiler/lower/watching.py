"""Lowers the alarms about stages, and what they count in access logs.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from apicompiler import plan
from apicompiler.blueprint import Alarms
from apicompiler.lower.ids import logical_id, shortened
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
        return f"apicompiler/{stack}", f"{self.api}/{'-'.join((self.stage, *self.words))}"


def lower_alarms(target: Target, stack: str) -> Iterator[plan.Alarm]:
    """Yield the alarms of each API and stage."""
    alarms = target.blueprint.alarms
    if alarms is None:
        return
    for key in target.contracts:
        for stage in target.stages:
            yield from _measured(target, alarms, stack, key, stage)
    for counted in counts(target):
        namespace, metric = counted.metric(stack)
        yield plan.Alarm(
            id=logical_id("Alarm", counted.api, counted.stage, *counted.words),
            name=shortened(f"{stack}-{metric}", 255),
            namespace=namespace,
            metric=metric,
            dimensions={},
            statistic="Sum",
            share_of=None,
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


def _measured(target: Target, alarms: Alarms, stack: str, key: str, stage: str) -> Iterator[plan.Alarm]:
    """Yield the alarms about what API Gateway measures: three of five minutes have to be bad.

    The average of what a REST API counts is a share of its calls; what an HTTP API counts is divided by them.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
    """
    watched: Mapping[str, tuple[str, str, str, Percent | Duration | str | None]] = {
        "errors": ("5XXError", "5xx", "Average", alarms.errors),
        "refusals": ("4XXError", "4xx", "Average", alarms.refusals),
        "p99": ("Latency", "Latency", "p99", alarms.p99),
        "backendP99": ("IntegrationLatency", "IntegrationLatency", "p99", alarms.backend_p99),
    }
    is_http = key in target.http_apis
    api: dict[str, Value] = {"ApiId": ref(logical_id("Api", key))} if is_http else {"ApiName": f"{stack}-{key}"}
    for word, (of_rest, of_http, statistic, limit) in watched.items():
        if isinstance(limit, Percent | Duration):
            is_divided = is_http and isinstance(limit, Percent)
            yield plan.Alarm(
                id=logical_id("Alarm", key, stage, word),
                name=shortened(f"{stack}-{key}/{stage}-{word}", 255),
                namespace="AWS/ApiGateway",
                metric=of_http if is_http else of_rest,
                dimensions={**api, "Stage": stage},
                statistic="Sum" if is_divided else statistic,
                share_of="Count" if is_divided else None,
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
