"""What a document says of the whole API in the words of API Gateway: authorizers, gateway responses, settings."""

import json
import re
from collections.abc import Iterator
from typing import Any

from apicompiler.diagnostic import Finding, Findings, Note, Replace
from apicompiler.extensions import ApiExtensions, Authorizer, GatewayResponse, SchemeExtensions, at_home
from apicompiler.limits import AUTHORIZER_TTL_SECONDS, COMPRESSION_BYTES, RESOURCE_POLICY_LENGTH
from apicompiler.openapi import ANY
from apicompiler.pointers import UserPoolArn
from apicompiler.rules import rule
from apicompiler.rules.document_calls import GUIDE, INVOKED, SNAPSHOTS
from apicompiler.selectors import Index
from apicompiler.target import Target

CREATE_AUTHORIZER = "https://docs.aws.amazon.com/apigateway/latest/api/API_CreateAuthorizer.html"
API = f"{SNAPSHOTS}test_apigateway_api.snapshot.json"
NAME = r"[A-Za-z0-9._$-]+"
SOURCE = rf"method\.request\.(header|querystring)\.{NAME}|context\.[\w.-]+|stageVariables\.\w+"
RESPONSE = (
    rf"method\.request\.(header|querystring|path|multivalueheader|multivaluequerystring)\.{NAME}"
    r"|context\.[\w.-]+|stageVariables\.\w+|'[^']*'"
)
METERED = """
usagePlans: {gold: {PLAN}}
apiKeys: {acme: {usagePlan: gold}}
defaults: {integration: books, auth: iam, apiKey: true}
--- openapi.yaml
paths: {/books: {x-amazon-apigateway-any-method: {operationId: books, responses: {'200': {description: ok}}}}}
"""
POOL = "arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_AbCdEfGhI"


def scheme(text: str) -> str:
    """The example of a security scheme with extensions."""
    return (
        "components:\n  securitySchemes:\n"
        f"    users: {{type: apiKey, in: header, name: Authorization, x-amazon-apigateway-authtype: custom{text}}}"
    )


def authorizer(text: str) -> str:
    """The example of an authorizer."""
    return scheme(f", x-amazon-apigateway-authorizer: {{{text}}}")


def document(text: str) -> str:
    """The example of an extension of a whole document."""
    return f"openapi: 3.0.3\nx-amazon-apigateway-{text}"


def response(text: str) -> str:
    """The example of a gateway response."""
    return document(f"gateway-responses: {{THROTTLED: {{{text}}}}}")


@rule(
    "AC1440",
    bad=scheme(""),
    good=authorizer(f"type: token, authorizerUri: '{INVOKED}'"),
    evidence="https://github.com/amazon-archives/aws-apigateway-importer/issues/187",
)
def authtype_without_authorizer(scheme: SchemeExtensions) -> Findings:
    """A security scheme with `x-amazon-apigateway-authtype` has an authorizer, unless callers sign: `awsSigv4`.

    API Gateway would leave out every operation that asks for it.
    """
    if scheme.authtype and scheme.authtype != "awsSigv4" and not scheme.authorizer and not scheme.lost:
        yield Finding(
            at=scheme.place("authtype"),
            message=f"`{scheme.authtype}` is the kind of an authorizer, and there is none",
            help="add `x-amazon-apigateway-authorizer`, or remove it and declare one in `authorizers`",
        )


@rule(
    "AC1441",
    bad=authorizer("type: token"),
    good=authorizer(f"type: token, authorizerUri: '{INVOKED}'"),
    evidence=CREATE_AUTHORIZER,
)
def authorizer_without_function(target: Target) -> Findings:
    """A `token` or `request` authorizer is a Lambda function, under the path by which API Gateway calls one."""
    for found in _authorizers(target):
        if not found.is_cognito and not found.function:
            yield Finding(
                at=found.at / "authorizerUri",
                message="this calls no Lambda function" if found.authorizer_uri else "`authorizerUri` is missing",
                help="write `arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
                "<ARN>/invocations`",
            )


