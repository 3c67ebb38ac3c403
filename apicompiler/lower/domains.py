"""Lowers custom domains, their certificates, base paths and records."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Literal

from apicompiler import plan
from apicompiler.blueprint import Address, Domain, ExistingDomain, Tls
from apicompiler.lower.firewall import DISTRIBUTION
from apicompiler.lower.ids import logical_id
from apicompiler.plan import Value, ref
from apicompiler.routing import leads
from apicompiler.target import Target


def access_mode(tls: Tls | None) -> Literal["BASIC", "STRICT"] | None:
    if tls is None or tls.access is None:
        return None
    return "BASIC" if tls.access == "basic" else "STRICT"


def lower_certificates(target: Target) -> Iterator[plan.Certificate]:
    for domain in target.own_domains:
        if domain.certificate == "create":
            yield _made(target, logical_id("Certificate", domain.key), domain)
        if target.is_fronted(domain) and target.behind(domain).certificate == "create":
            yield _made(target, logical_id("OriginCertificate", domain.key), target.behind(domain))


def _made(target: Target, id: str, domain: Domain) -> plan.Certificate:
    zone = domain.zone.id.value if domain.zone else None
    return plan.Certificate(id=id, name=domain.name, region=target.certificate_region(domain), zone=zone)


def lower_domains(target: Target) -> Iterator[plan.DomainName]:
    """Yield the domains one behind the other: the control plane makes one in 30 seconds.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
    """
    made = [_domain(target, domain) for domain in target.own_domains if not target.is_private(domain)]
    yield from made[:1]
    yield from (domain.replace(after=(before.id,)) for before, domain in pairwise(made))


def _domain(target: Target, domain: Domain) -> plan.DomainName:
    tls, mutual = domain.tls, domain.mutual_tls
    kind = "OriginCertificate" if target.is_fronted(domain) else "Certificate"
    called = target.behind(domain)
    return plan.DomainName(
        id=logical_id("Domain", domain.key),
        name=called.name,
        kind="V2" if target.leads_to_socket(domain) else "V1",
        endpoint="EDGE" if target.is_edge(domain) else "REGIONAL",
        certificate=certificate(called, logical_id(kind, domain.key)),
        security_policy=tls.policy if tls else "TLS_1_2",
        access_mode=access_mode(tls),
        truststore=str(mutual.truststore) if mutual else None,
        truststore_version=(mutual.version or None) if mutual else None,
        ownership_certificate=str(mutual.ownership_certificate) if mutual and mutual.ownership_certificate else None,
        routing_mode="ROUTING_RULE_THEN_BASE_PATH_MAPPING" if any(True for _ in leads(target, domain)) else None,
        after=(),
    )


def certificate(domain: Domain, made: str) -> Value:
    """Return the certificate of a domain: the one that is *made* here, or the one it names."""
    return ref(made) if domain.certificate == "create" else domain.certificate.value


def lower_base_paths(target: Target, domain: Address) -> Iterator[plan.BasePath]:
    """Yield the base paths of a domain.

    An edge domain knows mappings of one segment; a regional one is given API
    mappings, which take several and stand beside an empty one.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html
    """
    kind: Literal["BasePathMapping", "ApiMapping"] = "BasePathMapping" if target.is_edge(domain) else "ApiMapping"
    before: tuple[str, ...] = ()
    for path, text in domain.paths.items():
        named = target.stage_named(text)
        assert named, "lowering runs only on checked blueprints"
        base_path = path.strip("/")
        made = plan.BasePath(
            id=logical_id("BasePath", domain.key, *base_path.split("/")),
            kind=kind,
            domain=domain.name if isinstance(domain, ExistingDomain) else ref(logical_id("Domain", domain.key)),
            stage=logical_id("Stage", *named),
            base_path=base_path,
            after=before,
        )
        before = (made.id,)
        yield made


def lower_records(target: Target, domain: Domain) -> Iterator[plan.Record]:
    """Yield the records of a domain: of the one that callers use, and of the origin behind CloudFront."""
    leads_to = logical_id("Domain", domain.key)
    if target.is_fronted(domain):
        yield from _records("OriginRecord", domain.key, target.behind(domain), leads_to)
        leads_to = DISTRIBUTION
    # An interface endpoint has addresses of version 4.
    yield from _records("Record", domain.key, domain, leads_to, ("A",) if target.is_private(domain) else ("A", "AAAA"))


def _records(
    kind: str, key: str, domain: Domain, leads_to: str, alias: tuple[Literal["A", "AAAA"], ...] = ("A", "AAAA")
) -> Iterator[plan.Record]:
    if domain.zone is None:
        return
    types: tuple[Literal["A", "AAAA", "CNAME"], ...] = alias if domain.record == "alias" else ("CNAME",)
    for type in types:
        yield plan.Record(
            id=logical_id(f"{kind}{type.title()}", key),
            domain=leads_to,
            name=domain.name.rstrip(".") + ".",
            type=type,
            zone=domain.zone.id.value,
        )
