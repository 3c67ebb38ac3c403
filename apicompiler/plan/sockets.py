"""What stands in AWS for a WebSocket API: each route and what it needs is a resource of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from apicompiler.noun import Noun
from apicompiler.plan.values import Value


class WebSocketApi(Noun):
    """An API whose clients stay connected."""

    id: str
    name: str
    description: str
    select: str
    """What of a message names its route."""
    key_from: str
    """Where API Gateway finds the API key of a connection."""
    is_open: bool
    """Whether the address that API Gateway itself gives to the API is open."""


class Authorizer(Noun):
    """A function that says who may connect."""

    id: str
    api: str
    name: str
    uri: Value
    identity: tuple[str, ...]


class Model(Noun):
    """The schema of a message."""

    id: str
    api: str
    name: str
    schema: Mapping[str, Any]


class Integration(Noun):
    """What a route calls."""

    id: str
    api: str
    type: Literal["AWS", "AWS_PROXY", "HTTP", "HTTP_PROXY", "MOCK"]
    method: str | None
    uri: Value | None
    credentials: Value | None
    link: Value | None
    """The VPC link it goes through."""
    template: Value | None
    """Of what is sent; the message itself when there is none."""
    parameters: Mapping[str, str]
    passthrough: str | None
    content: str | None
    timeout: int | None
    """Milliseconds."""
    after: tuple[str, ...]
    """The roles in which services are called."""


class IntegrationResponse(Noun):
    """What becomes of one kind of answer."""

    id: str
    api: str
    integration: str
    key: str
    """`$default`, or a pattern of the status between slashes."""
    template: Value | None
    content: str | None


class Route(Noun):
    """What becomes of one kind of message, or when a connection is opened or closed."""

    id: str
    api: str
    key: str
    name: str
    """What the operation is called."""
    integration: str | None
    access: Literal["NONE", "AWS_IAM", "CUSTOM"]
    authorizer: str | None
    api_key: bool
    model: str | None
    """The name of the model that messages must fit."""
    parameters: tuple[str, ...]
    """What of the request that opens a connection is passed on."""
    replies: bool
    after: tuple[str, ...]
    """The model, which is named and not referred to."""


class RouteResponse(Noun):
    """Makes a route answer its sender."""

    id: str
    api: str
    route: str


class SocketDeployment(Noun):
    """A snapshot of a WebSocket API; its id changes with everything that the data plane can see."""

    id: str
    api: str
    after: tuple[str, ...]
    """All that belongs into the snapshot."""


class RouteSettings(Noun):
    """What holds for one route of a stage, or for all of them."""

    rate: float
    burst: int
    logging: Literal["OFF", "ERROR", "INFO"]
    bodies: bool
    metrics: bool


class SocketStage(Noun):
    """A release channel of a WebSocket API."""

    id: str
    api: str
    deployment: str
    name: str
    variables: Mapping[str, str]
    settings: RouteSettings
    routes: Mapping[str, RouteSettings]
    """What holds for single routes."""
    client_certificate: str | None
    log_group: str | None
    log_format: str | None


class Socket(Noun):
    """A WebSocket API, with all that belongs to it."""

    api: WebSocketApi
    authorizers: tuple[Authorizer, ...]
    models: tuple[Model, ...]
    integrations: tuple[Integration, ...]
    integration_responses: tuple[IntegrationResponse, ...]
    routes: tuple[Route, ...]
    route_responses: tuple[RouteResponse, ...]
    deployments: tuple[SocketDeployment, ...]
    """The newest, then what pinned stages serve or may go back to."""
    stages: tuple[SocketStage, ...]

    @property
    def resources(self) -> int:
        """How many resources of CloudFormation it is made of."""
        kinds = (value for value in self.__dict__.values() if isinstance(value, tuple))
        return 2 + sum(map(len, kinds))
