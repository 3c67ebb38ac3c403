"""What HTTP APIs call in private networks: links, and what is behind them."""

from apicompiler.blueprint import HttpIntegration, SubnetLink, VpcLink
from apicompiler.diagnostic import Finding, Findings, Note
from apicompiler.pointers import Arn
from apicompiler.rules import rule
from apicompiler.rules.http_apis import GUIDE, HTTP, published
from apicompiler.rules.http_calls import answering
from apicompiler.rules.integrations import http
from apicompiler.target import Target
from apicompiler.written import Name

PRIVATE = f"{GUIDE}/http-api-develop-integrations-private.html"
LISTENER = "'arn:aws:elasticloadbalancing:eu-west-1:111111111111:listener/app/books/50dc6c495c0c9188/0467ef3c8400ae65'"
LINK = "vpcLinks: {inside: {subnets: [subnet-0123456789abcdef0]}}\n"


@rule(
    "AC1929",
    binding=True,
    bad=HTTP + LINK + http("vpcLink: inside"),
    good=HTTP + LINK + http(f"vpcLink: inside, target: {LISTENER}"),
    evidence=PRIVATE,
)
def link_to_nothing(target: Target) -> Findings:
    """An integration of an HTTP API that goes through a link says what is called there.

    That is a listener of a load balancer, or a service of Cloud Map.
    """
    for method, chosen in answering(target):
        if isinstance(chosen, HttpIntegration) and chosen.vpc_link and not chosen.target:
            yield Finding(
                at=(chosen.at / "vpcLink").key,
                message="nothing says what an HTTP API calls behind the link",
                help="write `target: …`, the ARN of a listener or of a service of Cloud Map",
                notes=(published(target, method),),
            )


@rule(
    "AC1930",
    bad=HTTP + http(f"target: {LISTENER}"),
    good=HTTP + LINK + http(f"vpcLink: inside, target: {LISTENER}"),
    evidence=PRIVATE,
)
def target_without_link(integration: HttpIntegration) -> Findings:
    """What is in a private network is called through a VPC link."""
    if integration.target and not integration.vpc_link:
        yield Finding(
            at=(integration.at / "target").key,
            message="nothing leads to it",
            help="add `vpcLink: …`, and the link to `vpcLinks`",
        )


@rule(
    "AC1931",
    binding=True,
    bad=HTTP
    + "vpcLinks: {inside: {loadBalancer: 'arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/net/books/"
    "50dc6c495c0c9188'}}\n" + http(f"vpcLink: inside, target: {LISTENER}"),
    good=HTTP + LINK + http(f"vpcLink: inside, target: {LISTENER}"),
    evidence=f"{GUIDE}/http-api-vpc-links.html",
)
def link_of_another_kind(target: Target) -> Findings:
    """The link of an HTTP API leads into subnets."""
    for _, chosen in answering(target):
        named = chosen.vpc_link if isinstance(chosen, HttpIntegration) else None
        link = target.blueprint.vpc_links.get(str(named)) if isinstance(named, Name) else None
        if isinstance(link, VpcLink) and not link.subnets:
            yield Finding(
                at=link.at.key,
                message="a link without subnets is one of REST APIs",
                help="add `subnets: [subnet-…]` and `securityGroups: [sg-…]`",
                notes=(Note(chosen.at.key, "an HTTP API calls this through it"),),
            )


@rule(
    "AC1932",
    bad=HTTP + LINK + http(f"vpcLink: inside, target: {LISTENER}").replace("{proxy}", "{proxy}?shop=main"),
    good=HTTP + LINK + http(f"vpcLink: inside, target: {LISTENER}, parameters: {{query.shop: \"'main'\"}}"),
    evidence=PRIVATE,
)
def more_than_a_path(target: Target) -> Findings:
    """Behind a link the URL says a scheme, a path, and the name that the certificate is for.

    Where it goes is said by `target`; a query is a parameter.
    """
    for _, chosen in answering(target):
        if not isinstance(chosen, HttpIntegration) or not chosen.vpc_link or not chosen.target:
            continue
        scheme, _, rest = chosen.http.partition("://")
        if "?" in rest:
            yield Finding(
                at=chosen.at / "http",
                message="an HTTP API would not send the query of this URL through a link",
                help="write `parameters: {query.x: \"'…'\"}`",
            )
        elif scheme == "https" and "${" in rest.partition("/")[0]:
            yield Finding(
                at=chosen.at / "http",
                message="the name that a certificate is for is the same in every stage",
                help="write it out, or write `http://` where nothing is encrypted",
            )


@rule(
    "AC1933",
    binding=True,
    bad=LINK + http("vpcLink: inside"),
    good=LINK
    + http(
        "vpcLink: inside, loadBalancer: "
        "'arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/app/books/50dc6c495c0c9188'"
    ),
    evidence=f"{GUIDE}/set-up-private-integration.html",
)
def link_without_load_balancer(target: Target) -> Findings:
    """A REST or WebSocket API that calls something through a link knows the load balancer behind it."""
    for part in target.integrations:
        named = part.vpc_link if isinstance(part, HttpIntegration) and not part.load_balancer else None
        link = target.blueprint.vpc_links.get(str(named)) if isinstance(named, Name) else None
        if isinstance(link, SubnetLink) and not target.is_for_http(part):
            yield Finding(
                at=link.at.key,
                message="nothing says which load balancer is behind the link",
                help="write `loadBalancer: …`, here or in the integration",
                notes=(Note(part.at.key, "called through it"),),
            )


@rule(
    "AC1936",
    bad=HTTP + LINK + http(f"vpcLink: inside, target: {LISTENER.replace('eu-west-1', 'us-east-1')}"),
    good=HTTP + LINK + http(f"vpcLink: inside, target: {LISTENER}"),
    evidence=PRIVATE,
)
def target_elsewhere(target: Target) -> Findings:
    """What is called through a link is in the region and account of the API."""
    here = target.environment
    for part in target.integrations:
        found = part.target if isinstance(part, HttpIntegration) else None
        if isinstance(found, Arn) and (found.region, found.account) != (str(here.region), str(here.account)):
            yield Finding(
                at=part.at / "target",
                message=f"this is in {found.region} of {found.account}, "
                f"and {here.region} of {here.account} is deployed to",
                help="name one of the environment, with `${env.account}` and `${env.region}` in the ARN",
                notes=(Note(here.at.key, "the environment that is deployed to"),),
            )
