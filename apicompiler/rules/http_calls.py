"""What HTTP APIs call: functions, backends in public and private networks, and ten actions of services."""

import re
from collections.abc import Iterator

from apicompiler.blueprint import (
    Backend,
    Custom,
    HttpIntegration,
    LambdaIntegration,
    MockIntegration,
    Service,
    ServiceIntegration,
)
from apicompiler.diagnostic import Finding, Findings, Replace
from apicompiler.limits import HTTP_TIMEOUT_MS
from apicompiler.methods import Method
from apicompiler.rules import rule
from apicompiler.rules.http_apis import CHOOSING, GUIDE, HTTP, QUOTAS, deciding, published, refusal
from apicompiler.rules.integrations import http
from apicompiler.source import Location
from apicompiler.subtypes import SUBTYPES, Subtype, subtype, told
from apicompiler.suggest import closest, listed
from apicompiler.target import Target
from apicompiler.written import Mapped

SERVICES = f"{GUIDE}/http-api-develop-integrations-aws-services-reference.html"
MAPPING = f"{GUIDE}/http-api-parameter-mapping.html"
ACTIONS = listed(f"{service} {action}" for service, action in SUBTYPES)
CONFIG = '"arn:aws:appconfig:eu-west-1:111111111111:*"'

# What API Gateway sets itself, and lets nobody else set.
RESERVED = re.compile(
    r"access-control-.*|apigw-.*|x-amzn?-.*|authorization|connection|content-(encoding|length|location)|forwarded"
    r"|keep-alive|origin|proxy-authenticate|proxy-authorization|te|trailers|transfer-encoding|upgrade|via"
    r"|x-forwarded-(for|host|proto)"
)
KEY = r"((append|overwrite|remove):)?(header|query)\.[A-Za-z0-9_.-]+"


def _config(parameters: str, action: str = "GetConfiguration") -> str:
    call = f"aws: {{service: appconfig, action: {action}, allow: {{'appconfig:GetConfiguration': {CONFIG}}}}}"
    return f"{HTTP}integrations: {{books: {{{call}, parameters: {{{parameters}}}}}}}"


FOUND = "Application: \"'shop'\", Environment: \"'prod'\", Configuration: \"'main'\""


@rule(
    "AC1920",
    binding=True,
    bad=HTTP + "integrations: {books: {mock: {status: 200}}}",
    good=HTTP + "integrations: {books: {http: 'https://books.example.com'}}",
    evidence=CHOOSING,
)
def mock_of_an_http_api(target: Target) -> Findings:
    """An HTTP API answers nothing by itself: there is a backend for each of its operations."""
    for method, chosen in answering(target):
        if isinstance(chosen, MockIntegration):
            message = f"`{method.operation.title}` has a backend: an HTTP API has no mocks"
            yield refusal(target, method, chosen.at / "mock", message, "let a function answer")


@rule(
    "AC1921",
    binding=True,
    bad=HTTP + "integrations: {books: {sns: 'arn:aws:sns:eu-west-1:111111111111:books'}}",
    good=HTTP + "integrations: {books: {sqs: 'arn:aws:sqs:eu-west-1:111111111111:books'}}",
    evidence=SERVICES,
)
def service_that_http_apis_do_not_call(target: Target) -> Findings:
    """Of all services an HTTP API calls some, and of those some actions.

    They are what `sqs`, `stepFunctions`, `eventBridge` and `kinesis` stand for, and with `aws` ReceiveMessage,
    DeleteMessage and PurgeQueue of `sqs`, StopExecution of `states` and GetConfiguration of `appconfig`.
    """
    for method, chosen in answering(target):
        if isinstance(chosen, ServiceIntegration) and subtype(chosen) is None:
            message = f"`{method.operation.title}` calls a service that an HTTP API does not call"
            instead = f"let a function call it; what an HTTP API calls is {ACTIONS}"
            yield refusal(target, method, chosen.at.key, message, instead)


@rule(
    "AC1922",
    binding=True,
    bad=_config(FOUND + ", ClientId: context.requestId, Colour: \"'red'\""),
    good=_config(FOUND + ", ClientId: context.requestId"),
    evidence=SERVICES,
)
def unknown_parameter_of_a_service(target: Target) -> Findings:
    """What a service is told by an HTTP API are parameters of its action, by their names."""
    for _, chosen, called in _calling(target):
        for key in chosen.parameters:
            if key not in called.parameters:
                close = closest(key, called.parameters)
                at = (chosen.at / "parameters" / key).key
                yield Finding(
                    at=at,
                    message=f"{called.name} has no parameter `{key}`",
                    help=f"did you mean `{close}`?" if close else f"it has {listed(called.parameters)}",
                    fix=Replace(at, close) if close else None,
                )


