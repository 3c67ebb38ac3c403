"""How backends are reached, and what they are sent besides the request."""

import re

from apicompiler.blueprint import AwsIntegration, Backend, HttpIntegration, S3Integration, VpcLink
from apicompiler.diagnostic import WARNING, Finding, Findings, Note, Replace
from apicompiler.openapi import is_good_name
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
PAGE = """
--- openapi.yaml
paths:
  /books:
    get:
      operationId: listBooks
      parameters: [{name: filter, in: query, style: deepObject, schema: {type: object}}]
      responses: {'200': {description: ok}}
"""
# What may stand in a segment of a path as it is.
# https://www.rfc-editor.org/rfc/rfc3986#section-3.3
SEGMENT = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})*"
# Names and addresses that mean nothing on the internet.
# https://www.rfc-editor.org/rfc/rfc1918, https://www.rfc-editor.org/rfc/rfc6761
INSIDE = (
    r"(localhost|127\.[0-9.]+|10\.[0-9.]+|192\.168\.[0-9.]+|172\.(1[6-9]|2[0-9]|3[01])\.[0-9.]+|169\.254\.[0-9.]+"
    r"|[a-z0-9.-]+\.(internal|local|localhost))"
)
QUEUE = "'arn:aws:sqs:eu-west-1:111111111111:books'"
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
        if mapped.where in ("query", "header", "path") and not is_good_name(mapped.name):
            yield Finding(
                at=backend.at / "parameters" / name,
                message=f"API Gateway maps no parameter `{mapped.name[:60]}`",
                help="let the backend be a proxy, which is sent the whole query",
            )


@rule(
    "AC0566",
    severity=WARNING,
    bad="integrations: {books: {http: 'https://10.0.0.12/{proxy}'}}",
    good="vpcLinks: {inside: a1b2c3}\nintegrations: {books: {http: 'https://10.0.0.12/{proxy}', vpcLink: inside}}",
    evidence=VPC_LINKS,
)
def backend_inside(integration: HttpIntegration) -> Findings:
    """A backend in a private network is called through a VPC link.

    API Gateway otherwise calls it over the internet, where it is not: every call is answered with 504.
    """
    host = re.match(r"https?://([^/:?]*)", integration.http)
    if host and not (integration.vpc_link or integration.load_balancer) and re.fullmatch(INSIDE, host[1]):
        yield Finding(
            at=integration.at / "http",
            message=f"`{host[1]}` is reached from inside of a network only",
            help="name a link of `vpcLinks` in `vpcLink`, or an address on the internet",
        )


@rule(
    "AC0568",
    severity=WARNING,
    bad="integrations: {books: {http: 'http://books.example.com/{proxy}'}}",
    good="integrations: {books: {http: 'https://books.example.com/{proxy}'}}",
    evidence="https://docs.aws.amazon.com/apigateway/latest/developerguide/data-protection-encryption.html",
)
def unencrypted_backend(integration: HttpIntegration) -> Findings:
    """What is sent over the internet is encrypted.

    Tokens and bodies of all callers could otherwise be read on the way to the backend.
    """
    private = integration.vpc_link or integration.load_balancer
    host = integration.http.removeprefix("http://")
    if host != integration.http and not private and not integration.insecure and not re.match(f"{INSIDE}(/|:|$)", host):
        yield Finding(
            at=integration.at / "http",
            message="requests are sent over the internet as everybody can read them",
            help=f"write `https://{host[:60]}`",
            fix=Replace(integration.at / "http", f"'https://{host}'"),
        )


@rule(
    "AC0569",
    bad="integrations: {books: {aws: {service: SQS, action: SendMessage, allow: {'sqs:SendMessage': " + QUEUE + "}}}}",
    good="integrations: {books: {aws: {service: sqs, action: SendMessage, allow: {'sqs:SendMessage': " + QUEUE + "}}}}",
    evidence="https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html",
)
def malformed_call(integration: AwsIntegration) -> Findings:
    """A service is written in small letters, as its endpoint is, and an action as one word.

    They stand in an ARN, which API Gateway otherwise refuses.
    """
    for word, said, form in (
        ("service", integration.aws.service, r"[a-z0-9][a-z0-9.-]*"),
        ("action", integration.aws.action or "x", r"[A-Za-z0-9_.]+"),
    ):
        if not re.fullmatch(form, said):
            lower = said.lower() if re.fullmatch(form, said.lower()) else ""
            yield Finding(
                at=integration.aws.at / word,
                message=f"`{said[:60]}` names no {word} of AWS",
                help=f"write `{lower}`" if lower else "write it like `{service: sqs, action: SendMessage}`",
                fix=Replace(integration.aws.at / word, lower) if lower else None,
            )


@rule(
    "AC0570",
    bad="integrations: {books: {s3: books, key: 'all books.json'}}",
    good="integrations: {books: {s3: books, key: 'all%20books.json'}}",
    evidence="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html",
)
def unencoded_object_key(integration: S3Integration) -> Findings:
    """The key of an object is written as it stands in a URL.

    A `?` would begin a query, and a blank is refused.
    """
    literal = re.sub(r"\{[^{}]*\}", "", integration.key_)
    if not re.fullmatch(f"({SEGMENT}|/)*", literal):
        encoded = "".join(
            part if re.fullmatch(f"{SEGMENT}|[/{{}}]", part) else _encoded(part) for part in integration.key_
        )
        yield Finding(
            at=integration.at / "key",
            message=f"`{integration.key_[:60]}` cannot stand in a URL as it is",
            help=f"write `{encoded}`",
            fix=Replace(integration.at / "key", f"'{encoded}'"),
        )


@rule(
    "AC0471",
    bad="integrations: {books: {http: 'https://books.example.com/{proxy}', responses: {default: 200}}}" + PAGE,
    good="integrations: {books: {http: 'https://books.example.com/{proxy}', responses: {default: 200}}}"
    + PAGE.replace("style: deepObject, schema: {type: object}", "schema: {type: string}"),
    evidence="https://github.com/api-platform/api-platform/issues/2150",
)
def lost_parameter(target: Target) -> Findings:
    """A backend that is no proxy is sent the parameters that API Gateway is told of, and no others."""
    for method in target.rest_methods:
        chosen = method.integration.value if method.integration else None
        if not isinstance(chosen, HttpIntegration) or chosen.is_proxy:
            continue
        for parameter in method.operation.untold:
            if parameter.where == "query":
                yield Finding(
                    at=parameter.at / "name",
                    message=f"the backend of `{method.operation.title}` is never sent `{parameter.name[:60]}`",
                    help="let the backend be a proxy, which is sent the whole query",
                    notes=(Note(chosen.at.key, "this backend is no proxy"),),
                )


def _encoded(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())
