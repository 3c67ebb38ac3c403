"""What stands inside schemas, and what of it API Gateway cannot check."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from warnings import catch_warnings, simplefilter

from apicompiler.openapi import Api, Schema
from apicompiler.source import Location, Path

# Where further schemas stand of which API Gateway is told.
INSIDE = ("items", "additionalProperties", "allOf", "anyOf", "oneOf", "properties")
INSIDE_2020 = (*INSIDE, "prefixItems", "patternProperties")
NOT_CHECKED: Mapping[str, str] = {
    "not": "API Gateway does not check `not`",
    "oneOf": "API Gateway lets pass what more than one of `oneOf` accepts",
}
NOT_CHECKED_2020: Mapping[str, str] = {
    **NOT_CHECKED,
    **{
        word: f"API Gateway does not check `{word}`"
        for word in ("if", "propertyNames", "dependentSchemas", "unevaluatedItems", "unevaluatedProperties")
    },
    "contains": "API Gateway checks of `contains` only that there are items",
    "prefixItems": "API Gateway lets each item be what any of `prefixItems` accepts",
    "patternProperties": "API Gateway lets each other property be what any of `patternProperties` accepts",
}
# What one regular expression means to one engine, and something else or nothing to another.
ENGINES_DIFFER = re.compile(
    r"\\[pPAzZhHQEGKNRvVX]|\\[ux]\{|\(\?(?![:=!])|[+*?}]\+|&&|\[:\w+:\]|\[\^?[^\]\\]+\[|\{,\d|\(\*"
)


def reads_alike_everywhere(pattern: str) -> bool:
    """Whether every engine reads a regular expression, and all in the same way."""
    if ENGINES_DIFFER.search(pattern):
        return False
    try:
        with catch_warnings():
            simplefilter("error")  # what will be read in another way some day is read in another way somewhere today
            re.compile(pattern)
    except (re.error, Warning, OverflowError, RecursionError):
        return False
    return True


def unchecked(api: Api, schemas: Iterable[Schema]) -> Iterator[tuple[Location, str]]:
    """Yield each keyword of *schemas*, and of those they refer to, that is not checked as it is meant."""
    for value, file, path, is_2020 in _within(api, schemas):
        words = NOT_CHECKED_2020 if is_2020 else NOT_CHECKED
        for word in words.keys() & value.keys():
            yield Location(file, (*path, word)).key, words[word]
        pattern = value.get("pattern")
        if isinstance(pattern, str) and not reads_alike_everywhere(pattern):
            at = Location(file, (*path, "pattern"))
            yield at, "API Gateway does not check this pattern: not all engines read it in the same way"


def _within(api: Api, schemas: Iterable[Schema]) -> Iterator[tuple[dict[str, Any], str, Path, bool]]:
    """Yield every schema that is told to API Gateway, once, with its file, its keys and its dialect."""
    waiting: list[tuple[Any, str, Path, bool]]
    waiting = [(schema.value, schema.at.file, schema.at.path, schema.is_2020) for schema in schemas]
    seen: set[int] = set()
    while waiting:
        value, file, path, is_2020 = waiting.pop()
        if not isinstance(value, dict) or id(value) in seen:
            continue
        seen.add(id(value))
        target = api.references.get((file, value["$ref"], is_2020)) if isinstance(value.get("$ref"), str) else None
        if target:
            waiting.append((target.value, target.at.file, target.at.path, is_2020))
            if not is_2020:
                continue
        yield value, file, path, is_2020
        for word in INSIDE_2020 if is_2020 else INSIDE:
            inner = value.get(word)
            if isinstance(inner, list):
                waiting += [(schema, file, (*path, word, index), is_2020) for index, schema in enumerate(inner)]
            elif isinstance(inner, dict) and word in ("properties", "patternProperties"):
                waiting += [(schema, file, (*path, word, name), is_2020) for name, schema in inner.items()]
            else:
                waiting.append((inner, file, (*path, word), is_2020))
