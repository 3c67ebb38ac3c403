"""What an account holds of what a blueprint rests on: looked up by `account.preflight`, judged by `rules`.

Each noun is one thing and where the blueprint speaks of it. Nothing here knows how it was asked for.
"""

from __future__ import annotations

from apicompiler.noun import Noun
from apicompiler.source import Location


class Holding(Noun):
    """Something that an account holds or does not hold, and where the blueprint speaks of it."""

    at: Location


class Unasked(Holding):
    """What the account would not tell."""

    action: str
    """The action of IAM that stands for the question."""
    reason: str
    """Why there is no answer, in words."""
    is_denied: bool
    about: tuple[str, ...]
    """What nothing is known of now."""


class Bootstrap(Holding):
    """What the CDK puts into a region of an account before anything else."""

    account: str
    region: str
    version: int | None
    """None where it is not there."""
    wanted: int


class Stack(Holding):
    """A stack of CloudFormation that is about to be made or changed."""

    name: str
    region: str
    status: str
    """Empty where there is none yet."""
    reason: str


class LogRole(Holding):
    """The role in which API Gateway writes logs; empty where none is set."""

    account: str
    region: str
    role: str


class DeployedApi(Holding):
    """An API of our own that is there, and the endpoint type that it will have."""

    name: str
    endpoint: str
    wanted: str


class Quota(Holding):
    """What of a quota of an account others take, and what will be taken here."""

    code: str
    what: str
    region: str
    others: int
    wanted: int
    allowed: int


class Raised(Holding):
    """A quota of which the blueprint says that AWS has raised it."""

    code: str
    what: str
    region: str
    said: int
    allowed: int


class Thing(Holding):
    """Something that was made elsewhere, and that the blueprint names."""

    name: str
    """What AWS knows it by: an ARN or an id."""
    pointer: str
    """Where that name was found, `ssm:/x` or `export:x`; empty where it is written in the blueprint."""
    is_there: bool

    @property
    def called(self) -> str:
        """What it is called in a message."""
        return f"`{self.name}`" + (f", which `{self.pointer}` holds," if self.pointer else "")


class Stray(Holding):
    """Something that is pointed at, and is in another region or account than it has to be."""

    name: str
    pointer: str
    place: str
    wanted: str


class Parameter(Holding):
    """A parameter of the Parameter Store."""

    name: str
    type: str
    """Empty where there is none."""
    wanted: str
    """What it must hold, in words; empty where that is anybody's choice."""
    fits: bool


class Export(Holding):
    """A value that another stack exports."""

    name: str
    is_there: bool
    wanted: str
    fits: bool


class Secret(Holding):
    """A secret of Secrets Manager, by name: nobody asks for what it holds."""

    name: str
    is_there: bool
    deleted: str
    """The day on which its deletion was asked for."""
    is_read: bool
    """Whether CloudFormation reads it, and not a function when it runs."""


class Certificate(Thing):
    """A certificate of Certificate Manager."""

    status: str
    reason: str
    days_left: float | None
    """Until it expires; None while nobody has issued it."""
    renews: bool
    """Whether Certificate Manager renews it by itself."""
    names: tuple[str, ...]
    wanted: tuple[str, ...]
    """The domain names that it is for."""
    key: str
    at_the_edge: bool
    """Whether CloudFront uses it."""

    @property
    def uncovered(self) -> tuple[str, ...]:
        """The names that it does not cover: a `*` stands for one label.

        https://docs.aws.amazon.com/acm/latest/userguide/acm-concepts.html, read 2026-11-28
        """
        known = {name.lower() for name in self.names}
        return tuple(name for name in self.wanted if not {name.lower(), f"*.{_above(name.lower())}"} & known)


class Zone(Thing):
    """A hosted zone of Route 53."""

    zone: str
    """The name that it has."""
    wanted: str
    """The name that is written."""
    is_private: bool
    wants_private: bool
    servers: frozenset[str]
    """The name servers that answer for it."""
    parent: str
    """The zone above it, where this account has it."""
    delegated: frozenset[str] | None
    """The name servers that the zone above names; None where this account has no such zone."""


class Record(Holding):
    """The records of one name that are about to be written, and those in their way."""

    name: str
    types: tuple[str, ...]
    zone: str
    others: tuple[str, ...]
    """The types of those that are there already."""


class Domain(Thing):
    """A domain of API Gateway that was made elsewhere."""

    endpoint: str
    wanted: str
    taken: tuple[str, ...]
    """The base paths that lead elsewhere, and are wanted here."""


class Alias(Holding):
    """A name of a distribution of CloudFront, and the distribution that has it already."""

    name: str
    distribution: str


class LogBucket(Holding):
    """A bucket into which CloudFront writes its logs."""

    name: str
    is_there: bool
    takes_acls: bool


class Truststore(Holding):
    """An object in S3 that holds the certificates of those who may issue one."""

    name: str
    version: str
    is_there: bool


class Function(Thing):
    """A function of Lambda."""

    state: str
    reason: str
    missing: tuple[str, ...]
    """Aliases and versions that are called, and are not there."""


class Link(Thing):
    """A VPC link."""

    status: str
    reason: str


class Endpoint(Thing):
    """An interface endpoint."""

    state: str
    service: str


class Neighbour(Holding):
    """A subnet or security group, the VPC that it is of, and the one of what stands beside it."""

    name: str
    kind: str
    vpc: str
    wanted: str


class PrivateDns(Holding):
    """An interface endpoint to which all addresses of API Gateway lead in a VPC already."""

    name: str
    vpc: str


class Stream(Thing):
    """A delivery stream for access logs."""

    status: str


class Pool(Thing):
    """A user pool."""


class WebAcl(Thing):
    """A web ACL."""


class Part(Thing):
    """Something without which CloudFormation cannot make what is declared."""

    kind: str


class Backend(Thing):
    """Something that is called when everything is deployed, and not before."""

    kind: str


class Name(Holding):
    """A name that is about to be given, and that somebody else has already."""

    name: str
    kind: str
    word: str
    """What may be written to choose another name, or empty."""
    deleted: str = ""
    """Since when it is being deleted, where it is."""


class Prefix(Holding):
    """A prefix of Cognito's own domain that is about to be taken, and is."""

    name: str


def _above(name: str) -> str:
    return name.partition(".")[2]
