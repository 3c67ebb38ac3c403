"""Fills gateway responses in as API Gateway does: with whatever stands in the context, and headers of the request.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
(2026-11-28)
"""

import json
import re
from typing import Any

from localemu.services.apigateway.next_gen.execute_api.handlers.gateway_exception import GatewayExceptionHandler

VARIABLE = re.compile(r"\$context\.([\w.]*\w)")
REQUEST_HEADER = "method.request.header."


def install() -> None:
    content, headers = GatewayExceptionHandler._build_response_content, GatewayExceptionHandler._build_response_headers

    def with_context(exception: Any, gateway_response: Any = None, context: Any = None) -> str:
        template = (gateway_response or {}).get("responseTemplates", {}).get("application/json")
        if not template or gateway_response.get("defaultResponse"):
            said: str = content(exception, gateway_response, context)
            return said
        return VARIABLE.sub(lambda found: _written(found[1], context.context_variables), template)

    def with_headers(exception: Any, gateway_response: Any = None, context: Any = None) -> Any:
        asked = {name.lower(): value for name, value in context.invocation_request["headers"].items()}
        mapped = (gateway_response or {}).get("responseParameters", {})
        known = {
            name: f"'{asked.get(value.removeprefix(REQUEST_HEADER).lower(), '')}'"
            if value.startswith(REQUEST_HEADER)
            else value
            for name, value in mapped.items()
        }
        return headers(exception, {**(gateway_response or {}), "responseParameters": known}, context)

    GatewayExceptionHandler._build_response_content = staticmethod(with_context)
    GatewayExceptionHandler._build_response_headers = staticmethod(with_headers)


def _written(name: str, variables: Any) -> str:
    """Return the text of a variable: `error.messageString` alone brings its quotes along."""
    value = variables
    for step in name.split("."):
        value = value.get(step, "") if isinstance(value, dict) else ""
    return json.dumps(value) if name == "error.messageString" else str(value)
