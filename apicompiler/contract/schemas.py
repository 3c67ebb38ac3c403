"""Schemas of OpenAPI 3.0 told in those of 3.1, which are JSON Schema 2020-12, and back."""

from __future__ import annotations

import json
from typing import Any

Schema = dict[str, Any]

LEFT_TO_30 = frozenset({
    "if", "contains", "propertyNames", "patternProperties", "prefixItems", "dependentRequired", "dependentSchemas",
    "unevaluatedItems", "unevaluatedProperties", "$dynamicRef",
})  # fmt: skip
"""What narrows a schema of 3.1, and has no words in 3.0."""
WORDS_OF_30 = frozenset({
    "$ref", "title", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength",
    "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "maxProperties", "minProperties", "required",
    "enum", "type", "not", "allOf", "oneOf", "anyOf", "items", "properties", "additionalProperties", "description",
    "format", "default", "nullable", "discriminator", "readOnly", "writeOnly", "example", "externalDocs",
    "deprecated", "xml",
})  # fmt: skip
NOTHING: Schema = {"not": {}}
BOUNDS = (("exclusiveMinimum", "minimum", max), ("exclusiveMaximum", "maximum", min))


def of_30(schema: Any) -> Any:
    """Leave out of a schema of OpenAPI 3.0 what says nothing there, and would elsewhere."""
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}
    return {word: value for word, value in schema.items() if word in WORDS_OF_30 or word.startswith("x-")}


def in_31(schema: Any) -> Any:
    """Tell a schema of OpenAPI 3.0 in 3.1."""
    if not isinstance(schema, dict):
        return schema
    told = _tidy(schema)
    for word, bound, _ in BOUNDS:
        if isinstance(told.get(word), bool) and told.pop(word) and bound in told:
            told[word] = told.pop(bound)
    if told.pop("nullable", False) is True and isinstance(told.get("type"), str):
        told["type"] = [told["type"], "null"]
    if "example" in told:
        told["examples"] = [told.pop("example")]
    if told.get("format") == "byte":
        del told["format"]
        told["contentEncoding"] = "base64"
    elif told.get("format") == "binary":
        del told["format"]
        told["contentMediaType"] = "application/octet-stream"
    return told


def in_30(schema: Any) -> Any:
    """Tell a schema of OpenAPI 3.1, or of 3.0 itself, in 3.0; what it has no words for is left out."""
    if isinstance(schema, bool):
        return {} if schema else NOTHING
    if not isinstance(schema, dict):
        return schema
    told = _tidy(schema)
    if "$ref" in told:
        reference = {"$ref": told.pop("$ref")}
        beside = in_30(told)
        return beside | {"allOf": [reference, *beside.get("allOf", [])]} if beside else reference
    if "patternProperties" in told:
        told.pop("additionalProperties", None)
    if "prefixItems" in told:
        told["items"] = {}
    if told.get("additionalProperties") == NOTHING:
        told["additionalProperties"] = False
    if "const" in told:
        told["enum"] = [told.pop("const")]
    for word, bound, tighter in BOUNDS:
        _bound(told, word, bound, tighter)
    if isinstance(told.get("type"), list):
        _types(told, told.pop("type"))
    elif told.get("type") == "null":
        told["enum"] = [None]
        del told["type"]
    if told.get("type") == "array":
        told.setdefault("items", {})
    examples = told.pop("examples", None)
    if isinstance(examples, list) and examples:
        told.setdefault("example", examples[0])
    if told.get("contentEncoding") == "base64":
        told["format"] = "byte"
    elif told.get("contentMediaType") == "application/octet-stream":
        told["format"] = "binary"
    return {word: value for word, value in told.items() if word in WORDS_OF_30 or word.startswith("x-")}


def _tidy(schema: Schema) -> Schema:
    """Leave out old mistakes that every reader passes over."""
    told = dict(schema)
    required = told.pop("required", None)
    if isinstance(required, list) and required:
        told["required"] = _once(required)
    if isinstance(told.get("enum"), list):
        told["enum"] = _once(told["enum"])
    if isinstance(told.get("items"), list):
        told["items"] = {}
    return told


def _once(values: list[Any]) -> list[Any]:
    return list({json.dumps(value, sort_keys=True): value for value in values}.values())


def _bound(told: Schema, word: str, bound: str, tighter: Any) -> None:
    """Tell a bound that is a number of its own as a mark beside the other bound."""
    value, other = told.get(word), told.get(bound)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return
    del told[word]
    if not isinstance(other, int | float) or tighter(other, value) == value:
        told[bound], told[word] = value, True


def _types(told: Schema, types: list[Any]) -> None:
    """Say of which types a value may be: 3.0 has one, and `nullable`."""
    named = [name for name in types if name != "null"]
    null: Schema = {"nullable": True} if "null" in types else {}
    if not named:
        told["enum"] = [None]
    elif len(named) == 1:
        told |= {"type": named[0], **null}
    else:
        array: Schema = {"items": told.pop("items", {})}
        choice = [{"type": name, **(array if name == "array" else {}), **null} for name in named]
        told["allOf"] = [*told.get("allOf", []), {"anyOf": choice}]
