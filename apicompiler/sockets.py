"""What the definition of a WebSocket API says, be it a file of routes or an AsyncAPI document."""

from __future__ import annotations

from apicompiler.blueprint import Route
from apicompiler.noun import Noun
from apicompiler.openapi import Api, Operation, Schema
from apicompiler.selectors import Kind, Selector
from apicompiler.source import Location

CONNECT, DISCONNECT, DEFAULT = RESERVED = ("$connect", "$disconnect", "$default")


class Action(Operation):
    """An event told as an operation, so that security, schemas and services are those of any API."""

    @property
    def title(self) -> str:
        return self.id


class Event(Noun):
    """Something that happens to a connection: it is opened, a message arrives, or it is closed."""

    key: str
    """What the route is called that takes it: what a message holds at the place that tells them apart."""
    operation: Action
    reply: bool
    """Whether the sender gets the answer of the integration."""
    format: str = ""
    """What its schema is written in, where that is no JSON Schema and nobody reads it."""
    said: Route | None = None
    """What the definition itself has decided, if it is a file of routes."""
    is_written: bool = True
    """Whether the definition speaks of it: every API has connections that are opened."""

    @property
    def at(self) -> Location:
        return self.operation.at

    @property
    def model(self) -> Schema | None:
        """The schema of the message, if there is one."""
        return next(iter(self.operation.body.content.values()), None) if self.operation.body else None

    def is_meant(self, selector: Selector) -> bool:
        """Whether *selector* names the event: by its operationId, its route key or a tag."""
        if selector.kind is Kind.ID:
            return selector.word in (self.operation.id, self.key)
        return selector.kind is Kind.TAG and selector.word in self.operation.tags


class Socket(Noun):
    """The contract of a WebSocket API."""

    at: Location
    """Where the definition begins."""
    selects_at: Location
    """Where it is written what tells messages apart."""
    key: str
    select: str
    """What of a message names its route, as it is written."""
    events: tuple[Event, ...]
    contract: Api
    """Its schemas and security schemes, told as those of any API."""
    is_route_file: bool
