"""What CloudFormation has made of a stack."""

from __future__ import annotations

from collections.abc import Mapping

from apicompiler.account.connection import Connection
from apicompiler.account.trouble import Refused, Trouble
from apicompiler.noun import Noun


class NotDeployed(Trouble):
    """There is no such stack."""


class Resource(Noun):
    """A resource of a stack; *id* is empty where it was never made."""

    id: str
    status: str

    @property
    def stands(self) -> bool:
        """Whether it is there: what is being deleted, or could not be made, is not."""
        return bool(self.id) and not self.status.startswith("DELETE_") and self.status != "CREATE_FAILED"


def resources(connection: Connection, stack: str) -> Mapping[str, Resource]:
    """Return the resources of a stack by their logical ids.

    Raises:
        NotDeployed: there is no such stack.
        Trouble: nobody may look, or answers.
    """
    pages = connection.each("cloudformation", "list_stack_resources", "StackResourceSummaries", StackName=stack)
    try:
        found = list(pages)
    except Refused as refused:
        raise absent(refused, stack, connection.region) from None
    return {
        one["LogicalResourceId"]: Resource(one.get("PhysicalResourceId", ""), one["ResourceStatus"]) for one in found
    }


def physical_ids(connection: Connection, stack: str) -> Mapping[str, str]:
    """Return what the resources that stand in a stack are called in AWS, by their logical ids.

    Raises:
        NotDeployed: there is no such stack.
        Trouble: nobody may look, or answers.
    """
    return {name: found.id for name, found in resources(connection, stack).items() if found.stands}


def physical_id(connection: Connection, stack: str, logical_id: str) -> str:
    """Return what CloudFormation calls a resource of a stack.

    Raises:
        Trouble: there is no such stack, the resource does not stand in it, or the account does not tell.
    """
    found = resources(connection, stack).get(logical_id)
    if found and found.stands:
        return found.id
    status = f" ({found.status})" if found else ""
    raise Trouble(f"`{logical_id}` does not stand in the stack `{stack}`{status}: deploy it first")


def absent(refused: Refused, stack: str, region: str) -> Trouble:
    """Return what CloudFormation means: a stack that is not there, or what it says."""
    return NotDeployed(f"there is no stack `{stack}` in {region}: deploy it first") if is_absence(refused) else refused


def is_absence(refused: Refused) -> bool:
    """Whether CloudFormation says that there is no such stack: it has no code of its own for it.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html, read 2026-11-28
    """
    return refused.code == "ValidationError" and "does not exist" in refused.answer
