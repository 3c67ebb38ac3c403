"""What the gateway itself does for every operation."""

from collections.abc import Mapping
from typing import Literal

from apicompiler.blueprint.integrations import Templates
from apicompiler.blueprint.part import Part
from apicompiler.noun import EMPTY
from apicompiler.written import Duration, Mapped

# https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
ResponseType = Literal[
    "ACCESS_DENIED",
    "API_CONFIGURATION_ERROR",
    "AUTHORIZER_CONFIGURATION_ERROR",
    "AUTHORIZER_FAILURE",
    "BAD_REQUEST_BODY",
    "BAD_REQUEST_PARAMETERS",
    "DEFAULT_4XX",
    "DEFAULT_5XX",
    "EXPIRED_TOKEN",
    "INTEGRATION_FAILURE",
    "INTEGRATION_TIMEOUT",
    "INVALID_API_KEY",
    "INVALID_SIGNATURE",
    "MISSING_AUTHENTICATION_TOKEN",
    "QUOTA_EXCEEDED",
    "REQUEST_TOO_LARGE",
    "RESOURCE_NOT_FOUND",
    "THROTTLED",
    "UNAUTHORIZED",
    "UNSUPPORTED_MEDIA_TYPE",
    "WAF_FILTERED",
]


class Cors(Part):
    """Which pages of other origins may call."""

    origins: tuple[str, ...]
    """The origins, as a browser sends them; `*` alone for all."""
    credentials: bool = False
    """Whether browsers may send cookies and authorization."""
    max_age: Duration | None = None
    """How long a browser remembers the answer."""
    headers: tuple[str, ...] = ()
    """Request headers that are allowed besides those of the document and of signing."""
    expose: tuple[str, ...] = ()
    """Response headers that a page may read."""


class GatewayResponse(Part):
    """What API Gateway answers when a call does not get through to its integration."""

    status: int | None = None
    """The status code; the type's own when left out."""
    template: Templates | None = None
    """The body, or one for each content type: a text in which `$context.…`, `$stageVariables.…` and
    `$method.request.…` are filled in, and nothing else."""
    headers: Mapping[str, Mapped] = EMPTY
    """Headers, each from `header.x`, `query.x` or `path.x` of the request, `context.x`, `stageVariables.x`,
    or a `'text'`."""
