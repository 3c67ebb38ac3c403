"""Lowers integrations with Lambda functions."""

from __future__ import annotations

from typing import Any

from apicompiler.blueprint import LambdaIntegration
from apicompiler.lower.body.integrations.call import JSON, Call
from apicompiler.lower.functions import called, invocation_uri

Lowered = dict[str, Any]


def lower_function(call: Call, integration: LambdaIntegration) -> Lowered:
    function = called(call.target, call.stack, integration.lambda_, integration.alias)
    lowered: Lowered = {
        "type": "aws_proxy",
        "httpMethod": "POST",  # whatever the caller's method: Lambda takes no other
        "uri": invocation_uri(function, call.target.environment.region, stream=integration.stream),
        "passthroughBehavior": "when_no_match",
    }
    if integration.stream:
        lowered["responseTransferMode"] = "STREAM"
    if integration.is_proxy:
        return lowered
    parameters = call.parameters(integration)
    answers = {pattern: call.answer(answer) for pattern, answer in integration.responses.items()}
    return {
        **lowered,
        "type": "aws",
        **call.request(integration, {}, "when_no_templates"),
        "responses": answers or _answers(call),
        **({"requestParameters": parameters} if parameters else {}),
    }


def _answers(call: Call) -> Lowered:
    """Write what is answered where nothing is said: an error of the function is not a success.

    A pattern is held against the error's message, and what succeeds has none.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html
    """
    failed = {JSON: '{"message": "The function failed"}'}
    return {"default": call.answered(call.success, {}, {}), r"(\n|.)+": call.answered("502", failed, {})}
