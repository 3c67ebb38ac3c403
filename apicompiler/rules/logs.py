"""Access logs: what each line holds."""

import re
from typing import Literal

from apicompiler.blueprint import Logging
from apicompiler.channels import ACCESS_LOG
from apicompiler.context_variables import LOGS_OF, Kind, known, suggestion
from apicompiler.diagnostic import WARNING, Finding, Findings, Replace
from apicompiler.limits import ACCESS_LOG_BYTES
from apicompiler.rules import rule
from apicompiler.target import Target

VARIABLES = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html"
LOGGING = "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html"


@rule(
    "AC1006",
    severity=WARNING,
    bad="logging: {access: json, fields: {agent: context.identity.useragent}}",
    good="logging: {access: json, fields: {agent: context.identity.userAgent}}",
    evidence=VARIABLES,
)
def unknown_log_variable(target: Target) -> Findings:
    """A field of the access log is a variable that API Gateway knows; capitals count.

    For any other, each line holds a hyphen. `context.authorizer.claims.x` is a
    claim of a Cognito token, and `context.authorizer.x` what a Lambda authorizer
    returned. Where there are WebSocket or HTTP APIs, theirs are known as well.
    """
    kinds: tuple[tuple[Kind, bool], ...] = (
        ("rest", bool(target.apis)),
        ("http", bool(target.http_apis)),
        ("websocket", bool(target.sockets)),
    )
    among = frozenset[str]().union(*(LOGS_OF[kind] for kind, is_there in kinds if is_there))
    for logging in filter(None, (target.blueprint.logging, *(stage.logging for stage in target.stages.values()))):
        for name, variable in logging.fields.items():
            word = str(variable).removeprefix("context.")
            if not known(word, among):
                close = suggestion(word, among)
                yield Finding(
                    at=logging.at / "fields" / name,
                    message=f"API Gateway knows no `{variable}`",
                    help=f"did you mean `context.{close}`?" if close else "",
                    fix=Replace(logging.at / "fields" / name, f"context.{close}") if close else None,
                )


def overlong(target: Target, fields: Literal["socket_fields", "http_fields"]) -> Findings:
    """Find stages whose access log says more in a line than APIs of the second control plane take."""
    for stage in target.stages.values():
        channel = target.channels[stage.key]
        size = sum(len(name) + len(value) + len('"":"",') for name, value in getattr(channel, fields).items()) + 1
        if channel.access_log == "json" and size > ACCESS_LOG_BYTES:
            logging = stage.logging or target.blueprint.logging
            yield Finding(
                at=(logging.at if logging else stage.at) / "fields",
                message=f"the format of the access log has {size:,} bytes, {ACCESS_LOG_BYTES:,} are allowed",
                help="log fewer fields",
            )


@rule(
    "AC1007",
    bad="logging: {access: json, fields: {requestId: context.identity.user}}",
    good="logging: {access: json, fields: {user: context.identity.user}}",
    evidence=LOGGING,
)
def invalid_log_field(logging: Logging) -> Findings:
    """The name of a field is its own, and holds letters, digits and `_.-`.

    Every line holds the id of its request, without which API Gateway refuses
    the format, and some more: those fields stay what they are.
    """
    for name in logging.fields:
        if name in ACCESS_LOG:
            message, help = f"every line has a field `{name}`", "give it another name"
        elif not re.fullmatch(r"[A-Za-z0-9_.-]+", name):
            message, help = f"`{name}` cannot be the name of a field", "use letters, digits and `_.-`"
        else:
            continue
        yield Finding(at=(logging.at / "fields" / name).key, message=message, help=help)


@rule(
    "AC1008",
    severity=WARNING,
    bad="logging: {fields: {user: context.identity.user}}",
    good="logging: {access: json, fields: {user: context.identity.user}}",
    evidence=LOGGING,
)
def fields_of_no_log(target: Target) -> Findings:
    """Where fields are written, there is an access log that holds them."""
    for stage in target.stages.values():
        logging = stage.logging or target.blueprint.logging
        if logging and logging.fields and target.channels[stage.key].access_log == "off":
            yield Finding(
                at=(logging.at / "fields").key,
                message=f"stage `{stage.key}` has no access log that could hold them",
                help="write `access: json`, or remove them",
            )


@rule(
    "AC1009",
    bad="logging: {access: json, fields: {key: context.identity.apiKey}}",
    good="logging: {access: json, fields: {key: context.identity.apiKeyId}}",
    evidence=VARIABLES,
)
def logged_api_key(logging: Logging) -> Findings:
    """No log holds API keys.

    Whoever reads the log could call as their holders; the id of a key names
    the holder as well.
    """
    for name, variable in logging.fields.items():
        if str(variable) == "context.identity.apiKey":
            at = logging.at / "fields" / name
            yield Finding(
                at=at,
                message="every line would hold the key of its caller",
                help="write `context.identity.apiKeyId`, which every line has as `apiKeyId`",
                fix=Replace(at, "context.identity.apiKeyId"),
            )