@rule(
    "AC1442",
    bad=authorizer(f"type: token, authorizerUri: '{INVOKED}', authorizerResultTtlInSeconds: 7200"),
    good=authorizer(f"type: token, authorizerUri: '{INVOKED}', authorizerResultTtlInSeconds: 3600"),
    evidence=CREATE_AUTHORIZER,
)
def authorizer_ttl_in_document(authorizer: Authorizer) -> Findings:
    """The answer of an authorizer is remembered for at most an hour."""
    lowest, highest = AUTHORIZER_TTL_SECONDS
    ttl, at = authorizer.authorizer_result_ttl_in_seconds, authorizer.at / "authorizerResultTtlInSeconds"
    if ttl is not None and not lowest <= ttl <= highest:
        nearest = str(min(max(ttl, lowest), highest))
        yield Finding(
            at=at,
            message=f"{ttl} seconds are not between {lowest} and {highest}",
            help=f"write `{nearest}`",
            fix=Replace(at, nearest),
        )


@rule(
    "AC1443",
    bad=authorizer(f"type: request, authorizerUri: '{INVOKED}'"),
    good=authorizer(f"type: request, authorizerUri: '{INVOKED}', identitySource: method.request.querystring.key"),
    evidence="https://github.com/hashicorp/terraform-provider-aws/pull/32629",
)
def nothing_to_remember_by(authorizer: Authorizer) -> Findings:
    """An answer is remembered for somebody: without `identitySource` there is nothing to remember it by.

    It is remembered for 300 seconds where nothing else is said.
    """
    ttl = authorizer.authorizer_result_ttl_in_seconds
    if authorizer.type_ == "request" and not authorizer.sources and ttl != 0:
        yield Finding(
            at=authorizer.at / ("type" if ttl is None else "authorizerResultTtlInSeconds"),
            message=f"answers are remembered for {ttl or 300} seconds, and nothing tells callers apart",
            help="add `identitySource: method.request.header.<name>`, or `authorizerResultTtlInSeconds: 0`",
        )


@rule(
    "AC1444",
    bad=authorizer(f"type: token, authorizerUri: '{INVOKED}', identitySource: method.request.querystring.key"),
    good=authorizer(f"type: token, authorizerUri: '{INVOKED}', identitySource: method.request.header.key"),
    evidence=CREATE_AUTHORIZER,
)
def invalid_identity_source(authorizer: Authorizer) -> Findings:
    """A token stands in one header; a `request` authorizer reads headers, the query, the context or stage variables."""
    form = SOURCE if authorizer.type_ == "request" else rf"method\.request\.header\.{NAME}"
    sources = authorizer.sources
    wrong = [source for source in sources if not re.fullmatch(form, source)]
    if wrong or (authorizer.type_ != "request" and len(sources) != 1):
        kinds = ", `.querystring.<name>`, `context.…` or `stageVariables.…`" if authorizer.type_ == "request" else ""
        yield Finding(
            at=authorizer.at / "identitySource",
            message=f"`{', '.join(wrong or sources)[:80]}` is not where a caller is known by"
            if sources
            else "nothing says in which header the token is",
            help=f"write `method.request.header.<name>`{kinds}",
        )


@rule(
    "AC1445",
    bad=authorizer("type: cognito_user_pools"),
    good=authorizer(f"type: cognito_user_pools, providerARNs: ['{POOL}']"),
    evidence=CREATE_AUTHORIZER,
)
def authorizer_without_user_pool(target: Target) -> Findings:
    """A Cognito authorizer names its user pools in `providerARNs`, and no other has any."""
    place = target.environment
    for found in _authorizers(target):
        arns = [at_home(arn, str(place.account), place.region) for arn in found.provider_ARNs]
        wrong = next((index for index, arn in enumerate(arns) if UserPoolArn.read(arn) is None), None)
        if wrong is not None and found.is_cognito:
            yield Finding(
                at=found.at / "providerARNs" / wrong,
                message=f"`{arns[wrong][:80]}` is not {UserPoolArn.WORDS}",
                help=f"write it like `{UserPoolArn.EXAMPLE}`",
            )
        elif found.is_cognito != bool(arns):
            yield Finding(
                at=found.at / "providerARNs",
                message="the authorizer has no user pool" if found.is_cognito else "a function knows no user pools",
                help=f"write `providerARNs: [{UserPoolArn.EXAMPLE}]`" if found.is_cognito else "remove it",
            )


