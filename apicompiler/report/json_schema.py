"""The grammar of a blueprint for editors (JSON Schema), read off the classes that are the grammar."""

from __future__ import annotations

import ast
import inspect
import re
import types
import typing
from collections.abc import Mapping
from typing import Any, Literal

from apicompiler import grammar
from apicompiler.blueprint import Blueprint, Environment, Part, Passed, Routes
from apicompiler.diagnostic import cleandoc
from apicompiler.noun import Noun
from apicompiler.written import Written

Schema = dict[str, Any]

PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean"}
# Text that holds `${…}` may stand where another form is asked for: it is checked when it is filled in.
VARIABLE = {"type": "string", "pattern": r"\$\{[^{}]+\}"}


class Key(Noun):
    """One key of a class, as an editor and the reference show it."""

    word: str
    kind: Any
    required: bool
    default: Any
    text: str


def json_schema(kind: type[Part] = Blueprint, title: str = "apicompiler blueprint") -> Schema:
    """Return the JSON Schema (2020-12) of a blueprint, or of what another class is the grammar of."""
    definitions: dict[str, Schema] = {}
    root = _reference(kind, definitions)
    if kind is Blueprint:
        definitions["Overlay"] = {
            "description": "Any part of the blueprint but `environments`; `null` removes.",
            "type": "object",
            "propertyNames": {"enum": [key.word for key in keys(Blueprint) if key.word not in NOT_RESTATED]},
        }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


NOT_RESTATED = ("environments", "apicompiler")


def keys(kind: Any) -> tuple[Key, ...]:
    """Return the keys of a class of the grammar, with the text that stands below each."""
    texts: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        if issubclass(base, Part):
            texts |= _texts(base)
    return tuple(
        Key(key.word, key.kind, key.required, kind.DEFAULTS.get(key.field), texts[key.field])
        for key in grammar.keys(kind).values()
    )


def classes() -> tuple[type[Part], ...]:
    """Return every class of the grammar, in the order in which a reader meets them."""
    found: dict[type[Part], None] = {}
    waiting: list[Any] = [Blueprint, Routes]
    while waiting:
        kind = waiting.pop(0)
        if isinstance(kind, type) and issubclass(kind, Part):
            if kind not in found:
                found[kind] = None
                waiting += [key.kind for key in keys(kind)]
        else:
            waiting += typing.get_args(kind)
    return tuple(found)


def _texts(kind: type) -> dict[str, str]:
    """Read the text below each field of a class from its source."""
    body = ast.parse(inspect.getsource(kind)).body[0]
    assert isinstance(body, ast.ClassDef), "the source of a class is a class"
    texts: dict[str, str] = {}
    for field, below in zip(body.body, body.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(below, ast.Expr):
            text = ast.literal_eval(below.value)
            texts[field.target.id] = " ".join(text.split())
    return texts


def _reference(kind: type[Part], definitions: dict[str, Schema]) -> Schema:
    if kind.__name__ not in definitions:
        definitions[kind.__name__] = {}  # it may contain itself
        definitions[kind.__name__] = _class(kind, definitions)
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _class(kind: type[Part], definitions: dict[str, Schema]) -> Schema:
    properties: dict[str, Schema] = {}
    for key in keys(kind):
        properties[key.word] = {"description": key.text, **_schema(key.kind, definitions)}
        if kind is Environment and key.word == "set":
            properties[key.word] = {"description": key.text, "$ref": "#/$defs/Overlay"}
        elif isinstance(key.default, str | int | float | bool):
            properties[key.word]["default"] = key.default
    whole: Schema = {
        "description": cleandoc(kind.__doc__ or ""),
        "type": "object",
        "properties": properties,
        "required": [key.word for key in keys(kind) if key.required],
        "additionalProperties": False,
    }
    if not kind.SHORTHAND:
        return whole
    short = next(key.kind for key in keys(kind) if key.word == kind.SHORTHAND)
    return {"anyOf": [_schema(short, definitions), whole]}


def _schema(kind: Any, definitions: dict[str, Schema]) -> Schema:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        kinds = [argument for argument in arguments if argument is not types.NoneType]
        options = [_schema(argument, definitions) for argument in kinds]
        return options[0] if len(options) == 1 else {"anyOf": options}
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is tuple:
        return {"type": "array", "items": _schema(arguments[0], definitions)}
    if origin is Mapping:
        named = {} if arguments[0] is str else {"propertyNames": _schema(arguments[0], definitions)}
        return {"type": "object", **named, "additionalProperties": _schema(arguments[1], definitions)}
    if kind in (Any, object, Passed):
        return {}
    if issubclass(kind, Written):
        return _written(kind)
    if issubclass(kind, Part):
        return _reference(kind, definitions)
    return {"type": PLAIN[kind]} if kind is str else {"anyOf": [{"type": PLAIN[kind]}, VARIABLE]}


def _written(kind: type[Written]) -> Schema:
    # Named groups are Python's; a JSON Schema has ECMAScript's regular expressions.
    pattern = re.sub(r"\(\?P<\w+>", "(", kind.FORM)
    form: Schema = {"type": "string", "pattern": f"^({pattern})$"}
    if kind.EXAMPLE:
        form["examples"] = [kind.EXAMPLE]
    return {"anyOf": [form, VARIABLE]}
