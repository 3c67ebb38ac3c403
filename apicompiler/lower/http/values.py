"""What parameters of an HTTP API are mapped from, in its notation.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html
"""

from __future__ import annotations

from apicompiler.lower.body.integrations.call import Call
from apicompiler.written import Mapped


def of_request(call: Call, value: Mapped) -> str:
    if value.where == "path":
        return f"$request.path.{call.names.get(value.name, value.name)}"
    if value.where in ("header", "query", "body"):
        return f"$request.{Mapped.REQUEST.get(value.where, value.where)}.{value.name}"
    return f"${value.text}" if value.where else value.part("literal")


def of_response(value: Mapped) -> str:
    if value.where in ("header", "body"):
        return f"$response.{value.text}"
    return f"${value.text}" if value.where else value.part("literal")
