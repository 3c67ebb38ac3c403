"""What a resource of a template is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apicompiler.noun import EMPTY, Noun
from apicompiler.plan import Late, Value


class Resource(Noun):
    """One resource of a template."""

    id: str
    type: str
    properties: Mapping[str, Any]
    after: tuple[str, ...] = ()
    """The resources that are made before this one."""
    retained: bool = False
    """Whether it stays when the stack stops to hold it."""
    attributes: Mapping[str, Any] = EMPTY
    """What CloudFormation is told besides."""
    is_raw: bool = False
    """Whether some of it was written in the words of CloudFormation."""


def resource(id: str, type: str, after: tuple[str, ...] = (), **properties: Any) -> Resource:
    """Return a resource; a property that is None is left out."""
    given = {name: value for name, value in properties.items() if value is not None}
    return Resource(id, type, given, after)


def handed_over(value: Value | None, handed: Mapping[str, str]) -> Value | None:
    """Return what stands here for a *value* that is made in another stack, and *handed* over."""
    if isinstance(value, Late):
        named = value.get("Ref") or value.get("Fn::GetAtt", [""])[0]
        return handed.get(named, value)
    return value
