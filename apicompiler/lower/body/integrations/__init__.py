"""Lowers integrations to `x-amazon-apigateway-integration`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apicompiler import extensions
from apicompiler.blueprint import HttpIntegration, LambdaIntegration, MockIntegration, ServiceIntegration
from apicompiler.lower.body.integrations.call import Call
from apicompiler.lower.body.integrations.document import lower_document
from apicompiler.lower.body.integrations.functions import lower_function
from apicompiler.lower.body.integrations.http import lower_http
from apicompiler.lower.body.integrations.mock import lower_mock
from apicompiler.lower.body.integrations.presets import preset
from apicompiler.lower.body.integrations.service import lower_service, service_role_name
from apicompiler.methods import Method
from apicompiler.plan import Value
from apicompiler.target import Target

Lowered = dict[str, Any]


def service_call(
    target: Target, stack: str, method: Method, integration: ServiceIntegration
) -> tuple[str, Mapping[str, tuple[Value, ...]]]:
    """Return the name of the role in which a service is called, and what the role must allow."""
    names = target.published_names(method.api.key, method.operation) if method.api.key in target.contracts else {}
    call = Call(target, stack, method, names)
    made = preset(call, integration)
    return service_role_name(call, integration, made), made.allow


def lower_integration(call: Call) -> Lowered:
    """Write the integration of one method."""
    assert call.method.integration, "lowering runs only on checked blueprints"
    chosen = call.method.integration.value
    if isinstance(chosen, MockIntegration):
        return lower_mock(call, chosen)
    if isinstance(chosen, extensions.Integration):
        lowered = lower_document(call, chosen)
        if chosen.type_ == "mock":
            return lowered
    elif isinstance(chosen, LambdaIntegration):
        lowered = lower_function(call, chosen)
    elif isinstance(chosen, HttpIntegration):
        lowered = lower_http(call, chosen)
    else:
        lowered = lower_service(call, chosen)
    if call.method.timeout:
        lowered["timeoutInMillis"] = call.method.timeout.milliseconds
    return lowered
