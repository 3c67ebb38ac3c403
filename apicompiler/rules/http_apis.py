"""HTTP APIs: what their documents may say, and who may call."""

from collections.abc import Iterator

from apicompiler.access import Guarded
from apicompiler.blueprint import (
    CognitoAuthorizer,
    HttpIntegration,
    LambdaAuthorizer,
    LambdaIntegration,
    Part,
)
from apicompiler.diagnostic import Finding, Findings, Note, Replace
from apicompiler.limits import ROUTES_PER_API
from apicompiler.methods import Method
from apicompiler.openapi import ANY, CATCH_ALL
from apicompiler.rules import rule
from apicompiler.selectors import Index
from apicompiler.source import Location
from apicompiler.target import Target

GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide"
CHOOSING = f"{GUIDE}/http-api-vs-rest.html"
QUOTAS = f"{GUIDE}/http-api-quotas.html"
LAMBDA_AUTHORIZER = f"{GUIDE}/http-api-lambda-authorizer.html"
HTTP = "apis: {v1: {type: http, definition: openapi.yaml}}\n"
BOTH = "apis: {v1: openapi.yaml, v2: {type: http, definition: openapi.yaml}}\n"
WHO = '"arn:aws:lambda:eu-west-1:111111111111:function:who"'
GUARDED = "defaults: {integration: books, auth: users}\n"


def lambda_authorizer(more: str = "", apis: str = HTTP) -> str:
    """Write a blueprint with one HTTP API that a Lambda function guards."""
    return f"{apis}{GUARDED}authorizers: {{users: {{lambda: {WHO}{more}}}}}"


@rule(
    "AC1901",
    binding=True,
    bad=HTTP + "defaults: {integration: books, auth: iam, apiKey: true}",
    good=HTTP + "defaults: {integration: books, auth: iam}",
    evidence=CHOOSING,
)
def api_key_of_an_http_api(target: Target) -> Findings:
    """Operations that demand an API key are published by a REST API: an HTTP API knows neither keys nor usage plans.

    It would let in whoever has none.
    """
    seen: set[Location] = set()
    for method in target.http_methods:
        said = deciding(target, method, "api_key")
        at = (said.at / "apiKey").key if said else method.at.key
        if method.api_key and at not in seen:
            seen.add(at)
            message = f"`{method.operation.title}` demands an API key, and an HTTP API asks for none"
            yield refusal(target, method, at, message, "`apiKey: false` and let an authorizer decide")


@rule(
    "AC1902",
    binding=True,
    bad=HTTP + "--- openapi.yaml\npaths: {/books: {get: {x-amazon-apigateway-auth: {type: NONE}, responses: {}}}}",
    good=HTTP + "--- openapi.yaml\npaths: {/books: {get: {responses: {}}}}",
    evidence="docs/http.md",
)
def extension_in_the_document_of_an_http_api(target: Target) -> Findings:
    """The document of an HTTP API is a contract and no more: what AWS is to do with it stands in the blueprint.

    Of the words of AWS it has `x-amazon-apigateway-any-method` alone.
    """
    for key, api in target.http_apis.items():
        for extension in api.unread:
            yield Finding(
                at=extension.at,
                message=f"`{extension.name}` is not read in the document of an HTTP API",
                help="say it in the blueprint, by `integrations`, `authorizers`, `operations` or `cors`, and remove it "
                "here",
                notes=(Note(target.blueprint.apis[key].at.key, "this API"),),
            )


@rule(
    "AC1903",
    binding=True,
    bad=HTTP + "--- openapi.yaml\npaths: {/$default: {get: {responses: {}}}}",
    good=HTTP + "--- openapi.yaml\npaths: {/$default: {x-amazon-apigateway-any-method: {responses: {}}}}",
    evidence=f"{GUIDE}/http-api-develop-routes.html",
)
def default_route_of_one_method(target: Target) -> Findings:
    """What no other route takes is taken by `$default`, whatever its method."""
    for method in target.http_methods:
        if method.operation.is_catch_all and method.operation.method != ANY:
            yield Finding(
                at=method.at.key,
                message=f"`{CATCH_ALL}` of an HTTP API takes every method, and not `{method.operation.method}` alone",
                help="write `x-amazon-apigateway-any-method`",
                fix=Replace(method.at.key, "x-amazon-apigateway-any-method"),
            )


