"""What is sent to each service of AWS, and what of its answer the caller sees, where a blueprint says no more."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from apicompiler.blueprint import (
    AwsIntegration,
    EventBridgeIntegration,
    KinesisIntegration,
    S3Integration,
    ServiceIntegration,
    SnsIntegration,
    SqsIntegration,
    StepFunctionsIntegration,
)
from apicompiler.lower.body.integrations.call import Call
from apicompiler.lower.body.integrations.http import path_parameters, url
from apicompiler.lower.body.integrations.items import item_preset
from apicompiler.lower.body.integrations.preset import (
    ACTIONS,
    ERRORS,
    ESCAPED_JSON,
    MISSING,
    Preset,
    action_uri,
    escaped,
    service_uri,
)
from apicompiler.plan import Late, Value, joined
from apicompiler.pointers import Arn, Export, SsmParameter
from apicompiler.written import Mapped

FORM = {"Content-Type": "'application/x-www-form-urlencoded'"}


def preset(call: Call, integration: ServiceIntegration) -> Preset:
    """Return what calls the service of *integration* for one method."""
    if isinstance(integration, SqsIntegration):
        return _queue(call, integration)
    if isinstance(integration, SnsIntegration):
        return _topic(call, integration)
    if isinstance(integration, StepFunctionsIntegration):
        return _state_machine(call, integration)
    if isinstance(integration, EventBridgeIntegration):
        return _bus(call, integration)
    if isinstance(integration, KinesisIntegration):
        return _stream(call, integration)
    if isinstance(integration, S3Integration):
        return _bucket(call, integration)
    if isinstance(integration, AwsIntegration):
        return _any(call, integration)
    return item_preset(call, integration)


def _queue(call: Call, integration: SqsIntegration) -> Preset:
    """Send the body as a message.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
    """
    account, name = part(integration.sqs, 4), part(integration.sqs, 5)
    return Preset(
        uri=service_uri(call, "sqs", joined("path/", account, "/", name), integration.sqs),
        headers=FORM,
        template=joined("Action=SendMessage&MessageBody=$util.urlEncode($input.body)", _ordered(call, integration)),
        answer='{"messageId": "$input.path(\'$.SendMessageResponse.SendMessageResult.MessageId\')"}',
        allow={"sqs:SendMessage": (integration.sqs.value,)},
    )


def _topic(call: Call, integration: SnsIntegration) -> Preset:
    """Publish the body.

    https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
    """
    message = "')&Message=$util.urlEncode($input.body)"
    return Preset(
        uri=action_uri(call, "sns", "Publish", integration.sns),
        headers=FORM,
        template=joined(
            "Action=Publish&TopicArn=$util.urlEncode('", integration.sns.value, message, _ordered(call, integration)
        ),
        answer='{"messageId": "$input.path(\'$.PublishResponse.PublishResult.MessageId\')"}',
        allow={"sns:Publish": (integration.sns.value,)},
    )


def _ordered(call: Call, integration: SqsIntegration | SnsIntegration) -> str:
    """Write what a FIFO queue or topic wants to know besides."""
    if integration.group is None:
        return ""
    repeated = integration.deduplication or Mapped("context.requestId")
    return call.headers_read(integration.group, repeated) + "".join(
        f"&{name}={_encoded(call, value)}"
        for name, value in (("MessageGroupId", integration.group), ("MessageDeduplicationId", repeated))
    )


def _encoded(call: Call, value: Mapped) -> str:
    written = call.in_template(value)
    return f"$util.urlEncode({written})" if value.where else f"$util.urlEncode('{written}')"


def _state_machine(call: Call, integration: StepFunctionsIntegration) -> Preset:
    """Start an execution, or wait for its output.

    https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html
    """
    action = "StartExecution" if integration.mode == "start" else "StartSyncExecution"
    started = "{\"executionArn\": $input.json('$.executionArn'), \"startDate\": $input.json('$.startDate')}"
    output = (
        "#if($input.path('$.status') == 'SUCCEEDED')$input.path('$.output')"
        "#else#set($context.responseOverride.status = 502)"
        '{"message": "The execution did not succeed"}#end'
    )
    return Preset(
        uri=action_uri(call, "states", action, integration.step_functions),
        template=joined(f'{{"input": "{ESCAPED_JSON}", "stateMachineArn": "', integration.step_functions.value, '"}'),
        answer=started if integration.mode == "start" else output,
        allow={f"states:{action}": (integration.step_functions.value,)},
    )


def _bus(call: Call, integration: EventBridgeIntegration) -> Preset:
    """Put the body on a bus as the detail of one event; the service answers 200 also when it did not take it.

    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
    """
    operation = call.method.operation
    source = json.dumps(integration.source or call.target.blueprint.name)
    kind = json.dumps(integration.detail_type or operation.id or operation.title)
    entry = f'{{"Entries": [{{"Source": {source}, "DetailType": {kind}, "Detail": "{ESCAPED_JSON}", "EventBusName": "'
    return Preset(
        uri=action_uri(call, "events", "PutEvents", integration.event_bridge),
        headers={"Content-Type": "'application/x-amz-json-1.1'", "X-Amz-Target": "'AWSEvents.PutEvents'"},
        template=joined(entry, integration.event_bridge.value, '"}]}'),
        answer="#if($input.path('$.FailedEntryCount') != 0)#set($context.responseOverride.status = 500)"
        '{"message": "The event was not taken"}#else'
        '{"eventId": "$input.path(\'$.Entries[0].EventId\')"}#end',
        allow={"events:PutEvents": (integration.event_bridge.value,)},
    )


def _stream(call: Call, integration: KinesisIntegration) -> Preset:
    """Put the body into a stream as one record.

    https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html
    """
    name = part(integration.kinesis, 5, "/", 1)
    by = escaped(call.in_template(integration.partition or Mapped("context.requestId")))
    record = f'", "Data": "$util.base64Encode($input.body)", "PartitionKey": "{by}"}}'
    return Preset(
        uri=action_uri(call, "kinesis", "PutRecord", integration.kinesis),
        headers={"Content-Type": "'application/x-amz-json-1.1'"},
        template=joined(call.headers_read(integration.partition), '{"StreamName": "', name, record),
        answer="{\"sequenceNumber\": $input.json('$.SequenceNumber'), \"shardId\": $input.json('$.ShardId')}",
        allow={"kinesis:PutRecord": (integration.kinesis.value,)},
    )


def _bucket(call: Call, integration: S3Integration) -> Preset:
    """Read, write or delete an object; its bytes and its type go through as they are.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
    """
    action = integration.action or ACTIONS.get(call.method.operation.method, "get")
    method = {"get": "GET", "put": "PUT", "delete": "DELETE"}[action]
    uri = url(call, f"{integration.s3}/{integration.key_}")
    object_arn = f"arn:{call.target.environment.region.partition}:s3:::" + re.sub(r"\{[^{}]*\}", "*", uri)
    sent = {"Content-Type": "method.request.header.Content-Type"} if action == "put" else {}
    if action == "get" and call.target.blueprint.cors:
        sent = {"Origin": "method.request.header.Origin"}
    return Preset(
        uri=service_uri(call, "s3", f"path/{uri}"),
        method=method,
        headers=sent,
        parameters=path_parameters(call, uri),
        answer=None if action == "get" else "{}",
        answer_headers={"Content-Type": "integration.response.header.Content-Type"} if action == "get" else {},
        errors=MISSING if action == "get" else ERRORS,
        allow={f"s3:{action.title()}Object": (object_arn,)},
    )


def _any(call: Call, integration: AwsIntegration) -> Preset:
    aws = integration.aws
    called = url(call, aws.path.lstrip("/")) if aws.path else ""
    where = f"path/{called}" if aws.path else f"action/{aws.action}"
    allow: Mapping[str, tuple[Value, ...]] = {
        action: tuple(map(str, (arns,) if isinstance(arns, Arn) else arns)) for action, arns in aws.allow.items()
    }
    return Preset(
        uri=service_uri(call, aws.service, where, aws.region),
        method=aws.method,
        parameters=path_parameters(call, called),
        answer=None,
        allow=allow,
    )


def part(pointer: Arn | SsmParameter | Export, index: int, within: str = "", inner: int = 0) -> Value:
    """Return one part of an ARN, between its colons, perhaps one part of that; for an export, CloudFormation does."""
    whole = pointer.value
    if isinstance(whole, str):
        found = whole.split(":", 5)[index]
        return found.split(within)[inner] if within else found
    chosen = Late({"Fn::Select": [index, Late({"Fn::Split": [":", whole]})]})
    return Late({"Fn::Select": [inner, Late({"Fn::Split": [within, chosen]})]}) if within else chosen
