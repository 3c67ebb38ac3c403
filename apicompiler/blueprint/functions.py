"""Lambda functions and links into private networks: what the stack itself makes for integrations to reach."""

from collections.abc import Mapping
from typing import Literal

from apicompiler.blueprint.part import Part
from apicompiler.noun import EMPTY
from apicompiler.pointers import Arn, Export, FunctionArn, LoadBalancerArn, RoleArn, SsmParameter
from apicompiler.written import Code, Duration, Name

THREE_SECONDS = Duration("3s")

FunctionName = Name | FunctionArn | SsmParameter | Export


class Function(Part):
    """A Lambda function that is deployed with the APIs."""

    code: Code
    """Its code: a folder or a zip file below the blueprint's folder."""
    handler: str
    """What is called in it, as `file.function`."""
    runtime: str
    """What runs it, such as `python3.13`."""
    description: str = ""
    """What it is for."""
    memory: int = 128
    """Its memory in MB, 128 to 10240; the processor grows with it."""
    timeout: Duration = THREE_SECONDS
    """How long it may take, 1s to 15m."""
    architecture: Literal["x86_64", "arm64"] = "x86_64"
    """The processor it runs on."""
    environment: Mapping[str, str] = EMPTY
    """What it reads from its environment."""
    aliases: tuple[str, ...] = ()
    """Names of its newest version, one for each stage as a rule."""
    allow: Mapping[str, Arn | tuple[Arn, ...]] = EMPTY
    """What it may do, and to what: IAM actions with the ARNs of their resources."""
    role: RoleArn | SsmParameter | Export | None = None
    """Its role, instead of one that may write its log and what `allow` says."""
    retain: Duration | None = None
    """How long its log is kept; as long as access logs when left out."""


class VpcLink(Part):
    """A way from API Gateway into a private network."""

    load_balancer: LoadBalancerArn | SsmParameter | Export
    """The load balancer that it leads to: a network load balancer, or an application one where there are `subnets`."""
    subnets: tuple[str, ...] = ()
    """The subnets from which an application load balancer is called."""
    security_groups: tuple[str, ...] = ()
    """The security groups with which an application load balancer is called."""
