"""Lambda functions and links into private networks: what the stack itself makes for integrations to reach."""

from collections.abc import Mapping
from typing import Literal

from apicompiler.blueprint.part import Part
from apicompiler.noun import EMPTY
from apicompiler.pointers import (
    Arn,
    Export,
    FunctionArn,
    ImageUri,
    LayerArn,
    LoadBalancerArn,
    PoolPointer,
    QueueArn,
    RoleArn,
    Secret,
    SecurityGroupId,
    SsmParameter,
    SubnetId,
    TopicArn,
)
from apicompiler.written import Code, Duration, Name, Text

THREE_SECONDS = Duration("3s")

FunctionName = Name | FunctionArn | SsmParameter | Export


class Vpc(Part):
    """A private network of one's own."""

    subnets: tuple[SubnetId | SsmParameter, ...]
    """The subnets, at least one; from two zones, so that one may fail."""
    security_groups: tuple[SecurityGroupId | SsmParameter, ...]
    """What it may reach, and be reached by."""


class Concurrency(Part):
    """How many calls of a function go on at the same time."""

    reserved: int | None = None
    """How many at most, which nobody else can take."""
    provisioned: Mapping[str, int] = EMPTY
    """How many are kept ready for each alias, which costs."""


class Function(Part):
    """A Lambda function that is deployed with the APIs."""

    description: str = ""
    """What it is for."""
    memory: int = 128
    """Its memory in MB, 128 to 10240; the processor grows with it."""
    storage: int = 512
    """What it may write to `/tmp`, in MB, 512 to 10240."""
    timeout: Duration = THREE_SECONDS
    """How long it may take, 1s to 15m."""
    architecture: Literal["x86_64", "arm64"] = "x86_64"
    """The processor it runs on."""
    environment: Mapping[str, SsmParameter | Secret | PoolPointer | Text] = EMPTY
    """What it reads from its environment: texts, what `ssm:` holds when it is deployed, the names of secrets, and the
    ids of user pools and applications that are made here."""
    aliases: tuple[str, ...] = ()
    """Names of its newest version, one for each stage as a rule."""
    concurrency: Concurrency | None = None
    """How many calls go on at the same time; as many as the account has left when nothing is said."""
    vpc: Vpc | None = None
    """The network it runs in; one of Lambda's own when left out."""
    dead_letter: QueueArn | TopicArn | None = None
    """Where an event goes that nobody waits for and that failed three times."""
    tracing: bool = False
    """Whether what it does is traced with X-Ray."""
    allow: Mapping[str, Arn | tuple[Arn, ...]] = EMPTY
    """What it may do, and to what: IAM actions with the ARNs of their resources."""
    role: RoleArn | SsmParameter | Export | None = None
    """Its role, instead of one that may do what its settings ask for and what `allow` says."""
    retain: Duration | None = None
    """How long its log is kept; as long as access logs when left out."""

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """The secrets whose names it is given."""
        return tuple(value for value in self.environment.values() if isinstance(value, Secret))

    @property
    def pools(self) -> Mapping[str, PoolPointer]:
        """The user pools and applications whose ids it is given, by the name of the variable."""
        return {name: value for name, value in self.environment.items() if isinstance(value, PoolPointer)}


class CodeFunction(Function):
    """A function of code that runs on a runtime of Lambda."""

    code: Code
    """Its code: a folder or a zip file below the blueprint's folder."""
    handler: str
    """What is called in it, as `file.function`."""
    runtime: str
    """What runs it, such as `python3.13`."""
    layers: tuple[LayerArn | SsmParameter, ...] = ()
    """Layers that lie below its code, at most five."""
    insights: bool | LayerArn = False
    """Whether Lambda Insights watches it: its memory, its processor and its network, by a layer of AWS or this one."""
    bundle: bool = True
    """Whether what a Python folder asks for in `requirements.txt`, or in a lock beside it, is installed by `synth`."""

    @property
    def is_bundled(self) -> bool:
        """Whether anything could be installed for it."""
        return self.bundle and self.runtime.startswith("python")


class ImageFunction(Function):
    """A function that is a container image."""

    image: ImageUri
    """The image in a repository of ECR, by its digest: a new one under an old tag is not noticed."""
    command: tuple[str, ...] = ()
    """What is called in it, where the image does not say it."""


class VpcLink(Part):
    """A way from API Gateway into a private network, to a load balancer."""

    load_balancer: LoadBalancerArn | SsmParameter | Export
    """The load balancer that it leads to: a network load balancer, or an application one where there are `subnets`."""
    subnets: tuple[SubnetId | SsmParameter | Export, ...] = ()
    """The subnets from which an application load balancer is called."""
    security_groups: tuple[SecurityGroupId | SsmParameter | Export, ...] = ()
    """The security groups with which an application load balancer is called."""


class SubnetLink(Part):
    """A way from API Gateway into a private network, to whatever an integration names there."""

    subnets: tuple[SubnetId | SsmParameter | Export, ...]
    """The subnets from which it is called."""
    security_groups: tuple[SecurityGroupId | SsmParameter | Export, ...] = ()
    """The security groups with which it is called."""
