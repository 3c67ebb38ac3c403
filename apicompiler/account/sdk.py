"""The SDKs that API Gateway makes of a deployed stage."""

from __future__ import annotations

from collections.abc import Mapping

from apicompiler.account.connection import Connection
from apicompiler.account.stacks import physical_id

MOST = 64 * 2**20
"""No SDK is as large; what is larger is not kept in memory."""


def sdk(connection: Connection, stack: str, api: str, stage: str, type: str, parameters: Mapping[str, str]) -> bytes:
    """Return the zip file of the SDK that API Gateway makes of a stage; *api* is the logical id of its API.

    Raises:
        Trouble: the API is not deployed, or the account does not give it.
    """
    named = {"restApiId": physical_id(connection, stack, api), "stageName": stage, "sdkType": type}
    return connection.read("apigateway", "get_sdk", MOST, **named, parameters=dict(parameters))
