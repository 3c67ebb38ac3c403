"""Who may call: authorizers, and operations that would be open by mistake."""

from apicompiler.access import Guarded, Iam, Public, Undecided
from apicompiler.blueprint import Blueprint, LambdaAuthorizer
from apicompiler.diagnostic import INFO, WARNING, Finding, Findings, Note, Replace
from apicompiler.limits import AUTHORIZER_TTL_SECONDS, AUTHORIZERS_PER_API
from apicompiler.methods import titles
from apicompiler.rules import rule
from apicompiler.target import Target
from apicompiler.written import Duration

KNOWN_ISSUES = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html"
CREATE_AUTHORIZER = "https://docs.aws.amazon.com/apigateway/latest/api/API_CreateAuthorizer.html"
QUOTAS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html"
USAGE_PLANS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html"
PREFLIGHT = """
--- openapi.yaml
paths: {/books: {options: {operationId: preflight, responses: {'204': {description: yes}}}}}
"""
FUNCTION = '"arn:aws:lambda:eu-west-1:111111111111:function:who"'


@rule(
    "AC0601",
    bad="""
    paths:
      /books:
        get:
          operationId: books
          security: [{oauth: []}]
          responses: {'200': {description: ok}}
    components: {securitySchemes: {oauth: {type: http, scheme: bearer}}}
    """,
    good=f"""
    authorizers: {{oauth: {{lambda: {FUNCTION}}}}}
    --- openapi.yaml
    paths:
      /books:
        get:
          operationId: books
          security: [{{oauth: []}}]
          responses: {{'200': {{description: ok}}}}
    components: {{securitySchemes: {{oauth: {{type: http, scheme: bearer}}}}}}
    """,
    evidence="https://github.com/hashicorp/terraform-provider-aws/issues/26847",
)
def undecided_access(target: Target) -> Findings:
    """Somebody says who may call: a selector, the document's `security`, or the defaults.

    API Gateway imports a security scheme without an authorizer as no
    authorization at all, and the operation would be open to everyone. Public
    is only what says `auth: none`.
    """
    for method in target.all_methods:
        access = method.access.value
        if isinstance(access, Undecided) and access.reason:
            yield Finding(at=method.access.at.key, message=access.reason, help=access.help)


@rule(
    "AC0602",
    bad=f"authorizers: {{users: {{lambda: {FUNCTION}, ttl: 2h}}}}",
    good=f"authorizers: {{users: {{lambda: {FUNCTION}, ttl: 1h}}}}",
    evidence=CREATE_AUTHORIZER,
)
def authorizer_ttl(authorizer: LambdaAuthorizer) -> Findings:
    """The answer of an authorizer is remembered for at most an hour."""
    _, highest = AUTHORIZER_TTL_SECONDS
    if authorizer.ttl.milliseconds > highest * 1000:
        yield Finding(
            at=authorizer.at / "ttl",
            message=f"an answer cannot be remembered for {authorizer.ttl}",
            help="write `1h` or less; `0s` asks each time",
            fix=Replace(authorizer.at / "ttl", "1h"),
        )
    elif authorizer.ttl.milliseconds % 1000:
        yield Finding(
            at=authorizer.at / "ttl",
            message=f"{authorizer.ttl} is not a whole number of seconds",
            help=f"write `{max(authorizer.ttl.seconds, 1)}s`",
            fix=Replace(authorizer.at / "ttl", str(Duration(f"{max(authorizer.ttl.seconds, 1)}s"))),
        )


@rule(
    "AC0603",
    bad=f"authorizers: {{users: {{lambda: {FUNCTION}, identity: []}}}}",
    good=f"authorizers: {{users: {{lambda: {FUNCTION}, identity: [], ttl: 0s}}}}",
    evidence="https://github.com/hashicorp/terraform-provider-aws/pull/32629",
)
def remembered_without_identity(target: Target) -> Findings:
    """An answer is remembered for somebody: without an identity there is nothing to remember it by."""
    for authorizer in target.authorizers:
        if not isinstance(authorizer, LambdaAuthorizer) or not target.is_whole(authorizer.at / "identity"):
            continue
        if authorizer.type == "request" and authorizer.identity == () and authorizer.ttl.seconds > 0:
            yield Finding(
                at=authorizer.at / "identity",
                message=f"answers are remembered for {authorizer.ttl}, and nothing tells callers apart",
                help="name what does, as `identity: [header.Authorization]`, or write `ttl: 0s`",
            )


@rule(
    "AC0604",
    bad=f"authorizers: {{users: {{lambda: {FUNCTION}, type: token, identity: [query.token]}}}}",
    good=f"authorizers: {{users: {{lambda: {FUNCTION}, type: token, identity: [header.X-Token]}}}}",
    evidence=CREATE_AUTHORIZER,
)
def token_from_elsewhere(authorizer: LambdaAuthorizer) -> Findings:
    """The token of a token authorizer is one header."""
    if authorizer.type != "token" or authorizer.identity is None:
        return
    if len(authorizer.identity) != 1 or authorizer.identity[0].part("where") != "header":
        yield Finding(
            at=authorizer.at / "identity",
            message="a token authorizer reads one header, and nothing else",
            help="write `identity: [header.Authorization]`, or `type: request` to read more",
        )


