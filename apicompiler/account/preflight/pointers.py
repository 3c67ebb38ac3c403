"""Finds what a blueprint points at, and of what kind that has to be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple, get_args

from apicompiler.blueprint import Blueprint, NamedVpcEndpoint, Part
from apicompiler.grammar import keys
from apicompiler.pointers import Outside
from apicompiler.source import Location
from apicompiler.written import VpcLinkId, Written

Kind = type[Written]
ELSEWHERE = {(Blueprint, "environments"), (NamedVpcEndpoint, "dns_zone"), (NamedVpcEndpoint, "dns_name")}
"""What is said of other environments, and what belongs to AWS."""


class Pointed(NamedTuple):
    """Something outside that is named in the blueprint, and the kinds of things it may be."""

    value: Written
    at: Location
    kinds: tuple[Kind, ...]


def pointed(part: Part) -> Iterator[Pointed]:
    """Yield everything outside that *part* names."""
    own: Any = type(part)
    for key in keys(own).values():
        if (own, key.field) not in ELSEWHERE:
            kinds = _kinds(key.kind) or ((VpcLinkId,) if key.field == "vpc_link" else ())
            yield from _within(getattr(part, key.field), part.at / key.word, kinds)


def _within(value: Any, at: Location, kinds: tuple[Kind, ...]) -> Iterator[Pointed]:
    if isinstance(value, Outside | VpcLinkId):
        yield Pointed(value, at, kinds)
    elif isinstance(value, Part):
        yield from pointed(value)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _within(inner, at / name, kinds)
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from _within(inner, at / index, kinds)


@cache
def _kinds(annotation: Any) -> tuple[Kind, ...]:
    """Return the kinds of things outside that may be written where this *annotation* stands."""
    if isinstance(annotation, type):
        is_one = issubclass(annotation, Outside | VpcLinkId) and not getattr(annotation, "IS_LATE", False)
        return (annotation,) if is_one else ()
    return tuple(dict.fromkeys(kind for inner in get_args(annotation) for kind in _kinds(inner)))
