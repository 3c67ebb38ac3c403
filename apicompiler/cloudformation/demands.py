"""Holds properties against what CloudFormation demands of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from apicompiler.cloudformation import Facts
from apicompiler.noun import Noun
from apicompiler.suggest import listed

KINDS: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list, tuple),
    "object": (dict,),
}
# What CloudFormation takes as well where text is written in the place of a number or a truth value, or the reverse.
TAKEN: Mapping[str, str] = {
    "integer": r"[+-]?\d{1,19}",
    "number": r"[+-]?\d{1,19}(\.\d{1,19})?([eE][+-]?\d{1,3})?",
    "boolean": r"(?i)true|false",
}
# What stands in the template instead of a value: `{{resolve:…}}`, or what the CDK fills in.
FILLED_IN_LATER = re.compile(r"\{\{resolve:|\$\{Token\[")
NUMBERS = ("integer", "number")
LONGEST = 10_000  # of a text that is held against a pattern

What = Literal["type", "unknown", "missing", "word", "bounds", "pattern", "repeated"]


class Violation(Noun):
    """One demand that is not met: by what stands where *path* leads, below the properties."""

    path: tuple[str | int, ...]
    what: What
    text: str
    known: tuple[str, ...] = ()
    """What might have stood there instead."""

    def __str__(self) -> str:
        return "".join(f"/{key}" for key in self.path) + f": {self.text}"


def violations(
    value: Any, facts: Facts, path: tuple[str | int, ...] = (), lenient: bool = False, partial: bool = False
) -> Iterator[Violation]:
    """Yield what is wrong with *value*.

    A *lenient* reader takes `"5"` for a number, as CloudFormation does; of a
    *partial* mapping nothing is missing, because the rest of it stands elsewhere.
    `null` is no value, and nothing is demanded of it.
    """
    if value is None or is_late(value):
        return
    kinds = facts.get("type", ())
    kinds = (kinds,) if isinstance(kinds, str) else kinds
    if kinds and not any(_is(value, kind, lenient) for kind in kinds):
        yield Violation(path, "type", f"{json.dumps(value)[:60]} is no {' or '.join(kinds)}")
    elif isinstance(value, dict):
        yield from _of_mapping(value, facts, path, lenient, partial)
    elif isinstance(value, list | tuple):
        yield from _out_of_bounds(len(value), facts, "Items", path)
        if facts.get("uniqueItems") and len({json.dumps(item, sort_keys=True) for item in value}) < len(value):
            yield Violation(path, "repeated", "something is in it twice")
        for index, item in enumerate(value):
            yield from violations(item, facts.get("items", {}), (*path, index), lenient)
    elif isinstance(value, str) and facts.get("type") in NUMBERS:
        yield from _out_of_bounds(float(value), facts, "imum", path)
    elif isinstance(value, str):
        yield from _of_text(value, facts, path)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from _out_of_bounds(value, facts, "imum", path)


def is_late(value: Any) -> bool:
    """Whether CloudFormation or the CDK knows the value, and nobody else."""
    if isinstance(value, str):
        return bool(FILLED_IN_LATER.search(value))
    return isinstance(value, dict) and len(value) == 1 and is_function(next(iter(value)))


def is_function(word: str) -> bool:
    """Whether a mapping with this one key is a function of CloudFormation."""
    return word == "Ref" or word.startswith("Fn::")


def _of_mapping(
    value: Mapping[str, Any], facts: Facts, path: tuple[str | int, ...], lenient: bool, partial: bool
) -> Iterator[Violation]:
    known: Mapping[str, Facts] = facts.get("properties", {})
    for name in () if partial else facts.get("required", ()):
        if name not in value:
            yield Violation(path, "missing", f"`{name}` is missing", (name,))
    for name, inner in value.items():
        if facts.get("closed") and name not in known:
            yield Violation((*path, name), "unknown", "there is no such property", tuple(known))
        else:
            demanded = known.get(name, facts.get("values", {}))
            yield from violations(inner, demanded, (*path, name), lenient, partial)


def _of_text(value: str, facts: Facts, path: tuple[str | int, ...]) -> Iterator[Violation]:
    yield from _out_of_bounds(len(value), facts, "Length", path)
    words = tuple(map(str, facts.get("enum", ())))
    if words and value not in words:
        yield Violation(path, "word", f"`{value[:60]}` is none of {listed(words)}", words)
    if "pattern" in facts and len(value) <= LONGEST and not re.search(facts["pattern"], value):
        yield Violation(path, "pattern", f"`{value[:60]}` does not match `{facts['pattern']}`")


def _out_of_bounds(number: float, facts: Facts, what: str, path: tuple[str | int, ...]) -> Iterator[Violation]:
    of = {"Length": " characters", "Items": " entries"}.get(what, "")
    if number < facts.get(f"min{what}", number):
        yield Violation(path, "bounds", f"{number:g}{of} is less than {facts[f'min{what}']}")
    if number > facts.get(f"max{what}", number):
        yield Violation(path, "bounds", f"{number:g}{of} is more than {facts[f'max{what}']}")


def _is(value: Any, kind: str, lenient: bool) -> bool:
    if isinstance(value, KINDS[kind]) and (kind == "boolean") == isinstance(value, bool):
        return True
    if not lenient:
        return False
    if kind == "string":
        return isinstance(value, bool | int | float)
    return isinstance(value, str) and kind in TAKEN and bool(re.fullmatch(TAKEN[kind], value))
