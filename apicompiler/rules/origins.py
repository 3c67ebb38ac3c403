"""The origin behind CloudFront: what it is called, and the lock that nobody gets around."""

import re

from apicompiler.blueprint import CloudFront
from apicompiler.diagnostic import Finding, Findings, Replace
from apicompiler.distribution import stages_behind
from apicompiler.limits import CERTIFICATE_NAME_LENGTH
from apicompiler.pointers import Outside
from apicompiler.rules import rule
from apicompiler.rules.distributions import ACL, GUIDE, fronted, stands_before
from apicompiler.source import Location
from apicompiler.target import Target

HEADERS = f"{GUIDE}add-origin-custom-headers.html"
PROTOCOLS = "https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_OriginSslProtocols.html"
NOT_A_NAME = "https://github.com/anomalyco/sst/issues/4278"


@rule("AC2202", bad=fronted(more=""), good=fronted(), evidence=HEADERS)
def open_way_around(target: Target) -> Findings:
    """Where an origin is locked, the address that API Gateway gives to its APIs is closed."""
    front = target.blueprint.cloud_front
    if front and front.origin_lock and target.blueprint.execute_api and stages_behind(target):
        yield Finding(
            at=(front.at / "originLock").key,
            message="the address that API Gateway itself gives to the APIs leads around the distribution",
            help="write `executeApi: false`, or `originLock: false`",
        )


@rule(
    "AC2203",
    bad=fronted().replace("}}\n", "}, other: {name: push.example.com, existing: true, paths: {/: v1}}}\n"),
    good=fronted("originLock: false").replace(
        "}}\n", "}, other: {name: push.example.com, existing: true, paths: {/: v1}}}\n"
    ),
    evidence=HEADERS,
)
def domain_beside_a_locked_one(target: Target) -> Findings:
    """Where an origin is locked, no other domain leads to what answers there: every call would be refused."""
    front = target.blueprint.cloud_front
    behind = stages_behind(target).values() if front and front.origin_lock else ()
    for domain in target.blueprint.domains.values():
        for path, text in domain.paths.items():
            if not target.is_fronted(domain) and target.stage_named(text) in behind:
                yield Finding(
                    at=domain.at / "paths" / path,
                    message=f"`{text}` answers nobody but the distribution, and `{domain.name}` leads around it",
                    help="remove it, or lead to another stage",
                    notes=stands_before(target),
                )


@rule(
    "AC2204",
    binding=True,
    bad=fronted(more=f"executeApi: false\nwaf: {ACL.format('regional').replace('us-east', 'eu-west')}"),
    good=fronted(more="executeApi: false\nwaf: managed"),
    evidence="https://docs.aws.amazon.com/waf/latest/developerguide/how-aws-waf-works-resources.html",
)
def lock_in_a_web_acl_of_others(target: Target) -> Findings:
    """What locks an origin is a rule of its web ACL, of which a stage has one: it is made here."""
    front = target.blueprint.cloud_front
    locked = dict.fromkeys(stage for _, stage in stages_behind(target).values()) if front and front.origin_lock else ()
    seen: set[Location] = set()
    for stage in locked:
        channel = target.channels[stage]
        at = (target.stages[stage].at if channel.has_own_waf else target.at) / "waf"
        if isinstance(channel.waf, Outside) and at not in seen:
            seen.add(at)
            yield Finding(
                at=at,
                message="a web ACL that is there already cannot ask for the key of the distribution",
                help="write `waf: managed`, and name yours in `cloudFront` if it is one of CloudFront",
                notes=stands_before(target),
            )


@rule(
    "AC2210",
    bad=fronted("origin: 'https://origin.example.com'"),
    good=fronted("origin: origin.example.com"),
    evidence=NOT_A_NAME,
)
def invalid_cloudfront_origin(target: Target) -> Findings:
    """The origin of a distribution is a domain of its own: a name and nothing else, in the zone of the other one."""
    front, domain = target.blueprint.cloud_front, target.fronted
    if not front or not domain:
        return
    origin = target.behind(domain)
    at = origin.at / "name" if front.origin else (front.at / "domain")
    label = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
    zone = domain.zone.name.lower().rstrip(".") if domain.zone else ""
    taken = {other.name: other for other in target.blueprint.domains.values()}
    better = f"origin.{domain.name.removeprefix('*.')}"
    if not re.fullmatch(rf"({label}\.)+{label}", origin.name) or len(origin.name) > 253:
        message = f"`{origin.name[:80]}` is no domain name"
    elif origin.name in taken:
        message = f"`{origin.name}` is what callers use, and would lead to the distribution itself"
    elif zone and origin.name != zone and not origin.name.endswith(f".{zone}"):
        message = f"`{origin.name}` does not lie in the zone `{zone}`, where its record is written"
    elif origin.certificate == "create" and len(origin.name) > CERTIFICATE_NAME_LENGTH:
        message = f"`{origin.name}` has {len(origin.name)} characters, and a certificate is made for 64 at most"
        better = f"origin.{zone or 'example.com'}"
    else:
        return
    yield Finding(
        at=at, message=message, help=f"write `origin: {better}`", fix=Replace(at, better) if front.origin else None
    )


@rule(
    "AC2213",
    bad=fronted(more="executeApi: false\ntls: {policy: SecurityPolicy_TLS13_1_3_2025_09, access: basic}"),
    good=fronted("tls: TLSv1.3_2025"),
    evidence=PROTOCOLS,
)
def origin_that_refuses_cloudfront(target: Target) -> Findings:
    """The origin of a distribution takes TLS 1.2, with which CloudFront calls it."""
    domain = target.fronted
    for tls in (target.blueprint.tls, domain.tls) if domain else ():
        if tls and tls.policy.startswith("SecurityPolicy_TLS13_1_3_"):
            yield Finding(
                at=tls.at / "policy",
                message=f"`{tls.policy}` takes TLS 1.3 alone, and CloudFront calls with TLS 1.2",
                help="write `cloudFront: {tls: TLSv1.3_2025}` for callers, and a policy of `TLS13_1_2` here",
                notes=stands_before(target),
            )


@rule("AC2214", bad=fronted("originKey: 0"), good=fronted("originKey: 2"), evidence="docs/cdn.md")
def invalid_origin_key(front: CloudFront) -> Findings:
    """The keys of a distribution are numbered from 1, and are there where its origin is locked."""
    if front.origin_key < 1 or (front.origin_key > 1 and not front.origin_lock):
        yield Finding(
            at=front.at / "originKey",
            message=f"there is no key number {front.origin_key}"
            if front.origin_key < 1
            else "no key is shown, because the origin is not locked",
            help="write a number from 1 on" if front.origin_key < 1 else "remove it, or write `originLock: true`",
        )
