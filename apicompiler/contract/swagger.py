"""Swagger 2.0 told as OpenAPI 3.0, one object after another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from apicompiler.openapi import METHODS

Told = dict[str, Any]
Tell = Callable[[Told], Any]

JSON, FORM, MULTIPART = "application/json", "application/x-www-form-urlencoded", "multipart/form-data"
OF_PARAMETERS = frozenset({"name", "in", "description", "required", "allowEmptyValue", "collectionFormat", "schema"})
SENT = frozenset({"body", "formData"})
OF_FLOWS = ("authorizationUrl", "tokenUrl", "scopes")
FLOWS = {
    "implicit": "implicit",
    "password": "password",
    "application": "clientCredentials",
    "accessCode": "authorizationCode",
}
STYLES: Mapping[str, Told] = {
    "csv": {"style": "form", "explode": False},
    "ssv": {"style": "spaceDelimited", "explode": False},
    "pipes": {"style": "pipeDelimited", "explode": False},
    "multi": {"style": "form", "explode": True},
}


def swagger_schema(schema: Any) -> Any:
    """Tell a schema by the words of 3.0."""
    if not isinstance(schema, dict):
        return schema
    told = dict(schema)
    if told.pop("x-nullable", False) is True:
        told["nullable"] = True
    if told.get("type") == "file":
        told |= {"type": "string", "format": "binary"}
    if isinstance(told.get("discriminator"), str):
        told["discriminator"] = {"propertyName": told["discriminator"]}
    told.pop("collectionFormat", None)
    return told


def parameter(value: Told, tell: Tell) -> Told:
    """Tell a parameter or header, whose schema stands open in Swagger; what is sent stays for its operation."""
    if value.get("in") == "body":
        return value
    schema = {word: inner for word, inner in value.items() if word not in OF_PARAMETERS and not word.startswith("x-")}
    told = {word: inner for word, inner in value.items() if word not in schema and word != "collectionFormat"}
    if value.get("in") != "query":
        told.pop("allowEmptyValue", None)
    if value.get("in") == "query" and value.get("type") == "array":
        told |= STYLES.get(str(value.get("collectionFormat", "csv")), STYLES["csv"])
    return told | {"schema": tell(schema)}


def security_scheme(value: Told) -> Told:
    """Tell a scheme: `basic` is one of HTTP, and the only flow of `oauth2` is one of several."""
    if value.get("type") == "basic":
        return {word: inner for word, inner in value.items() if word == "description"} | {
            "type": "http",
            "scheme": "basic",
        }
    if value.get("type") != "oauth2" or value.get("flow") not in FLOWS:
        return value
    told = {word: inner for word, inner in value.items() if word not in OF_FLOWS and word != "flow"}
    flow = {word: value[word] for word in OF_FLOWS if word in value}
    return told | {"flows": {FLOWS[value["flow"]]: {"scopes": {}} | flow}}


def path_item(value: Told, document: Mapping[str, Any]) -> Told:
    """Tell a path: its operations, each with what is sent to it and answered."""
    shared = value.get("parameters", [])
    told = {word: inner for word, inner in value.items() if word not in METHODS and word != "parameters"}
    if kept := [item for item in shared if item.get("in") not in SENT]:
        told["parameters"] = kept
    for method in METHODS:
        if isinstance(value.get(method), dict):
            told[method] = _operation(value[method], [i for i in shared if i.get("in") in SENT], document)
    return told


def _operation(value: Told, shared: list[Told], document: Mapping[str, Any]) -> Told:
    own = value.get("parameters", [])
    told = {word: inner for word, inner in value.items() if word not in ("parameters", "consumes", "produces")}
    if kept := [item for item in own if item.get("in") not in SENT]:
        told["parameters"] = kept
    sent = [item for item in own if item.get("in") in SENT] or shared
    if sent:
        told["requestBody"] = _body(sent, value.get("consumes", document.get("consumes")))
    produced = value.get("produces", document.get("produces")) or [JSON]
    told["responses"] = {
        status: _answer(item, produced) if isinstance(item, dict) and not status.startswith("x-") else item
        for status, item in value.get("responses", {}).items()
    }
    return told


def _body(sent: list[Told], consumed: list[str] | None) -> Told:
    body = next((item for item in sent if item["in"] == "body"), None)
    if body:
        told = {word: body[word] for word in ("description", "required") if word in body}
        media: Told = {"schema": body["schema"]} if "schema" in body else {}
        return told | {"content": dict.fromkeys(consumed or [JSON], media)}
    fields = {
        item["name"]: item["schema"] | ({"description": item["description"]} if item.get("description") else {})
        for item in sent
    }
    schema: Told = {"type": "object", "properties": fields}
    if required := [item["name"] for item in sent if item.get("required") is True]:
        schema["required"] = required
    has_file = any(_is_file(field) for field in fields.values())
    types = [kind for kind in consumed or () if kind in (FORM, MULTIPART)] or [MULTIPART if has_file else FORM]
    told = {"required": True} if required else {}
    return told | {"content": {kind: {"schema": schema} for kind in types}}


def _is_file(field: Told) -> bool:
    return field.get("format") == "binary" or "contentMediaType" in field


def _answer(value: Told, produced: list[str]) -> Told:
    told = {word: inner for word, inner in value.items() if word not in ("schema", "examples")}
    examples = value.get("examples", {})
    media: Told = {"schema": value["schema"]} if "schema" in value else {}
    types = dict.fromkeys([*(produced if media else ()), *examples])
    content = {kind: media | ({"example": examples[kind]} if kind in examples else {}) for kind in types}
    return told | ({"content": content} if content else {})
