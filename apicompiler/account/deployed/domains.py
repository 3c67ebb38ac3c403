"""Compares domains, and what leads callers of one to which stage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from apicompiler import plan
from apicompiler.account.deployed.facts import UNKNOWN, Fact
from apicompiler.account.deployed.places import Places
from apicompiler.account.deployed.stages import set_right
from apicompiler.account.deployed.standing import Standing
from apicompiler.rules.deployed import CHANGED_DOMAIN

ROOT = ("", "(none)")
"""What stands for the domain itself, without a path."""


def settings(places: Places, standing: Standing) -> Iterator[Fact]:
    """Yield what can be said of the settings of each domain."""
    for domain in places.plan.domains:
        if found := standing.domains.get(domain.id):
            of = _of_rest if domain.kind == "V1" else _of_second
            at = places.domain(domain.name)
            for word, what, wanted, seen in of(domain, found, standing):
                named = f"{what} of domain `{domain.name}`"
                yield Fact(CHANGED_DOMAIN, at / word, named, wanted, seen, set_right(places))


Row = tuple[str, str, Any, Any]


def _of_rest(domain: plan.DomainName, found: Mapping[str, Any], standing: Standing) -> Iterator[Row]:
    certificate = "certificateArn" if domain.endpoint == "EDGE" else "regionalCertificateArn"
    mutual = found.get("mutualTlsAuthentication", {})
    endpoint = tuple(found.get("endpointConfiguration", {}).get("types", ()))
    yield "tls", "the security policy", domain.security_policy, found.get("securityPolicy", "")
    if domain.access_mode:
        yield "tls", "the access mode", domain.access_mode, found.get("endpointAccessMode", "")
    yield "certificate", "the certificate", standing.known.text(domain.certificate), found.get(certificate, "")
    yield "name", "the endpoint", (domain.endpoint,), endpoint
    yield "mutualTls", "the truststore", domain.truststore or "", mutual.get("truststoreUri", "")
    if domain.routing_mode:
        yield "routes", "the routing mode", domain.routing_mode, found.get("routingMode", "")


def _of_second(domain: plan.DomainName, found: Mapping[str, Any], standing: Standing) -> Iterator[Row]:
    for said in found.get("DomainNameConfigurations", ())[:1]:
        yield "tls", "the security policy", domain.security_policy, said.get("SecurityPolicy", "")
        wanted = standing.known.text(domain.certificate)
        yield "certificate", "the certificate", wanted, said.get("CertificateArn", "")


def base_paths(places: Places, standing: Standing) -> Iterator[Fact]:
    """Yield where each base path leads; those of a domain that somebody else has made are not all ours."""
    known, stages = standing.known, {stage.id: stage for stage in places.plan.all_stages}
    own = {domain.name for domain in places.plan.domains}
    for name, answers in standing.base_paths.items():
        if answers is None:
            continue
        seen = {_path(answer): _leads(answer) for answer in answers}
        paths = {path.base_path: path for path in places.plan.base_paths if known.text(path.domain) == name}
        for path in sorted({*paths, *(seen if name in own else ())}):
            made = paths.get(path)
            stage = stages[made.stage] if made else None
            wanted = f"{standing.stack.physical(stage.api) or UNKNOWN}/{stage.name}" if stage else ""
            at = places.base_path(made) if made else places.domain(name) / "paths"
            what = f"the stage behind `{name}/{path}`"
            yield Fact(CHANGED_DOMAIN, at, what, wanted, seen.get(path, ""), set_right(places))


def _path(said: Mapping[str, Any]) -> str:
    path = str(said.get("ApiMappingKey", said.get("basePath", "")))
    return "" if path in ROOT else path


def _leads(said: Mapping[str, Any]) -> str:
    return f"{said.get('ApiId', said.get('restApiId', ''))}/{said.get('Stage', said.get('stage', ''))}"


def routing_rules(places: Places, standing: Standing) -> Iterator[Fact]:
    """Yield where each routing rule of a domain leads, by its priority."""
    stages = {stage.id: stage for stage in places.plan.all_stages}
    for domain in places.plan.domains:
        answers = standing.routing_rules.get(domain.id)
        if answers is None:
            continue
        at = places.domain(domain.name) / "routes"
        planned = {
            rule.priority: _planned(rule, stages[rule.stage], standing)
            for rule in places.plan.routing_rules
            if rule.domain == plan.attribute(domain.id, "DomainNameArn")
        }
        seen = {answer["Priority"]: _rule(answer) for answer in answers}
        for priority in sorted(planned.keys() | seen.keys()):
            what = f"routing rule {priority} of domain `{domain.name}`"
            wanted, found = planned.get(priority, ()), seen.get(priority, ())
            yield Fact(CHANGED_DOMAIN, at, what, wanted, found, set_right(places))


def _planned(rule: plan.RoutingRule, stage: plan.Stage | plan.StageV2, standing: Standing) -> tuple[str, ...]:
    headers = sorted(f"{header}: {glob}" for header, glob in rule.headers.items())
    paths = [f"/{rule.base_path}"] if rule.base_path else []
    return (*headers, *paths, f"{standing.stack.physical(stage.api) or UNKNOWN}/{stage.name}")


def _rule(said: Mapping[str, Any]) -> tuple[str, ...]:
    """Write what a rule asks for and where it leads; of several that it might ask for, all of them."""
    conditions = said.get("Conditions", ())
    headers = sorted(
        f"{each.get('Header')}: {each.get('ValueGlob')}"
        for condition in conditions
        for each in condition.get("MatchHeaders", {}).get("AnyOf", ())
    )
    paths = [f"/{path}" for each in conditions for path in each.get("MatchBasePaths", {}).get("AnyOf", ())]
    leads = [f"{to['ApiId']}/{to['Stage']}" for action in said.get("Actions", ()) if (to := action.get("InvokeApi"))]
    return (*headers, *paths, *leads)
