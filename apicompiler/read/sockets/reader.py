"""What is the same in all definitions of WebSocket APIs."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from apicompiler.blueprint import Blueprint, Route, WebSocketApi
from apicompiler.openapi import Api, RequestBody, Schema, Security, SecurityScheme
from apicompiler.read.files import Files
from apicompiler.read.references import References
from apicompiler.read.schemas import Schemas
from apicompiler.sockets import CONNECT, Action, Event, Socket
from apicompiler.source import Document, Location

JSON = "application/json"


class SocketReader(Schemas, ABC):
    """Reads one definition into the one view of all of them."""

    IS_2020 = True
    IS_ROUTE_FILE: ClassVar[bool] = False

    def __init__(self, document: Document, files: Files) -> None:
        super().__init__(References(files))
        self.document = document
        self.files = files

    @abstractmethod
    def socket(self, api: WebSocketApi, blueprint: Blueprint, variables: Mapping[str, Any]) -> Socket | None:
        """Read the definition of *api*; *variables* are what `${…}` may name."""

    def event(
        self,
        key: str,
        at: Location,
        schema: Schema | None = None,
        id: str = "",
        tags: tuple[str, ...] = (),
        security: Security | None = None,
        reply: bool = False,
        format: str = "",
        said: Route | None = None,
        is_written: bool = True,
    ) -> Event:
        body = RequestBody(at=schema.at, required=True, content={JSON: schema}, prose={}) if schema else None
        operation = Action(
            at=at,
            path="",
            base="",
            method="POST",
            id=id or key,
            tags=tags,
            parameters=(),
            body=body,
            responses=(),
            security=security,
            prose={},
        )
        return Event(key=key, operation=operation, reply=reply, format=format, said=said, is_written=is_written)

    def made(
        self,
        api: WebSocketApi,
        select: str,
        selects_at: Location,
        events: tuple[Event, ...],
        schemes: Mapping[str, SecurityScheme],
    ) -> Socket:
        """Put everything together; whatever a definition says, connections are opened."""
        if not any(event.key == CONNECT for event in events):
            events = (self.event(CONNECT, self.document.at, is_written=False), *events)
        contract = Api(
            at=self.document.at,
            key=api.key,
            title="",
            version="",
            paths=(),
            schemes=schemes,
            extensions=None,
            unread=(),
            references=self.visit_schemas(),
            weight=sum(self.weights),
            largest=max(self.weights, default=0),
            prose={},
        )
        return Socket(
            at=self.document.at,
            selects_at=selects_at,
            key=api.key,
            select=select,
            events=events,
            contract=contract,
            is_route_file=self.IS_ROUTE_FILE,
        )
