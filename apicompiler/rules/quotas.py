"""What an account has of something, unless AWS has raised it: a stack that asks for more is rolled back."""

from collections import Counter

from apicompiler.blueprint import VpcLink
from apicompiler.diagnostic import WARNING, Finding, Findings
from apicompiler.limits import (
    CLIENT_CERTIFICATES,
    DEFAULT_RATE,
    EDGE_APIS,
    POLICIES_PER_PRINCIPAL,
    RESOURCE_SERVERS,
    SMALL_REGIONS_RATE,
    SUBNETS_PER_LINK,
    VPC_LINKS,
    VPC_LINKS_WITH_SUBNETS,
)
from apicompiler.rules import rule
from apicompiler.target import Target

REST = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html"
HTTP = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html"
ACCOUNT = "https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html"
COGNITO = "https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html"
IAM = "https://github.com/aws/eks-hybrid/pull/741"
ASK = "ask AWS to raise the quota before you deploy, or make several blueprints for several accounts"
# https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html, read 2026-11-28
SMALL_REGIONS = frozenset(
    "af-south-1 eu-south-1 ap-southeast-3 me-central-1 ap-south-2 ap-southeast-4 eu-south-2 eu-central-2 il-central-1 "
    "ca-west-1 ap-southeast-5 ap-southeast-7 mx-central-1".split()
)
BALANCER = "arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/{}/books/50dc6c495c0c9188"


def _apis(count: int) -> str:
    return "endpoint: edge\napis: {" + ", ".join(f"a{n}: openapi.yaml" for n in range(count)) + "}"


def _certificates(apis: int) -> str:
    stages = ", ".join(f"s{n}: {{clientCertificate: true}}" for n in range(10))
    return f"stages: {{{stages}}}\napis: {{" + ", ".join(f"a{n}: openapi.yaml" for n in range(apis)) + "}"


def _links(count: int, kind: str = "net", subnets: str = "") -> str:
    link = f"{{loadBalancer: '{BALANCER.format(kind)}'{subnets}}}"
    return "vpcLinks: {" + ", ".join(f"l{n}: {link}" for n in range(count)) + "}"


def _subnets(count: int) -> str:
    subnets = ", ".join(f"subnet-0123456{n:x}" for n in range(count))
    return _links(1, "app", f", subnets: [{subnets}], securityGroups: [sg-01234567]")


def _groups(count: int) -> str:
    group = "{principals: ['arn:aws:iam::111111111111:role/dev'], may: [deploy]}"
    return "access: {" + ", ".join(f"g{n}: {group}" for n in range(count)) + "}"


def _servers(count: int) -> str:
    scopes = ", ".join(f"s{n}/read: Read" for n in range(count))
    return f"authorizers: {{users: {{cognito: {{userPool: create, scopes: {{{scopes}}}}}}}}}"


@rule("AC1110", bad=_apis(EDGE_APIS + 1), good=_apis(EDGE_APIS), evidence=REST)
def too_many_edge_apis(target: Target) -> Findings:
    """An account has at most 120 APIs at the edge in a region, and AWS raises that for nobody."""
    if target.blueprint.endpoint == "edge" and len(target.apis) > EDGE_APIS:
        yield Finding(
            at=(target.at / "apis").key,
            message=f"{len(target.apis)} APIs at the edge, and an account has at most {EDGE_APIS}",
            help="write `endpoint: regional`, of which there may be 600",
        )


@rule("AC1111", severity=WARNING, bad=_certificates(7), good=_certificates(6), evidence=REST)
def many_client_certificates(target: Target) -> Findings:
    """An account has at most 60 client certificates in a region, unless AWS has raised the quota.

    Each stage of each API has one of its own.
    """
    showing = [stage for stage in target.stages.values() if stage.client_certificate]
    count = len(showing) * len(target.blueprint.apis)
    if count > CLIENT_CERTIFICATES:
        yield Finding(
            at=showing[0].at / "clientCertificate",
            message=f"{count} client certificates, and an account has at most {CLIENT_CERTIFICATES} "
            "unless AWS has raised it",
            help=ASK,
        )


