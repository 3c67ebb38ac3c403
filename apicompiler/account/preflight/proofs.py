"""Looks at what domains prove themselves by: their certificates, and the hosted zones of their records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from apicompiler.account.preflight.enquiry import Enquiry
from apicompiler.account.trouble import Missing
from apicompiler.blueprint import OwnDomain
from apicompiler.blueprint import Zone as WrittenZone
from apicompiler.holdings import Certificate, Holding, Zone
from apicompiler.plan import CLOUDFRONT
from apicompiler.source import Location
from apicompiler.target import Target

DAY = 86_400


class Proof(NamedTuple):
    """What a certificate is for."""

    name: str
    region: str
    at_the_edge: bool


def proofs(target: Target) -> Mapping[Location, Proof]:
    """Return what the certificate is for that is named in each place."""
    here = str(target.environment.region)
    found = {}
    for domain in target.certified:
        region = target.certificate_region(domain)
        at_the_edge = target.is_edge(domain) or target.is_fronted(domain)
        found[domain.at / "certificate"] = Proof(domain.name, region, at_the_edge)
        if domain.mutual_tls:
            found[domain.mutual_tls.at / "ownershipCertificate"] = Proof(domain.name, here, False)
    for own in pool_domains(target):
        found[own.at / "certificate"] = Proof(own.name, CLOUDFRONT, True)
    return found


def zones(target: Target) -> Mapping[Location, WrittenZone]:
    """Return the zones that are written, by where their ids are."""
    written = [domain.zone for domain in target.own_domains] + [domain.zone for domain in pool_domains(target)]
    return {zone.at / "id": zone for zone in written if zone}


def pool_domains(target: Target) -> Iterator[OwnDomain]:
    """Yield the domains of one's own that user pools have."""
    yield from (pool.domain for _, pool in target.made_pools if isinstance(pool.domain, OwnDomain))


def certificate(enquiry: Enquiry, at: Location, arn: str, pointer: str, region: str) -> Iterator[Holding]:
    proof = proofs(enquiry.target).get(at)
    wanted = (proof.name,) if proof else ()
    at_the_edge = bool(proof and proof.at_the_edge)
    try:
        said = enquiry.ask("acm", "describe_certificate", region, CertificateArn=arn).get("Certificate", {})
    except Missing:
        yield Certificate(at, arn, pointer, False, "", "", None, False, (), wanted, "", at_the_edge)
        return
    yield Certificate(
        at,
        arn,
        pointer,
        is_there=True,
        status=said.get("Status", ""),
        reason=said.get("FailureReason", ""),
        days_left=_days_left(said.get("NotAfter")),
        renews=said.get("Type") != "IMPORTED",
        names=tuple(said.get("SubjectAlternativeNames") or (said.get("DomainName", ""),)),
        wanted=wanted,
        key=said.get("KeyAlgorithm", ""),
        at_the_edge=at_the_edge,
    )


def _days_left(until: Any) -> float | None:
    return (until - datetime.now(UTC)).total_seconds() / DAY if until else None


def zone(enquiry: Enquiry, at: Location, id: str, pointer: str) -> Iterator[Holding]:
    """Look at a hosted zone, and at the zone above it."""
    written = zones(enquiry.target).get(at)
    if written is None:
        return
    try:
        said = enquiry.ask("route53", "get_hosted_zone", Id=id)
    except Missing:
        servers: frozenset[str] = frozenset()
        yield Zone(at, id, pointer, False, "", written.name, False, written.private, servers, "", None)
        return
    found = said.get("HostedZone", {})
    name = found.get("Name", written.name).rstrip(".")
    is_private = found.get("Config", {}).get("PrivateZone", False)
    parent, delegated = ("", None) if is_private or written.private else _delegation(enquiry, name)
    yield Zone(
        at,
        id,
        pointer,
        is_there=True,
        zone=name,
        wanted=written.name,
        is_private=is_private,
        wants_private=written.private,
        servers=_names(said.get("DelegationSet", {}).get("NameServers", ())),
        parent=parent,
        delegated=delegated,
    )


def _delegation(enquiry: Enquiry, name: str) -> tuple[str, frozenset[str] | None]:
    """Return the nearest public zone above one in this account, and the name servers that it names for it."""
    labels = name.split(".")
    for depth in range(1, len(labels) - 1):
        above = ".".join(labels[depth:])
        listed = enquiry.ask("route53", "list_hosted_zones_by_name", DNSName=above, MaxItems="10")
        for found in listed.get("HostedZones", ()):
            if found["Name"].rstrip(".") == above and not found.get("Config", {}).get("PrivateZone"):
                id = found["Id"].removeprefix("/hostedzone/")
                sets = enquiry.ask(
                    "route53", "list_resource_record_sets", HostedZoneId=id, StartRecordName=name, MaxItems="20"
                )
                named = [
                    held["Value"]
                    for one in sets.get("ResourceRecordSets", ())
                    if (one["Name"].rstrip("."), one["Type"]) == (name, "NS")
                    for held in one.get("ResourceRecords", ())
                ]
                return above, _names(named)
    return "", None


def _names(servers: Any) -> frozenset[str]:
    return frozenset(server.rstrip(".").lower() for server in servers)
