"""WebSocket APIs: what a definition may say, and who may connect."""

import re
from collections.abc import Iterator

from apicompiler import extensions
from apicompiler.access import Guarded, Undecided
from apicompiler.blueprint import CognitoAuthorizer, JwtAuthorizer, LambdaAuthorizer
from apicompiler.diagnostic import INFO, Finding, Findings, Note, Replace
from apicompiler.routes import Route
from apicompiler.rules import rule
from apicompiler.sockets import DISCONNECT, RESERVED
from apicompiler.suggest import closest, listed
from apicompiler.target import Target

GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide"
ONLY_CONNECT = "https://github.com/hashicorp/terraform-provider-aws/issues/40833"
LAMBDA_AUTHORIZER = f"{GUIDE}/apigateway-websocket-api-lambda-auth.html"
CONNECTING = f"{GUIDE}/apigateway-websocket-api-route-keys-connect-disconnect.html"
SELECTION = f"{GUIDE}/apigateway-websocket-api-selection-expressions.html"
WHO = '"arn:aws:lambda:eu-west-1:111111111111:function:who"'
POOL = '"arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_AbCdEfGhI"'
LIVE = "apis: {live: {type: websocket, definition: live.yaml}}"


def live(routes: str, blueprint: str = "", select: str = "$request.body.action") -> str:
    """Write a blueprint with one WebSocket API and its *routes*."""
    return f"{LIVE}\n{blueprint}\n--- live.yaml\nselect: {select}\nroutes: {{{routes}}}\n"


def asyncapi(payload: str, blueprint: str = "", message: str = "", more: str = "") -> str:
    """Write a blueprint with one WebSocket API that an AsyncAPI document describes."""
    return (
        f"{LIVE if not blueprint.startswith('apis') else ''}\n{blueprint}\n--- live.yaml\n"
        "asyncapi: 2.6.0\ninfo: {title: chat, version: '1'}\nchannels:\n"
        f"  /: {{publish: {{operationId: say, message: {{payload: {payload}{message}}}}}}}\n{more}"
    )


@rule(
    "AC1601",
    bad=live("say: {integration: {mock: {}}}", "defaults: {integration: books}"),
    good=live("$connect: {auth: iam}, say: {integration: {mock: {}}}", "defaults: {integration: books}"),
    evidence=CONNECTING,
)
def undecided_connection(target: Target) -> Findings:
    """Somebody says who may connect: a selector, the definition, its servers' `security`, or the defaults.

    Without authorization on `$connect` everybody may, and send whatever the
    routes take. Public is only what says `auth: none`.
    """
    for route in target.all_routes:
        access = route.method.access.value
        if route.opens and isinstance(access, Undecided) and access.reason:
            yield Finding(
                at=route.method.access.at.key,
                message=access.reason.replace("call `$connect`", "connect"),
                help="write `$connect: {auth: iam}`, name an authorizer, or say `auth: none` to let everybody in",
            )


@rule(
    "AC1602",
    bad=live("say: {integration: {mock: {}}, auth: iam}"),
    good=live("say: {integration: {mock: {}}}"),
    evidence=ONLY_CONNECT,
)
def authorization_after_connecting(target: Target) -> Findings:
    """Who somebody is, is asked once: when the connection is opened.

    API Gateway refuses authorization on any route but `$connect`, or takes it
    and never asks.
    """
    for route in _messages(target):
        for said in (*route.behaviours, *((route.event.said,) if route.event.said else ())):
            if said.auth not in (None, "none"):
                yield Finding(
                    at=said.at / "auth",
                    message=f"nobody is asked who they are when `{route.key}` is taken",
                    help="write it at `$connect`, and let the integration decide about single messages",
                )
                break


