"""What answers an operation."""

from typing import Any

from apicompiler.blueprint.part import Part
from apicompiler.pointers import FunctionArn, SsmParameter
from apicompiler.written import Duration


class LambdaIntegration(Part):
    """A Lambda function that is given the whole request (proxy)."""

    lambda_: FunctionArn | SsmParameter
    """The function, by ARN or by the parameter that holds its ARN."""
    timeout: Duration | None = None
    """How long the function may take, 50ms to 29s."""


class HttpIntegration(Part):
    """An HTTP backend that is given the whole request (proxy)."""

    http: str
    """The URL; `{proxy}` in it stands for the operation's own path."""
    timeout: Duration | None = None
    """How long the backend may take, 50ms to 29s."""


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
