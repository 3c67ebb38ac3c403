"""What the classes of a language say: which keys there are, what may stand there, and whether it must."""

from __future__ import annotations

from functools import cache
from typing import Any

from apicompiler.noun import Noun


class Key(Noun):
    """One key of a class: how it is written, what may stand there, and whether it must."""

    word: str
    field: str
    kind: Any
    required: bool


@cache
def keys(kind: Any) -> dict[str, Key]:
    """Return the keys of a class of the grammar, by the word a user writes."""
    hints: dict[str, Any] = {}
    for base in reversed(kind.__mro__):
        hints |= getattr(base, "__annotations__", {})
    known = (Key(camel(name), name, hints[name], name not in kind.DEFAULTS) for name in kind.FIELDS if name != "at")
    return {key.word: key for key in known}


def mark(kind: Any) -> str:
    """Return the word that tells a class from others that may stand in its place: the first key of its own."""
    return camel(next(name for name in kind.__annotations__ if name in kind.FIELDS))


def camel(name: str) -> str:
    """`usage_plans` is written `usagePlans`, `provider_ARNs` is written `providerARNs`, and `lambda_` `lambda`."""
    first, *others = name.rstrip("_").split("_")
    return first + "".join(word[0].upper() + word[1:] for word in others)
