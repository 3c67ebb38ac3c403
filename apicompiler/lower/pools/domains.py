"""Lowers where the users of a pool sign in, and what applications must know of it."""

from __future__ import annotations

from collections.abc import Iterator

from apicompiler import plan
from apicompiler.blueprint import CognitoAuthorizer, OwnDomain
from apicompiler.lower.domains import lower_records
from apicompiler.lower.ids import logical_id
from apicompiler.lower.pools.ids import client_id, domain_id, pool_id
from apicompiler.plan import Value, attribute, ref
from apicompiler.target import CLOUDFRONT, Target


def lower_pool_domains(target: Target, stack: str) -> Iterator[plan.PoolDomain]:
    for authorizer, pools in target.made_pools:
        if pools.has_domain:
            own = pools.domain if isinstance(pools.domain, OwnDomain) else None
            yield plan.PoolDomain(
                id=domain_id(authorizer),
                pool=pool_id(authorizer),
                name=own.name if own else str(pools.domain or target.pool_prefix(authorizer, stack)),
                certificate=_certificate(authorizer, own) if own else None,
                after=tuple(_above(target, own)) if own else (),
            )


def lower_pool_certificates(target: Target) -> Iterator[plan.Certificate]:
    for authorizer, domain in own_domains(target):
        if domain.certificate == "create":
            yield plan.Certificate(
                id=logical_id("PoolCertificate", authorizer.title),
                name=domain.name,
                region=CLOUDFRONT,
                zone=domain.zone.id.value if domain.zone else None,
            )


def lower_pool_records(target: Target) -> Iterator[plan.Record]:
    for authorizer, domain in own_domains(target):
        if domain.zone:
            for kind in ("A", "AAAA"):
                yield plan.Record(
                    id=logical_id(f"PoolRecord{kind.title()}", authorizer.title),
                    domain=domain_id(authorizer),
                    name=f"{domain.name}.",
                    type=kind,
                    zone=domain.zone.id.value,
                )


def pool_outputs(target: Target, stack: str) -> Iterator[plan.Output]:
    """Yield what applications must know of the pools; the secrets of clients are no part of it."""
    region = target.environment.region
    for authorizer, pools in target.made_pools:
        id, title = pool_id(authorizer), authorizer.title
        yield plan.Output(id=f"{id}Id", description=f"The user pool of {title}", value=ref(id))
        yield plan.Output(
            id=f"{id}Issuer", description=f"Who issues the tokens of {title}", value=attribute(id, "ProviderURL")
        )
        for made in lower_pool_domains(target, stack):
            if made.pool == id:
                host = made.name if made.certificate else f"{made.name}.auth.{region}.amazoncognito.com"
                yield plan.Output(id=f"{id}SignIn", description=f"Where {title} sign in", value=f"https://{host}")
                if made.certificate and isinstance(pools.domain, OwnDomain) and pools.domain.zone is None:
                    leads = f"What the record of {made.name} leads to"
                    yield plan.Output(id=f"{id}Target", description=leads, value=made.target[0])
        for client in pools.clients.values():
            made_client = client_id(authorizer, client.key)
            yield plan.Output(
                id=f"{made_client}Id", description=f"The client {client.key} of {title}", value=ref(made_client)
            )


def own_domains(target: Target) -> Iterator[tuple[CognitoAuthorizer, OwnDomain]]:
    for authorizer, pools in target.made_pools:
        if isinstance(pools.domain, OwnDomain):
            yield authorizer, pools.domain


def _certificate(authorizer: CognitoAuthorizer, domain: OwnDomain) -> Value:
    if domain.certificate == "create":
        return ref(logical_id("PoolCertificate", authorizer.title))
    return domain.certificate.value


def _above(target: Target, domain: OwnDomain) -> Iterator[str]:
    """Yield the records of the domain above *domain*: Cognito looks for an address there.

    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-add-custom-domain.html
    """
    above = domain.name.partition(".")[2]
    for other in target.own_domains:
        if other.name == above:
            yield from (record.id for record in lower_records(target, other))
