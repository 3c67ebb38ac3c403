"""How backends are reached, and what they are sent besides the request."""

import re

from apicompiler.blueprint import Backend, VpcLink
from apicompiler.diagnostic import WARNING, Finding, Findings, Note, Replace
from apicompiler.openapi import DECLARABLE
from apicompiler.pointers import LoadBalancerArn
from apicompiler.rules import rule
from apicompiler.target import Target

STATIC = "https://github.com/serverless-operations/serverless-apigateway-service-proxy/issues/78"
VPC_LINKS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-private-integration.html"
EXPORT = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-export-api.html"
BALANCER = "arn:aws:elasticloadbalancing:{}:loadbalancer/net/books/50dc6c495c0c9188"
HTTP = "integrations: {{books: {{http: 'https://books.example.com/{}', parameters: {{{}}}}}}}"
BOOK = """
--- openapi.yaml
paths: {"/books/{book}": {get: {operationId: getBook, responses: {'200': {description: ok}}}}}
"""
# What may stand in a segment of a path as it is.
# https://www.rfc-editor.org/rfc/rfc3986#section-3.3
SEGMENT = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})*"
CREDENTIALS = frozenset({"authorization", "proxy-authorization", "x-api-key", "cookie"})


def _linked(arn: str) -> str:
    """Write an integration behind a link to a load balancer."""
    return (
        f"vpcLinks: {{inside: {{loadBalancer: '{BALANCER.format(arn)}'}}}}\n"
        "integrations: {books: {http: 'http://books/{proxy}', vpcLink: inside}}"
    )


@rule(
    "AC0550",
    bad=HTTP.format("{book}", "path.book: \"'all/books.json'\"") + BOOK,
    good=HTTP.format("{book}", "path.book: \"'all%2Fbooks.json'\"") + BOOK,
    evidence=STATIC,
)
def unencoded_path_parameter(backend: Backend) -> Findings:
    """A text that is put into a path is written as it stands in a URL.

    API Gateway refuses one with a slash, a space or another character that would be encoded there.
    """
    for name, mapped in backend.parameters.items():
        text = mapped.part("literal")
        if name.startswith("path.") and not mapped.where and not re.fullmatch(SEGMENT, text):
            at = backend.at / "parameters" / name
            encoded = "".join(part if re.fullmatch(SEGMENT, part) else _encoded(part) for part in text)
            yield Finding(
                at=at,
                message=f"`{text[:60]}` cannot stand in a path as it is",
                help=f"write `\"'{encoded}'\"`",
                fix=Replace(at, f"\"'{encoded}'\""),
            )


@rule("AC0553", bad=_linked("us-east-1:111111111111"), good=_linked("eu-west-1:111111111111"), evidence=VPC_LINKS)
def load_balancer_elsewhere(target: Target) -> Findings:
    """A VPC link leads to a load balancer of the region and account that are deployed to."""
    here = target.environment
    for link in target.blueprint.vpc_links.values():
        if not isinstance(link, VpcLink) or not isinstance(link.load_balancer, LoadBalancerArn):
            continue
        found = link.load_balancer
        if (found.region, found.account) != (str(here.region), str(here.account)):
            yield Finding(
                at=link.at / "loadBalancer",
                message=f"the load balancer is in {found.region} of {found.account}, "
                f"and {here.region} of {here.account} is deployed to",
                help="name one that is there; `set:` in an environment can name another for it",
                notes=(Note(here.at.key, "the environment that is deployed to"),),
            )


@rule(
    "AC0564",
    severity=WARNING,
    bad=HTTP.format("{proxy}", "header.Authorization: \"'Basic Ym9va3M6c2VjcmV0'\""),
    good=HTTP.format("{proxy}", "header.Authorization: header.Authorization"),
    evidence=EXPORT,
)
def written_credential(backend: Backend) -> Findings:
    """No credential of a backend stands in a blueprint.

    Whoever reads the blueprint or may export the API would know it.
    """
    for name, mapped in backend.parameters.items():
        if name.removeprefix("header.").lower() in CREDENTIALS and mapped.part("literal"):
            yield Finding(
                at=backend.at / "parameters" / name,
                message=f"`{name}` is sent as a text that everybody can read",
                help="let a Lambda function call the backend that reads it from Secrets Manager",
                is_secret=True,
            )


@rule(
    "AC0565",
    bad=HTTP.format("{proxy}", "query.page: 'query.page[number]'"),
    good=HTTP.format("{proxy}", "query.page: query.page"),
    evidence="https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping-sources.html",
)
def unmappable_parameter(backend: Backend) -> Findings:
    """What is taken from the query, the headers or the path has a name of letters, digits and `:._$-`.

    API Gateway refuses the whole document otherwise.
    """
    for name, mapped in backend.parameters.items():
        if mapped.where in ("query", "header", "path") and not re.fullmatch(DECLARABLE, mapped.name):
            yield Finding(
                at=backend.at / "parameters" / name,
                message=f"API Gateway maps no parameter `{mapped.name[:60]}`",
                help="let the backend be a proxy, which is sent the whole query",
            )


def _encoded(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())
