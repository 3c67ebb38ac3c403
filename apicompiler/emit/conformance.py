"""Holds resources against what CloudFormation demands of them, before anything is written.

A rule should have found whatever is found here: this is the net below them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from apicompiler import cloudformation
from apicompiler.cloudformation import demands
from apicompiler.emit.resources.resource import Resource


class Refused(Exception):
    """What CloudFormation would not deploy, and why."""


def conforming(made: Iterable[Resource]) -> tuple[Resource, ...]:
    """Return the resources, if CloudFormation takes all of them.

    Raises:
        Refused: there is one that it would not take.
    """
    resources = tuple(made)
    found = [f"{each.type} {each.id}{violation}" for each in resources for violation in violations(each)]
    if found:
        raise Refused("\n".join(found))
    return resources


def make_ready() -> None:
    """Read what CloudFormation demands, for whoever has nothing else to do while the CDK starts."""
    cloudformation.emitted()


def violations(resource: Resource) -> Iterator[str]:
    """Yield what is wrong with *resource*: the property, and what is demanded of it."""
    facts = cloudformation.facts(resource.type) if resource.is_raw else cloudformation.emitted()[resource.type]
    yield from map(str, demands.violations(resource.properties, facts or {}, lenient=resource.is_raw))
