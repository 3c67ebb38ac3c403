"""Lowers ways into private networks."""

from __future__ import annotations

from collections.abc import Iterator

from apicompiler import plan
from apicompiler.blueprint import SubnetLink, VpcLink
from apicompiler.lower.ids import logical_id
from apicompiler.target import Target


def lower_vpc_links(target: Target, stack: str) -> Iterator[plan.VpcLink]:
    for link in target.blueprint.vpc_links.values():
        if isinstance(link, VpcLink | SubnetLink):
            yield plan.VpcLink(
                id=logical_id("VpcLink", link.key),
                name=f"{stack}-{link.key}",
                target=link.load_balancer.value if isinstance(link, VpcLink) else None,
                subnets=link.subnets,
                security_groups=link.security_groups,
            )
