"""What CloudFormation has made of a stack."""

from __future__ import annotations

from collections.abc import Mapping

from apicompiler.account.connection import Connection
from apicompiler.account.trouble import Refused, Trouble


class NotDeployed(Trouble):
    """There is no such stack."""


def physical_ids(connection: Connection, stack: str) -> Mapping[str, str]:
    """Return what the resources of a stack are called in AWS, by their logical ids.

    Raises:
        NotDeployed: there is no such stack.
        Trouble: nobody may look, or answers.
    """
    try:
        pages = connection.each("cloudformation", "list_stack_resources", "StackResourceSummaries", StackName=stack)
        found = list(pages)
    except Refused as refused:
        raise absent(refused, stack, connection.region) from None
    return {
        resource["LogicalResourceId"]: resource["PhysicalResourceId"]
        for resource in found
        if resource.get("PhysicalResourceId") and resource["ResourceStatus"] != "DELETE_COMPLETE"
    }


def absent(refused: Refused, stack: str, region: str) -> Trouble:
    """Return what CloudFormation means: it has a code of its own for a stack that is not there, and it is no `404`.

    https://github.com/aws/aws-cdk-cli/blob/main/packages/@aws-cdk/toolkit-lib/lib/api/cloudformation/stack-helpers.ts
    """
    if refused.code == "ValidationError" and "does not exist" in refused.answer:
        return NotDeployed(f"there is no stack `{stack}` in {region}: deploy it first")
    return refused
