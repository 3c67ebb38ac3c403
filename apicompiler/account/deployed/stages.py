"""Compares the settings of stages, which hold for all of their calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from apicompiler import plan
from apicompiler.account.deployed.facts import Fact, Known
from apicompiler.account.deployed.places import Places
from apicompiler.account.deployed.standing import Standing
from apicompiler.rules.deployed import CHANGED_STAGE
from apicompiler.source import Location

# What holds for a method of which a stage says nothing, where it speaks of others.
# https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-stages.html (read 2026-11-28)
ALL = ("/*", "*")


def settings(places: Places, standing: Standing) -> Iterator[Fact]:
    """Yield what can be said of the settings of each stage."""
    for stage in places.plan.all_stages:
        if answer := standing.stages.get(stage.id):
            for at, what, wanted, found in _rows(places, standing.known, stage, answer):
                named = f"{what} of stage {places.title(stage)}"
                yield Fact(CHANGED_STAGE, at, named, wanted, found, set_right(places))


def _rows(places: Places, known: Known, stage: plan.Stage | plan.StageV2, found: Mapping[str, Any]) -> Iterator[Row]:
    if isinstance(stage, plan.Stage):
        yield from _of_rest(places, known, stage, found)
    else:
        yield from _of_second(places, known, stage, found)


def set_right(places: Places) -> str:
    """Say how what was changed by hand becomes what a template says.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/drift-aware-change-sets.html (read 2026-11-28)
    """
    return (
        f"`cdk deploy {places.plan.name}`; where the blueprint has not changed since, somebody did it by hand, "
        "and only `--revert-drift` sets it back"
    )


Row = tuple[Location, str, Any, Any]
"""Where it was decided, what it is, what is wanted, and what was found."""


def _of_rest(places: Places, known: Known, stage: plan.Stage, found: Mapping[str, Any]) -> Iterator[Row]:
    of = partial(places.of_stage, stage)
    cached = found.get("cacheClusterSize") if found.get("cacheClusterEnabled") else None
    log = found.get("accessLogSettings", {})
    certificate = known.text(plan.ref(stage.client_certificate)) if stage.client_certificate else ""
    yield of("cache"), "the size of the cache", stage.cache_size, cached
    yield of("tracing"), "the tracing", stage.tracing, bool(found.get("tracingEnabled"))
    yield of("clientCertificate"), "the client certificate", certificate, found.get("clientCertificateId", "")
    yield of("logging"), "the access log", _log(stage, known), log.get("destinationArn", "").removesuffix(":*")
    if stage.log_format and log:
        yield of("logging"), "the format of the access log", stage.log_format, log.get("format", "")
    yield from _variables(places, stage, found.get("variables", {}))
    yield from _canary(places, stage, found)
    yield from _methods(places, stage, found.get("methodSettings", {}))


def _log(stage: plan.Stage | plan.StageV2, known: Known) -> str:
    stream = stage.log_stream if isinstance(stage, plan.Stage) else None
    return str(known.text(plan.attribute(stage.log_group, "Arn") if stage.log_group else stream or ""))


def _variables(places: Places, stage: plan.Stage | plan.StageV2, found: Mapping[str, str]) -> Iterator[Row]:
    at = places.stage(stage) / "variables"
    for name in sorted({*stage.variables, *found}):
        yield at / name, f"variable `{name}`", stage.variables.get(name, ""), found.get(name, "")


def _canary(places: Places, stage: plan.Stage, found: Mapping[str, Any]) -> Iterator[Row]:
    percent = found.get("canarySettings", {}).get("percentTraffic", 0.0)
    yield places.stage(stage), "the share of calls that a canary gets", 0, percent


def _methods(places: Places, stage: plan.Stage, found: Mapping[str, Mapping[str, Any]]) -> Iterator[Row]:
    """Yield what holds for single methods, and for all others; what a method does not say, all of them do."""
    by_key = {_key(f"{setting.path}/{setting.method}"): setting for setting in stage.settings}
    by_found = {_key(written): said for written, said in found.items()}
    for key in sorted({*by_key, *by_found}):
        wanted, seen = by_key.get(key, by_key[ALL]), by_found.get(key, by_found.get(ALL, {}))
        for word, what, mine, theirs in _setting(wanted, seen):
            yield _decided(places, stage, wanted, word), f"{what} of {_title(key)}", mine, theirs


def _key(written: str) -> tuple[str, str]:
    """Return the path and the method that a setting is for; API Gateway writes the slashes of a path as `~1`."""
    path, _, verb = written.replace("~1", "/").rpartition("/")
    return "/" + path.strip("/"), verb


def _title(key: tuple[str, str]) -> str:
    path, verb = key
    return "all methods" if key == ALL else f"`{verb} {path}`"


def _setting(wanted: plan.MethodSetting, found: Mapping[str, Any]) -> Iterator[tuple[str, str, Any, Any]]:
    yield "throttle", "the rate", float(wanted.rate), found.get("throttlingRateLimit")
    yield "throttle", "the burst", wanted.burst, found.get("throttlingBurstLimit")
    yield "logging", "the level of the execution log", wanted.logging, found.get("loggingLevel", "OFF")
    yield "logging", "the logging of bodies", wanted.bodies, bool(found.get("dataTraceEnabled"))
    yield "metrics", "the counting", wanted.metrics, bool(found.get("metricsEnabled"))
    yield "cache", "the caching", wanted.cache is not None, bool(found.get("cachingEnabled"))
    if wanted.cache and found.get("cachingEnabled"):
        yield "cache", "the time that answers are kept", wanted.cache.ttl_seconds, found.get("cacheTtlInSeconds")
        yield "cache", "the encryption of the cache", wanted.cache.encrypted, bool(found.get("cacheDataEncrypted"))


def _decided(places: Places, stage: plan.Stage, setting: plan.MethodSetting, word: str) -> Location:
    """Return what decided a setting: the operation where it says so itself, else the stage."""
    method = places.method(places.keys[stage.api], setting.path, setting.method)
    own = getattr(method, word, None) if method else None
    return own.at if own else places.of_stage(stage, word)


def _of_second(places: Places, known: Known, stage: plan.StageV2, found: Mapping[str, Any]) -> Iterator[Row]:
    of = partial(places.of_stage, stage)
    log = found.get("AccessLogSettings", {}).get("DestinationArn", "").removesuffix(":*")
    yield of("logging"), "the access log", _log(stage, known), log
    yield from _variables(places, stage, found.get("StageVariables", {}))
    routes = found.get("RouteSettings", {})
    named = {"": (stage.settings, found.get("DefaultRouteSettings", {}))}
    named |= {key: (stage.routes.get(key, stage.settings), routes.get(key, {})) for key in {*stage.routes, *routes}}
    for key in sorted(named):
        wanted, seen = named[key]
        whose = f"of route `{key}`" if key else "of all routes"
        yield of("throttle"), f"the rate {whose}", float(wanted.rate), seen.get("ThrottlingRateLimit")
        yield of("throttle"), f"the burst {whose}", wanted.burst, seen.get("ThrottlingBurstLimit")
        yield of("metrics"), f"the counting {whose}", wanted.metrics, bool(seen.get("DetailedMetricsEnabled"))
        if wanted.logging:
            level = seen.get("LoggingLevel", "OFF")
            yield of("logging"), f"the level of the execution log {whose}", wanted.logging, level
            yield of("logging"), f"the logging of bodies {whose}", wanted.bodies, bool(seen.get("DataTraceEnabled"))