@rule("AC1113", severity=WARNING, bad=_links(VPC_LINKS + 1), good=_links(VPC_LINKS), evidence=REST)
def many_vpc_links(target: Target) -> Findings:
    """An account has at most 20 VPC links in a region, and 10 with subnets, unless AWS has raised the quotas."""
    made = [link for link in target.blueprint.vpc_links.values() if isinstance(link, VpcLink)]
    with_subnets = sum(bool(link.subnets) for link in made)
    for count, allowed, of in (
        (with_subnets, VPC_LINKS_WITH_SUBNETS, "VPC links with subnets"),
        (len(made) - with_subnets, VPC_LINKS, "VPC links"),
    ):
        if count > allowed:
            yield Finding(
                at=(target.at / "vpcLinks").key,
                message=f"{count} {of}, and an account has at most {allowed} unless AWS has raised it",
                help=ASK,
            )


@rule("AC1114", severity=WARNING, bad=_subnets(SUBNETS_PER_LINK + 1), good=_subnets(SUBNETS_PER_LINK), evidence=HTTP)
def many_subnets_of_a_link(link: VpcLink) -> Findings:
    """A VPC link has at most 10 subnets, unless AWS has raised the quota."""
    if len(link.subnets) > SUBNETS_PER_LINK:
        yield Finding(
            at=(link.at / "subnets").key,
            message=f"{len(link.subnets)} subnets, and a VPC link has at most {SUBNETS_PER_LINK} "
            "unless AWS has raised it",
            help="name one for each zone in which the load balancer is",
        )


@rule(
    "AC1116",
    severity=WARNING,
    bad=_groups(POLICIES_PER_PRINCIPAL + 1),
    good=_groups(POLICIES_PER_PRINCIPAL),
    evidence=IAM,
)
def many_policies_of_a_principal(target: Target) -> Findings:
    """A role and a user have at most 10 managed policies, unless AWS has raised the quota."""
    groups = target.blueprint.access.values()
    counted = Counter(str(principal) for group in groups for principal in group.principals)
    for group in groups:
        for index, principal in enumerate(group.principals):
            if counted[str(principal)] > POLICIES_PER_PRINCIPAL:
                yield Finding(
                    at=group.at / "principals" / index,
                    message=f"`{principal}` has {counted.pop(str(principal))} policies, and {POLICIES_PER_PRINCIPAL} "
                    "are allowed unless AWS has raised it",
                    help="let one group do what several do now",
                )


@rule("AC1117", severity=WARNING, bad=_servers(RESOURCE_SERVERS + 1), good=_servers(RESOURCE_SERVERS), evidence=COGNITO)
def many_resource_servers(target: Target) -> Findings:
    """A user pool has at most 25 resource servers, unless AWS has raised the quota.

    What stands before the slash of scopes is one.
    """
    for _, pool in target.made_pools:
        servers = {scope.rpartition("/")[0] for scope in pool.scopes}
        if len(servers) > RESOURCE_SERVERS:
            yield Finding(
                at=(pool.at / "scopes").key,
                message=f"the scopes are of {len(servers)} resource servers, and {RESOURCE_SERVERS} are allowed "
                "unless AWS has raised it",
                help="let several scopes share what stands before their slash",
            )


@rule(
    "AC1118",
    severity=WARNING,
    bad="throttle: {rate: 20000, burst: 5000}",
    good="throttle: {rate: 10000, burst: 5000}",
    evidence=ACCOUNT,
)
def throttle_beyond_the_account(target: Target) -> Findings:
    """A stage lets no more requests through than the account does: 10,000 a second for all its APIs together.

    In some regions it is 2,500. Unless AWS has raised it, a throttle beyond it stops nobody, and callers are answered
    with 429 before it does.
    """
    allowed = SMALL_REGIONS_RATE if str(target.environment.region) in SMALL_REGIONS else DEFAULT_RATE
    for channel in target.channels.values():
        throttle = channel.throttle
        if throttle and throttle.rate > allowed:
            yield Finding(
                at=throttle.at / "rate",
                message=f"{throttle.rate:g} requests a second, and the account lets {allowed:g} through "
                "unless AWS has raised it",
                help=f"write at most {allowed:g}",
            )
