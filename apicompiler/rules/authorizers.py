"""What authorizers are asked, what is remembered of their answers, and what nobody asks them."""

from collections.abc import Iterator

from apicompiler import context_variables, extensions
from apicompiler.access import Guarded
from apicompiler.blueprint import CognitoAuthorizer, LambdaAuthorizer
from apicompiler.diagnostic import INFO, WARNING, Finding, Findings, Note, Replace
from apicompiler.methods import Method, titles
from apicompiler.rules import rule
from apicompiler.rules.security import CREATE_AUTHORIZER, FUNCTION
from apicompiler.source import Location
from apicompiler.suggest import listed
from apicompiler.target import Target

POOL = (
    'authorizers: {pool: {cognito: {userPool: "arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_AbCd"}}}'
)
SCOPES = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-enable-cognito-user-pool.html"
LAMBDA_AUTHORIZER = (
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html"
)
# Headers that say what is called, and those that a network or a browser sends.
SAME_FOR_ALL = frozenset({"accept", "accept-encoding", "content-length", "content-type", "host", "origin"})
SHARED = frozenset({"user-agent", "x-forwarded-for", "referer", "accept-language"})


def _two(first: str, second: str) -> str:
    """Write a document with two operations and their `security`."""
    return f"""
--- openapi.yaml
paths:
  /books: {{get: {{operationId: listBooks, security: [{first}], responses: {{'200': {{description: ok}}}}}}}}
  /orders: {{get: {{operationId: listOrders, security: [{second}], responses: {{'200': {{description: ok}}}}}}}}
components: {{securitySchemes: {{pool: {{type: http, scheme: bearer}}, who: {{type: http, scheme: bearer}}}}}}
"""


@rule(
    "AC0614",
    severity=WARNING,
    bad=POOL + _two("{pool: [books/read]}", "{pool: []}"),
    good=POOL + _two("{pool: [books/read]}", "{pool: [orders/read]}"),
    evidence=SCOPES,
)
def scopes_beside_none(target: Target) -> Findings:
    """All operations of a Cognito authorizer ask for scopes, or none does.

    With scopes API Gateway takes access tokens, without them it takes ID tokens: a caller who has one of them is
    refused by half of the operations.
    """
    for methods in (target.methods[key] for key in target.apis):
        for name, guarded in _guarded(methods, CognitoAuthorizer).items():
            asking = [method for method, access in guarded if access.scopes]
            other = [method for method, access in guarded if not access.scopes]
            if asking and other:
                yield Finding(
                    at=other[0].access.at.key,
                    message=f"`{other[0].operation.title}` takes ID tokens of `{name}`, and "
                    f"`{asking[0].operation.title}` takes access tokens",
                    help="ask for a scope here, too, or for none there",
                    notes=(Note(asking[0].access.at.key, "scopes are asked for here"),),
                )


@rule(
    "AC0608",
    severity=WARNING,
    bad=f"authorizers: {{who: {{lambda: {FUNCTION}}}}}" + _two("{who: []}", "{who: []}"),
    good=f"authorizers: {{who: {{lambda: {FUNCTION}, policy: method}}}}" + _two("{who: []}", "{who: []}"),
    evidence="https://github.com/auth0-samples/jwt-rsa-aws-custom-authorizer/pull/8",
)
def answer_for_another_operation(target: Target) -> Findings:
    """What an authorizer answers about one operation is not taken for an answer about another.

    It is remembered for the caller, whatever is called next. A function that lets in to the operation it was asked
    about keeps the caller out of every other one until it is forgotten, with 403; one that lets in to everything
    decides with the first call about all that follow.
    """
    for methods in target.methods.values():
        for name, guarded in _guarded(methods, LambdaAuthorizer).items():
            (first, access), *others = guarded
            authorizer = access.authorizer
            assert isinstance(authorizer, LambdaAuthorizer), "none else is guarded here"
            if others and authorizer.policy is None and authorizer.ttl.seconds and not _asks_for_each(authorizer):
                yield Finding(
                    at=authorizer.at.key,
                    message=f"what `{name}` answers about `{first.operation.title}` is remembered for "
                    f"{authorizer.ttl}, and taken for `{others[0][0].operation.title}` as well",
                    help="write `policy: api` if the function's policy is about the whole API, "
                    "`policy: method` if it is about the operation that is called, or `ttl: 0s`",
                )