@rule(
    "AC0605",
    bad="operations:\n"
    + "".join(f"  op{n}: {{auth: {{lambda: {FUNCTION}, ttl: {n}s}}}}\n" for n in range(AUTHORIZERS_PER_API + 1))
    + "--- openapi.yaml\npaths:\n"
    + "".join(
        f"  /p{n}: {{get: {{operationId: op{n}, responses: {{'200': {{description: ok}}}}}}}}\n"
        for n in range(AUTHORIZERS_PER_API + 1)
    ),
    good=f"defaults: {{integration: books, auth: {{lambda: {FUNCTION}}}}}",
    evidence=QUOTAS,
)
def too_many_authorizers(target: Target) -> Findings:
    """One API has at most 10 authorizers."""
    for key, methods in target.methods.items():
        names = {method.access.value.name for method in methods if isinstance(method.access.value, Guarded)}
        if len(names) > AUTHORIZERS_PER_API:
            yield Finding(
                at=target.blueprint.apis[key].at.key,
                message=f"the API uses {len(names)} authorizers, and {AUTHORIZERS_PER_API} are allowed",
                help="let operations share them, or publish them as several APIs",
            )


@rule(
    "AC0606",
    binding=True,
    bad="authorizers: {pools: {cognito: {userPool: []}}}",
    good="authorizers: {pools: {cognito: {userPool: "
    '"arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_AbCdEfGhI"}}}',
    evidence=CREATE_AUTHORIZER,
)
def no_user_pool(blueprint: Blueprint) -> Findings:
    """A Cognito authorizer has at least one user pool."""
    for authorizer in blueprint.authorizers.values():
        pools = getattr(authorizer, "cognito", None)
        if pools is not None and not pools.named:
            yield Finding(
                at=pools.at / "userPool",
                message="the authorizer has no user pool",
                help="write the ARN of one, or `create`",
            )


@rule(
    "AC0607",
    severity=INFO,
    bad=f"""
    authorizers: {{users: {{lambda: {FUNCTION}}}}}
    --- openapi.yaml
    security: [{{users: []}}, {{partners: []}}]
    paths: {{/books: {{get: {{operationId: books, responses: {{'200': {{description: ok}}}}}}}}}}
    components:
      securitySchemes: {{users: {{type: http, scheme: bearer}}, partners: {{type: http, scheme: basic}}}}
    """,
    good=f"""
    authorizers: {{users: {{lambda: {FUNCTION}}}}}
    --- openapi.yaml
    security: [{{users: []}}]
    paths: {{/books: {{get: {{operationId: books, responses: {{'200': {{description: ok}}}}}}}}}}
    components: {{securitySchemes: {{users: {{type: http, scheme: bearer}}}}}}
    """,
    evidence=KNOWN_ISSUES,
)
def chosen_alternative(target: Target) -> Findings:
    """Of several ways to be let in, a method has the one for which there is an authorizer.

    API Gateway holds one authorizer and one key for each method.
    """
    for method in target.all_methods:
        security = method.operation.security
        alternatives = security.alternatives if security else ()
        chosen = next((found for found in alternatives if found.at == method.access.at), None)
        if chosen and len(alternatives) > 1:
            yield Finding(
                at=chosen.at,
                message=f"of {len(alternatives)} alternatives, API Gateway holds "
                + " and ".join(f"`{name}`" for name in chosen.schemes),
                help="let one Lambda authorizer decide about all of them, if callers use the others",
            )


@rule(
    "AC0612",
    severity=INFO,
    bad="usagePlans: {gold: {quota: 10/day}}\napiKeys: {acme: {usagePlan: gold}}\n"
    "defaults: {integration: books, auth: none, apiKey: true}",
    good="usagePlans: {gold: {quota: 10/day}}\napiKeys: {acme: {usagePlan: gold}}\n"
    "defaults: {integration: books, auth: iam, apiKey: true}",
    evidence=USAGE_PLANS,
)
def key_in_the_place_of_a_caller(target: Target) -> Findings:
    """An API key says which plan a call is counted by, and not who calls.

    It is sent as it is, never changes, and opens every stage of its plans to whoever has seen it. Where the document
    asks for a key and for nothing else, that is its contract.
    """
    for methods in target.methods.values():
        open_to_keys = [
            method
            for method in methods
            if method.api_key and isinstance(method.access.value, Public) and method.access.at.file == target.at.file
        ]
        if open_to_keys:
            yield Finding(
                at=open_to_keys[0].access.at.key,
                message=f"nothing but an API key keeps callers out of {titles(open_to_keys)}",
                help="name an authorizer in `auth`, if not everybody may call",
            )


@rule(
    "AC0613",
    severity=WARNING,
    bad=f"defaults: {{integration: books, auth: iam}}{PREFLIGHT}",
    good=f"defaults: {{integration: books, auth: iam}}\noperations: {{preflight: {{auth: none}}}}{PREFLIGHT}",
    evidence="https://github.com/aws/serverless-application-model/issues/717",
)
def guarded_preflight(target: Target) -> Findings:
    """An OPTIONS operation is open to everybody.

    A browser asks by it whether a page may call at all, and sends neither a token nor a key: refused, it lets no page
    call.
    """
    for method in target.all_methods:
        guarded = isinstance(method.access.value, Iam | Guarded)
        if method.operation.method == "OPTIONS" and (guarded or method.api_key):
            name = method.operation.id or method.operation.title
            said = "auth: none" if guarded else "apiKey: false"
            yield Finding(
                at=method.at.key,
                message=f"browsers send no credentials with `{method.operation.title}`, and are refused",
                help=f"write `operations: {{{name}: {{{said}}}}}`, or remove it and write `cors`, "
                "which answers preflights",
                notes=(Note(method.access.at.key, "credentials are asked for here"),) if guarded else (),
            )
