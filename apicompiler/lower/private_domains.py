"""Lowers the domains of private endpoints: they are resources of their own, and called through interface endpoints."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from apicompiler import plan
from apicompiler.blueprint import Domain
from apicompiler.lower.body.policy import door_policy
from apicompiler.lower.domains import certificate
from apicompiler.lower.doors import doors, host
from apicompiler.lower.ids import logical_id
from apicompiler.target import Target


def lower_private_domains(target: Target) -> Iterator[plan.PrivateDomain]:
    """Yield the domains one behind the other, as others are made."""
    made = [_domain(target, domain) for domain in target.own_domains if target.is_private(domain)]
    yield from made[:1]
    yield from (domain.replace(after=(before.id,)) for before, domain in pairwise(made))


def private_domain_outputs(domains: tuple[plan.PrivateDomain, ...]) -> Iterator[plan.Output]:
    """Yield what other accounts name, to associate their endpoints with a domain that is shared with them.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-custom-domains-associations.html
    """
    for domain in domains:
        yield plan.Output(id=f"Arn{domain.id}", description=f"The private domain {domain.name}", value=domain.arn)


def _domain(target: Target, domain: Domain) -> plan.PrivateDomain:
    assert target.door, "only private endpoints have private domains"
    return plan.PrivateDomain(
        id=logical_id("Domain", domain.key),
        name=domain.name,
        certificate=certificate(domain, logical_id("Certificate", domain.key)),
        policy=door_policy(target),
        base_paths=tuple(_base_paths(target, domain)),
        associations=tuple(
            plan.AccessAssociation(id=logical_id("Access", domain.key, name), vpc_endpoint=door)
            for name, door in doors(target).items()
        ),
        target=host(target.door.named) if target.door.named else None,
        after=(),
    )


def _base_paths(target: Target, domain: Domain) -> Iterator[plan.PrivateBasePath]:
    before: tuple[str, ...] = ()
    for path, text in domain.paths.items():
        named = target.stage_named(text)
        assert named, "lowering runs only on checked blueprints"
        base_path = path.strip("/")
        id = logical_id("BasePath", domain.key, base_path)
        yield plan.PrivateBasePath(id=id, stage=logical_id("Stage", *named), base_path=base_path, after=before)
        before = (id,)
