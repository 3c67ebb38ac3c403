"""What headers lead elsewhere than base paths do: the routing rules of a domain."""

import re
from collections.abc import Iterator

from apicompiler.blueprint import Domain, HeaderRoute
from apicompiler.diagnostic import WARNING, Finding, Findings, Note
from apicompiler.limits import (
    ROUTED_HEADER_INFIX,
    ROUTED_HEADER_NAME,
    ROUTED_HEADER_VALUE,
    ROUTED_HEADERS,
    ROUTED_PATH_LENGTH,
    ROUTES_PER_DOMAIN,
)
from apicompiler.rules import rule
from apicompiler.rules.division import EDGE, FEW, ROUTING, split
from apicompiler.rules.domains import example, wrong_path
from apicompiler.suggest import closest, listed
from apicompiler.target import Target

TOKEN = "https://datatracker.ietf.org/doc/html/rfc7230"
MODE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-routing-mode.html"
EXAMPLES = "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-routing-rules-examples.html"
RESERVED = frozenset(
    (
        "authorization connection content-encoding content-length content-location forwarded keep-alive origin "
        "proxy-authenticate proxy-authorization te trailers transfer-encoding upgrade x-apigw-api-id x-forwarded-for "
        "x-forwarded-host x-forwarded-proto x-restapi via"
    ).split()
)
RESERVED_BEGINNINGS = ("access-control-", "apigw-", "x-amz-", "x-amzn-")
SOCKET = (
    "--- live.yaml\nselect: $request.body.action\n"
    "routes: {$connect: {auth: iam}, $default: {integration: {mock: {}}}}\n"
)


def routed(*routes: str, **settings: str) -> str:
    """Write a blueprint with one domain, and routes of it."""
    return example(routes="[" + ", ".join(routes) + "]", **settings)


def version(value: str = '"1*"', name: str = "X-Api-Version", **settings: str) -> str:
    keys = {"header": f"{{{name}: {value}}}", "api": "v1"} | settings
    return "{" + ", ".join(f"{key}: {text}" for key, text in keys.items()) + "}"


@rule("AC2000", binding=True, bad=routed(version(api="v3")), good=routed(version()), evidence=ROUTING)
def unknown_routed_api(target: Target) -> Findings:
    """A route leads to an API and a stage that exist, as `api` or `api/stage`."""
    for route in _routes(target):
        if target.stage_named(route.api) is None:
            close = closest(route.api, target.blueprint.apis)
            yield Finding(
                at=route.at / "api",
                message=f"no API and stage is called `{route.api}`",
                help=(f"did you mean `{close}`? " if close else "")
                + f"APIs are {listed(target.blueprint.apis)}, stages {listed(target.stages)}",
            )


@rule(
    "AC2001",
    bad=routed(version(header="{}")),
    good=routed(version()),
    evidence=ROUTING,
)
def route_without_headers(target: Target) -> Findings:
    """A route is for calls with one header or two: where any call will do, a base path leads it."""
    for route in _routes(target):
        if not 1 <= len(route.header) <= ROUTED_HEADERS and target.is_whole(route.at / "header"):
            yield Finding(
                at=route.at / "header",
                message=f"{len(route.header)} headers, and a routing rule looks at most at {ROUTED_HEADERS}"
                if route.header
                else "no header is named",
                help="write `header: {X-Api-Version: 1*}`, or a base path in `paths`"
                if not route.header
                else "name two of them, or let one header say it all",
            )


@rule(
    "AC2002",
    bad=routed(version(name="Authorization")),
    good=routed(version(name="X-Api-Version")),
    evidence=ROUTING,
)
def header_that_leads_nowhere(target: Target) -> Findings:
    """A route looks at headers that API Gateway does not use itself, under names of at most 39 characters."""
    for route in _routes(target):
        for name in route.header:
            lower = name.lower()
            if lower in RESERVED or lower.startswith(RESERVED_BEGINNINGS):
                message = f"API Gateway routes by no header `{name}`"
            elif not re.fullmatch(r"[A-Za-z0-9?!#$%&'.^_`|~-]+", name):
                message = f"`{name[:60]}` is no name of a header"
            elif len(name) > ROUTED_HEADER_NAME:
                message = f"`{name}` has {len(name)} characters, and {ROUTED_HEADER_NAME} are allowed"
            else:
                continue
            yield Finding(
                at=(route.at / "header" / name).key, message=message, help="route by one of your own: `X-Api-Version`"
            )


@rule("AC2003", bad=routed(version('"1*0"')), good=routed(version('"1*"')), evidence=ROUTING)
def header_value_that_never_fits(target: Target) -> Findings:
    """What a header must hold is written out, with a `*` at its beginning, at its end, or at both.

    It has at most 127 characters of those that names of headers are made of,
    and 39 with a `*` at both ends; small and capital letters differ.
    """
    for route in _routes(target):
        for name, value in route.header.items():
            inner = value.removeprefix("*").removesuffix("*")
            infix = len(value) > 1 and value.startswith("*") and value.endswith("*")
            allowed = ROUTED_HEADER_INFIX if infix else ROUTED_HEADER_VALUE
            wrong = re.search(r"[^A-Za-z0-9*?!#$%&'.^_`|~-]", value)
            if not value:
                message = f"`{name}` must hold something"
            elif "*" in inner or value == "**":
                message = f"`{value[:60]}` has a `*` in the middle"
            elif wrong:
                message = f"`{wrong[0]}` in `{value[:60]}` is a character that API Gateway does not accept here"
            elif len(value) > allowed:
                message = f"{len(value)} characters, and {allowed} are allowed here"
            else:
                continue
            yield Finding(
                at=route.at / "header" / name,
                message=message,
                help="write it like `1*`, `*beta` or `*json*`",
            )


