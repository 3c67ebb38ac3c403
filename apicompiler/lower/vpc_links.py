"""Lowers ways into private networks."""

from __future__ import annotations

from collections.abc import Iterator

from apicompiler import plan
from apicompiler.blueprint import SubnetLink, VpcLink
from apicompiler.lower.ids import logical_id, shortened
from apicompiler.target import Target


def lower_vpc_links(target: Target, stack: str) -> Iterator[plan.VpcLink]:
    for link in target.blueprint.vpc_links.values():
        if isinstance(link, VpcLink | SubnetLink):
            yield plan.VpcLink(
                id=logical_id("VpcLink", link.key),
                name=shortened(f"{stack}-{link.key}", 128),
                target=link.load_balancer.value if isinstance(link, VpcLink) else None,
                subnets=tuple(subnet.value for subnet in link.subnets),
                security_groups=tuple(group.value for group in link.security_groups),
            )
