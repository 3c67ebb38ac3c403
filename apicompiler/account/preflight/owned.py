"""Tells what our own stacks hold already from what belongs to others."""

from __future__ import annotations

import re

from apicompiler.account.preflight.enquiry import Enquiry
from apicompiler.account.preflight.places import stacks
from apicompiler.account.stacks import is_absence
from apicompiler.account.trouble import Refused
from apicompiler.noun import Noun
from apicompiler.plan import Plan


class Owned(Noun):
    """The resources of our own stacks."""

    names: frozenset[tuple[str, str]]
    """The type of each, and the words of its physical id."""
    ids: dict[str, str]
    """The physical id of each, by its logical id."""
    counts: dict[str, int]
    """How many there are of each type."""

    def has(self, type: str, name: str) -> bool:
        """Whether something of a *type* with this name is ours."""
        return (type, name.lower()) in self.names


def owned(enquiry: Enquiry, plan: Plan) -> Owned:
    names: set[tuple[str, str]] = set()
    ids: dict[str, str] = {}
    counts: dict[str, int] = {}
    for stack, region in stacks(plan):
        try:
            held = enquiry.each(
                "cloudformation", "list_stack_resources", "StackResourceSummaries", region, StackName=stack
            )
        except Refused as error:
            if not is_absence(error):
                raise
            continue
        for one in held:
            id = one.get("PhysicalResourceId", "")
            if not id or one.get("ResourceStatus") in ("DELETE_COMPLETE", "CREATE_FAILED"):  # it was somebody else's
                continue
            type = one["ResourceType"]
            counts[type] = counts.get(type, 0) + 1
            ids[one["LogicalResourceId"]] = id
            names |= {(type, word) for word in _words(id.lower())}
    return Owned(frozenset(names), ids, counts)


def _words(id: str) -> set[str]:
    """Return what may be the name in a physical id: an id is a name, an ARN, or several words with `|` between them.

    Behind the name of a secret stand six characters of its own.
    """
    resource = id.split(":", 5)[-1].split(":", 1)[-1] if id.startswith("arn:") else id
    below = resource.partition("/")[2]
    return {id, resource, below, id.rstrip("."), re.sub(r"-[a-z0-9]{6}$", "", resource), *resource.split("|")}