@rule(
    "AC1603",
    bad=live(
        "$connect: {auth: users}, say: {integration: {mock: {}}}",
        f"authorizers: {{users: {{cognito: {{userPool: {POOL}}}}}}}",
    ),
    good=live("$connect: {auth: users}, say: {integration: {mock: {}}}", f"authorizers: {{users: {{lambda: {WHO}}}}}"),
    evidence=LAMBDA_AUTHORIZER,
)
def user_pool_of_a_connection(target: Target) -> Findings:
    """Connections are opened by whom IAM or a Lambda function lets in: user pools are not asked."""
    for route, authorizer in _guarded(target):
        if isinstance(authorizer, CognitoAuthorizer):
            yield Finding(
                at=route.method.access.at,
                message="API Gateway does not look into the tokens of a user pool when a connection is opened",
                help="let a function verify them: `auth: tokens` and `authorizers: {tokens: {lambda: verify, "
                f"identity: [query.token]}}}}`; `environment: {{USER_POOL: {_id(authorizer)}}}` tells it the pool",
                notes=(Note(authorizer.at.key, "the authorizer"),),
            )


@rule(
    "AC1604",
    bad=live("say: {integration: {mock: {}}}", f"defaults: {{auth: {{lambda: {WHO}, type: token}}}}"),
    good=live("say: {integration: {mock: {}}}", f"defaults: {{auth: {{lambda: {WHO}, type: request}}}}"),
    evidence=LAMBDA_AUTHORIZER,
)
def token_authorizer_of_a_connection(target: Target) -> Findings:
    """The authorizer of a connection is given the whole request that opens it.

    API Gateway refuses any other: `Only REQUEST authorizer type is supported`.
    """
    for _, authorizer in _guarded(target):
        if isinstance(authorizer, LambdaAuthorizer) and authorizer.type == "token":
            yield Finding(
                at=authorizer.at / "type",
                message="a token authorizer cannot decide about connections",
                help="write `type: request`, and read the token from the request",
                fix=Replace(authorizer.at / "type", "request"),
            )


@rule(
    "AC1605",
    bad=live("say: {integration: {mock: {}}}", select="$.action"),
    good=live("say: {integration: {mock: {}}}", select="$request.body.action"),
    evidence=SELECTION,
)
def invalid_route_selection(target: Target) -> Findings:
    """What tells messages apart is made of `$request.body.…`, perhaps in braces and with text around."""
    for socket in target.sockets.values():
        variable = r"\$request\.body\.[A-Za-z0-9_.\[\]]+|\$\{request\.body\.[A-Za-z0-9_.\[\]-]+\}"
        rest = re.sub(variable, "", socket.select)
        if rest == socket.select or "$" in rest or re.search(r"\s", rest):
            yield Finding(
                at=socket.selects_at,
                message=f"`{socket.select[:60]}` does not say what tells messages apart",
                help="write it like `$request.body.action`",
            )


@rule(
    "AC1606",
    bad=live(""),
    good=live("say: {integration: {mock: {}}}"),
    evidence="https://github.com/aws/serverless-application-model/issues/2512",
)
def websocket_without_routes(target: Target) -> Findings:
    """A file of routes has a route: an API that takes nothing and tells nothing is none.

    Without any, API Gateway would not deploy it.
    """
    for key, socket in target.sockets.items():
        if socket.is_route_file and not any(event.is_written for event in socket.events):
            yield Finding(
                at=target.blueprint.apis[key].at.key,
                message="the API takes no messages: its definition has no routes",
                help="write `routes: {$default: {integration: …}}`",
            )


@rule(
    "AC1607",
    bad=live("say: {}", "defaults: {auth: iam}"),
    good=live("say: {integration: {mock: {}}}", "defaults: {auth: iam}"),
    evidence=f"{GUIDE}/apigateway-websocket-api-integrations.html",
)
def route_without_integration(target: Target) -> Findings:
    """A route has an integration; only connections may be opened without one."""
    named = {said for settings in target.settings if isinstance(said := settings.integration, str)}
    if named - target.blueprint.integrations.keys():
        return
    for route in target.all_routes:
        if route.integration is None and not route.opens:
            yield Finding(
                at=route.event.at.key,
                message=f"nothing takes what comes to `{route.key}`",
                help="write `integration: …`" + ("" if route.key == DISCONNECT else ", here or in `defaults`"),
            )