@rule(
    "AC1446",
    bad=response("responseParameters: {gatewayresponse.header.Retry-After: '60'}"),
    good=response("responseParameters: {gatewayresponse.header.Retry-After: \"'60'\"}"),
    evidence="https://github.com/aws/aws-cdk/pull/20274",
)
def invalid_gateway_header_in_document(response: GatewayResponse) -> Findings:
    """A header of a gateway response comes from the request, the context or a stage variable, or is a 'text'."""
    for name, source in response.response_parameters.items():
        at = response.at / "responseParameters" / name
        if not re.fullmatch(rf"gatewayresponse\.header\.{NAME}", name):
            yield Finding(
                at=at.key, message=f"`{name[:80]}` is no header", help="write `gatewayresponse.header.<name>`"
            )
        if not isinstance(source, str) or not re.fullmatch(RESPONSE, source):
            text = str(source).lower() if isinstance(source, bool) else str(source)
            yield Finding(
                at=at,
                message=f"`{text[:80]}` is nothing that API Gateway knows of a request",
                help=f"write \"'{text[:80]}'\" for a fixed text, `method.request.header.<name>` or `context.…`",
                fix=None if "." in text else Replace(at, f"\"'{text}'\""),
            )


@rule("AC1447", bad=response("statusCode: 42"), good=response("statusCode: 429"), evidence=API)
def invalid_gateway_status_in_document(response: GatewayResponse) -> Findings:
    """The status of a gateway response is three digits, from 100 to 599."""
    status = response.status_code
    if status is not None and not re.fullmatch(r"[1-5]\d\d", str(status)):
        yield Finding(
            at=response.at / "statusCode",
            message=f"`{str(status)[:20]}` is no status code",
            help="write one like `429`",
        )


@rule(
    "AC1448",
    bad=document("binary-media-types: [image~1gif]"),
    good=document("binary-media-types: [image/gif]"),
    evidence="https://github.com/aws/serverless-application-model/issues/1036",
)
def escaped_binary_type(said: ApiExtensions) -> Findings:
    """A binary media type is written with a slash: `~1` stands for it in patches only, and would match nothing."""
    for index, text in enumerate(said.binary_media_types):
        better = text.replace("~1", "/")
        if not re.fullmatch(r"[A-Za-z0-9!#$&^_.*+-]+/[A-Za-z0-9!#$&^_.*+-]+", text):
            at = said.place("binary_media_types") / index
            yield Finding(
                at=at,
                message=f"`{text[:80]}` is no media type",
                help=f"write `{better}`" if better != text else "write one like `image/*`",
                fix=Replace(at, better) if better != text else None,
            )


@rule(
    "AC1449",
    bad=document("minimum-compression-size: 10485761"),
    good=document("minimum-compression-size: 10485760"),
    evidence=API,
)
def compression_size_in_document(said: ApiExtensions) -> Findings:
    """Bodies are compressed from 0 to 10485760 bytes on."""
    lowest, highest = COMPRESSION_BYTES
    size, at = said.minimum_compression_size, said.place("minimum_compression_size")
    if size is not None and not lowest <= size <= highest:
        nearest = str(min(max(size, lowest), highest))
        yield Finding(
            at=at,
            message=f"{size} bytes are not between {lowest} and {highest}",
            help=f"write `{nearest}`",
            fix=Replace(at, nearest),
        )


