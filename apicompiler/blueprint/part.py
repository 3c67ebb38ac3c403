"""What everything that is written in a blueprint is."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, TypeVar, dataclass_transform

from apicompiler.grammar import keys
from apicompiler.noun import Noun
from apicompiler.source import Location


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Part(Noun):
    """Anything that is written in a blueprint, and where it stands."""

    SHORTHAND: ClassVar[str | None] = None
    TOLD_BY: ClassVar[str | None] = None
    """The key whose one word tells the class from others in its place; where it is left out, its default does."""

    at: Location

    @property
    def title(self) -> str:
        """What the part is called wherever it stands: its key, or its whole place where it stands in another's."""
        return re.sub(r"[^A-Za-z0-9]+", "-", "-".join(map(str, self.at.path[1:]))).strip("-")

    @property
    def key(self) -> str:
        """The key under which the part stands: the name of a stage or of an API, for example."""
        return self.at.name


W = TypeVar("W")


def values(part: Part, *kinds: type[W]) -> Iterator[tuple[W, Location]]:
    """Yield every value of one of *kinds* that is written in *part*, and where."""
    return _values(part, part.at, kinds)


def _values(value: Any, at: Location, kinds: tuple[type[W], ...]) -> Iterator[tuple[W, Location]]:
    if isinstance(value, kinds):
        yield value, at
    elif isinstance(value, Part):
        own: Any = type(value)
        for key in keys(own).values():
            yield from _values(getattr(value, key.field), value.at / key.word, kinds)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _values(inner, at / name, kinds)
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from _values(inner, at / index, kinds)
