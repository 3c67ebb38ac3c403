"""What the language has at a place of a blueprint."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from apicompiler.blueprint import Blueprint, Part
from apicompiler.grammar import keys, mark
from apicompiler.noun import Noun
from apicompiler.source import Path


class Slot(Noun):
    """A place of a blueprint: what may stand there, and which key of a part leads to it."""

    kinds: tuple[Any, ...] = (Blueprint,)
    word: str = ""
    holders: tuple[Any, ...] = ()
    """The parts that have the key *word*."""
    inside: int = 0
    """How many names and numbers lead from that key to here."""

    @property
    def parts(self) -> tuple[Any, ...]:
        return tuple(filter(is_part, self.kinds))


def is_part(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Part)


def overlaid(path: Path) -> Path:
    """Return where a part of the overlay of an environment is laid over; any other place itself."""
    return path[3:] if path[:1] == ("environments",) and path[2:3] == ("set",) else path


def slot(value: Any, path: Path) -> Slot:
    """Return what the language has at *path* of the blueprint *value*."""
    lifted = len(path) - len(overlaid(path))
    value = at(value, path[:lifted])
    found = Slot()
    for step in path[lifted:]:
        found = _step(found, step, value)
        value = at(value, (step,))
    return found.replace(kinds=tuple(_likely(found.kinds, value)))


def _step(slot: Slot, step: str | int, value: Any) -> Slot:
    likely = tuple(_likely(slot.kinds, value))
    holders = [kind for kind in likely if is_part(kind) and step in keys(kind)]
    if holders:
        kinds = tuple(kind for holder in holders for kind in flat(keys(holder)[str(step)].kind))
        return Slot(kinds, str(step), tuple(holders), 0)
    kinds = tuple(inner for kind in likely for inner in _held(kind))
    return slot.replace(kinds=kinds, inside=slot.inside + 1)


def _held(kind: Any) -> Iterator[Any]:
    """Yield what a list or a mapping of names holds."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (Mapping, tuple):
        yield from flat(arguments[1] if origin is Mapping else arguments[0])


def flat(kind: Any) -> Iterator[Any]:
    """Yield the kinds of a union, or the one that it is."""
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        for inner in typing.get_args(kind):
            yield from flat(inner)
    elif kind is not types.NoneType:
        yield kind


def _likely(kinds: tuple[Any, ...], value: Any) -> Iterator[Any]:
    """Leave out the classes that *value* cannot be: another one's mark stands in it."""
    classes = [kind for kind in kinds if is_part(kind)]
    marked = [kind for kind in classes if isinstance(value, dict) and mark(kind) in value]
    return (kind for kind in kinds if kind not in classes or not marked or kind in marked)


def words(kind: Any) -> Iterator[str]:
    """Yield the words that may stand for a value of a *kind*."""
    if typing.get_origin(kind) is Literal:
        yield from (str(word).lower() if isinstance(word, bool) else str(word) for word in typing.get_args(kind))
    elif kind is bool:
        yield from ("true", "false")
    elif getattr(kind, "SHORTHAND", None):
        yield from (word for inner in flat(keys(kind)[kind.SHORTHAND].kind) for word in words(inner))


def at(value: Any, path: Path) -> Any:
    """Return what stands at *path* of a plain value; None where nothing does."""
    for step in path:
        if isinstance(value, dict):
            value = value.get(step)
        else:
            value = value[step] if isinstance(value, list) and isinstance(step, int) and step < len(value) else None
    return value
