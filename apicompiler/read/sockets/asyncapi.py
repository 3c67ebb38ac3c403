"""Reads AsyncAPI documents: what the application receives becomes routes, what it sends is sent by backends.

https://www.asyncapi.com/docs/reference/specification/v2.6.0
https://www.asyncapi.com/docs/reference/specification/v3.0.0
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any

from apicompiler.blueprint import Blueprint, WebSocketApi
from apicompiler.openapi import KEY_HEADER, Requirement, Schema, Security, SecurityScheme
from apicompiler.read.references import Found
from apicompiler.read.sockets.reader import SocketReader
from apicompiler.sockets import CONNECT, DEFAULT, DISCONNECT, Event, Socket
from apicompiler.source import Location

SELECT = "$request.body.action"
JSON_SCHEMA = re.compile(r"application/(vnd\.aai\.asyncapi|schema)(\+(json|yaml))?(;.*)?")


class AsyncApi(SocketReader):
    """What is the same in all versions."""

    def socket(self, api: WebSocketApi, blueprint: Blueprint, variables: Mapping[str, Any]) -> Socket | None:
        select = api.select or SELECT
        words = _selected(select)
        events = [event for found in self.received() for event in self._events(*found, words, api.reply)]
        connect = self.event(CONNECT, self.document.at, security=self._security(), is_written=False)
        said = [
            self.event(key, blueprint.operations[key].at, is_written=False)
            for key in (DISCONNECT, DEFAULT)
            if key in blueprint.operations
        ]
        at = api.at / "select" if api.select else api.at / "definition"
        return self.made(api, select, at, (connect, *events, *said), dict(self._schemes()))

    @abstractmethod
    def received(self) -> Iterator[tuple[str, dict[str, Any], Location, list[Found], bool]]:
        """Yield each operation by which the application receives messages.

        Its id or the name of its channel, itself, its place, its messages, and whether they are replied to.
        """

    @abstractmethod
    def requirement(self, value: Any, at: Location) -> dict[str, tuple[str, ...]]:
        """Return the schemes of one alternative of `security`, with their scopes."""

    def part(self, word: str) -> dict[str, Any]:
        return self.mapping(self.document.value.get(word, {}), self.document.at / word)

    def _events(
        self,
        id: str,
        operation: dict[str, Any],
        at: Location,
        messages: list[Found],
        replies: bool,
        words: tuple[str, ...],
        reply: tuple[str, ...],
    ) -> Iterator[Event]:
        tags = (self.mapping(tag, at / "tags") for tag in self.sequence(operation.get("tags", []), at / "tags"))
        names = tuple(str(tag.get("name", "")) for tag in tags)
        for value, message_at in messages:
            message = self.mapping(value, message_at)
            name = id if len(messages) == 1 else self.text(message.get("name", message_at.name), message_at / "name")
            schema, format = self._payload(message, message_at)
            key = self._key(schema, words) or name
            answered = replies or id in reply or key in reply
            yield self.event(key, message_at, schema, id=name, tags=names, reply=answered, format=format)

    def _payload(self, message: dict[str, Any], at: Location) -> tuple[Schema | None, str]:
        """Return the schema of a message, and what it is written in if nobody can read it."""
        value, at = message.get("payload"), at / "payload"
        format = message.get("schemaFormat", "")
        if isinstance(value, dict) and "schemaFormat" in value:
            format, value, at = value["schemaFormat"], value.get("schema"), at / "schema"
        if format and not JSON_SCHEMA.fullmatch(str(format)):
            return None, str(format)
        return (self.schema(value, at) if value is not None else None), ""

    def _key(self, schema: Schema | None, words: tuple[str, ...]) -> str:
        """Return the one word that messages of this schema hold where they are told apart, if there is one."""
        found: Found | None = (schema.value, schema.at) if schema and words else None
        for word in (*words, None):
            found = self.references.follow(*found) if found else None
            if not found or not isinstance(found[0], dict) or word is None:
                break
            inner = found[0].get("properties")
            found = (inner[word], found[1] / "properties" / word) if isinstance(inner, dict) and word in inner else None
        if not found or not isinstance(found[0], dict):
            return ""
        choices = found[0].get("enum", [found[0].get("const")])
        is_one = isinstance(choices, list) and len(choices) == 1 and isinstance(choices[0], str)
        return choices[0] if is_one else ""

    def _security(self) -> Security | None:
        """Return what the first server that asks for something asks of those who connect."""
        for name, server in self.part("servers").items():
            found = self.references.follow(server, self.document.at / "servers" / name)
            if found and isinstance(found[0], dict) and "security" in found[0]:
                at = found[1] / "security"
                values = enumerate(self.sequence(found[0]["security"], at))
                return Security(at, tuple(Requirement(at / n, self.requirement(value, at / n)) for n, value in values))
        return None

    def _schemes(self) -> Iterator[tuple[str, SecurityScheme]]:
        at = self.document.at / "components" / "securitySchemes"
        for name, value in self.mapping(self.part("components").get("securitySchemes", {}), at).items():
            found = self.references.follow(value, at / name)
            scheme = self.mapping(*found) if found else {}
            header = str(scheme.get("name", "")).lower() if scheme.get("in") == "header" else ""
            is_key = scheme.get("type") == "httpApiKey" and header == KEY_HEADER
            yield name, SecurityScheme(at / name, name, str(scheme.get("type", "")), is_key, False, scheme)


class AsyncApi2(AsyncApi):
    """AsyncAPI 2: to publish is what clients do, and operations stand in their channels."""

    def received(self) -> Iterator[tuple[str, dict[str, Any], Location, list[Found], bool]]:
        for name, value in self.part("channels").items():
            found = self.references.follow(value, self.document.at / "channels" / name)
            channel, at = (self.mapping(*found), found[1]) if found else ({}, self.document.at)
            if "publish" in channel:
                operation = self.mapping(channel["publish"], at / "publish")
                id = self.text(operation.get("operationId", name.strip("/") or "message"), at / "publish")
                messages = list(self._messages(operation.get("message", {}), at / "publish" / "message"))
                yield id, operation, at / "publish", messages, False

    def requirement(self, value: Any, at: Location) -> dict[str, tuple[str, ...]]:
        schemes = self.mapping(value, at).items()
        return {name: tuple(map(str, self.sequence(scopes, at / name))) for name, scopes in schemes}

    def _messages(self, value: Any, at: Location) -> Iterator[Found]:
        found = self.references.follow(value, at)
        if found and isinstance(found[0], dict) and "oneOf" in found[0]:
            for index, choice in enumerate(self.sequence(found[0]["oneOf"], found[1] / "oneOf")):
                yield from self._messages(choice, found[1] / "oneOf" / index)
        elif found:
            yield found


class AsyncApi3(AsyncApi):
    """AsyncAPI 3: operations refer to channels, and the application receives or sends."""

    def received(self) -> Iterator[tuple[str, dict[str, Any], Location, list[Found], bool]]:
        for name, value in self.part("operations").items():
            found = self.references.follow(value, self.document.at / "operations" / name)
            if found and self.mapping(*found).get("action") == "receive":
                operation, at = found
                yield name, operation, at, list(self._messages(operation, at)), "reply" in operation

    def requirement(self, value: Any, at: Location) -> dict[str, tuple[str, ...]]:
        found = self.references.follow(value, at)
        scheme, scheme_at = (self.mapping(*found), found[1]) if found else ({}, at)
        scopes = self.sequence(scheme.get("scopes", []), scheme_at / "scopes")
        return {str(scheme_at.name if scheme_at != at else scheme.get("type")): tuple(map(str, scopes))}

    def _messages(self, operation: dict[str, Any], at: Location) -> Iterator[Found]:
        """Yield the messages that are named, or all of the channel."""
        named = enumerate(self.sequence(operation.get("messages", []), at / "messages"))
        listed = [(value, at / "messages" / index) for index, value in named]
        channel = self.references.follow(operation.get("channel", {}), at / "channel")
        if not listed and channel:
            holder, place = self.mapping(*channel).get("messages", {}), channel[1] / "messages"
            listed = [(value, place / name) for name, value in self.mapping(holder, place).items()]
        yield from (found for item in listed if (found := self.references.follow(*item)))


def _selected(select: str) -> tuple[str, ...]:
    """Return the keys that lead to what tells messages apart, if it is one place."""
    found = re.fullmatch(r"\$\{?request\.body\.([\w.-]+)\}?", select)
    return tuple(found[1].split(".")) if found else ()
