"""Lowers what one schema says to JSON Schema draft 4, of which API Gateway's models are made.

Each keyword is a step of its own, and all steps keep one promise: what the
lowered schema refuses, the original refuses too. Where draft 4 has no word for
something, the lowered schema is looser, never stricter. For that reason `not`
is left out, because what it refuses would grow, and so is every pattern that
not all engines read in the same way.

Only words that OpenAPI 3.0 has as well are written, so `null` is told as what
is of no other type.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from math import floor
from typing import Any, Protocol, TypeGuard

from apicompiler.lower.ids import canonical
from apicompiler.schemas import reads_alike_everywhere

Lowered = dict[str, Any]
Value = Mapping[str, Any]

TYPES = ("string", "number", "boolean", "object", "array")
NULL: Lowered = {"not": {"anyOf": [{"type": kind} for kind in TYPES]}}
NOTHING: Lowered = {"allOf": [{"type": "string"}, {"type": "object"}]}
# What restricts `null` as well as every other value.
BINDING_NULL = frozenset({"type", "enum", "allOf", "anyOf"})


class Scope(Protocol):
    """Where a schema stands."""

    is_2020: bool
    """Whether it is JSON Schema 2020-12, as in OpenAPI 3.1, and not the dialect of OpenAPI 3.0."""

    def lowered(self, value: Any) -> Lowered:
        """Lower a schema that stands inside."""

    def is_read_only(self, value: Any) -> bool:
        """Whether only the server sends what this schema describes."""


Step = Callable[[Value, Any, Scope], Lowered]
"""Lowers one keyword of a schema: the schema, what the keyword holds, and where it stands."""


def lower_schema(value: Value, scope: Scope) -> Lowered:
    """Lower everything that *value* says, its `$ref` aside."""
    made: Lowered = {}
    steps = STEPS_2020 if scope.is_2020 else STEPS
    for word, content in value.items():
        step = steps.get(word)
        if step is not None:
            _add(made, step(value, content, scope))
    return alternatives([made, NULL]) if BINDING_NULL & made.keys() and _is_nullable(value, scope) else made


def _is_nullable(value: Value, scope: Scope) -> bool:
    return not scope.is_2020 and True in (value.get("nullable"), value.get("x-nullable"))


def alternatives(choices: Iterable[Lowered]) -> Lowered:
    """Return what accepts whatever one of *choices* does."""
    found = list(choices)
    if len(found) == 1:
        return found[0]
    return {"anyOf": found} if all(found) else {}


def all_of(parts: Iterable[Lowered]) -> Lowered:
    """Return what accepts whatever all of *parts* do."""
    found = [part for part in parts if part]
    if len(found) == 1:
        return found[0]
    return {"allOf": found} if found else {}


def _add(made: Lowered, more: Lowered) -> None:
    """Demand *more* as well; what is said twice goes to `allOf`."""
    for word, content in more.items():
        if word == "allOf" and word in made:
            made[word] = made[word] + content
        elif made.setdefault(word, content) != content:
            made["allOf"] = [*made.get("allOf", []), {word: content}]


# Any value ----------------------------------------------------------------------------------------


def _type(_: Value, content: Any, scope: Scope) -> Lowered:
    kinds = content if isinstance(content, list) else [content]
    known = [_one_type(kind, scope) for kind in kinds]
    return alternatives(kind for kind in known if kind) if known and all(known) else {}


def _one_type(kind: Any, scope: Scope) -> Lowered:
    if kind == "null" and scope.is_2020:
        return NULL
    if kind == "integer":
        # To draft 4, and to it alone, 1.0 is no integer.
        return {"type": "number", "multipleOf": 1} if scope.is_2020 else {"type": "integer"}
    return {"type": kind} if kind in TYPES else {}


def _enum(value: Value, content: list[Any], scope: Scope) -> Lowered:
    # 1 and 1.0 are one value, and of equal values API Gateway takes one only.
    whole = (int(item) if isinstance(item, float) and item.is_integer() else item for item in content)
    distinct = list({canonical(item): item for item in whole if item is not None}.values())
    choices: list[Lowered] = [{"enum": distinct}] if distinct else []
    if None in content and not (choices and _is_nullable(value, scope)):
        choices.append(NULL)
    return alternatives(choices) if choices else {}


def _const(value: Value, content: Any, scope: Scope) -> Lowered:
    return _enum(value, [content], scope)


def _all(_: Value, content: list[Any], scope: Scope) -> Lowered:
    parts = [part for part in map(scope.lowered, content) if part]
    return {"allOf": parts} if parts else {}


def _any(_: Value, content: list[Any], scope: Scope) -> Lowered:
    """Of several alternatives any will do, even where exactly one should: two looser ones may both hold."""
    choices = [scope.lowered(choice) for choice in content]
    return {"anyOf": choices} if choices and all(choices) else {}


# Numbers and text ---------------------------------------------------------------------------------


def _size(word: str) -> Step:
    def step(_: Value, content: Any, __: Scope) -> Lowered:
        return {word: content} if _is_number(content) and content >= 0 else {}

    return step


def _lowest(value: Value, _: Any, scope: Scope) -> Lowered:
    bound, above = value.get("minimum"), value.get("exclusiveMinimum")
    bounds = [bound] if _is_number(bound) else []
    if scope.is_2020 and _is_number(above):
        bounds.append(floor(above) + 1 if value.get("type") == "integer" else above)
    elif above is True and isinstance(bound, int) and value.get("type") == "integer":
        bounds.append(bound + 1)
    return {"minimum": max(bounds)} if bounds else {}


def _highest(value: Value, _: Any, scope: Scope) -> Lowered:
    bound, below = value.get("maximum"), value.get("exclusiveMaximum")
    bounds = [bound] if _is_number(bound) else []
    if scope.is_2020 and _is_number(below):
        bounds.append(-floor(-below) - 1 if value.get("type") == "integer" else below)
    elif below is True and isinstance(bound, int) and value.get("type") == "integer":
        bounds.append(bound - 1)
    return {"maximum": min(bounds)} if bounds else {}


def _multiple(_: Value, content: Any, __: Scope) -> Lowered:
    return {"multipleOf": content} if _is_number(content) and content > 0 else {}


def _pattern(_: Value, content: str, __: Scope) -> Lowered:
    return {"pattern": content} if reads_alike_everywhere(content) else {}


def _is_number(content: Any) -> TypeGuard[int | float]:
    return isinstance(content, int | float) and not isinstance(content, bool)


# Arrays -------------------------------------------------------------------------------------------


def _items(value: Value, _: Any, scope: Scope) -> Lowered:
    """One schema for all items: where the first ones have schemas of their own, any of these will do."""
    first = value.get("prefixItems", []) if scope.is_2020 else []
    rest = value.get("items", True)
    if isinstance(rest, list):
        return {}
    choices = [scope.lowered(item) for item in (*first, *([] if first and rest is False else [rest]))]
    made: Lowered = {"items": alternatives(choices)}
    if rest is False:
        made["maxItems"] = len(first)
    return {word: content for word, content in made.items() if content != {}}


def _contains(value: Value, _: Any, __: Scope) -> Lowered:
    """An array that contains something is not empty."""
    least = value.get("minContains", 1)
    return {"minItems": least} if _is_number(least) and least > 0 else {}


def _flag(word: str) -> Step:
    def step(_: Value, content: Any, __: Scope) -> Lowered:
        return {word: True} if content is True else {}

    return step


# Objects ------------------------------------------------------------------------------------------


def _properties(_: Value, content: Value, scope: Scope) -> Lowered:
    return {"properties": {name: scope.lowered(schema) for name, schema in content.items()}}


def _others(value: Value, _: Any, scope: Scope) -> Lowered:
    """One schema for all other properties: where their names choose one, any of these will do."""
    by_name = list(value.get("patternProperties", {}).values()) if scope.is_2020 else []
    rest = value.get("additionalProperties", True)
    if isinstance(rest, bool) and not by_name:
        return {} if rest else {"additionalProperties": False}
    schema = alternatives(scope.lowered(item) for item in (*by_name, *([] if rest is False else [rest])))
    return {"additionalProperties": schema} if schema else {}


def _required(value: Value, content: Any, scope: Scope) -> Lowered:
    """Leave out what only the server sends: a request need not carry it."""
    properties = value.get("properties", {})
    asked = (name for name in content if isinstance(name, str)) if isinstance(content, list) else ()
    names = [name for name in dict.fromkeys(asked) if not scope.is_read_only(properties.get(name))]
    return {"required": names} if names else {}


def _dependent(value: Value, content: Value, scope: Scope) -> Lowered:
    """Without the one property, or with all others that go with it."""
    return all_of(
        alternatives([{"not": {"required": [name]}}, required])
        for name, others in content.items()
        if isinstance(others, list) and (required := _required(value, others, scope))
    )


STEPS: Mapping[str, Step] = {
    "type": _type,
    "enum": _enum,
    "allOf": _all,
    "anyOf": _any,
    "oneOf": _any,
    "minimum": _lowest,
    "exclusiveMinimum": _lowest,
    "maximum": _highest,
    "exclusiveMaximum": _highest,
    "multipleOf": _multiple,
    **{word: _size(word) for word in ("maxLength", "minLength", "maxItems", "minItems")},
    **{word: _size(word) for word in ("maxProperties", "minProperties")},
    "pattern": _pattern,
    "items": _items,
    "uniqueItems": _flag("uniqueItems"),
    "properties": _properties,
    "additionalProperties": _others,
    "required": _required,
}
STEPS_2020: Mapping[str, Step] = {
    **STEPS,
    "const": _const,
    "prefixItems": _items,
    "contains": _contains,
    "patternProperties": _others,
    "dependentRequired": _dependent,
}
