"""What is published."""

from collections.abc import Mapping
from typing import Literal

from apicompiler.blueprint.operations import Handling
from apicompiler.blueprint.part import Part
from apicompiler.blueprint.stages import Throttle
from apicompiler.written import Date, SchemaFile

BasePath = Literal["ignore", "prepend", "split"]


class Contract(Part):
    """One contract that is published."""

    TOLD_BY = "type"

    definition: str | tuple[str, ...]
    """The OpenAPI or Swagger document, a path below the blueprint's folder, or several that make one API."""
    base_path: BasePath = "ignore"
    """What becomes of the base path of a document (`basePath`, the path in `servers`): it is left out, stands before
    every path, or does so without its first segment."""

    @property
    def documents(self) -> tuple[str, ...]:
        return (self.definition,) if isinstance(self.definition, str) else self.definition


class Api(Contract):
    """One contract that is published: one `RestApi`."""

    SHORTHAND = "definition"

    type: Literal["rest"] = "rest"
    """What kind of API it is."""
    split: Literal["auto"] | None = None
    """Whether an API of more resources than one may have becomes several under one domain, by the first segments of
    its paths."""
    deprecated: Date | None = None
    """Since when callers should use another API; they are told by the header `Deprecation`."""
    sunset: Date | None = None
    """When it will no longer answer; callers are told by the header `Sunset`."""
    successor: str | None = None
    """The API that comes after it; callers are told where it is by the header `Link`."""
    documentation: bool = False
    """Whether the prose of the documents is published, as documentation parts."""

    @property
    def is_announced(self) -> bool:
        """Whether its answers say that its time is over."""
        return bool(self.deprecated or self.sunset or self.successor)


class HttpApi(Contract):
    """One contract that is published as an HTTP API: cheaper and faster than a REST API, and able to do less."""

    type: Literal["http"]
    """What kind of API it is."""


class WebSocketApi(Part):
    """One API whose clients stay connected: messages go both ways."""

    TOLD_BY = "type"

    type: Literal["websocket"]
    """What kind of API it is."""
    definition: str
    """The routes, or an AsyncAPI document: a path below the blueprint's folder."""
    select: str | None = None
    """What of a message names its route, where an AsyncAPI document is published; `$request.body.action` when left
    out."""
    reply: tuple[str, ...] = ()
    """Operations of an AsyncAPI document whose senders get the answer of the integration, besides those that have a
    `reply` there."""


class Route(Handling):
    """What becomes of a message, or of a connection that is opened or closed."""

    throttle: Throttle | None = None
    """How many messages a second the route may receive."""
    model: SchemaFile | None = None
    """The JSON Schema of the message, a file below the blueprint's folder; what does not fit is refused."""
    reply: bool = False
    """Whether the sender gets the answer of the integration."""


class Routes(Part):
    """The definition of a WebSocket API: a file of its own."""

    select: str
    """What of a message names its route, as `$request.body.action`."""
    routes: Mapping[str, Route]
    """The routes by their keys: `$connect`, `$disconnect`, `$default`, and any that messages name."""
