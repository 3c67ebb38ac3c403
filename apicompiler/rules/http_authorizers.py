"""Who may call an HTTP API: tokens, the functions that are asked, and what they are told."""

from apicompiler import blueprint
from apicompiler.access import Guarded
from apicompiler.blueprint import CognitoAuthorizer, JwtAuthorizer, LambdaAuthorizer
from apicompiler.diagnostic import Finding, Findings, Note, Replace
from apicompiler.limits import AUDIENCES_PER_AUTHORIZER, SCOPES_PER_ROUTE
from apicompiler.rules import rule
from apicompiler.rules.http_apis import (
    CHOOSING,
    GUARDED,
    GUIDE,
    HTTP,
    LAMBDA_AUTHORIZER,
    QUOTAS,
    guarding,
    lambda_authorizer,
)
from apicompiler.source import Location
from apicompiler.target import Target

JWT = f"{GUIDE}/http-api-jwt-authorizer.html"
POOL = '"arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_AbCd"'
SCOPES = """
--- openapi.yaml
paths: {{/books: {{get: {{operationId: listBooks, security: [{{users: [{}]}}], responses: {{}}}}}}}}
components: {{securitySchemes: {{users: {{type: http, scheme: bearer}}}}}}
"""


def made_pool(more: str = "") -> str:
    """Write a blueprint with one HTTP API and a user pool of its own."""
    pool = f"userPool: create, clients: {{web: {{callbacks: ['https://app.example.com']}}}}{more}"
    return f"{HTTP}{GUARDED}authorizers: {{users: {{cognito: {{{pool}}}}}}}"


def jwt_authorizer(
    issuer: str = "https://login.example.com", audience: str = "[books]", more: str = "", apis: str = HTTP
) -> str:
    """Write a blueprint with one HTTP API that is called with tokens."""
    written = f"{{issuer: '{issuer}', audience: {audience}{more}}}"
    return f"{apis}{GUARDED}authorizers: {{users: {{jwt: {written}}}}}"


@rule(
    "AC1905",
    binding=True,
    bad=lambda_authorizer(", type: token"),
    good=lambda_authorizer(", type: request"),
    evidence=LAMBDA_AUTHORIZER,
)
def token_authorizer_of_an_http_api(target: Target) -> Findings:
    """The Lambda authorizer of an HTTP API is given the whole request."""
    for access, method in guarding(target):
        authorizer = access.authorizer
        if isinstance(authorizer, LambdaAuthorizer) and authorizer.type == "token":
            yield Finding(
                at=authorizer.at / "type",
                message="an HTTP API gives its authorizer no single token",
                help="write `type: request`, and read the token from the request",
                fix=Replace(authorizer.at / "type", "request"),
                notes=(Note(method.access.at.key, "asked here"),),
            )


@rule(
    "AC1906",
    binding=True,
    bad=f'{HTTP}{GUARDED}authorizers: {{users: {{cognito: {{userPool: [{POOL}, {POOL[:-1]}2"], audience: [a1]}}}}}}',
    good=f"{HTTP}{GUARDED}authorizers: {{users: {{cognito: {{userPool: {POOL}, audience: [a1]}}}}}}",
    evidence=JWT,
)
def several_issuers(target: Target) -> Findings:
    """Tokens of one user pool open an operation of an HTTP API: an authorizer there knows one issuer."""
    for access, method in guarding(target):
        authorizer = access.authorizer
        if isinstance(authorizer, CognitoAuthorizer) and len(authorizer.cognito.named) > 1:
            yield Finding(
                at=authorizer.cognito.at / "userPool",
                message=f"`{access.name}` takes tokens of several user pools, and an HTTP API of one",
                help="name one, or let a Lambda authorizer look into tokens of several, or write `type: rest`",
                notes=(Note(method.access.at.key, "asked here"),),
            )


@rule(
    "AC1907",
    binding=True,
    bad=f"{HTTP}{GUARDED}authorizers: {{users: {{cognito: {{userPool: {POOL}}}}}}}",
    good=f"{HTTP}{GUARDED}authorizers: {{users: {{cognito: {{userPool: {POOL}, audience: [1example23456789]}}}}}}",
    evidence=JWT,
)
def tokens_for_nobody(target: Target) -> Findings:
    """An HTTP API takes tokens that were given to an application it knows.

    Those of a pool that is made here are its `clients`; those of another stand in `audience`.
    """
    for access, method in guarding(target):
        authorizer = access.authorizer
        if isinstance(authorizer, CognitoAuthorizer):
            at, pools = authorizer.cognito.at, authorizer.cognito
            known = pools.clients if pools.is_made else pools.audience
            word, help = ("clients", "clients: {web: …}") if pools.is_made else ("audience", "audience: […]")
        elif isinstance(authorizer, JwtAuthorizer):
            at, known, word, help = authorizer.jwt.at, authorizer.jwt.audience, "audience", "audience: […]"
        else:
            continue
        if not known:
            yield Finding(
                at=at / word,
                message=f"no application is named whose tokens `{access.name}` takes",
                help=f"write `{help}`",
                notes=(Note(method.access.at.key, "asked here"),),
            )


@rule(
    "AC1908",
    binding=True,
    bad=jwt_authorizer(apis=""),
    good=jwt_authorizer(),
    evidence=CHOOSING,
)
def tokens_of_another_kind_of_api(target: Target) -> Findings:
    """Tokens of whoever speaks OpenID Connect are looked into by HTTP APIs: REST and WebSocket APIs cannot."""
    seen: set[Location] = set()
    opening = (route.method for route in target.all_routes if route.opens)
    for method in (*target.rest_methods, *opening):
        access = method.access.value
        if not isinstance(access, Guarded) or not isinstance(access.authorizer, JwtAuthorizer):
            continue
        if access.authorizer.at not in seen:
            seen.add(access.authorizer.at)
            yield Finding(
                at=method.access.at.key,
                message=f"`{method.api.key}` is no HTTP API, and cannot look into the tokens of "
                f"`{access.authorizer.jwt.issuer}`",
                help=f"write `type: http` for `{method.api.key}`, or let a Lambda authorizer look into them",
                notes=(Note(access.authorizer.at.key, "the authorizer"),),
            )


