"""What every noun of the compiler is: a value with named fields that never change.

This does for us what `dataclasses` does, without compiling six functions for
each class: with a hundred classes that alone took longer than a lint may.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Self, dataclass_transform

EMPTY: Mapping[Any, Any] = MappingProxyType({})


@dataclass_transform(frozen_default=True)
class Noun:
    """A value whose fields are the annotations of its class, in the order of the class.

    A field with a value in the class may be left out. Two nouns are equal when
    they are of one class and all fields are, `at` aside: the same thing said
    twice is the same thing.
    """

    FIELDS: ClassVar[tuple[str, ...]] = ()
    DEFAULTS: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls, kw_only: bool = False) -> None:
        """Gather the fields; type checkers read *kw_only*, which lets fields with a value stand before others."""
        own = [name for name in cls.__annotations__ if name[0] != "_" and not name.isupper()]
        cls.FIELDS = tuple(dict.fromkeys((*cls.FIELDS, *own)))
        cls.DEFAULTS = cls.DEFAULTS | {name: cls.__dict__[name] for name in own if name in cls.__dict__}

    def __init__(self, *values: Any, **named: Any) -> None:
        fields = self.FIELDS
        given = {**self.DEFAULTS, **dict(zip(fields, values, strict=False)), **named}
        if len(given) != len(fields) or len(values) + len(named) > len(fields):
            wrong = sorted(set(given) ^ set(fields))
            raise TypeError(f"{type(self).__name__} takes {', '.join(fields)}; check {', '.join(wrong)}")
        self.__dict__.update(given)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} cannot change")

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        mine, theirs = self.__dict__, other.__dict__
        return all(mine[name] == theirs[name] for name in self.FIELDS if name != "at")

    def __hash__(self) -> int:
        return hash((type(self), *(self.__dict__[name] for name in self.FIELDS if name != "at")))

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={self.__dict__[name]!r}" for name in self.FIELDS)
        return f"{type(self).__name__}({fields})"

    def replace(self, **changes: Any) -> Self:
        """Return the same noun with other values in some of its fields."""
        return type(self)(**{name: self.__dict__[name] for name in self.FIELDS} | changes)

    def plain(self) -> dict[str, Any]:
        """Return the fields as values that JSON knows."""
        return {name: _plain(self.__dict__[name]) for name in self.FIELDS}


def _plain(value: Any) -> Any:
    if isinstance(value, Noun):
        return value.plain()
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value
