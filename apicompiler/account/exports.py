"""What a stage serves, as API Gateway itself tells it."""

from __future__ import annotations

import json
from typing import Any

from apicompiler.account.connection import Connection
from apicompiler.account.deployed.reader import MOST
from apicompiler.account.deployed.stack import read_stack
from apicompiler.account.trouble import Trouble
from apicompiler.plan import HttpApi, Plan, RestApi

TYPES = {"2.0": "swagger", "3.0": "oas30", "": "oas30"}


def exported(
    connection: Connection, made: Plan, api: RestApi | HttpApi, stage: str, openapi: str, extensions: str
) -> dict[str, Any]:
    """Return the document of a stage; *extensions* is `none`, some of them, or empty for all.

    https://docs.aws.amazon.com/apigateway/latest/api/API_GetExport.html (read 2026-11-28)
    https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-exports-specification.html
    (read 2026-11-28)

    Raises:
        Unreachable, Missing, Denied, Busy, Refused: there is no such stage, or it is not told.
        Trouble: the API was never deployed.
    """
    stack = read_stack(connection, made.name, made.region)
    physical = stack.physical(api.id) if stack else ""
    if not physical:
        what = f"`{api.name}` is not in stack `{made.name}`" if stack else f"there is no stack `{made.name}`"
        raise Trouble(f"{what} in {made.region}: `cdk deploy {made.name}` makes it")
    if isinstance(api, HttpApi):
        text = connection.read(
            "apigatewayv2",
            "export_api",
            MOST,
            ApiId=physical,
            StageName=stage,
            Specification="OAS30",
            OutputType="JSON",
            IncludeExtensions=extensions != "none",
        )
    else:
        text = connection.read(
            "apigateway",
            "get_export",
            MOST,
            restApiId=physical,
            stageName=stage,
            exportType=TYPES[openapi],
            parameters={} if extensions == "none" else {"extensions": extensions or "apigateway"},
            accepts="application/json",
        )
    document: dict[str, Any] = json.loads(text)
    return document
