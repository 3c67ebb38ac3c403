"""Lowers integrations with Lambda functions."""

from __future__ import annotations

from typing import Any

from apicompiler.blueprint import LambdaIntegration
from apicompiler.lower.body.integrations.call import Call
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
        "responses": answers or {"default": call.answered(call.success, {}, {})},
        **({"requestParameters": parameters} if parameters else {}),
    }
