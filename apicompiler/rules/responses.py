"""Gateway responses: what API Gateway answers when a call does not get through."""

import re
from collections.abc import Iterator

from apicompiler.blueprint import GatewayResponse
from apicompiler.context_variables import IN_GATEWAY_RESPONSES, known, suggestion
from apicompiler.diagnostic import WARNING, Finding, Findings, Note
from apicompiler.rules import rule
from apicompiler.source import Location
from apicompiler.suggest import listed
from apicompiler.target import Target
from apicompiler.written import Mapped

TYPES = "https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html"
PUT = "https://docs.aws.amazon.com/apigateway/latest/api/API_PutGatewayResponse.html"
KNOWN_ISSUES = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html"
PARAMETERS = (
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
    "api-gateway-swagger-extensions-gateway-responses.responseParameters.html"
)
VARIABLES = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html"


@rule(
    "AC1010", bad="responses: {THROTTLED: {status: 4290}}", good="responses: {THROTTLED: {status: 429}}", evidence=PUT
)
def gateway_response_status(response: GatewayResponse) -> Findings:
    """The status of a gateway response is a number from 100 to 599."""
    if response.status is not None and not 100 <= response.status <= 599:
        yield Finding(
            at=response.at / "status",
            message=f"{response.status} is no status code",
            help="write one from 400 to 599, or leave it out",
        )


@rule(
    "AC1011",
    severity=WARNING,
    bad="responses: {REQUEST_TOO_LARGE: {status: 400}}",
    good="responses: {DEFAULT_4XX: {headers: {X-From: \"'gateway'\"}}}",
    evidence=KNOWN_ISSUES,
)
def uncustomised_request_too_large(response: GatewayResponse) -> Findings:
    """`REQUEST_TOO_LARGE` is answered as API Gateway answers it, whatever is written."""
    if response.key == "REQUEST_TOO_LARGE":
        yield Finding(
            at=response.at.key,
            message="API Gateway does not let anybody customise the answer to a request that is too large",
            help="remove it",
        )


@rule(
    "AC1012",
    severity=WARNING,
    bad="responses: {DEFAULT_5XX: {status: 500}}",
    good="responses: {INTEGRATION_FAILURE: {status: 502}}",
    evidence=TYPES,
)
def one_status_for_all(response: GatewayResponse) -> Findings:
    """A status belongs to one type of response.

    On `DEFAULT_4XX` or `DEFAULT_5XX` it becomes the status of every type about
    which nothing is written: 429 and 504 are told apart no longer.
    """
    if response.key.startswith("DEFAULT_") and response.status is not None:
        yield Finding(
            at=response.at / "status",
            message=f"every {response.key.removeprefix('DEFAULT_').lower()} error would be answered with"
            f" {response.status}",
            help="remove it, or write it at the types that it is meant for",
        )


@rule(
    "AC1013",
    bad="responses: {THROTTLED: {headers: {Retry After: \"'60'\"}}}",
    good="responses: {THROTTLED: {headers: {Retry-After: \"'60'\"}}}",
    evidence="https://www.rfc-editor.org/rfc/rfc9110#section-5.1",
)
def invalid_header_of_gateway_response(response: GatewayResponse) -> Findings:
    """The name of a header holds letters, digits and hyphens."""
    for name in response.headers:
        if not re.fullmatch(r"[A-Za-z0-9!#$%&*+.^_`|~-]+", name):
            yield Finding(
                at=(response.at / "headers" / name).key,
                message=f"`{name[:80]}` is no name of a header",
                help="use letters, digits and `-`",
            )


@rule(
    "AC1014",
    bad="responses: {THROTTLED: {headers: {X-Title: body.title}}}",
    good="responses: {THROTTLED: {headers: {X-Title: header.X-Title}}}",
    evidence=PARAMETERS,
)
def body_in_gateway_response(response: GatewayResponse) -> Findings:
    """A header of a gateway response comes from a header, a query parameter or the path of the request.

    The body is not read for it: API Gateway refuses the mapping.
    """
    for at, mapped in _mapped(response):
        if mapped.where == "body":
            yield Finding(
                at=at,
                message="a gateway response cannot read the body of the request",
                help="write `header.…`, `query.…`, `path.…`, `context.…` or a `'text'`",
            )