@rule(
    "AC0609",
    bad=f"authorizers: {{who: {{lambda: {FUNCTION}, type: token, policy: method}}}}",
    good=f"authorizers: {{who: {{lambda: {FUNCTION}, type: request, policy: method}}}}",
    evidence=CREATE_AUTHORIZER,
)
def token_that_names_no_operation(authorizer: LambdaAuthorizer) -> Findings:
    """An answer about one operation is remembered with its name, which a token authorizer does not see.

    API Gateway remembers it by the token alone.
    """
    if authorizer.type == "token" and authorizer.policy == "method" and authorizer.ttl.seconds:
        yield Finding(
            at=authorizer.at / "policy",
            message="answers are remembered by the token alone, whatever is called with it",
            help="write `type: request`, or `ttl: 0s`",
        )


@rule(
    "AC0610",
    severity=INFO,
    bad=f"authorizers: {{who: {{lambda: {FUNCTION}, ttl: 0s}}}}" + _two("{who: [books/read]}", "{who: []}"),
    good=POOL + _two("{pool: [books/read]}", "{pool: [orders/read]}"),
    evidence="https://docs.aws.amazon.com/apigateway/latest/api/API_Method.html",
)
def scopes_that_nobody_compares(target: Target) -> Findings:
    """Scopes are compared by Cognito authorizers: any other is not told of them.

    A Lambda function has to know them itself, and IAM has permissions in their place.
    """
    for methods in target.methods.values():
        for name, guarded in _guarded(methods, LambdaAuthorizer).items():
            asking = [method for method, access in guarded if access.scopes]
            if asking:
                yield Finding(
                    at=asking[0].access.at.key,
                    message=f"the scopes of {titles(asking)} are compared by the function of `{name}`, or by nobody",
                    help="nothing is to be done if it does",
                )


@rule(
    "AC0611",
    severity=WARNING,
    bad=f"authorizers: {{who: {{lambda: {FUNCTION}, identity: [context.identity.sourceIP]}}}}",
    good=f"authorizers: {{who: {{lambda: {FUNCTION}, identity: [context.identity.sourceIp]}}}}",
    evidence=LAMBDA_AUTHORIZER,
)
def unknown_identity(target: Target) -> Findings:
    """What tells callers apart is something that API Gateway knows of a call; capitals count.

    A call that lacks it is answered with 401, and the function is not asked: that would be every call.
    """
    among = context_variables.ANYWHERE | (context_variables.HTTP if target.http_apis else frozenset())
    asked = (found for found in target.authorizers if isinstance(found, LambdaAuthorizer))
    sources = ((found.at / "identity" / index, s) for found in asked for index, s in enumerate(found.identity or ()))
    for at, source in sources:
        name = source.part("name")
        if source.part("where") == "context" and name not in among:
            close = context_variables.suggestion(name, among)
            yield Finding(
                at=at,
                message=f"API Gateway knows no `{source}` of a call",
                help=f"did you mean `context.{close}`?" if close else "name a header or a query parameter",
                fix=Replace(at, f"context.{close}") if close else None,
            )


def _guarded(
    methods: tuple[Method, ...], kind: type[LambdaAuthorizer | CognitoAuthorizer]
) -> dict[str, list[tuple[Method, Guarded]]]:
    """Return the operations of each authorizer of one *kind*, by its name."""
    found: dict[str, list[tuple[Method, Guarded]]] = {}
    for method in methods:
        access = method.access.value
        if isinstance(access, Guarded) and isinstance(access.authorizer, kind):
            found.setdefault(access.name, []).append((method, access))
    return found


