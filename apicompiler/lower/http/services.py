"""Lowers services that an HTTP API calls by itself: one action for each, in a role that may do nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apicompiler.blueprint import (
    AwsIntegration,
    EventBridgeIntegration,
    KinesisIntegration,
    ServiceIntegration,
    SqsIntegration,
    StepFunctionsIntegration,
)
from apicompiler.lower.body.integrations.call import Call
from apicompiler.lower.body.integrations.presets import part, preset
from apicompiler.lower.body.integrations.service import role_arn
from apicompiler.lower.http.values import of_request
from apicompiler.plan import Value, joined
from apicompiler.pointers import Arn
from apicompiler.subtypes import subtype
from apicompiler.written import Mapped

Lowered = dict[str, Any]

BODY = "$request.body"


def lower_http_service(call: Call, integration: ServiceIntegration) -> Lowered:
    called = subtype(integration)
    assert called, "lowering runs only on checked blueprints"
    said = {name: of_request(call, value) for name, value in integration.parameters.items()}
    return {
        "type": "aws_proxy",
        "integrationSubtype": called.name,
        "credentials": integration.role.value
        if integration.role
        else role_arn(call, integration, preset(call, integration)),
        "payloadFormatVersion": "1.0",
        "connectionType": "INTERNET",
        "requestParameters": {**_told(call, integration), **_region(call, integration), **said},
    }


def _told(call: Call, integration: ServiceIntegration) -> Mapping[str, Value]:
    """Return what a service is told where nothing is said: the body of the request is what it is about."""
    if isinstance(integration, SqsIntegration):
        return _message(call, integration)
    if isinstance(integration, StepFunctionsIntegration):
        return {"StateMachineArn": integration.step_functions.value, "Input": BODY}
    if isinstance(integration, EventBridgeIntegration):
        operation = call.method.operation
        return {
            "Detail": BODY,
            "DetailType": integration.detail_type or operation.id or operation.title,
            "Source": integration.source or call.target.blueprint.name,
            "EventBusName": integration.event_bridge.value,
        }
    if isinstance(integration, KinesisIntegration):
        return {
            "StreamName": part(integration.kinesis, 5, "/", 1),
            "Data": BODY,
            "PartitionKey": of_request(call, integration.partition or Mapped("context.requestId")),
        }
    return {}


def _message(call: Call, integration: SqsIntegration) -> Mapping[str, Value]:
    region = _elsewhere(call, integration.sqs) or str(call.target.environment.region)
    account, name = part(integration.sqs, 4), part(integration.sqs, 5)
    host = f"https://sqs.{region}.{call.target.environment.region.dns_suffix}/"
    told: dict[str, Value] = {"QueueUrl": joined(host, account, "/", name), "MessageBody": BODY}
    if integration.group:
        told["MessageGroupId"] = of_request(call, integration.group)
        told["MessageDeduplicationId"] = of_request(call, integration.deduplication or Mapped("context.requestId"))
    return told


def _region(call: Call, integration: ServiceIntegration) -> Mapping[str, Value]:
    """Name the region of a service that is not in that of the API."""
    if isinstance(integration, AwsIntegration):
        return {"Region": str(integration.aws.region)} if integration.aws.region else {}
    named = (getattr(integration, field, None) for field in ("sqs", "step_functions", "event_bridge", "kinesis"))
    found = next((region for pointer in named if (region := _elsewhere(call, pointer))), "")
    return {"Region": found} if found else {}


def _elsewhere(call: Call, pointer: object) -> str:
    here = str(call.target.environment.region)
    return pointer.region if isinstance(pointer, Arn) and pointer.region not in ("", here) else ""