@rule(
    "AC1450",
    bad=document("policy: {Version: '2012-10-17', Statement: [{Effect: Allow, Action: 'execute-api:Invoke'}]}"),
    good=document(
        "policy: {Version: '2012-10-17', Statement: [{Effect: Allow, Principal: '*', Action: 'execute-api:Invoke',"
        " Resource: 'execute-api:/*'}]}"
    ),
    evidence="https://github.com/aws/chalice/issues/2065",
)
def invalid_policy_in_document(said: ApiExtensions) -> Findings:
    """Each statement of a policy has an `Effect`, a `Principal`, an `Action` of `execute-api` and a `Resource`."""
    if not said.policy:
        return
    at = said.place("policy") / "Statement"
    statements: Any = said.policy.get("Statement")
    statements = statements if isinstance(statements, list) else [statements]
    for index, statement in enumerate(statements):
        place = at / index if len(statements) > 1 or isinstance(said.policy.get("Statement"), list) else at
        for what in _wrong(statement):
            yield Finding(
                at=place,
                message=what,
                help="write one like `{Effect: Allow, Principal: '*', Action: 'execute-api:Invoke', "
                "Resource: 'execute-api:/*'}`",
            )


def _wrong(statement: Any) -> Iterator[str]:
    if not isinstance(statement, dict):
        yield "a statement is a mapping"
        return
    for names in (("Effect",), ("Principal", "NotPrincipal"), ("Action", "NotAction"), ("Resource", "NotResource")):
        if not any(name in statement for name in names):
            yield f"the statement has no `{names[0]}`"
    if statement.get("Effect", "Allow") not in ("Allow", "Deny"):
        yield f"`{str(statement['Effect'])[:40]}` is neither `Allow` nor `Deny`"
    actions = statement.get("Action", [])
    for action in actions if isinstance(actions, list) else [actions]:
        if not isinstance(action, str) or not re.match(r"(?i)execute-api:|\*$", action):
            yield f"`{str(action)[:40]}` is no action of `execute-api`"
    resources = statement.get("Resource", [])
    for resource in resources if isinstance(resources, list) else [resources]:
        if not isinstance(resource, str):
            yield "a resource is a text: `execute-api:/<stage>/<method>/<path>`"


@rule(
    "AC1451",
    bad=document(
        "policy: {Version: '2012-10-17', Statement: [{Effect: Allow, Principal: '*', Action: 'execute-api:Invoke',"
        f" Resource: 'execute-api:/{'x' * RESOURCE_POLICY_LENGTH}'}}]}}"
    ),
    good=document(
        "policy: {Version: '2012-10-17', Statement: [{Effect: Allow, Principal: '*', Action: 'execute-api:Invoke',"
        " Resource: 'execute-api:/*'}]}"
    ),
    evidence=f"{GUIDE}api-gateway-execution-service-limits-table.html",
)
def policy_too_long_in_document(said: ApiExtensions) -> Findings:
    """A resource policy has at most 8192 characters."""
    length = len(json.dumps(dict(said.policy), ensure_ascii=False, separators=(",", ":")))
    if length > RESOURCE_POLICY_LENGTH:
        yield Finding(
            at=said.place("policy").key,
            message=f"the policy has {length} characters, {RESOURCE_POLICY_LENGTH} are allowed",
            help="merge statements, or let patterns stand for several resources",
        )


@rule(
    "AC1452",
    bad=METERED.replace("PLAN", "operations: {'* /books': {rate: 5}}"),
    good=METERED.replace("PLAN", "throttle: {rate: 5}"),
    evidence="docs/language.md",
)
def plan_throttles_any_method(target: Target) -> Findings:
    """A usage plan throttles operations with a method of their own.

    Nobody says under which name a plan knows one that answers any method.
    """
    for plan in target.blueprint.usage_plans.values():
        for selector in plan.operations:
            index = Index({selector: None})
            any_methods = (m for m in target.rest_methods if m.operation.method == ANY and index.matching(m.operation))
            for method in any_methods:
                yield Finding(
                    at=(plan.at / "operations" / selector).key,
                    message=f"`{method.operation.path}` answers any method, and a plan throttles single ones",
                    help="write the methods out in the document, or throttle the whole plan",
                    notes=(Note(method.at.key, "any method is answered here"),),
                )
                break


def _authorizers(target: Target) -> Iterator[Authorizer]:
    yield from (part for part in target.said if isinstance(part, Authorizer))