@rule(
    "AC1923",
    binding=True,
    bad=_config(FOUND),
    good=_config(FOUND + ", ClientId: context.requestId"),
    evidence=SERVICES,
)
def service_that_is_told_too_little(target: Target) -> Findings:
    """A service is told all that its action must know."""
    for _, chosen, called in _calling(target):
        missing = [name for name in called.required if name not in (*chosen.parameters, *told(chosen))]
        if missing:
            yield Finding(
                at=(chosen.at / "parameters").key,
                message=f"{called.name} must be told {listed(missing)}",
                help=f"write `parameters: {{{missing[0]}: body.{missing[0][:1].lower() + missing[0][1:]}}}`, or where "
                "else it comes from",
            )


@rule(
    "AC1924",
    binding=True,
    bad=HTTP + http("parameters: {path.shelf: query.shelf}"),
    good=HTTP + http("parameters: {'append:query.shelf': query.shelf}"),
    evidence=MAPPING,
)
def invalid_parameter_of_an_http_api(target: Target) -> Findings:
    """What an HTTP API changes of a request is a `header.` or a `query.`: overwritten, or with `append:` or `remove:`.

    Path variables stand in the URL, and are filled in by their names.
    """
    for _, chosen in answering(target):
        if not isinstance(chosen, LambdaIntegration | HttpIntegration):
            continue
        for key, value in chosen.parameters.items():
            at = (chosen.at / "parameters" / key).key
            if not re.fullmatch(KEY, key):
                yield Finding(
                    at=at,
                    message=f"an HTTP API cannot put anything into `{key[:80]}`",
                    help="write `header.x` or `query.x`, perhaps with `append:` or `remove:` before it",
                )
            elif key.startswith("remove:") and value.text != "''":
                yield Finding(
                    at=chosen.at / "parameters" / key,
                    message=f"`{key}` takes away, and there is nothing to put in its place",
                    help="write `\"''\"`",
                    fix=Replace(chosen.at / "parameters" / key, "\"''\""),
                )


@rule(
    "AC1925",
    bad=HTTP + http("parameters: {header.X-Forwarded-For: context.identity.sourceIp}"),
    good=HTTP + http("parameters: {header.X-Caller: context.identity.sourceIp}"),
    evidence=MAPPING,
)
def reserved_header(target: Target) -> Findings:
    """Headers that API Gateway needs itself are mapped by nobody, neither of a request nor of an answer."""
    for _, chosen in answering(target):
        if not isinstance(chosen, Custom):
            continue
        mapped = (
            [] if isinstance(chosen, Service) else [(key, chosen.at / "parameters" / key) for key in chosen.parameters]
        )
        for answer in chosen.responses.values():
            mapped += [(f"header.{name}", answer.at / "headers" / name) for name in answer.headers]
        for key, at in mapped:
            where, _, name = key.rpartition(":")[2].partition(".")
            if where == "header" and RESERVED.fullmatch(name.lower()):
                yield Finding(
                    at=at.key,
                    message=f"API Gateway keeps `{name}` to itself",
                    help="choose another name, as `X-…`; headers of CORS are written by `cors`",
                )


@rule(
    "AC1926",
    binding=True,
    bad=HTTP + http("request: a.vtl") + "\n--- a.vtl\n$input.body\n",
    good=HTTP + http("parameters: {header.X-Shop: \"'main'\"}"),
    evidence=CHOOSING,
)
def template_of_an_http_api(target: Target) -> Findings:
    """Bodies go through an HTTP API as they are: it has no mapping templates, and converts nothing."""
    for method, chosen in answering(target):
        for at, what in _transformations(chosen) if isinstance(chosen, Custom) else ():
            yield refusal(target, method, at.key, f"an HTTP API has no {what}", "remove it")


@rule(
    "AC1927",
    binding=True,
    bad=HTTP + http("responses: {'4[0-9]{2}': 400}"),
    good=HTTP + http("responses: {'404': 410}"),
    evidence=MAPPING,
)
def answers_of_several_statuses(target: Target) -> Findings:
    """An HTTP API changes answers of single statuses: it knows neither patterns nor `default`."""
    for method, chosen in answering(target):
        for pattern, answer in chosen.responses.items() if isinstance(chosen, Custom) else ():
            if not re.fullmatch(r"[1-5]\d\d", pattern):
                message = f"`{pattern[:80]}` is no status, and an HTTP API knows answers by their status"
                instead = "write a status as `404`; any other answer goes through as it is"
                yield refusal(target, method, answer.at.key, message, instead)


