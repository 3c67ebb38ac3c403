"""Lowers the dashboard of each API: for each stage how many calls there are, how long they take, and what goes wrong.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from apicompiler import plan
from apicompiler.lower.ids import logical_id
from apicompiler.lower.watching import counts
from apicompiler.plan import Value, joined, ref
from apicompiler.target import Target

Metric = tuple[str, str]
"""The name of a metric, and its statistic."""

WIDTH, HEIGHT = 8, 6  # three in a row of 24
ID = "{api}"
"""Stands for the id of an API, by which the metrics of WebSocket and HTTP APIs are known."""

CALLS: tuple[Metric, ...] = (("Count", "Sum"), ("4XXError", "Sum"), ("5XXError", "Sum"))
# https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
HTTP_CALLS: tuple[Metric, ...] = (("Count", "Sum"), ("4xx", "Sum"), ("5xx", "Sum"))
LATENCY: tuple[Metric, ...] = (("Latency", "p50"), ("Latency", "p99"), ("IntegrationLatency", "p99"))
CACHE: tuple[Metric, ...] = (("CacheHitCount", "Sum"), ("CacheMissCount", "Sum"))
# https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-logging.html
MESSAGES: tuple[Metric, ...] = (("ConnectCount", "Sum"), ("MessageCount", "Sum"))
FAILURES: tuple[Metric, ...] = (("ClientError", "Sum"), ("ExecutionError", "Sum"), ("IntegrationError", "Sum"))
BACKEND: tuple[Metric, ...] = (("IntegrationLatency", "p50"), ("IntegrationLatency", "p99"))


def lower_dashboards(target: Target, stack: str, stages: tuple[plan.Stage, ...]) -> Iterator[plan.Dashboard]:
    """Yield the dashboards; their names hold the region, because those of an account are all in one place."""
    if not target.blueprint.dashboard:
        return
    cached = {stage.id for stage in stages if stage.cache_size}
    for key in target.blueprint.apis:
        rows = _sockets(target) if key in target.sockets else _calls(target, stack, key, cached)
        body = json.dumps({"widgets": [*_placed(rows)]}, separators=(",", ":"))
        yield plan.Dashboard(
            id=logical_id("Dashboard", key),
            name=f"{stack}-{key}-{target.environment.region}",
            body=_with_id(body, key),
        )


def _calls(target: Target, stack: str, key: str, cached: set[str]) -> Iterator[list[dict[str, Any]]]:
    counted = [found for found in counts(target) if found.api == key]
    is_http = key in target.http_apis
    for stage in target.stages:
        of = {**({"ApiId": ID} if is_http else {"ApiName": f"{stack}-{key}"}), "Stage": stage}
        row = [
            _graph(target, f"{stage}: calls", _lines("AWS/ApiGateway", HTTP_CALLS if is_http else CALLS, of)),
            _graph(target, f"{stage}: milliseconds", _lines("AWS/ApiGateway", LATENCY, of)),
        ]
        if logical_id("Stage", key, stage) in cached:
            row.append(_graph(target, f"{stage}: cache", _lines("AWS/ApiGateway", CACHE, of)))
        refused = [[*found.metric(stack), {"stat": "Sum"}] for found in counted if found.stage == stage]
        if refused:
            row.append(_graph(target, f"{stage}: refused", refused))
        yield row


def _sockets(target: Target) -> Iterator[list[dict[str, Any]]]:
    for stage in target.stages:
        of = {"ApiId": ID, "Stage": stage}
        titles = {"messages": MESSAGES, "errors": FAILURES, "milliseconds": BACKEND}
        yield [
            _graph(target, f"{stage}: {title}", _lines("AWS/ApiGateway", metrics, of))
            for title, metrics in titles.items()
        ]


def _lines(namespace: str, metrics: Iterable[Metric], of: dict[str, str]) -> list[list[Any]]:
    dimensions = [word for pair in of.items() for word in pair]
    return [[namespace, name, *dimensions, {"stat": statistic}] for name, statistic in metrics]


def _graph(target: Target, title: str, lines: list[list[Any]]) -> dict[str, Any]:
    region = str(target.environment.region)
    return {"title": title, "region": region, "view": "timeSeries", "period": 60, "metrics": lines}


def _placed(rows: Iterable[list[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    """Lay the graphs of each row beside each other, and the rows one below the other."""
    y = 0
    for row in rows:
        for index, properties in enumerate(row):
            down, across = divmod(index, 24 // WIDTH)
            place = {"x": across * WIDTH, "y": y + down * HEIGHT, "width": WIDTH, "height": HEIGHT}
            yield {"type": "metric", **place, "properties": properties}
        y += HEIGHT * -(-len(row) // (24 // WIDTH))


def _with_id(body: str, key: str) -> Value:
    """Put the id of an API where it belongs."""
    first, *others = body.split(ID)
    return joined(first, *(part for text in others for part in (ref(logical_id("Api", key)), text)))
