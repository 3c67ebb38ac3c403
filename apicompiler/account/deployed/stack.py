"""The stack of an environment: whether it stands, and what CloudFormation has made for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from apicompiler.account.connection import Connection
from apicompiler.account.stacks import is_absence
from apicompiler.account.trouble import Missing, Refused
from apicompiler.diagnostic import Diagnostic, Finding
from apicompiler.noun import Noun
from apicompiler.rules.deployed import MISSING_STACK, UNSETTLED_STACK
from apicompiler.source import Location

GOOD = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "IMPORT_COMPLETE")
"""After these, a stack is what its last template says; what is still cleaned up is no longer used."""


class Held(Noun):
    """A resource, as its stack knows it."""

    type: str
    physical: str
    status: str


class Stack(Noun):
    """A stack, as CloudFormation knows it."""

    name: str
    region: str
    status: str
    reason: str
    resources: Mapping[str, Held]

    def physical(self, id: str) -> str:
        """Return what a resource is really called; nothing where the stack does not have it."""
        held = self.resources.get(id)
        return held.physical if held and held.status != "DELETE_COMPLETE" else ""

    def type(self, id: str) -> str:
        return self.resources[id].type if id in self.resources else ""


def read_stack(connection: Connection, name: str, region: str) -> Stack | None:
    """Return the stack called *name*; None where there is none, or no longer.

    Raises:
        Unreachable, Denied, Busy, Refused: without it, nothing can be compared.
    """
    try:
        where = {"region": region, "StackName": name}
        [said] = connection.ask("cloudformation", "describe_stacks", **where)["Stacks"]
        held = tuple(connection.each("cloudformation", "list_stack_resources", "StackResourceSummaries", **where))
    except Missing:
        return None
    except Refused as refusal:
        if is_absence(refusal):
            return None
        raise
    if said["StackStatus"] in ("DELETE_COMPLETE", "REVIEW_IN_PROGRESS"):
        return None
    return Stack(
        name=name,
        region=region,
        status=said["StackStatus"],
        reason=said.get("StackStatusReason", ""),
        resources={each["LogicalResourceId"]: _held(each) for each in held},
    )


def _held(said: Mapping[str, Any]) -> Held:
    return Held(said["ResourceType"], said.get("PhysicalResourceId", ""), said["ResourceStatus"])


def missing(name: str, region: str, at: Location) -> Diagnostic:
    message = f"there is no stack `{name}` in {region}"
    return Diagnostic(MISSING_STACK, Finding(at, message, f"deploy it: `cdk deploy {name}`"))


def unsettled(stack: Stack, at: Location) -> Iterator[Diagnostic]:
    """Say it where the last operation on *stack* has not ended, or not well."""
    if stack.status not in GOOD:
        because = f": {stack.reason}" if stack.reason else ""
        message = f"stack `{stack.name}` is in `{stack.status}`{because}"
        yield Diagnostic(UNSETTLED_STACK, Finding(at, message, _repair(stack)))


def _repair(stack: Stack) -> str:
    """Say what leads out of a state.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html (read 2026-11-28)
    """
    name, cli = stack.name, f"aws cloudformation %s --stack-name {stack.name} --region {stack.region}"
    again = f"find what failed first in its events, mend that, and `cdk deploy {name}` again"
    if stack.status == "UPDATE_ROLLBACK_FAILED":
        return f"mend what its events name, then `{cli % 'continue-update-rollback'}`"
    if stack.status in ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED"):
        return f"it can only be deleted: `{cli % 'delete-stack'}`, then `cdk deploy {name}`; its events say what failed"
    if stack.status == "DELETE_FAILED":
        return f"its events name what could not be deleted; remove that, then `{cli % 'delete-stack'}`"
    if stack.status.endswith("_IN_PROGRESS"):
        return "wait until it has ended, and verify again"
    return again
