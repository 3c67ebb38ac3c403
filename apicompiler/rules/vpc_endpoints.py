"""Interface endpoints of VPCs: what is made for private endpoints, and what is said of those that are there."""

from collections.abc import Iterator
from typing import Any

from apicompiler.blueprint import NamedVpcEndpoint, NewVpcEndpoint
from apicompiler.diagnostic import WARNING, Finding, Findings, Note, Replace
from apicompiler.pointers import VpcEndpointId, VpcEndpointName
from apicompiler.rules import rule
from apicompiler.target import Target

CREATE = "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html"
PRIVATE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html"
RESOURCE = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html"
DESCRIBE = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpoints.html"
NAMED = (
    "{id: vpce-0123456789abcdef0, dnsZone: Z0123456789ABC, "
    "dnsName: vpce-0123456789abcdef0-abcd1234.execute-api.eu-west-1.vpce.amazonaws.com}"
)


def new(**settings: str) -> str:
    """Write an interface endpoint that is made, some of its keys replaced."""
    keys = {"vpc": "vpc-0123456789abcdef0", "subnets": "[subnet-0123456789abcdef0]"} | {
        "securityGroups": "[sg-0123456789abcdef0]"
    }
    return "{" + ", ".join(f"{key}: {value}" for key, value in (keys | settings).items()) + "}"


def private(*endpoints: str) -> str:
    """Write the endpoint of a blueprint that is reached through *endpoints*."""
    return f"endpoint: {{private: {{vpcEndpoints: [{', '.join(endpoints)}]}}}}"


@rule(
    "AC2380",
    binding=True,
    bad=private(new(), new(subnets="[subnet-0fedcba9876543210]")),
    good=private(new(), new(vpc="vpc-0fedcba9876543210")),
    evidence="https://github.com/fortinet/fortigate-autoscale-aws/issues/43",
)
def several_endpoints_in_a_vpc(target: Target) -> Findings:
    """A VPC is given one interface endpoint for API Gateway, in as many subnets as are wanted.

    One leads to every private API, and with private DNS a second is refused.
    """
    first: dict[str, NewVpcEndpoint] = {}
    for endpoint in _new(target):
        earlier = first.setdefault(str(endpoint.vpc), endpoint)
        if earlier is not endpoint:
            yield Finding(
                at=endpoint.at / "vpc",
                message=f"`{endpoint.vpc}` is given an endpoint already",
                help="add its subnets to the other one",
                notes=(Note(earlier.at / "vpc", "given one here"),),
            )


@rule(
    "AC2381",
    bad=private(new(subnets="[]")),
    good=private(new()),
    evidence=CREATE,
)
def endpoint_out_of_reach(endpoint: NewVpcEndpoint) -> Findings:
    """An interface endpoint stands in subnets, with a security group that lets in HTTPS.

    Without a subnet it is refused; without a group it has the default one of the VPC, which lets in nobody else.
    """
    written = (("subnets", endpoint.subnets, "subnet-…"), ("securityGroups", endpoint.security_groups, "sg-…"))
    for word, named, example in written:
        if not named:
            yield Finding(
                at=endpoint.at / word,
                message="nobody in the VPC would reach the endpoint",
                help=f"write `{word}: [{example}]`",
            )


@rule(
    "AC2382",
    bad=private(new(subnets="[subnet-0123456789abcdef0, subnet-0123456789abcdef0]")),
    good=private(new(subnets="[subnet-0123456789abcdef0, subnet-0fedcba9876543210]")),
    evidence=RESOURCE,
)
def repeated_subnet(endpoint: NewVpcEndpoint) -> Findings:
    """A subnet or security group of an interface endpoint is named once: CloudFormation refuses it twice."""
    written: tuple[tuple[str, tuple[Any, ...]], ...] = (
        ("subnets", endpoint.subnets),
        ("securityGroups", endpoint.security_groups),
    )
    for word, named in written:
        for index, one in enumerate(named):
            if one in named[:index]:
                yield Finding(
                    at=endpoint.at / word / index,
                    message=f"`{one}` is named already",
                    help="remove it",
                    notes=(Note(endpoint.at / word / named.index(one), "named here first"),),
                )


@rule(
    "AC2383",
    severity=WARNING,
    bad=private(new(privateDns="true")),
    good=private(new(privateDns="false")),
    evidence=PRIVATE,
)
def public_apis_out_of_reach(endpoint: NewVpcEndpoint) -> Findings:
    """Where private DNS is on, nobody in the VPC calls the own address of a public API, of whomever it is.

    All addresses below `execute-api` then lead to the endpoint, which knows
    private APIs only; public ones are left with their domains. Private APIs
    are called without it, by the address that is printed or by a domain.
    """
    if endpoint.private_dns:
        yield Finding(
            at=endpoint.at / "privateDns",
            message=f"from inside of `{endpoint.vpc}` no public API is called by the address API Gateway gives it",
            help="remove it, if anything there calls one",
            fix=Replace(endpoint.at / "privateDns", "false"),
        )


@rule(
    "AC2384",
    bad=private(NAMED.replace("dnsName: vpce-0123456789abcdef0", "dnsName: vpce-0fedcba9876543210")),
    good=private(NAMED),
    evidence=DESCRIBE,
)
def name_of_another_endpoint(target: Target) -> Findings:
    """The DNS name of an interface endpoint begins with its id."""
    for endpoint in target.door.vpc_endpoints if target.door else ():
        if (
            isinstance(endpoint, NamedVpcEndpoint)
            and isinstance(endpoint.id, VpcEndpointId)
            and isinstance(endpoint.dns_name, VpcEndpointName)
            and endpoint.dns_name.endpoint != str(endpoint.id)
        ):
            yield Finding(
                at=endpoint.at / "dnsName",
                message=f"this is the name of `{endpoint.dns_name.endpoint}`, and not of `{endpoint.id}`",
                help=f"write the first name that `describe-vpc-endpoints` shows for `{endpoint.id}`",
            )


def _new(target: Target) -> Iterator[NewVpcEndpoint]:
    yield from (found for found in (target.door.ways if target.door else ()) if isinstance(found, NewVpcEndpoint))
