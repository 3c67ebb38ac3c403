"""What stands in an OpenAPI document, and where: which words an object has, and what is found under them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from apicompiler.openapi import METHODS


class Shape(Enum):
    """How many there are of what stands under a word."""

    ONE = "one"
    LIST = "list"
    MAP = "map"


class Holds(NamedTuple):
    """What stands under a word."""

    kind: str
    shape: Shape = Shape.ONE


PLAIN = Holds("")
"""Anything that is copied as it stands."""

Grammar = Mapping[str, Mapping[str, Holds]]


def _words(*plain: str, **others: Holds) -> Mapping[str, Holds]:
    return dict.fromkeys(plain, PLAIN) | others


def _list(kind: str) -> Holds:
    return Holds(kind, Shape.LIST)


def _map(kind: str) -> Holds:
    return Holds(kind, Shape.MAP)


SECTIONS: Mapping[str, str] = {
    "schema": "schemas",
    "response": "responses",
    "parameter": "parameters",
    "example": "examples",
    "requestBody": "requestBodies",
    "header": "headers",
    "link": "links",
    "callback": "callbacks",
}
"""Where each kind of thing that may be referred to stands below `components`; others are written out."""

SCHEMA = {
    "properties": _map("schema"),
    "patternProperties": _map("schema"),
    "dependentSchemas": _map("schema"),
    "allOf": _list("schema"),
    "anyOf": _list("schema"),
    "oneOf": _list("schema"),
    "prefixItems": _list("schema"),
    **dict.fromkeys(
        ("not", "if", "then", "else", "items", "contains", "additionalProperties", "propertyNames"), Holds("schema")
    ),
    **dict.fromkeys(("unevaluatedItems", "unevaluatedProperties"), Holds("schema")),
    "discriminator": Holds("discriminator"),
}
"""A schema has many words more, and in 3.1 any word may be added."""

_VALUE = _words(
    "description", "required", "deprecated", "allowEmptyValue", "style", "explode", "allowReserved", "example",
    schema=Holds("schema"), content=_map("mediaType"), examples=_map("example"),
)  # fmt: skip

OPENAPI: Grammar = {
    "pathItem": _words(
        "summary", "description", "servers", parameters=_list("parameter"), **dict.fromkeys(METHODS, Holds("operation"))
    ),
    "operation": _words(
        "tags", "summary", "description", "externalDocs", "operationId", "deprecated", "security", "servers",
        parameters=_list("parameter"), requestBody=Holds("requestBody"), responses=_map("response"),
        callbacks=_map("callback"),
    ),
    "parameter": {"name": PLAIN, "in": PLAIN, **_VALUE},
    "header": _VALUE,
    "requestBody": _words("description", "required", content=_map("mediaType")),
    "response": _words("description", headers=_map("header"), content=_map("mediaType"), links=_map("link")),
    "mediaType": _words("example", schema=Holds("schema"), examples=_map("example"), encoding=_map("encoding")),
    "encoding": _words("contentType", "style", "explode", "allowReserved", headers=_map("header")),
    "example": _words("summary", "description", "value", "externalValue"),
    "link": _words("operationRef", "operationId", "parameters", "requestBody", "description", "server"),
    "securityScheme": _words(
        "type", "description", "name", "in", "scheme", "bearerFormat", "flows", "openIdConnectUrl"
    ),
    "tag": _words("name", "description", "externalDocs"),
    "info": _words("title", "description", "termsOfService", "contact", "license", "version", "summary"),
    "schema": SCHEMA,
}  # fmt: skip

SWAGGER: Grammar = {
    "pathItem": _words(
        parameters=_list("parameter"),
        **dict.fromkeys(METHODS, Holds("swaggerOperation")),
    ),
    "swaggerOperation": _words(
        "tags", "summary", "description", "externalDocs", "operationId", "consumes", "produces", "deprecated",
        parameters=_list("parameter"), responses=_map("response"),
    ),
    "parameter": {"schema": Holds("schema"), "items": Holds("schema")},
    "response": _words("description", "examples", schema=Holds("schema"), headers=_map("header")),
    "header": {"items": Holds("schema")},
    "securityScheme": _words(
        "type", "description", "name", "in", "flow", "authorizationUrl", "tokenUrl", "scopes"
    ),
    **{kind: OPENAPI[kind] for kind in ("tag", "info", "schema")},
}  # fmt: skip

OPEN = frozenset({"schema"})
"""Kinds with words that no table here has."""
OPEN_IN_SWAGGER = frozenset({"schema", "parameter", "header"})