@rule("AC2004", bad=routed(version(path="/shop//v1")), good=routed(version(path="/shop/v1")), evidence=ROUTING)
def invalid_routed_path(target: Target) -> Findings:
    """The path of a route is one that a base path could be, of at most 127 characters."""
    for route in _routes(target):
        if message := wrong_path(route.path, ROUTED_PATH_LENGTH):
            yield Finding(at=route.at / "path", message=message, help="write it like `/v1`")


@rule(
    "AC2005",
    binding=True,
    bad=f"endpoint: edge\n{routed(version(), certificate='arn:aws:acm:us-east-1:111111111111:certificate/1-2')}",
    good=routed(version()),
    evidence=EDGE,
)
def route_beyond_the_region(target: Target) -> Findings:
    """A domain with routes is regional: what makes the rules knows no domain at the edge."""
    if target.blueprint.endpoint == "edge":
        for domain in target.own_domains:
            if domain.routes:
                yield Finding(
                    at=(domain.at / "routes").key,
                    message=f"`{domain.name}` is at the edge, where no header leads anywhere",
                    help="write `endpoint: regional`, or lead to versions by base paths",
                    notes=(Note(target.at / "endpoint", "the endpoint"),),
                )


@rule(
    "AC2006",
    binding=True,
    bad=f"apis: {{v1: openapi.yaml, live: {{type: websocket, definition: live.yaml}}}}\n{routed(version(api='live'))}\n"
    + SOCKET,
    good=f"apis: {{v1: openapi.yaml, live: {{type: websocket, definition: live.yaml}}}}\n{routed(version(api='v1'))}\n"
    + SOCKET,
    evidence=MODE,
)
def route_to_a_websocket(target: Target) -> Findings:
    """A route leads to a REST API, under a domain of REST APIs."""
    for domain in target.own_domains:
        for route in domain.routes:
            if route.api.partition("/")[0] in target.sockets or target.leads_to_socket(domain):
                yield Finding(
                    at=route.at / "api",
                    message="no header leads to a WebSocket API, nor away from one",
                    help="give the WebSocket API a domain of its own, with a base path",
                )


@rule(
    "AC2007",
    severity=WARNING,
    bad=routed(version('"1*"'), version('"1.5"')),
    good=routed(version('"1.5"'), version('"1*"')),
    evidence=EXAMPLES,
)
def route_never_reached(target: Target) -> Findings:
    """A route is for calls that none before it takes: the first that fits decides."""
    for domain in target.own_domains:
        for index, route in enumerate(domain.routes):
            earlier = next((other for other in domain.routes[:index] if _takes(other, route)), None)
            if earlier:
                yield Finding(
                    at=route.at,
                    message="an earlier route takes every call that this one is for",
                    help="put it before that one, or remove it",
                    notes=(Note(earlier.at, "this one comes first"),),
                )


@rule(
    "AC2008",
    binding=True,
    bad=split(*FEW, domain=routed(version(path="/v1"))),
    good=split(*FEW, domain=routed(version())),
    evidence=ROUTING,
)
def split_behind_a_routed_path(target: Target) -> Findings:
    """A route with a path leads to an API that is not split: a rule takes a whole beginning off a path, or nothing."""
    for route in _routes(target):
        key = route.api.partition("/")[0]
        if route.path.strip("/") and len(target.shares.get(key, ())) > 1:
            yield Finding(
                at=route.at / "path",
                message=f"`{key}` is split, and its paths do not begin with `{route.path}`",
                help="lead to it by headers alone",
                notes=(Note(target.blueprint.apis[key].at / "split", "split here"),),
            )


@rule(
    "AC2009",
    binding=True,
    bad="environments: {dev: {account: '111111111111', region: eu-west-1, quotas: {routingRules: 200}}}\n"
    + routed(*(version(f"v{n}") for n in range(ROUTES_PER_DOMAIN + 1))),
    good="environments: {dev: {account: '111111111111', region: eu-west-1, quotas: {routingRules: 200}}}\n"
    + routed(*(version(f"v{n}") for n in range(ROUTES_PER_DOMAIN))),
    evidence="docs/versions.md",
)
def too_many_routes(domain: Domain) -> Findings:
    """A domain has at most 100 routes: each has a row of priorities, among all rules of the domain."""
    if len(domain.routes) > ROUTES_PER_DOMAIN:
        yield Finding(
            at=(domain.at / "routes").key,
            message=f"{len(domain.routes)} routes, and {ROUTES_PER_DOMAIN} are allowed",
            help="let a `*` stand for several of them, or use another domain",
        )


def _routes(target: Target) -> Iterator[HeaderRoute]:
    return (route for domain in target.own_domains for route in domain.routes)


def _takes(earlier: HeaderRoute, later: HeaderRoute) -> bool:
    """Whether *earlier* fits every call that *later* fits."""
    wanted = {name.lower(): value for name, value in later.header.items()}
    words, below = earlier.path.strip("/"), later.path.strip("/")
    fits = bool(earlier.header) and (below == words or not words or below.startswith(words + "/"))
    return fits and all(
        name.lower() in wanted and _covers(value, wanted[name.lower()]) for name, value in earlier.header.items()
    )


def _covers(wide: str, narrow: str) -> bool:
    """Whether whatever fits *narrow* fits *wide* as well."""
    inner = wide.strip("*")
    if not wide.startswith("*") and not wide.endswith("*"):
        return wide == narrow
    if wide.startswith("*") and wide.endswith("*"):
        return inner in narrow.strip("*")
    if wide.endswith("*"):
        return narrow.startswith(inner)
    return narrow.endswith(inner)
