"""Looks whether what is put into a private network belongs there, and gets along with what is there already."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from apicompiler.account.preflight.enquiry import ANYTHING, Enquiry, Look
from apicompiler.account.preflight.owned import owned
from apicompiler.account.trouble import Missing
from apicompiler.blueprint import Function, NewVpcEndpoint, SubnetLink, VpcLink
from apicompiler.holdings import Holding, Neighbour, PrivateDns
from apicompiler.plan import Plan
from apicompiler.pointers import Export, Outside, SecurityGroupId, SsmParameter
from apicompiler.source import Location
from apicompiler.target import Target

GONE = ("deleting", "deleted", "failed", "rejected", "expired")


class Together(NamedTuple):
    """Subnets and security groups that have to be of one VPC."""

    name: str
    subnets: tuple[tuple[Outside, Location], ...]
    groups: tuple[tuple[Outside, Location], ...]
    vpc: Outside | None
    """That one, where it is named."""


def network_looks(target: Target, plan: Plan) -> Iterator[Look]:
    for together in _together(target):
        yield Look(f"the network of {together.name}", _neighbours, (together,))
    for endpoint in _new_endpoints(target):
        if endpoint.private_dns:
            yield Look(f"the endpoints of `{endpoint.vpc}`", _private_dns, (endpoint, plan))


def _together(target: Target) -> Iterator[Together]:
    blueprint = target.blueprint
    for key, function in blueprint.functions.items():
        if isinstance(function, Function) and function.vpc:
            vpc = function.vpc
            yield Together(f"`{key}`", *_parts(vpc.subnets, vpc.security_groups, vpc.at), None)
    for key, link in blueprint.vpc_links.items():
        if isinstance(link, VpcLink | SubnetLink):
            yield Together(f"`{key}`", *_parts(link.subnets, link.security_groups, link.at), None)
    for endpoint in _new_endpoints(target):
        parts = _parts(endpoint.subnets, endpoint.security_groups, endpoint.at)
        yield Together("the VPC endpoint", *parts, endpoint.vpc)


Placed = tuple[tuple[Outside, Location], ...]


def _parts(subnets: tuple[Outside, ...], groups: tuple[Outside, ...], at: Location) -> tuple[Placed, Placed]:
    return (
        tuple((subnet, at / "subnets" / index) for index, subnet in enumerate(subnets)),
        tuple((group, at / "securityGroups" / index) for index, group in enumerate(groups)),
    )


def _new_endpoints(target: Target) -> Iterator[NewVpcEndpoint]:
    yield from (way for way in target.door.ways if isinstance(way, NewVpcEndpoint)) if target.door else ()


def _neighbours(enquiry: Enquiry, together: Together) -> Iterator[Holding]:
    """Look of which VPC everything is that has to be of one."""
    first = _named(enquiry, together.vpc) if together.vpc else ""
    for value, at in (*together.subnets, *together.groups):
        name = _named(enquiry, value)
        is_group = isinstance(value, SecurityGroupId) or (value, at) in together.groups
        vpc = _vpc(enquiry, name, is_group) if name else ""
        first = first or vpc
        if vpc and ANYTHING not in (vpc, first):
            yield Neighbour(at, name, "security group" if is_group else "subnet", vpc, first)


def _named(enquiry: Enquiry, value: Outside) -> str:
    return enquiry.found(value) if isinstance(value, SsmParameter | Export) else str(value)


def _vpc(enquiry: Enquiry, name: str, is_group: bool) -> str:
    """Return the VPC of a subnet or a security group; nothing where it is missing, which is said elsewhere."""
    operation, parameter, key = (
        ("describe_security_groups", "GroupIds", "SecurityGroups")
        if is_group
        else ("describe_subnets", "SubnetIds", "Subnets")
    )
    try:
        answer = enquiry.ask("ec2", operation, str(enquiry.target.environment.region), **{parameter: [name]})
    except Missing:
        return ""
    return next((str(held.get("VpcId", "")) for held in answer.get(key, ())), "")


def _private_dns(enquiry: Enquiry, endpoint: NewVpcEndpoint, plan: Plan) -> Iterator[Holding]:
    """Look for another endpoint that has the addresses of API Gateway in a VPC: only one can.

    https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html, read 2026-11-28
    """
    vpc, service = _named(enquiry, endpoint.vpc), plan.vpc_endpoints[0].service
    filters = [{"Name": "vpc-id", "Values": [vpc]}, {"Name": "service-name", "Values": [service]}]
    answer, ours = enquiry.ask("ec2", "describe_vpc_endpoints", Filters=filters), owned(enquiry, plan)
    for held in answer.get("VpcEndpoints", ()):
        is_there = held.get("PrivateDnsEnabled") and held.get("State", "").lower() not in GONE
        if is_there and not ours.has("AWS::EC2::VPCEndpoint", held["VpcEndpointId"]):
            yield PrivateDns(endpoint.at / "privateDns", held["VpcEndpointId"], vpc)
