"""The names that a blueprint and its documents declare, and the keys under which one of them stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from apicompiler.blueprint.pools import CREATE
from apicompiler.compiler import Compilation
from apicompiler.editor.grammar import Slot, at
from apicompiler.openapi import Operation
from apicompiler.pointers import PoolPointer
from apicompiler.selectors import parse

# A word means the same wherever it stands in the language.
SECTIONS: Mapping[str, str] = {
    "integration": "integrations",
    "auth": "authorizers",
    "lambda": "functions",
    "vpcLink": "vpcLinks",
    "usagePlan": "usagePlans",
    "only": "environments",
    "successor": "apis",
}
PUBLISHED = ("apis", "paths")
SELECTED = "operations"
BESIDE: Mapping[str, tuple[str, ...]] = {"auth": ("iam", "none")}


def named(slot: Slot, value: Any) -> Iterator[str]:
    """Yield the names that may stand as the value of a slot, of those that the blueprint *value* declares."""
    if slot.word in SECTIONS:
        yield from _declared(value, SECTIONS[slot.word])
        yield from BESIDE.get(slot.word, ())
    elif PoolPointer in slot.kinds:
        yield from _pools(value)
    elif slot.word == "api" or (slot.word in PUBLISHED and slot.inside):
        for api in _declared(value, "apis"):
            yield api
            yield from (f"{api}/{stage}" for stage in _declared(value, "stages"))


def _pools(value: Any) -> Iterator[str]:
    """Yield what points at the user pools that are made here, and at their applications."""
    for name in _declared(value, "authorizers"):
        pools = at(value, ("authorizers", name, "cognito"))
        made = pools.get("userPool") if isinstance(pools, dict) else None
        if CREATE in (made if isinstance(made, list) else (made,)):
            yield f"pool:{name}"
            yield from (f"pool:{name}/{client}" for client in _declared(pools, "clients"))


def operations(compilation: Compilation) -> Iterator[Operation]:
    """Yield every operation that is published, once."""
    target = next(iter(compilation.targets), None)
    for api in target.contracts.values() if target else ():
        yield from api.operations


def selected(compilation: Compilation, text: str) -> list[Operation]:
    """Return the operations that a selector means."""
    selector = parse(text)
    return [found for found in operations(compilation) if selector and selector.matches(found)]


def selectors(compilation: Compilation) -> Iterator[tuple[str, str]]:
    """Yield the selectors that name operations of the documents, and what each names."""
    known = list(operations(compilation))
    yield from ((found.id, found.title) for found in known if found.id)
    yield from ((f"tag:{tag}", "operations of a tag") for tag in dict.fromkeys(tag for op in known for tag in op.tags))
    yield from ((found.title, found.id) for found in known)


def _declared(value: Any, section: str) -> tuple[str, ...]:
    declared = value.get(section) if isinstance(value, dict) else None
    return tuple(declared) if isinstance(declared, dict) else ()