@rule(
    "AC1015",
    bad="responses: {THROTTLED: {headers: {X-Request: context.requestID}}}",
    good="responses: {THROTTLED: {headers: {X-Request: context.requestId}}}",
    evidence=VARIABLES,
)
def unknown_context_variable_in_header(response: GatewayResponse) -> Findings:
    """What a header takes from `context` is something that API Gateway knows when a call does not get through."""
    for at, mapped in _mapped(response):
        if mapped.where == "context" and not known(mapped.name, IN_GATEWAY_RESPONSES):
            meant = suggestion(mapped.name, IN_GATEWAY_RESPONSES)
            yield Finding(
                at=at,
                message=f"a gateway response knows no `{mapped}`",
                help=f"did you mean `context.{meant}`?" if meant else "",
            )


@rule(
    "AC1016",
    bad="""
    stages: {live: {variables: {channel: live}}}
    responses: {THROTTLED: {headers: {X-Channel: stageVariables.chanel}}}
    """,
    good="""
    stages: {live: {variables: {channel: live}}}
    responses: {THROTTLED: {headers: {X-Channel: stageVariables.channel}}}
    """,
    evidence=VARIABLES,
)
def undefined_stage_variable_in_header(target: Target) -> Findings:
    """Every stage defines each stage variable that a header of a gateway response reads."""
    for response in target.blueprint.responses.values():
        for at, mapped in _mapped(response):
            read = mapped.where == "stageVariables"
            missing = [stage.key for stage in target.stages.values() if read and mapped.name not in stage.variables]
            if missing:
                yield Finding(
                    at=at,
                    message=f"stage variable `{mapped.name}` is not defined in {listed(missing)}",
                    help=f"write `stages: {{{missing[0]}: {{variables: {{{mapped.name}: …}}}}}}`",
                )


@rule(
    "AC1017",
    bad="""
    cors: {origins: ['https://app.example.com']}
    responses: {THROTTLED: {headers: {access-control-allow-origin: "'*'"}}}
    """,
    good="""
    cors: {origins: ['https://app.example.com']}
    responses: {THROTTLED: {headers: {Retry-After: "'60'"}}}
    """,
    evidence="https://fetch.spec.whatwg.org/#http-cors-protocol",
)
def header_that_cors_sets(target: Target) -> Findings:
    """The headers of cross-origin calls are decided in one place.

    Where `cors` is written they stand in every gateway response; a second one
    of the same name would make browsers refuse the answer.
    """
    cors = target.blueprint.cors
    for response in target.blueprint.responses.values() if cors else ():
        for name in response.headers:
            if cors and (name.lower().startswith("access-control-") or name.lower() == "vary"):
                yield Finding(
                    at=(response.at / "headers" / name).key,
                    message=f"`cors` decides about `{name}` in every answer of the gateway",
                    help="remove it",
                    notes=(Note(cors.at.key, "cross-origin calls are allowed here"),),
                )


def _mapped(response: GatewayResponse) -> Iterator[tuple[Location, Mapped]]:
    return ((response.at / "headers" / name, mapped) for name, mapped in response.headers.items())


@rule(
    "AC1033",
    severity=WARNING,
    bad="responses: {UNAUTHORIZED: {status: 200}}",
    good="responses: {UNAUTHORIZED: {status: 403}}",
    evidence="https://www.rfc-editor.org/rfc/rfc9110#section-15",
)
def refusal_that_looks_like_success(response: GatewayResponse) -> Findings:
    """A call that did not get through is not answered as one that did.

    Callers, caches and alarms take it for what the backend said.
    """
    if response.status is not None and 200 <= response.status < 300:
        yield Finding(
            at=response.at / "status",
            message=f"`{response.key}` is answered with {response.status}, as if the call had got through",
            help="write a status from 400 on",
        )
