"""OpenAPI 3.0, and what 3.1 and 3.2 do differently."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from apicompiler.openapi import Content, RequestBody
from apicompiler.read import trouble
from apicompiler.read.document import Reader
from apicompiler.source import Location


class OpenApi3(Reader):
    """OpenAPI 3.0."""

    # https://spec.openapis.org/oas/v3.0.4.html#parameter-object: such a parameter says nothing
    IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})

    def component(self, kind: str) -> tuple[Any, Location]:
        at = self.document.at / "components"
        components = self.mapping(self.document.value.get("components", {}), at)
        return components.get(kind, {}), at / kind

    def body(self, operation: dict[str, Any], at: Location, inputs: list[tuple[Any, Location]]) -> RequestBody | None:
        if "requestBody" not in operation:
            return None
        found = self.references.follow(operation["requestBody"], at / "requestBody")
        if not found:
            return None
        body, body_at = self.mapping(*found), found[1]
        return RequestBody(
            at=body_at,
            required=body.get("required") is True,
            content=self.content(body.get("content", {}), body_at / "content"),
            prose=self.prose(body),
        )

    def answered(self, response: dict[str, Any], at: Location, operation: dict[str, Any]) -> Content:
        return self.content(response.get("content", {}), at / "content")

    def examples(self, response: dict[str, Any], at: Location) -> Mapping[str, Any]:
        found: dict[str, Any] = {}
        for media_type, media in self.mapping(response.get("content", {}), at / "content").items():
            if not isinstance(media, dict):
                continue  # which is reported already
            if "example" in media:
                found[media_type] = media["example"]
            elif media.get("examples"):
                named = self.mapping(media["examples"], at / "content" / media_type / "examples")
                chosen = self.references.follow(
                    next(iter(named.values())), at / "content" / media_type / "examples" / next(iter(named))
                )
                if chosen and isinstance(chosen[0], dict) and "value" in chosen[0]:
                    found[media_type] = chosen[0]["value"]
        return found

    def parameter_type(self, parameter: dict[str, Any], at: Location) -> Any:
        schema = parameter.get("schema")
        found = self.references.follow(schema, at / "schema") if schema is not None else None
        if found is None or (self.IS_2020 and isinstance(found[0], bool)):
            return None
        kind = self.mapping(*found).get("type")
        return next((name for name in kind if name != "null"), None) if isinstance(kind, list) else kind

    def is_checked(self, parameter: dict[str, Any], kind: Any) -> bool:
        """An object in a query is spread over names other than its own, unless it is told not to be."""
        style = parameter.get("style", "form")
        spread = style == "deepObject" or (style == "form" and parameter.get("explode") is not False)
        is_object = parameter.get("in") == "query" and (kind == "object" or style == "deepObject")
        return super().is_checked(parameter, kind) and not (is_object and spread)

    def looked_at(self) -> None:
        servers = self.document.value.get("servers")
        for index, server in enumerate(servers if isinstance(servers, list) else ()):
            if isinstance(server, dict):
                self.extensions.leave(server, self.document.at / "servers" / index)

    def server(self) -> str:
        """Return the base path as API Gateway finds it: a variable of that name, else the path of the first URL."""
        at = self.document.at / "servers"
        urls = []
        for index, server in enumerate(self.sequence(self.document.value.get("servers", []), at)):
            values = self.mapping(server, at / index)
            variables = self.mapping(values.get("variables", {}), at / index / "variables")
            defaults = {
                name: str(self.mapping(variable, at / index / "variables" / name).get("default", ""))
                for name, variable in variables.items()
            }
            if "basePath" in defaults:
                return defaults["basePath"]
            url = self.text(values.get("url", ""), at / index / "url")
            for name, default in defaults.items():
                url = url.replace(f"{{{name}}}", default)
            urls.append(url)
        return urlsplit(urls[0]).path if urls else ""


class OpenApi31(OpenApi3):
    """OpenAPI 3.1: schemas are JSON Schema 2020-12, and there may be nothing but webhooks."""

    IS_2020 = True
    PATHS_ARE_REQUIRED = False

    def looked_at(self) -> None:
        super().looked_at()
        if self.document.value.get("webhooks"):
            at = (self.document.at / "webhooks").key
            self.report(trouble.WEBHOOKS, at, "webhooks are calls that the API makes: API Gateway does not send them")


class OpenApi32(OpenApi31):
    """OpenAPI 3.2, as far as API Gateway can follow it."""

    UNPUBLISHED = OpenApi31.UNPUBLISHED | {"query", "additionalOperations"}
    UNREAD_PLACES = OpenApi31.UNREAD_PLACES | {"querystring"}
