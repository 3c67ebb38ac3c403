"""What stands in a stack that was deployed."""

from __future__ import annotations

from collections.abc import Mapping

from apicompiler.account.connection import Connection
from apicompiler.account.trouble import Refused, Trouble
from apicompiler.noun import Noun


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
        Trouble: there is no such stack, or the account does not tell.
    """
    try:
        found = list(
            connection.each("cloudformation", "list_stack_resources", "StackResourceSummaries", StackName=stack)
        )
    except Refused as error:
        # CloudFormation has no code of its own for it: https://github.com/boto/boto3/issues/2807, read 2026-11-28.
        if error.code == "ValidationError" and "does not exist" in error.answer:
            raise Trouble(f"there is no stack `{stack}` in {connection.region}: deploy it first") from None
        raise
    return {
        one["LogicalResourceId"]: Resource(one.get("PhysicalResourceId", ""), one["ResourceStatus"]) for one in found
    }


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
