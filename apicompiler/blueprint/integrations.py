"""What answers an operation."""

from collections.abc import Mapping
from typing import Any, Literal

from apicompiler.blueprint.functions import FunctionName
from apicompiler.blueprint.part import Part
from apicompiler.noun import EMPTY
from apicompiler.pointers import (
    Arn,
    BusArn,
    Export,
    ListenerArn,
    LoadBalancerArn,
    QueueArn,
    RoleArn,
    ServiceArn,
    SsmParameter,
    StateMachineArn,
    StreamArn,
    TableArn,
    TopicArn,
)
from apicompiler.written import BucketName, Duration, File, Mapped, Name, Region

Templates = File | Mapping[str, File]


class Answer(Part):
    """What the caller is answered when the backend has answered in one way."""

    SHORTHAND = "status"

    status: int
    """The status code."""
    template: Templates | None = None
    """The mapping template of the body, or one for each content type; the backend's own body when left out."""
    headers: Mapping[str, Mapped] = EMPTY
    """Headers of the answer, each from `header.x` or `body.x` of the backend's, `context.x`, or a `'text'`."""
    content: Literal["text", "binary"] | None = None
    """What the body is turned into; it is passed on as it is when left out."""


class Backend(Part):
    """What every backend has."""

    timeout: Duration | None = None
    """How long it may take, 50ms to 29s, in an HTTP API to 30s."""
    parameters: Mapping[str, Mapped] = EMPTY
    """What is sent as `header.x`, `query.x` or `path.x`: parts of the request, `context.x`, or a `'text'`. An HTTP API
    also knows `append:` and `remove:` before a header or a part of the query, and the parameters of a service by their
    names."""


class Custom(Backend):
    """What a backend has whose requests and answers API Gateway writes."""

    request: Templates | None = None
    """The mapping template of what is sent, or one for each content type of a request."""
    responses: Mapping[str, Answer] = EMPTY
    """What is answered, by a pattern of the backend's status (of a function's error), or by `default`."""
    passthrough: Literal["whenNoMatch", "whenNoTemplates", "never"] | None = None
    """What happens to a request of a content type that has no template: it is passed on, or refused with 415."""
    content: Literal["text", "binary"] | None = None
    """What the body of a request is turned into; it is passed on as it is when left out."""

    @property
    def is_proxy(self) -> bool:
        """Whether it is given the request, and gives the answer, as they are."""
        return not (self.request or self.responses or self.passthrough or self.content)


class LambdaIntegration(Custom):
    """A Lambda function: it is given the whole request, and writes the whole answer (proxy), unless more is said."""

    lambda_: FunctionName
    """The function: a name in `functions`, its ARN, or what holds its ARN."""
    alias: str | None = None
    """The alias or version that is called; `${stageVariables.name}` gives each stage its own."""
    stream: bool = False
    """Whether the answer is passed on while it is being written."""
    payload: Literal["1.0", "2.0"] | None = None
    """In which format an HTTP API tells the function of a request, and is answered: 2.0 when left out; a REST API
    always speaks 1.0."""

    @property
    def is_proxy(self) -> bool:
        return super().is_proxy and not self.parameters  # of which a proxy takes no notice


class HttpIntegration(Custom):
    """An HTTP backend: it is given the whole request (proxy), unless `request` or `responses` say otherwise."""

    http: str
    """The URL; `{proxy}` in it stands for the operation's own path."""
    method: Literal["GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS"] | None = None
    """The method it is called with; the operation's own when left out."""
    vpc_link: Name | SsmParameter | Export | None = None
    """The way into a private network: a name in `vpcLinks`, or what holds the id of a link."""
    load_balancer: LoadBalancerArn | SsmParameter | Export | None = None
    """The application load balancer behind a link that is not in `vpcLinks`."""
    target: ListenerArn | ServiceArn | SsmParameter | Export | None = None
    """What an HTTP API calls behind the link: a listener of a load balancer, or a service of Cloud Map."""
    insecure: bool = False
    """Whether a certificate that no public authority has issued is accepted."""
    stream: bool = False
    """Whether the answer is passed on while it is being written."""


