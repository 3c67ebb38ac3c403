"""Lowers the distribution before a domain: what it keeps, what it shows to its origin, and who guards it."""

from __future__ import annotations

from collections.abc import Iterator

from apicompiler import plan
from apicompiler.blueprint import AllowedCountries, CloudFront
from apicompiler.distribution import Kept, accepted_keys, behaviors
from apicompiler.limits import ORIGIN_SECONDS
from apicompiler.lower.domains import certificate
from apicompiler.lower.firewall import DISTRIBUTION, EDGE_ACL, guard, key_id
from apicompiler.lower.ids import digest, logical_id
from apicompiler.plan import Value, attribute
from apicompiler.pointers import Outside
from apicompiler.target import Target

KEY_LENGTH = 64


def lower_cache_policies(target: Target, stack: str) -> Iterator[plan.CachePolicy]:
    kept = dict.fromkeys(pattern.kept for pattern in behaviors(target) if pattern.kept)
    for what in kept:
        yield plan.CachePolicy(
            id=_policy(what),
            name=f"{stack}-{what.seconds}s-{digest(what.headers)[:8]}",
            ttl_seconds=what.seconds,
            headers=what.headers,
        )


def lower_distributions(target: Target, stack: str) -> Iterator[plan.Distribution]:
    front, domain = target.blueprint.cloud_front, target.fronted
    if front is None or domain is None:
        return
    countries = front.countries
    allowed = isinstance(countries, AllowedCountries)
    timeout = target.environment.quotas.timeout if target.environment.quotas else None
    yield plan.Distribution(
        id=DISTRIBUTION,
        name=domain.name,
        comment=f"{stack}, before {target.behind(domain).name}",
        certificate=certificate(domain, logical_id("Certificate", domain.key)),
        security_policy=front.tls,
        origin=target.behind(domain).name,
        read_timeout=max(ORIGIN_SECONDS[0], -(-timeout.milliseconds // 1000) if timeout else 0),
        key=key_id(front.origin_key) if front.origin_lock else None,
        behaviors=tuple(
            plan.CacheBehavior(pattern=pattern.text, policy=_policy(pattern.kept) if pattern.kept else None)
            for pattern in behaviors(target)
        ),
        web_acl=_web_acl(target, front),
        countries=tuple(map(str, countries.allow if isinstance(countries, AllowedCountries) else countries.deny))
        if countries
        else (),
        restriction=("whitelist" if allowed else "blacklist") if countries else "none",
        price_class=f"PriceClass_{str(front.price_class).title()}",
        security_headers=front.headers == "security",
        log_bucket=front.logs.part("bucket") if front.logs else None,
        log_prefix=front.logs.part("prefix") if front.logs else "",
    )


def lower_origin_keys(target: Target, stack: str) -> Iterator[plan.Secret]:
    for number in accepted_keys(target):
        yield plan.Secret(
            id=key_id(number),
            name=f"{stack}/origin-key/{number}",
            description=f"What the distribution of {stack} shows to its origin, number {number}",
            length=KEY_LENGTH,
        )


def _web_acl(target: Target, front: CloudFront) -> Value | None:
    waf = guard(front, target)
    if isinstance(waf, Outside):
        return waf.value
    return attribute(EDGE_ACL, "Arn") if waf else None


def _policy(kept: Kept) -> str:
    return f"CachePolicy{kept.seconds}s{digest(kept.headers)[:8]}"
