"""The actions of services that an HTTP API calls by itself, and what each of them is told.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html
"""

from __future__ import annotations

from collections.abc import Mapping

from apicompiler.blueprint import (
    AwsIntegration,
    EventBridgeIntegration,
    KinesisIntegration,
    ServiceIntegration,
    SqsIntegration,
    StepFunctionsIntegration,
)
from apicompiler.noun import Noun


class Subtype(Noun):
    """One action: the parameters that it must be told, and those that it may be."""

    name: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def parameters(self) -> tuple[str, ...]:
        return (*self.required, *self.optional, "Region")


_EXECUTION = ("Name", "Input")
SUBTYPES: Mapping[tuple[str, str], Subtype] = {
    ("events", "PutEvents"): Subtype(
        "EventBridge-PutEvents",
        ("Detail", "DetailType", "Source"),
        ("Time", "EventBusName", "Resources", "TraceHeader"),
    ),
    ("sqs", "SendMessage"): Subtype(
        "SQS-SendMessage",
        ("QueueUrl", "MessageBody"),
        (
            "DelaySeconds",
            "MessageAttributes",
            "MessageDeduplicationId",
            "MessageGroupId",
            "MessageSystemAttributes",
        ),
    ),
    ("sqs", "ReceiveMessage"): Subtype(
        "SQS-ReceiveMessage",
        ("QueueUrl",),
        (
            "AttributeNames",
            "MaxNumberOfMessages",
            "MessageAttributeNames",
            "ReceiveRequestAttemptId",
            "VisibilityTimeout",
            "WaitTimeSeconds",
        ),
    ),
    ("sqs", "DeleteMessage"): Subtype("SQS-DeleteMessage", ("ReceiptHandle", "QueueUrl")),
    ("sqs", "PurgeQueue"): Subtype("SQS-PurgeQueue", ("QueueUrl",)),
    ("appconfig", "GetConfiguration"): Subtype(
        "AppConfig-GetConfiguration",
        ("Application", "Environment", "Configuration", "ClientId"),
        ("ClientConfigurationVersion",),
    ),
    ("kinesis", "PutRecord"): Subtype(
        "Kinesis-PutRecord",
        ("StreamName", "Data", "PartitionKey"),
        ("SequenceNumberForOrdering", "ExplicitHashKey"),
    ),
    ("states", "StartExecution"): Subtype("StepFunctions-StartExecution", ("StateMachineArn",), _EXECUTION),
    ("states", "StartSyncExecution"): Subtype(
        "StepFunctions-StartSyncExecution", ("StateMachineArn",), (*_EXECUTION, "TraceHeader")
    ),
    ("states", "StopExecution"): Subtype("StepFunctions-StopExecution", ("ExecutionArn",), ("Cause", "Error")),
}
"""By the service, as its endpoint is called, and the action of its API."""


def subtype(integration: ServiceIntegration) -> Subtype | None:
    """Return what an HTTP API calls for *integration*; None where it cannot."""
    if isinstance(integration, SqsIntegration):
        return SUBTYPES["sqs", "SendMessage"]
    if isinstance(integration, StepFunctionsIntegration):
        return SUBTYPES["states", "StartExecution" if integration.mode == "start" else "StartSyncExecution"]
    if isinstance(integration, EventBridgeIntegration):
        return SUBTYPES["events", "PutEvents"]
    if isinstance(integration, KinesisIntegration):
        return SUBTYPES["kinesis", "PutRecord"]
    if isinstance(integration, AwsIntegration):
        return SUBTYPES.get((integration.aws.service, integration.aws.action or ""))
    return None


def told(integration: ServiceIntegration) -> tuple[str, ...]:
    """Return the parameters that are told without a word in the blueprint."""
    if isinstance(integration, SqsIntegration):
        return ("QueueUrl", "MessageBody")
    if isinstance(integration, StepFunctionsIntegration):
        return ("StateMachineArn", "Input")
    if isinstance(integration, EventBridgeIntegration):
        return ("Detail", "DetailType", "Source", "EventBusName")
    return ("StreamName", "Data", "PartitionKey") if isinstance(integration, KinesisIntegration) else ()