def _asks_for_each(authorizer: LambdaAuthorizer) -> bool:
    """Whether what tells callers apart tells apart what they call."""
    sources = {str(source) for source in authorizer.identity or ()}
    return "context.httpMethod" in sources and bool({"context.path", "context.resourcePath"} & sources)


@rule(
    "AC0615",
    bad=f"stages: {{live: {{variables: {{shop: a}}}}}}\n"
    f"authorizers: {{who: {{lambda: {FUNCTION}, identity: [stageVariables.shop]}}}}\n"
    "defaults: {integration: books, auth: who}",
    good=f"stages: {{live: {{variables: {{shop: a}}}}}}\n"
    f"authorizers: {{who: {{lambda: {FUNCTION}, identity: [header.X-Token, stageVariables.shop]}}}}\n"
    "defaults: {integration: books, auth: who}",
    evidence=CREATE_AUTHORIZER,
)
def answer_for_everybody(target: Target) -> Findings:
    """What an answer is remembered by tells one caller from another.

    A stage variable, the stage and the path are the same for all callers: what was answered to the first one is taken
    for the answer to everybody, until it is forgotten.
    """
    for guard, at in _remembering(target):
        if not any(_tells_callers_apart(source) for source in guard.sources):
            yield Finding(
                at=at,
                message=f"an answer to one caller is remembered for everybody: {listed(guard.sources)} "
                "tells nobody from anybody else",
                help="add what callers are known by, as `header.Authorization`, or remember nothing (`ttl: 0s`)",
            )


@rule(
    "AC0616",
    severity=WARNING,
    bad=f"authorizers: {{who: {{lambda: {FUNCTION}, identity: [context.identity.sourceIp]}}}}\n"
    "defaults: {integration: books, auth: who}",
    good=f"authorizers: {{who: {{lambda: {FUNCTION}, identity: [header.X-Token, context.identity.sourceIp]}}}}\n"
    "defaults: {integration: books, auth: who}",
    evidence=CREATE_AUTHORIZER,
)
def answer_for_a_network(target: Target) -> Findings:
    """An answer is remembered for one caller, and not for all who share an address or a browser."""
    for guard, at in _remembering(target):
        telling = [source for source in guard.sources if _tells_callers_apart(source)]
        if telling and all(_is_shared(source) for source in telling):
            yield Finding(
                at=at,
                message=f"whoever has the same {listed(telling, ' and ')} gets the answer that somebody else got",
                help="add what callers are known by, as `header.Authorization`, or remember nothing (`ttl: 0s`)",
            )


def _remembering(target: Target) -> Iterator[tuple[Guarded, Location]]:
    """Yield each authorizer of REST APIs that remembers its answers by something, and where that is said."""
    seen: set[int] = set()
    for method in target.all_methods:
        guard = method.access.value
        if not isinstance(guard, Guarded) or guard.is_cognito or id(guard.authorizer) in seen or not guard.sources:
            continue
        seen.add(id(guard.authorizer))
        authorizer = guard.authorizer
        if isinstance(authorizer, LambdaAuthorizer) and authorizer.type == "request" and authorizer.ttl.seconds:
            yield guard, authorizer.at / "identity"
        elif isinstance(authorizer, extensions.Authorizer) and authorizer.authorizer_result_ttl_in_seconds != 0:
            yield guard, authorizer.at / "identitySource"


def _tells_callers_apart(source: str) -> bool:
    """Whether a part of a request is another one for another caller, as far as can be known."""
    if source.startswith(("method.request.header.", "method.request.querystring.")):
        return source.rpartition(".")[2].lower() not in SAME_FOR_ALL
    return source.startswith("context.identity.")


def _is_shared(source: str) -> bool:
    """Whether several callers may have the same."""
    return source in ("context.identity.sourceIp", "context.identity.userAgent") or (
        source.rpartition(".")[2].lower() in SHARED
    )
