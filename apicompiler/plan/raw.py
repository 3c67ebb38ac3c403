"""What was written in the words of CloudFormation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apicompiler.noun import Noun


class RawResource(Noun):
    """A resource that was written out."""

    id: str
    type: str
    properties: Mapping[str, Any]
    attributes: Mapping[str, Any]
    """What CloudFormation is told beside them: `DeletionPolicy`, for example."""
    after: tuple[str, ...]


class Patch(Noun):
    """What is laid over the resource of one *id*, or over all of one *type*."""

    id: str | None
    type: str
    properties: Mapping[str, Any]
    attributes: Mapping[str, Any]
    after: tuple[str, ...]


class RawOutput(Noun):
    """Something that is printed after a deployment, and perhaps exported."""

    id: str
    description: str
    value: Any
    export: Any


class Raw(Noun):
    """Everything that was written in the words of CloudFormation."""

    ids: Mapping[str, str]
    """The logical ids of what the blueprint makes, by the names under which it was spoken of."""
    resources: tuple[RawResource, ...]
    patches: tuple[Patch, ...]
    outputs: tuple[RawOutput, ...]

    def over(self, id: str, type: str) -> tuple[Patch, ...]:
        """Return what is laid over one resource: what is for its type first, then what is for itself."""
        return tuple(patch for patch in self.patches if (patch.id or id, patch.type) == (id, type))
