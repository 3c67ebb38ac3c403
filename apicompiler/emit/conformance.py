"""Holds resources against what CloudFormation demands of them, before anything is written.

A rule should have found whatever is found here: this is the net below them.
`facts.json` is made by `tools/resource_facts.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from apicompiler.emit.resources.resource import Resource

Facts = Mapping[str, Any]

KINDS: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list, tuple),
    "object": (dict,),
}
# What stands in the template instead of a value: `{{resolve:…}}`, or what the CDK fills in.
FILLED_IN_LATER = re.compile(r"\{\{resolve:|\$\{Token\[")


class Refused(Exception):
    """What CloudFormation would not deploy, and why."""


def conforming(made: Iterable[Resource]) -> tuple[Resource, ...]:
    """Return the resources, if CloudFormation takes all of them.

    Raises:
        Refused: there is one that it would not take.
    """
    resources = tuple(made)
    found = [f"{each.type} {each.id}{violation}" for each in resources for violation in violations(each)]
    if found:
        raise Refused("\n".join(found))
    return resources


def violations(resource: Resource) -> Iterator[str]:
    """Yield what is wrong with *resource*: the property, and what is demanded of it."""
    yield from _violations(resource.properties, _facts()[resource.type], "")


@cache
def _facts() -> Mapping[str, Facts]:
    known: Mapping[str, Facts] = json.loads((files("apicompiler.emit") / "facts.json").read_text(encoding="utf-8"))
    return known


def _violations(value: Any, facts: Facts, at: str) -> Iterator[str]:
    if _is_late(value):
        return
    kinds = facts.get("type", ())
    kinds = (kinds,) if isinstance(kinds, str) else kinds
    if kinds and not any(_is(value, kind) for kind in kinds):
        yield f"{at}: {json.dumps(value)[:60]} is no {' or '.join(kinds)}"
    elif isinstance(value, dict):
        yield from _of_mapping(value, facts, at)
    elif isinstance(value, list | tuple):
        yield from _out_of_bounds(len(value), facts, "Items", at)
        if facts.get("uniqueItems") and len({json.dumps(item, sort_keys=True) for item in value}) < len(value):
            yield f"{at}: something is in it twice"
        for index, item in enumerate(value):
            yield from _violations(item, facts.get("items", {}), f"{at}/{index}")
    elif isinstance(value, str):
        yield from _of_text(value, facts, at)
    else:
        yield from _out_of_bounds(value, facts, "imum", at)


def _of_mapping(value: Mapping[str, Any], facts: Facts, at: str) -> Iterator[str]:
    known: Mapping[str, Facts] = facts.get("properties", {})
    for name in facts.get("required", ()):
        if name not in value:
            yield f"{at}: `{name}` is missing"
    for name, inner in value.items():
        if facts.get("closed") and name not in known:
            yield f"{at}/{name}: there is no such property"
        else:
            yield from _violations(inner, known.get(name, facts.get("values", {})), f"{at}/{name}")


def _of_text(value: str, facts: Facts, at: str) -> Iterator[str]:
    yield from _out_of_bounds(len(value), facts, "Length", at)
    if value not in facts.get("enum", (value,)):
        yield f"{at}: `{value[:60]}` is none of {', '.join(facts['enum'])}"
    if "pattern" in facts and not re.search(facts["pattern"], value):
        yield f"{at}: `{value[:60]}` does not match `{facts['pattern']}`"


def _out_of_bounds(number: float, facts: Facts, what: str, at: str) -> Iterator[str]:
    if number < facts.get(f"min{what}", number):
        yield f"{at}: {number:g} is less than {facts[f'min{what}']}"
    if number > facts.get(f"max{what}", number):
        yield f"{at}: {number:g} is more than {facts[f'max{what}']}"


def _is(value: Any, kind: str) -> bool:
    return isinstance(value, KINDS[kind]) and (kind == "boolean") == isinstance(value, bool)


def _is_late(value: Any) -> bool:
    """Whether CloudFormation or the CDK knows the value, and nobody else."""
    if isinstance(value, str):
        return bool(FILLED_IN_LATER.search(value))
    return isinstance(value, dict) and len(value) == 1 and next(iter(value)).startswith(("Ref", "Fn::"))
