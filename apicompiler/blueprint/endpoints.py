"""Through which door callers come, and who of them is let in before anything else is asked."""

from typing import ClassVar, cast

from apicompiler.blueprint.part import Part
from apicompiler.grammar import mark
from apicompiler.plan import Value
from apicompiler.pointers import (
    Export,
    Outside,
    RoleArn,
    SecurityGroupId,
    SsmParameter,
    SubnetId,
    VpcEndpointId,
    VpcEndpointName,
    VpcId,
    ZoneId,
)
from apicompiler.written import AccountId, Cidr, OrganizationId, Written


class Caller(Part, kw_only=True):
    """Somebody whom a policy lets in or keeps out."""

    IS_PRINCIPAL: ClassVar[bool] = False
    """Whether only a signature tells who it is: an operation that does not ask for IAM never knows."""

    operations: tuple[str, ...] = ()
    """Selectors of the operations that are meant; all when left out."""

    @property
    def who(self) -> Written:
        return cast(Written, getattr(self, mark(type(self))))

    @property
    def name(self) -> Value:
        """What stands for the caller in a policy."""
        return self.who.value if isinstance(self.who, Outside) else str(self.who)

    @property
    def is_late(self) -> bool:
        return isinstance(self.who, Outside) and self.who.IS_LATE


class VpcEndpointCaller(Caller):
    """Whoever comes through an interface endpoint of a VPC; private endpoints only."""

    vpce: VpcEndpointId | SsmParameter | Export
    """The interface endpoint."""


class VpcCaller(Caller):
    """Whoever comes from a VPC; private endpoints only."""

    vpc: VpcId | SsmParameter | Export
    """The VPC."""


class NetworkCaller(Caller):
    """Whoever comes from a range of addresses."""

    cidr: Cidr
    """The range."""


class AccountCaller(Caller):
    """The users and roles of another account that have a permission there; operations with IAM only."""

    IS_PRINCIPAL = True

    account: AccountId
    """The account."""


class RoleCaller(Caller):
    """A role; operations with IAM only."""

    IS_PRINCIPAL = True

    role: RoleArn | SsmParameter | Export
    """The role."""


class OrganizationCaller(Caller):
    """The users and roles of an organization that have a permission; operations with IAM only."""

    IS_PRINCIPAL = True

    org: OrganizationId
    """The organization."""


AnyCaller = VpcEndpointCaller | VpcCaller | NetworkCaller | AccountCaller | RoleCaller | OrganizationCaller


class NewVpcEndpoint(Part):
    """An interface endpoint for `execute-api` that is made in a VPC."""

    IS_LATE: ClassVar[bool] = True
    """Nobody knows its id before CloudFormation deploys."""

    vpc: VpcId | SsmParameter | Export
    """The VPC."""
    subnets: tuple[SubnetId | SsmParameter, ...]
    """The subnets in which it is reached, each in another zone; from two zones, so that one may fail."""
    security_groups: tuple[SecurityGroupId | SsmParameter, ...]
    """What decides who in the VPC reaches it, by HTTPS."""
    private_dns: bool = False
    """Whether all addresses of API Gateway lead to it in the VPC: those of public APIs are then out of reach there."""

    def __str__(self) -> str:
        return f"a new one in {self.vpc}"


class NamedVpcEndpoint(Part):
    """An interface endpoint that is there, with the name that records of domains lead to."""

    id: VpcEndpointId | SsmParameter | Export
    """The interface endpoint."""
    dns_name: VpcEndpointName | SsmParameter | Export
    """Its first DNS name."""
    dns_zone: ZoneId | SsmParameter | Export
    """The hosted zone of that name, which belongs to AWS; `describe-vpc-endpoints` shows both."""


VpcEndpoint = VpcEndpointId | SsmParameter | Export | NewVpcEndpoint


class VpcDoor(Part):
    """The interface endpoints through which alone an API is reached."""

    vpc_endpoints: tuple[VpcEndpoint | NamedVpcEndpoint, ...]
    """Interface endpoints for `execute-api`: those that are there, and those that are made with the APIs."""
    allow: tuple[AnyCaller, ...] | None = None
    """Who may call through them; whoever comes through them when left out."""

    @property
    def ways(self) -> tuple[VpcEndpoint, ...]:
        """The endpoints themselves, whether their names are known or not."""
        return tuple(found.id if isinstance(found, NamedVpcEndpoint) else found for found in self.vpc_endpoints)

    @property
    def named(self) -> NewVpcEndpoint | NamedVpcEndpoint | None:
        """The first endpoint that a record can lead to."""
        known = (found for found in self.vpc_endpoints if isinstance(found, NewVpcEndpoint | NamedVpcEndpoint))
        return next(known, None)


class Private(Part):
    """An endpoint inside of VPCs."""

    private: VpcDoor
    """How it is reached."""


class Policy(Part):
    """Who may call at all: whatever an operation asks for is asked for besides."""

    allow: tuple[AnyCaller, ...] | None = None
    """Who is let in; everybody when left out."""
    deny: tuple[AnyCaller, ...] | None = None
    """Who is kept out, `allow` or not."""
