"""Swagger 2.0, told as OpenAPI 3.0."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from apicompiler.noun import EMPTY
from apicompiler.openapi import Content, RequestBody
from apicompiler.read.document import Reader
from apicompiler.source import Location

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


class Swagger2(Reader):
    """Swagger 2.0: bodies are parameters, and media types stand beside them or at the top."""

    PLACES: ClassVar = {"schemas": "definitions", "securitySchemes": "securityDefinitions"}

    def component(self, kind: str) -> tuple[Any, Location]:
        word = self.PLACES[kind]
        return self.document.value.get(word, {}), self.document.at / word

    def body(self, operation: dict[str, Any], at: Location, inputs: list[tuple[Any, Location]]) -> RequestBody | None:
        for raw, body_at in inputs:
            value = self.mapping(raw, body_at)
            if value.get("in") == "body":
                schema = self.schema(value["schema"], body_at / "schema") if "schema" in value else None
                types = self._media_types("consumes", operation, at)
                return RequestBody(
                    at=body_at,
                    required=value.get("required") is True,
                    content=dict.fromkeys(types, schema),
                    prose=self.prose(value),
                )
        fields = [value for value, _ in inputs if isinstance(value, dict) and value.get("in") == "formData"]
        if fields:
            types = self._media_types("consumes", operation, at, otherwise=FORM)
            required = any(value.get("required") is True for value in fields)
            return RequestBody(at=at / "parameters", required=required, content=dict.fromkeys(types), prose=EMPTY)
        return None

    def answered(self, response: dict[str, Any], at: Location, operation: dict[str, Any]) -> Content:
        if "schema" not in response:
            return {}
        schema = self.schema(response["schema"], at / "schema")
        return dict.fromkeys(self._media_types("produces", operation, at), schema)

    def examples(self, response: dict[str, Any], at: Location) -> Mapping[str, Any]:
        return self.mapping(response.get("examples", {}), at / "examples")

    def parameter_type(self, parameter: dict[str, Any], at: Location) -> Any:
        return parameter.get("type")

    def server(self) -> str:
        return self.text(self.document.value.get("basePath", ""), self.document.at / "basePath")

    def _media_types(
        self, word: str, operation: dict[str, Any], at: Location, otherwise: str = JSON
    ) -> tuple[str, ...]:
        types = operation.get(word, self.document.value.get(word, [otherwise]))
        named = tuple(kind for kind in self.sequence(types, at / word) if isinstance(kind, str))
        return named or (otherwise,)
