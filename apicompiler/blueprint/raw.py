"""What the language has no words for, in those of CloudFormation."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NewType

from apicompiler.blueprint.part import Part
from apicompiler.noun import EMPTY
from apicompiler.source import Location

Passed = NewType("Passed", object)
"""A value that is passed on: of `${…}` in it, only what begins with `env.` is the blueprint's."""


class Words(Part):
    """What is written in the words of CloudFormation."""

    @staticmethod
    def spelled(name: str) -> str:
        """Return the key of a field as templates have it: `DependsOn`."""
        return "".join(word.capitalize() for word in name.split("_"))


class Attributes(Words):
    """What is said of a resource."""

    properties: Mapping[str, Passed] = EMPTY
    """Its properties. `Ref` and `Fn::…` name resources of `raw`, and what the blueprint makes: `function:orders`."""
    depends_on: str | tuple[str, ...] = ()
    """What is made before it."""
    deletion_policy: Literal["Delete", "Retain", "RetainExceptOnCreate", "Snapshot"] | None = None
    """What becomes of it when the stack no longer holds it."""
    update_replace_policy: Literal["Delete", "Retain", "Snapshot"] | None = None
    """What becomes of it when an update replaces it."""
    metadata: Mapping[str, Passed] = EMPTY
    """What other tools read."""

    @property
    def before(self) -> tuple[str, ...]:
        """What is made before it."""
        return (self.depends_on,) if isinstance(self.depends_on, str) else self.depends_on

    @property
    def policies(self) -> Mapping[str, Any]:
        """What CloudFormation is told beside the properties."""
        said = {
            "DeletionPolicy": self.deletion_policy,
            "UpdateReplacePolicy": self.update_replace_policy,
            "Metadata": self.metadata or None,
        }
        return {name: value for name, value in said.items() if value is not None}


class RawResource(Attributes):
    """A resource of one's own."""

    type: str
    """Its type, as `AWS::DynamoDB::Table`."""


class Patch(Attributes):
    """What is laid over a resource that the blueprint makes: maps merge, `null` removes, all else is replaced."""


class Exported(Words):
    """A name under which other stacks import a value."""

    name: Passed
    """The name, another one in the whole account and region."""


class RawOutput(Words):
    """Something that is printed after a deployment, and may be exported."""

    value: Passed
    """What is printed."""
    description: str = ""
    """What it is."""
    export: Exported | None = None
    """The name under which other stacks import it."""


class Raw(Part):
    """What the language has no words for, in those of CloudFormation; it is checked, too."""

    resources: Mapping[str, RawResource] = EMPTY
    """Resources of one's own, by their logical ids."""
    patch: Mapping[str, Patch] = EMPTY
    """What is laid over what the blueprint makes: over one thing (`function:orders`), or over all that are of one type
    (`AWS::IAM::Role`)."""
    outputs: Mapping[str, RawOutput] = EMPTY
    """What is printed after a deployment."""

    @property
    def parts(self) -> tuple[RawResource | Patch, ...]:
        return (*self.resources.values(), *self.patch.values())

    @property
    def values(self) -> Iterator[tuple[Any, Location]]:
        """Every value in the words of CloudFormation, and where it stands."""
        for part in self.parts:
            yield dict(part.properties), part.at / "Properties"
            yield dict(part.metadata), part.at / "Metadata"
        for output in self.outputs.values():
            yield output.value, output.at / "Value"
            if output.export:
                yield output.export.name, output.export.at / "Name"

    @property
    def leaves(self) -> Iterator[tuple[Any, Location]]:
        """Every single value in them, and where it stands."""
        for value, at in self.values:
            yield from _leaves(value, at)


def _leaves(value: Any, at: Location) -> Iterator[tuple[Any, Location]]:
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(inner, at / key)
    else:
        yield value, at
