"""VPC links: how backends in private networks are reached."""

from apicompiler.blueprint import HttpIntegration, VpcLink
from apicompiler.diagnostic import Finding, Findings, Replace
from apicompiler.pointers import LoadBalancerArn
from apicompiler.rules import rule
from apicompiler.rules.integrations import http
from apicompiler.suggest import closest
from apicompiler.target import Target
from apicompiler.written import Name

BALANCER = "'arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/{}/books/50dc6c495c0c9188'"


@rule(
    "AC0527",
    binding=True,
    bad=http("vpcLink: inside"),
    good="vpcLinks: {inside: a1b2c3}\n" + http("vpcLink: inside"),
    evidence="docs/language.md",
)
def unknown_vpc_link(target: Target) -> Findings:
    """A VPC link that is named is declared in `vpcLinks`."""
    known = target.names("vpcLinks", target.blueprint.vpc_links)
    for part in target.integrations:
        if isinstance(part, HttpIntegration) and isinstance(part.vpc_link, Name) and str(part.vpc_link) not in known:
            close = closest(str(part.vpc_link), known)
            yield Finding(
                at=part.at / "vpcLink",
                message=f"no VPC link is called `{part.vpc_link}`",
                help=f"did you mean `{close}`?" if close else f"declare it: `vpcLinks: {{{part.vpc_link}: …}}`",
                fix=Replace(part.at / "vpcLink", close) if close else None,
            )


@rule(
    "AC0528",
    bad=f"vpcLinks: {{inside: {{loadBalancer: {BALANCER.format('app')}}}}}",
    good=f"vpcLinks: {{inside: {{loadBalancer: {BALANCER.format('app')}, subnets: [subnet-1]}}}}",
    evidence="https://github.com/hashicorp/terraform-provider-aws/issues/45230",
)
def link_to_an_application_load_balancer(link: VpcLink) -> Findings:
    """An application load balancer is called from subnets; a link without them leads to a network load balancer."""
    behind = link.load_balancer
    if isinstance(behind, LoadBalancerArn) and behind.part("kind") == "app" and not link.subnets:
        yield Finding(
            at=link.at / "loadBalancer",
            message="a link without subnets leads to a network load balancer, and this is an application load balancer",
            help="add `subnets: [subnet-…]` and `securityGroups: [sg-…]`",
        )
    elif link.security_groups and not link.subnets:
        yield Finding(
            at=link.at / "securityGroups",
            message="security groups belong to subnets, and the link has none",
            help="add `subnets: [subnet-…]`",
        )


@rule(
    "AC0529",
    bad=f"integrations: {{books: {{http: 'http://books/{{proxy}}', loadBalancer: {BALANCER.format('app')}}}}}",
    good=f"""
    vpcLinks: {{inside: a1b2c3}}
    integrations:
      books: {{http: 'http://books/{{proxy}}', vpcLink: inside, loadBalancer: {BALANCER.format("app")}}}
    """,
    evidence="https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-private-integration.html",
)
def load_balancer_without_link(integration: HttpIntegration) -> Findings:
    """A load balancer is reached through a VPC link."""
    if integration.load_balancer and not integration.vpc_link:
        yield Finding(
            at=integration.at / "loadBalancer",
            message="nothing leads to the load balancer",
            help="add `vpcLink: …`, and the link to `vpcLinks`",
        )