@rule(
    "AC1904",
    bad=HTTP
    + "--- openapi.yaml\npaths:\n"
    + "".join(f"  /p{n}: {{get: {{responses: {{}}}}}}\n" for n in range(ROUTES_PER_API + 1)),
    good=HTTP
    + "--- openapi.yaml\npaths:\n"
    + "".join(f"  /p{n}: {{get: {{responses: {{}}}}}}\n" for n in range(ROUTES_PER_API)),
    evidence=QUOTAS,
)
def too_many_http_routes(target: Target) -> Findings:
    """An HTTP API has at most 300 routes, each with an integration of its own, of which AWS allows no more."""
    for key, api in target.http_apis.items():
        count = len(target.distinct_methods[key])
        if count > ROUTES_PER_API:
            yield Finding(
                at=(api.at / "paths").key,
                message=f"the document has {count} operations, and {ROUTES_PER_API} are allowed in one HTTP API",
                help="publish the paths as several APIs, or write `type: rest`",
                notes=(Note(target.blueprint.apis[key].at.key, "this API"),),
            )


@rule(
    "AC1913",
    bad=lambda_authorizer(", payload: '2.0'", apis=""),
    good=lambda_authorizer(", payload: '2.0'"),
    evidence=CHOOSING,
)
def said_to_no_http_api(target: Target) -> Findings:
    """What only HTTP APIs understand is said of something that an HTTP API uses."""
    asked = {id(access.authorizer) for access, _ in guarding(target)}
    for authorizer in target.authorizers:
        if id(authorizer) in asked:
            continue
        if isinstance(authorizer, LambdaAuthorizer):
            yield from _for_nobody(authorizer, "payload", "simple")
        elif isinstance(authorizer, CognitoAuthorizer) and not authorizer.cognito.is_made:
            yield from _for_nobody(authorizer.cognito, "audience")
    for part in target.integrations:
        if isinstance(part, LambdaIntegration | HttpIntegration) and "http" not in target.used_by(part):
            yield from _for_nobody(part, "payload", "target")


def _for_nobody(part: Part, *words: str) -> Findings:
    for word in words:
        if getattr(part, word, None) not in (None, False, ()):
            yield Finding(
                at=(part.at / word).key,
                message=f"`{word}` is for HTTP APIs, and none of them uses this",
                help="remove it, or publish the API with `type: http`",
            )


def guarding(target: Target) -> Iterator[tuple[Guarded, Method]]:
    """Yield each authorizer of HTTP APIs, with the first operation that it guards."""
    seen: set[int] = set()
    for method in target.http_methods:
        access = method.access.value
        if isinstance(access, Guarded) and id(access.authorizer) not in seen:
            seen.add(id(access.authorizer))
            yield access, method


def deciding(target: Target, method: Method, field: str) -> Part | None:
    """Return what decides a setting of an operation: a selector, its integration, or the defaults."""
    chosen = method.integration.value if method.integration else None
    said = [part for _, part in Index(target.blueprint.operations).matching(method.operation)]
    everything: tuple[Part | None, ...] = (*said, chosen, target.blueprint.defaults)
    return next((part for part in everything if part and getattr(part, field, None) is not None), None)


def refusal(target: Target, method: Method, at: Location, message: str, instead: str) -> Finding:
    """Say what an HTTP API cannot do: a REST API can, or something else is done *instead*."""
    return Finding(
        at=at,
        message=message,
        help=f"write `type: rest` for `{method.api.key}`, or {instead}",
        notes=(published(target, method),),
    )


def published(target: Target, method: Method) -> Note:
    return Note(target.blueprint.apis[method.api.key].at.key, "published as an HTTP API")
