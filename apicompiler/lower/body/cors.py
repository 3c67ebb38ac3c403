"""Lowers `cors` to preflight answers, headers of mocks, and headers of the gateway's own errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from apicompiler.access import Guarded
from apicompiler.blueprint import Cors
from apicompiler.methods import Method
from apicompiler.openapi import ANY, KEY_HEADER, VERBS

Lowered = dict[str, Any]

# What signing, tokens and usage plans need beside the headers of the document.
ALLOWED_HEADERS = ("Authorization", "Content-Type", "X-Amz-Date", "X-Amz-Security-Token", KEY_HEADER.title())
METHOD_HEADER = "method.response.header."
GATEWAY_HEADER = "gatewayresponse.header."


def lower_preflight(cors: Cors, methods: Iterable[Method], routed: Iterable[str] = ()) -> Lowered:
    """Answer the preflight request of one path, without asking who calls; *routed* headers may lead calls here.

    What an authorizer knows callers by is allowed, too: a page could not send it otherwise.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html
    """
    methods = list(methods)
    words = sorted({method.operation.method for method in methods} | {"OPTIONS"})
    words = list(VERBS) if ANY in words else words
    declared = {p.name for method in methods for p in method.operation.parameters if p.where == "header"}
    guards = (method.access.value for method in methods)
    asked = [name for guard in guards if isinstance(guard, Guarded) for name in guard.headers]
    allowed = {name.lower(): name for name in (*routed, *asked, *declared, *cors.headers, *ALLOWED_HEADERS)}
    headers, template = answer_headers(cors)
    headers |= _static(
        {
            "Access-Control-Allow-Methods": ",".join(words),
            "Access-Control-Allow-Headers": ",".join(sorted(allowed.values())),
            "Access-Control-Max-Age": str(cors.max_age.seconds) if cors.max_age else "",
        }
    )
    return {
        "responses": {"204": {"description": "", "headers": declared_headers(headers)}},
        "security": [],
        "x-amazon-apigateway-integration": {
            "type": "mock",
            # With a binary type of */* the template would otherwise be read as binary, and answer 500.
            "contentHandling": "CONVERT_TO_TEXT",
            "passthroughBehavior": "when_no_match",
            "requestTemplates": {"application/json": '{"statusCode": 204}'},
            "responses": {
                "default": {
                    "statusCode": "204",
                    "responseParameters": headers,
                    "responseTemplates": {"application/json": template},
                }
            },
        },
    }


def answer_headers(cors: Cors | None) -> tuple[Lowered, str]:
    """Return the headers that let a page read an answer, and the template that goes with them.

    One header cannot name several origins: the template then repeats the
    caller's, if it is one of them.
    """
    if cors is None:
        return {}, ""
    several = len(cors.origins) > 1
    headers = _static(
        {
            "Access-Control-Allow-Origin": cors.origins[0],
            "Access-Control-Allow-Credentials": "true" if cors.credentials else "",
            "Access-Control-Expose-Headers": ",".join(cors.expose),
            "Vary": "Origin" if cors.origins != ("*",) else "",
        }
    )
    return headers, _choice(cors.origins[1:]) if several else ""


def gateway_headers(cors: Cors | None) -> Lowered:
    """Return the headers that let a page read the errors that API Gateway answers by itself."""
    headers = {
        GATEWAY_HEADER + name.removeprefix(METHOD_HEADER): value for name, value in answer_headers(cors)[0].items()
    }
    if cors and len(cors.origins) > 1:
        # No template sets a header here, and what the gateway itself has to say is no secret.
        headers[GATEWAY_HEADER + "Access-Control-Allow-Origin"] = "method.request.header.Origin"
    return headers


def announced_headers(announced: Mapping[str, str], place: str, own: Iterable[str]) -> Lowered:
    """Return what is announced as headers of one *place*, but for those that an answer has of its *own*."""
    taken = {name.lower() for name in own}
    return {place + name: f"'{value}'" for name, value in announced.items() if (place + name).lower() not in taken}


def declared_headers(parameters: Iterable[str]) -> Lowered:
    """Declare headers in a response: API Gateway maps no other."""
    return {name.removeprefix(METHOD_HEADER): {"schema": {"type": "string"}} for name in parameters}


def _static(headers: dict[str, str]) -> Lowered:
    return {f"{METHOD_HEADER}{name}": f"'{value}'" for name, value in headers.items() if value}


def _choice(origins: Iterable[str]) -> str:
    tests = " || ".join(f'$origin == "{origin}"' for origin in origins)
    header = "$context.responseOverride.header.Access-Control-Allow-Origin"
    return (
        '#set($origin = $input.params("Origin"))#if($origin == "")#set($origin = $input.params("origin"))#end'
        # What follows may begin with a letter, which `#end` alone would take for its own.
        f"#if({tests})#set({header} = $origin)#{{end}}"
    )