@rule(
    "AC1909",
    bad=jwt_authorizer("https://login.example.com/.well-known/openid-configuration"),
    good=jwt_authorizer(),
    evidence="https://github.com/aws/serverless-application-model/issues/1727",
)
def invalid_issuer(authorizer: JwtAuthorizer) -> Findings:
    """An issuer is an address below which it says where its keys are, exactly as its tokens say it.

    API Gateway reads `/.well-known/openid-configuration` below it when it imports the document, and the `issuer` there
    must be the same to the last slash.
    """
    issuer = str(authorizer.jwt.issuer)
    at = authorizer.jwt.at / "issuer"
    if "/.well-known/" in issuer:
        better = issuer.partition("/.well-known/")[0]
        yield Finding(
            at=at,
            message="this is where the issuer says what it is called, and not what it is called",
            help=f"write `{better}`, as `issuer` has it there",
            fix=Replace(at, f"'{better}'"),
        )
    elif "?" in issuer or "#" in issuer:
        yield Finding(
            at=at, message="an issuer has no query and no fragment", help="write it as `iss` of a token has it"
        )


@rule(
    "AC1910",
    bad=jwt_authorizer(audience="[" + ", ".join(f"a{n}" for n in range(AUDIENCES_PER_AUTHORIZER + 1)) + "]"),
    good=jwt_authorizer(audience="[" + ", ".join(f"a{n}" for n in range(AUDIENCES_PER_AUTHORIZER)) + "]"),
    evidence=QUOTAS,
)
def too_many_audiences(target: Target) -> Findings:
    """An authorizer of an HTTP API takes tokens that were given to at most 50 applications."""
    for access, method in guarding(target):
        authorizer = access.authorizer
        if isinstance(authorizer, JwtAuthorizer):
            at, count = authorizer.jwt.at / "audience", len(authorizer.jwt.audience)
        elif isinstance(authorizer, CognitoAuthorizer):
            pools = authorizer.cognito
            word = "clients" if pools.is_made else "audience"
            at, count = (pools.at / word).key, len(pools.clients if pools.is_made else pools.audience)
        else:
            continue
        if count > AUDIENCES_PER_AUTHORIZER:
            yield Finding(
                at=at,
                message=f"{count} applications are named, and {AUDIENCES_PER_AUTHORIZER} are allowed",
                help="let some of them share one",
                notes=(Note(method.access.at.key, "asked here"),),
            )


@rule(
    "AC1911",
    bad=jwt_authorizer() + SCOPES.format(", ".join(f"books/s{n}" for n in range(SCOPES_PER_ROUTE + 1))),
    good=jwt_authorizer() + SCOPES.format(", ".join(f"books/s{n}" for n in range(SCOPES_PER_ROUTE))),
    evidence=QUOTAS,
)
def too_many_scopes_of_a_route(target: Target) -> Findings:
    """An operation of an HTTP API asks for one of at most 10 scopes."""
    for method in target.http_methods:
        access = method.access.value
        if isinstance(access, Guarded) and access.takes_tokens and len(access.scopes) > SCOPES_PER_ROUTE:
            yield Finding(
                at=method.access.at.key,
                message=f"`{method.operation.title}` names {len(access.scopes)} scopes, "
                f"and {SCOPES_PER_ROUTE} are allowed",
                help="let a broader scope stand for some of them",
            )


@rule(
    "AC1912",
    bad=lambda_authorizer(", simple: true, payload: '1.0'"),
    good=lambda_authorizer(", simple: true, payload: '2.0'"),
    evidence=LAMBDA_AUTHORIZER,
)
def simple_answer_in_the_old_format(authorizer: LambdaAuthorizer) -> Findings:
    """A function that answers `isAuthorized` is told of requests in the format 2.0."""
    if authorizer.simple and authorizer.payload == "1.0":
        yield Finding(
            at=authorizer.at / "payload",
            message="in the format 1.0 a function answers with a policy",
            help="write `payload: '2.0'`, or remove `simple`",
            fix=Replace(authorizer.at / "payload", "'2.0'"),
        )


@rule(
    "AC1914",
    bad=jwt_authorizer(more=", identity: context.identity.user"),
    good=jwt_authorizer(more=", identity: query.token"),
    evidence=JWT,
)
def token_from_the_context(authorizer: JwtAuthorizer) -> Findings:
    """A token stands in a header or in the query."""
    identity = authorizer.jwt.identity
    if identity and identity.part("where") not in ("header", "query"):
        yield Finding(
            at=authorizer.jwt.at / "identity",
            message=f"`{identity}` is nothing that a caller sends",
            help="write `header.Authorization`, or `query.token`",
        )


@rule(
    "AC1915",
    bad=made_pool(", audience: [1example23456789]"),
    good=made_pool(),
    evidence=JWT,
)
def audience_of_a_pool_of_ones_own(pools: blueprint.CognitoPools) -> Findings:
    """The applications of a user pool that is made here are its `clients`: nobody knows their ids before."""
    if pools.is_made and pools.audience:
        yield Finding(
            at=(pools.at / "audience").key,
            message="the tokens of all `clients` of the pool are taken",
            help="remove it",
        )