@rule(
    "AC1608",
    bad=asyncapi(
        "{properties: {action: {const: say}}}",
        more="  /more: {publish: {operationId: more, message: {payload: {properties: {action: {const: say}}}}}}\n",
        blueprint="defaults: {integration: {mock: {}}, auth: iam}",
    ),
    good=asyncapi(
        "{properties: {action: {const: say}}}",
        more="  /more: {publish: {operationId: more, message: {payload: {properties: {action: {const: more}}}}}}\n",
        blueprint="defaults: {integration: {mock: {}}, auth: iam}",
    ),
    evidence="https://github.com/serverless/serverless/issues/7260",
)
def repeated_route_key(target: Target) -> Findings:
    """Every route has a key of its own.

    That of a message is the only value its schema allows where messages are
    told apart, else its operationId, else its name.
    """
    for socket in target.sockets.values():
        first = {event.key: event for event in reversed(socket.events)}
        for event in socket.events:
            if first[event.key] is not event:
                yield Finding(
                    at=event.at.key,
                    message=f"`{event.key}` is the key of another route already",
                    help="give the messages different values where they are told apart",
                    notes=(Note(first[event.key].at.key, "the other one"),),
                )


@rule(
    "AC1609",
    bad=live("$conect: {integration: {mock: {}}}"),
    good=live("$connect: {integration: {mock: {}}}"),
    evidence=CONNECTING,
)
def unknown_reserved_route(target: Target) -> Findings:
    """A key that begins with a dollar is `$connect`, `$disconnect` or `$default`."""
    for route in target.all_routes:
        if route.key.startswith("$") and route.key not in RESERVED:
            close = closest(route.key, RESERVED)
            yield Finding(
                at=route.event.at.key,
                message=f"API Gateway has no route `{route.key}`",
                help=f"did you mean `{close}`?" if close else f"write one of {listed(RESERVED)}, or leave the `$` out",
                fix=Replace(route.event.at.key, close) if close else None,
            )


@rule(
    "AC1617",
    bad=live("$disconnect: {integration: {mock: {}}, reply: true}"),
    good=live("$disconnect: {integration: {mock: {}}}"),
    evidence=CONNECTING,
)
def reply_to_nobody(target: Target) -> Findings:
    """Nobody is answered who has left: when `$disconnect` is taken, the connection is closed."""
    for route in target.all_routes:
        if route.key == DISCONNECT and route.event.reply:
            yield Finding(
                at=route.event.at / "reply",
                message="the connection is closed when `$disconnect` is taken",
                help="remove it",
            )


@rule(
    "AC1618",
    severity=INFO,
    bad=asyncapi(
        "{}",
        blueprint="defaults: {integration: {mock: {}}, auth: iam}",
        message=", schemaFormat: application/vnd.apache.avro;version=1.9.0",
    ),
    good=asyncapi("{}", blueprint="defaults: {integration: {mock: {}}, auth: iam}"),
    evidence="https://www.asyncapi.com/docs/reference/specification/v2.6.0#messageObject",
)
def schema_in_another_language(target: Target) -> Findings:
    """The schema of a message is JSON Schema; what is written in Avro, for example, the backend checks."""
    for route in target.all_routes:
        if route.event.format:
            yield Finding(
                at=route.event.at / "schemaFormat",
                message=f"`{route.event.format}` is not read, and messages to `{route.key}` are not checked",
                help="write the schema as JSON Schema to have them checked",
            )


def _id(authorizer: CognitoAuthorizer) -> str:
    """Return how the id of a user pool is written: as it is, or pointed at where the pool is made here."""
    return next((arn.pool for arn in authorizer.cognito.arns), f'"pool:{authorizer.key}"')


def _messages(target: Target) -> Iterator[Route]:
    """Yield every route but those that open connections."""
    return (route for route in target.all_routes if not route.opens)


def _guarded(target: Target) -> Iterator[tuple[Route, LambdaAuthorizer | CognitoAuthorizer | JwtAuthorizer]]:
    for route in target.all_routes:
        access = route.method.access.value
        if route.opens and isinstance(access, Guarded) and not isinstance(access.authorizer, extensions.Authorizer):
            yield route, access.authorizer
