"""What everything that is written in a blueprint is."""

from typing import ClassVar

from apicompiler.noun import Noun
from apicompiler.source import Location


class Part(Noun):
    """Anything that is written in a blueprint, and where it stands."""

    SHORTHAND: ClassVar[str | None] = None

    at: Location

    @property
    def key(self) -> str:
        """The key under which the part stands: the name of a stage or of an API, for example."""
        return self.at.name
