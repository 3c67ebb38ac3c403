"""Lowers the interface endpoints through which private endpoints are reached."""

from __future__ import annotations

from collections.abc import Iterator

from apicompiler import plan
from apicompiler.blueprint import NamedVpcEndpoint, NewVpcEndpoint, VpcEndpoint
from apicompiler.lower.ids import logical_id
from apicompiler.plan import Late, Value, attribute, ref
from apicompiler.target import Target


def lower_vpc_endpoints(target: Target, stack: str) -> Iterator[plan.VpcEndpoint]:
    region = target.environment.region
    prefix = "cn.com.amazonaws" if region.partition == "aws-cn" else "com.amazonaws"
    for endpoint in target.door.ways if target.door else ():
        if isinstance(endpoint, NewVpcEndpoint):
            yield plan.VpcEndpoint(
                id=_id(endpoint),
                name=f"{stack}-execute-api",
                vpc=endpoint.vpc.value,
                service=f"{prefix}.{region}.execute-api",
                subnets=tuple(subnet.value for subnet in endpoint.subnets),
                security_groups=tuple(group.value for group in endpoint.security_groups),
                private_dns=endpoint.private_dns,
            )


def doors(target: Target) -> dict[str, Value]:
    """Return the ids of the interface endpoints of a private endpoint, by what they are called in the blueprint."""
    assert target.door, "only private endpoints have doors"
    return dict(map(_door, target.door.ways))


def _door(endpoint: VpcEndpoint) -> tuple[str, Value]:
    if isinstance(endpoint, NewVpcEndpoint):
        return str(endpoint.vpc), ref(_id(endpoint))
    return str(endpoint), endpoint.value


def host(endpoint: NewVpcEndpoint | NamedVpcEndpoint) -> tuple[Value, Value]:
    """Return the DNS name of an interface endpoint, and the hosted zone it stands in.

    Of one that is made, CloudFormation knows both as one text, `zone:name`.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html
    """
    if isinstance(endpoint, NamedVpcEndpoint):
        return endpoint.dns_name.value, endpoint.dns_zone.value
    first = {"Fn::Select": [0, attribute(_id(endpoint), "DnsEntries")]}
    zone, name = (Late({"Fn::Select": [index, {"Fn::Split": [":", first]}]}) for index in (0, 1))
    return name, zone


def _id(endpoint: NewVpcEndpoint) -> str:
    return logical_id("VpcEndpoint", str(endpoint.vpc))
