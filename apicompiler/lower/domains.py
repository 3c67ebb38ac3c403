"""Lowers custom domains, their base paths and their records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from apicompiler import plan
from apicompiler.blueprint import Domain
from apicompiler.lower.ids import logical_id
from apicompiler.target import Target


def lower_domain(target: Target, domain: Domain) -> plan.DomainName:
    return plan.DomainName(
        id=logical_id("Domain", domain.key),
        name=domain.name,
        endpoint="EDGE" if target.blueprint.endpoint == "edge" else "REGIONAL",
        certificate=str(domain.certificate),
    )


def lower_base_paths(target: Target, domain: Domain) -> Iterator[plan.BasePath]:
    """Yield the base paths of a domain.

    An edge domain knows mappings of one segment; a regional one is given API
    mappings, which take several and stand beside an empty one.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html
    """
    kind: Literal["BasePathMapping", "ApiMapping"] = (
        "BasePathMapping" if target.blueprint.endpoint == "edge" else "ApiMapping"
    )
    before: tuple[str, ...] = ()
    for path, text in domain.paths.items():
        named = target.stage_named(text)
        assert named, "lowering runs only on checked blueprints"
        base_path = path.strip("/")
        made = plan.BasePath(
            id=logical_id("BasePath", domain.key, *base_path.split("/")),
            kind=kind,
            domain=logical_id("Domain", domain.key),
            stage=logical_id("Stage", *named),
            base_path=base_path,
            after=before,
        )
        before = (made.id,)
        yield made


def lower_records(domain: Domain) -> Iterator[plan.Record]:
    if domain.zone is None:
        return
    zone = domain.zone.id
    types: tuple[Literal["A", "AAAA", "CNAME"], ...] = ("A", "AAAA") if domain.record == "alias" else ("CNAME",)
    for kind in types:
        yield plan.Record(
            id=logical_id(f"Record{kind.title()}", domain.key),
            domain=logical_id("Domain", domain.key),
            name=domain.name.rstrip(".") + ".",
            type=kind,
            zone=str(zone.value),
        )
