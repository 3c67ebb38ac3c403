"""What calls a service of AWS, decided to the last value."""

from __future__ import annotations

from collections.abc import Mapping

from apicompiler.lower.body.integrations.call import Call
from apicompiler.noun import EMPTY, Noun
from apicompiler.plan import Value, joined
from apicompiler.pointers import Arn, Outside
from apicompiler.written import Region

# What is done where nothing is said, by the method of an operation.
ACTIONS = {"GET": "get", "HEAD": "get", "PUT": "put", "POST": "put", "PATCH": "put", "DELETE": "delete"}

# Patterns are disjoint, since nothing says which of two that match is taken, and each has a status of
# its own, by which API Gateway keeps them.
FAILED = ("500", '{"message": "The request could not be carried out"}')
ERRORS = {
    "400": ("400", '{"message": "The request was not accepted"}'),
    r"4(?!00)\d{2}|5\d{2}": FAILED,
}
# Who may not list a bucket is answered 403 for an object that is not there.
# https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
MISSING = {"403|404": ("404", '{"message": "Not found"}'), r"4(?!0[34])\d{2}|5\d{2}": FAILED}


class Preset(Noun):
    """One call of a service: where it goes, what is sent, what is answered, and what must be allowed for it."""

    uri: Value
    allow: Mapping[str, tuple[Value, ...]]
    """IAM actions with the resources they are done to."""
    method: str = "POST"
    headers: Mapping[str, str] = EMPTY
    parameters: Mapping[str, str] = EMPTY
    template: Value | None = None
    """What is sent; the body of the request when there is none."""
    answer: str | None = "{}"
    """The template of what the caller sees; the service's own answer when there is none."""
    answer_headers: Mapping[str, str] = EMPTY
    errors: Mapping[str, tuple[str, str]] = ERRORS
    """What is answered when the service refuses or fails, by the pattern of its status: a status and a body."""


def service_uri(call: Call, service: str, what: Value, at: Outside | Region | None = None) -> Value:
    """Return the URI of a call; a service is called in the region of its ARN, where that is known."""
    here = call.target.environment.region
    region = at.region if isinstance(at, Arn) else at if isinstance(at, Region) else here
    return joined(f"arn:{here.partition}:apigateway:{region or here}:{service}:", what)


def action_uri(call: Call, service: str, action: str, at: Outside) -> Value:
    return service_uri(call, service, f"action/{action}", at)


def escaped(expression: str) -> str:
    """Write text into JSON.

    `escapeJavaScript` also escapes single quotes, which JSON knows nothing of.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
    """
    if not expression.startswith("$"):
        return expression
    return f'$util.escapeJavaScript({expression}).replaceAll("\\\\\'", "\'")'


# An empty body becomes an empty object this way.
ESCAPED_JSON = escaped("$input.json('$')")