class MockAnswer(Part):
    """What API Gateway answers by itself."""

    status: int = 200
    """The status code."""
    body: Any = None
    """The body, as any YAML value; it is sent as JSON."""
    template: File | None = None
    """The mapping template of the body, instead of a fixed one."""
    headers: Mapping[str, Mapped] = EMPTY
    """Headers of the answer, each from `context.x`, `stageVariables.x`, or a `'text'`."""


class MockIntegration(Part):
    """An answer without a backend."""

    mock: MockAnswer | Literal["example"]
    """What is answered; `example` takes it from the operation's first successful response in the document."""


class Service(Custom):
    """What a service of AWS has as a backend."""

    role: RoleArn | SsmParameter | Export | None = None
    """The role in which it is called, instead of one that may do this and nothing else."""


class SqsIntegration(Service):
    """A queue: the body of the request becomes a message."""

    sqs: QueueArn | Export
    """The queue."""
    group: Mapped | None = None
    """The message group, which a FIFO queue needs."""
    deduplication: Mapped | None = None
    """What a FIFO queue knows a repeated message by; the id of the request when left out."""


class SnsIntegration(Service):
    """A topic: the body of the request is published."""

    sns: TopicArn | SsmParameter | Export
    """The topic."""
    group: Mapped | None = None
    """The message group, which a FIFO topic needs."""
    deduplication: Mapped | None = None
    """What a FIFO topic knows a repeated message by; the id of the request when left out."""


class StepFunctionsIntegration(Service):
    """A state machine: the body of the request is its input."""

    step_functions: StateMachineArn | SsmParameter | Export
    """The state machine."""
    mode: Literal["start", "sync"] = "start"
    """Whether the execution is started, or its output waited for (express state machines only)."""


class EventBridgeIntegration(Service):
    """An event bus: the body of the request is the detail of an event."""

    event_bridge: BusArn | SsmParameter | Export
    """The event bus."""
    source: str | None = None
    """Where events come from; the name of the blueprint when left out."""
    detail_type: str | None = None
    """What kind of events they are; the operationId when left out."""


class KinesisIntegration(Service):
    """A stream: the body of the request becomes a record."""

    kinesis: StreamArn | Export
    """The stream."""
    partition: Mapped | None = None
    """What decides about the shard; the id of the request when left out."""


class DynamoDbIntegration(Service):
    """A table: an item is read, written or deleted."""

    dynamodb: TableArn | Export
    """The table."""
    key_: Mapping[str, Mapped]
    """The attributes of the item's key, each from `path.x`, `query.x`, `header.x`, `body.x` or `context.x`."""
    action: Literal["get", "put", "delete"] | None = None
    """What is done; by the method of the operation when left out."""


class S3Integration(Service):
    """A bucket: an object is read, written or deleted."""

    s3: BucketName
    """The bucket."""
    key_: str
    """The key of the object; `{name}` in it stands for a path variable of the operation."""
    action: Literal["get", "put", "delete"] | None = None
    """What is done; by the method of the operation when left out."""


class AwsCall(Part):
    """A call of any service of AWS."""

    service: str
    """The service, as its endpoint is called: `kinesis`, `states`, `s3`."""
    action: str | None = None
    """The action of the service's API that is called."""
    path: str | None = None
    """The path that is called, instead of an action; `{name}` in it stands for a path variable of the operation."""
    method: Literal["GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS"] = "POST"
    """The HTTP method it is called with."""
    region: Region | None = None
    """The region it is called in; the API's own when left out."""
    allow: Mapping[str, Arn | tuple[Arn, ...]] = EMPTY
    """What the call may do, and to what: IAM actions with the ARNs of their resources."""


class AwsIntegration(Service):
    """Any service of AWS."""

    aws: AwsCall
    """What is called."""


ServiceIntegration = (
    SqsIntegration
    | SnsIntegration
    | StepFunctionsIntegration
    | EventBridgeIntegration
    | KinesisIntegration
    | DynamoDbIntegration
    | S3Integration
    | AwsIntegration
)
Integration = LambdaIntegration | HttpIntegration | MockIntegration | ServiceIntegration
