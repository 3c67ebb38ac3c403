"""What is published."""

from typing import Literal

from apicompiler.blueprint.part import Part

BasePath = Literal["ignore", "prepend", "split"]


class Api(Part):
    """One contract that is published: one `RestApi`."""

    SHORTHAND = "definition"

    definition: str | tuple[str, ...]
    """The OpenAPI or Swagger document, a path below the blueprint's folder, or several that make one API."""
    base_path: BasePath = "ignore"
    """What becomes of the base path of a document (`basePath`, the path in `servers`): it is left out, stands before
    every path, or does so without its first segment."""
    documentation: bool = False
    """Whether the prose of the documents is published, as documentation parts."""

    @property
    def documents(self) -> tuple[str, ...]:
        return (self.definition,) if isinstance(self.definition, str) else self.definition
