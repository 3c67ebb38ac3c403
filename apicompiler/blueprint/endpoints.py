"""Through which door callers come, and who of them is let in before anything else is asked."""

from typing import ClassVar, cast

from apicompiler.blueprint.part import Part
from apicompiler.grammar import mark
from apicompiler.plan import Value
from apicompiler.pointers import Export, Outside, RoleArn, SsmParameter, VpcEndpointId, VpcId
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


class VpcDoor(Part):
    """The interface endpoints through which alone an API is reached."""

    vpc_endpoints: tuple[VpcEndpointId | SsmParameter | Export, ...]
    """Interface endpoints for `execute-api`."""
    allow: tuple[AnyCaller, ...] | None = None
    """Who may call through them; whoever comes through them when left out."""


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
