"""The versions in which a definition may be written: OpenAPI 3.0 and Swagger 2.0."""

from __future__ import annotations

from typing import Any, ClassVar

from apicompiler.diagnostic import Diagnostic, Finding
from apicompiler.openapi import Api, Content, RequestBody
from apicompiler.read import trouble
from apicompiler.read.decode import WORDS
from apicompiler.read.document import Reader
from apicompiler.read.files import Files
from apicompiler.source import Document, Location

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


def read_document(name: str, key: str, asked_at: Location, files: Files) -> tuple[Api | None, list[Diagnostic]]:
    """Read the document in the file *name* as the API *key* of the blueprint, or as a part of it."""
    document = files.document(name, asked_at)
    if document is None:
        return None, []
    reader = _reader(document, files)
    if isinstance(reader, Diagnostic):
        return None, [reader]
    api = reader.api(key)
    return api, reader.diagnostics + reader.references.diagnostics


def _reader(document: Document, files: Files) -> Reader | Diagnostic:
    """Choose the reader by the version that the document names."""
    value, at = document.value, document.at
    if not isinstance(value, dict):
        return Diagnostic(
            trouble.MALFORMED_DOCUMENT,
            Finding(at=at, message=f"expected an OpenAPI document, found {WORDS[type(value)]}"),
        )
    for word, prefix, kind in (("openapi", "3.0", OpenApi3), ("swagger", "2.0", Swagger2)):
        if word in value:
            version = str(value[word])
            if version == prefix or version.startswith(prefix + "."):
                return kind(document, files)
            return Diagnostic(
                trouble.UNSUPPORTED_VERSION,
                Finding(
                    at=at / word,
                    message=f"`{word}: {version[:20]}` is a version that API Gateway does not import",
                    help="write the document in OpenAPI 3.0 or Swagger 2.0",
                ),
            )
    return Diagnostic(
        trouble.MALFORMED_DOCUMENT,
        Finding(
            at=at,
            message="neither `openapi` nor `swagger` says what this document is",
            help="write `openapi: 3.0.3` at the top",
        ),
    )


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
        )

    def answered(self, response: dict[str, Any], at: Location, operation: dict[str, Any]) -> Content:
        return self.content(response.get("content", {}), at / "content")

    def parameter_type(self, parameter: dict[str, Any], at: Location) -> str:
        schema = parameter.get("schema")
        found = self.references.follow(schema, at / "schema") if schema is not None else None
        kind = self.mapping(*found).get("type") if found else None
        return kind if isinstance(kind, str) else "string"


class Swagger2(Reader):
    """Swagger 2.0, told as OpenAPI 3.0."""

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
                )
        fields = [value for value, _ in inputs if isinstance(value, dict) and value.get("in") == "formData"]
        if fields:
            types = self._media_types("consumes", operation, at, otherwise=FORM)
            required = any(value.get("required") is True for value in fields)
            return RequestBody(at=at / "parameters", required=required, content=dict.fromkeys(types))
        return None

    def answered(self, response: dict[str, Any], at: Location, operation: dict[str, Any]) -> Content:
        if "schema" not in response:
            return {}
        schema = self.schema(response["schema"], at / "schema")
        return dict.fromkeys(self._media_types("produces", operation, at), schema)

    def parameter_type(self, parameter: dict[str, Any], at: Location) -> str:
        kind = parameter.get("type")
        return kind if isinstance(kind, str) else "string"

    def _media_types(
        self, word: str, operation: dict[str, Any], at: Location, otherwise: str = JSON
    ) -> tuple[str, ...]:
        types = operation.get(word, self.document.value.get(word, [otherwise]))
        named = tuple(kind for kind in self.sequence(types, at / word) if isinstance(kind, str))
        return named or (otherwise,)
