"""What routes of WebSocket APIs call: messages have no path, no headers, and no content type."""

import re
from collections.abc import Iterator

from apicompiler.blueprint import (
    Backend,
    Custom,
    HttpIntegration,
    MockAnswer,
    MockIntegration,
    S3Integration,
    VpcLink,
)
from apicompiler.blueprint.part import values
from apicompiler.diagnostic import Finding, Findings, Note
from apicompiler.routes import Route
from apicompiler.rules import rule
from apicompiler.rules.websocket import GUIDE, SELECTION, WHO, live
from apicompiler.target import Target
from apicompiler.written import Mapped, Name

MAPPING = f"{GUIDE}/websocket-api-data-mapping.html"
ANSWERS = f"{GUIDE}/apigateway-websocket-api-integration-responses.html"


@rule(
    "AC1610",
    bad=live("say: {integration: {http: 'https://books.example.com/{proxy}'}}"),
    good=live("say: {integration: {http: 'https://books.example.com/say'}}"),
    evidence=MAPPING,
)
def path_of_a_message(target: Target) -> Findings:
    """A message has no path: nothing can be filled in from one."""
    for route, backend in _backends(target):
        texts = {HttpIntegration: ("http",), S3Integration: ("key_",)}.get(type(backend), ())
        taken = [(at, str(value)) for value, at in values(backend, Mapped) if value.where == "path"]
        written = ((backend.at / word.rstrip("_"), getattr(backend, word)) for word in texts)
        taken += [(at, found[0]) for at, text in written if (found := re.search(r"(?<!\$)\{[^{}]*\}", text))]
        for at, what in taken[:1]:
            yield Finding(
                at=at,
                message=f"`{what}` is nothing that `{route.key}` has",
                help="write the whole of it, or take it from `body.…` or `context.…`",
                notes=(Note(route.event.at.key, "the route"),),
            )


@rule(
    "AC1611",
    bad=live("say: {integration: {http: 'https://books.example.com', parameters: {header.X-Name: query.name}}}"),
    good=live("say: {integration: {http: 'https://books.example.com', parameters: {header.X-Name: body.name}}}"),
    evidence=MAPPING,
)
def request_after_connecting(target: Target) -> Findings:
    """Headers and a query come with the request that opens a connection, and with no message."""
    for route, backend in _backends(target):
        if route.opens:
            continue
        for value, at in values(backend, Mapped):
            if value.where in ("header", "query") and "responses" not in at.path:
                yield Finding(
                    at=at,
                    message=f"`{value}` is not known any more when `{route.key}` is taken",
                    help="keep it when the connection is opened, or take it from `body.…` or `context.authorizer.…`",
                    notes=(Note(route.event.at.key, "the route"),),
                )
                break


@rule(
    "AC1612",
    bad=live(f"say: {{integration: {{lambda: {WHO}, stream: true}}}}"),
    good=live(f"say: {{integration: {{lambda: {WHO}}}}}"),
    evidence=f"{GUIDE}/response-transfer-mode.html",
)
def streamed_to_a_connection(target: Target) -> Findings:
    """An answer goes over a connection in one piece: only REST APIs stream, and only they trust every certificate."""
    for _, backend in _backends(target):
        for word in ("stream", "insecure"):
            if getattr(backend, word, False):
                yield Finding(
                    at=backend.at / word,
                    message=f"an integration of a WebSocket API knows no `{word}`",
                    help="remove it; a function may post as many messages as it likes",
                )


@rule(
    "AC1613",
    bad=live(
        "say: {integration: {http: 'https://books.example.com', vpcLink: inside}}",
        "vpcLinks: {inside: {loadBalancer: 'arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/app/books/"
        "50dc6c495c0c9188', subnets: [subnet-01234567], securityGroups: [sg-01234567]}}",
    ),
    good=live(
        "say: {integration: {http: 'https://books.example.com', vpcLink: inside}}",
        "vpcLinks: {inside: {loadBalancer: 'arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/net/books/"
        "50dc6c495c0c9188'}}",
    ),
    evidence="https://github.com/terraform-aws-modules/terraform-aws-apigateway-v2/issues/151",
)
def link_through_subnets(target: Target) -> Findings:
    """A WebSocket API reaches private networks through network load balancers only."""
    links = target.blueprint.vpc_links
    for _, backend in _backends(target):
        if not isinstance(backend, HttpIntegration):
            continue
        link = links.get(str(backend.vpc_link)) if isinstance(backend.vpc_link, Name) else None
        if (isinstance(link, VpcLink) and link.subnets) or backend.load_balancer:
            yield Finding(
                at=backend.at / ("loadBalancer" if backend.load_balancer else "vpcLink"),
                message="a WebSocket API cannot call an application load balancer in a private network",
                help="link a network load balancer in front of it, without `subnets`",
            )


@rule(
    "AC1614",
    bad=live("say: {integration: {http: 'https://a.example.com', request: {text/plain: a.vtl, text/csv: a.vtl}}}")
    + "--- a.vtl\n$input.body\n",
    good=live("say: {integration: {http: 'https://a.example.com', request: a.vtl}}") + "--- a.vtl\n$input.body\n",
    evidence=SELECTION,
)
def templates_by_content_type(target: Target) -> Findings:
    """A message has no content type, so that there is one template for it."""
    for _, backend in _backends(target):
        if isinstance(backend, Custom):
            places = [(backend.request, backend.at / "request")]
            places += [(answer.template, answer.at / "template") for answer in backend.responses.values()]
            for written, at in places:
                if not isinstance(written, str) and len(getattr(written, "keys", tuple)()) > 1:
                    yield Finding(
                        at=at.key,
                        message="nothing tells which of several templates is meant",
                        help="write one, and tell messages apart by routes",
                    )


@rule(
    "AC1615",
    bad=live("say: {integration: {mock: {headers: {X-Kind: \"'chat'\"}}}, reply: true}"),
    good=live("say: {integration: {mock: {body: hello}}, reply: true}"),
    evidence=ANSWERS,
)
def headers_of_a_message(target: Target) -> Findings:
    """What a client is sent is a message and nothing else: it has no headers."""
    for route in target.all_routes:
        chosen = route.integration
        answers = [*chosen.responses.values()] if isinstance(chosen, Custom) else []
        mock = chosen.mock if isinstance(chosen, MockIntegration) else None
        for answer in (*answers, *((mock,) if isinstance(mock, MockAnswer) else ())):
            if answer.headers:
                yield Finding(
                    at=(answer.at / "headers").key,
                    message=f"the answer to `{route.key}` has no headers",
                    help="put what the client should know into the body",
                )


@rule(
    "AC1616",
    binding=True,
    bad=live("say: {integration: {mock: example}}"),
    good=live("say: {integration: {mock: {body: hello}}}"),
    evidence="docs/websocket.md",
)
def example_of_a_message(target: Target) -> Findings:
    """A mock that takes examples answers operations of an OpenAPI document; a route is told what to answer."""
    for route in target.all_routes:
        chosen = route.integration
        if isinstance(chosen, MockIntegration) and chosen.mock == "example":
            yield Finding(
                at=chosen.at / "mock",
                message=f"there are no examples of answers to `{route.key}`",
                help="write `mock: {body: …}`",
            )


def _backends(target: Target) -> Iterator[tuple[Route, Backend]]:
    """Yield every route that calls something, the first for each integration."""
    seen: set[int] = set()
    for route in sorted(target.all_routes, key=lambda route: route.opens):
        if isinstance(route.integration, Backend) and id(route.integration) not in seen:
            seen.add(id(route.integration))
            yield route, route.integration