@rule(
    "AC1928",
    binding=True,
    bad=HTTP + http("stream: true"),
    good=HTTP + http(""),
    evidence=CHOOSING,
)
def more_than_http_apis_can_do(target: Target) -> Findings:
    """An HTTP API passes on whole answers, of backends whose certificates a public authority has issued."""
    for method, chosen in answering(target):
        for word, what in (("stream", "does not stream"), ("insecure", "checks every certificate")):
            if getattr(chosen, word, False):
                yield refusal(target, method, chosen.at / word, f"an HTTP API {what}", "remove it")


@rule(
    "AC1934",
    bad='environments: {dev: {account: "111111111111", region: eu-west-1, quotas: {timeout: 60s}}}\n'
    "apis: {v1: openapi.yaml, v2: {type: http, definition: openapi.yaml}}\n" + http("timeout: 45s"),
    good='environments: {dev: {account: "111111111111", region: eu-west-1, quotas: {timeout: 60s}}}\n'
    "apis: {v1: openapi.yaml, v2: {type: http, definition: openapi.yaml}}\n" + http("timeout: 29s"),
    evidence=QUOTAS,
)
def http_api_that_waits_too_long(target: Target) -> Findings:
    """What an HTTP API calls has 30 seconds, whatever AWS has raised for REST APIs."""
    raised = target.environment.quotas.timeout if target.environment.quotas else None
    seen: set[Location] = set()
    for method in target.http_methods:
        part = deciding(target, method, "timeout")
        if not raised or not part or not method.timeout or part.at in seen:
            continue
        if HTTP_TIMEOUT_MS < method.timeout.milliseconds <= raised.milliseconds and not target.is_for_http(part):
            seen.add(part.at)
            yield Finding(
                at=part.at / "timeout",
                message=f"`{method.operation.title}` is published by an HTTP API, too, and has 30 seconds there",
                help=f"write `30s`, or `type: rest` for `{method.api.key}`",
                notes=(published(target, method),),
            )


@rule(
    "AC1935",
    bad=HTTP + http("parameters: {header.X-Price: \"'$5'\"}"),
    good=HTTP + http("parameters: {header.X-Price: \"'5 dollars'\"}"),
    evidence=MAPPING,
)
def text_that_is_read(target: Target) -> Findings:
    """A text that an HTTP API puts somewhere does not begin with `$`: it would be read as the name of something."""
    for _, chosen in answering(target):
        for mapped, at in _mapped(chosen) if isinstance(chosen, Custom) else ():
            if mapped.part("literal").startswith("$"):
                yield Finding(
                    at=at,
                    message=f"`{mapped.part('literal')[:60]}` would not be taken for a text",
                    help="write it without the `$`, or let the backend add it",
                )


def _transformations(custom: Custom) -> Iterator[tuple[Location, str]]:
    """Yield what is written into requests and answers by templates, or converted."""
    for word, what in (
        ("request", "mapping templates"),
        ("passthrough", "mapping templates"),
        ("content", "conversion of bodies"),
    ):
        if getattr(custom, word):
            yield custom.at / word, what
    for answer in custom.responses.values():
        for word, what in (("template", "mapping templates"), ("content", "conversion of bodies")):
            if getattr(answer, word):
                yield answer.at / word, what


def _mapped(custom: Custom) -> Iterator[tuple[Mapped, Location]]:
    yield from ((value, custom.at / "parameters" / key) for key, value in custom.parameters.items())
    for answer in custom.responses.values():
        yield from ((value, answer.at / "headers" / name) for name, value in answer.headers.items())


def _calling(target: Target) -> Iterator[tuple[Method, ServiceIntegration, Subtype]]:
    for method, chosen in answering(target):
        called = subtype(chosen) if isinstance(chosen, ServiceIntegration) else None
        if isinstance(chosen, ServiceIntegration) and called:
            yield method, chosen, called


def answering(target: Target) -> Iterator[tuple[Method, Backend | MockIntegration]]:
    """Yield what answers operations of HTTP APIs, each with the first of them."""
    seen: set[int] = set()
    for method in target.http_methods:
        chosen = method.integration.value if method.integration else None
        if isinstance(chosen, Backend | MockIntegration) and id(chosen) not in seen:
            seen.add(id(chosen))
            yield method, chosen
