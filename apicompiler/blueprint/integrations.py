"""What answers an operation."""

from collections.abc import Mapping
from typing import Any

from apicompiler.blueprint.part import Part
from apicompiler.noun import EMPTY
from apicompiler.pointers import FunctionArn, SsmParameter
from apicompiler.written import Duration, File

Templates = File | Mapping[str, File]


class Answer(Part):
    """What the caller is answered when the backend has answered in one way."""

    SHORTHAND = "status"

    status: int
    """The status code."""
    template: Templates | None = None
    """The mapping template of the body, or one for each content type; the backend's own body when left out."""


class LambdaIntegration(Part):
    """A Lambda function that is given the whole request (proxy)."""

    lambda_: FunctionArn | SsmParameter
    """The function, by ARN or by the parameter that holds its ARN."""
    timeout: Duration | None = None
    """How long the function may take, 50ms to 29s."""


class HttpIntegration(Part):
    """An HTTP backend: it is given the whole request (proxy), unless `request` or `responses` say otherwise."""

    http: str
    """The URL; `{proxy}` in it stands for the operation's own path."""
    timeout: Duration | None = None
    """How long the backend may take, 50ms to 29s."""
    request: Templates | None = None
    """The mapping template of what is sent, or one for each content type of a request."""
    responses: Mapping[str, Answer] = EMPTY
    """What is answered, by a pattern of the backend's status, or by `default`."""


class MockAnswer(Part):
    """What API Gateway answers by itself."""

    status: int = 200
    """The status code."""
    body: Any = None
    """The body, as any YAML value; it is sent as JSON."""


class MockIntegration(Part):
    """An answer without a backend."""

    mock: MockAnswer
    """What is answered."""


Integration = LambdaIntegration | HttpIntegration | MockIntegration
