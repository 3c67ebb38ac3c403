"""The way from a command to the account of an environment."""

from __future__ import annotations

from apicompiler.account.connection import Connection
from apicompiler.account.trouble import Unreachable
from apicompiler.target import Target

PROFILE = "The profile of the AWS CLI; what the environment has, where none is named."


def connected(target: Target, profile: str = "") -> Connection:
    """Return the way into the account of *target*, and no other.

    Raises:
        Unreachable: nobody answers, or the credentials are of another account.
    """
    connection = Connection(str(target.environment.region), profile)
    wanted, found = str(target.environment.account), connection.caller
    if found.account != wanted:
        raise Unreachable(
            f"`{target.environment.key}` is in account {wanted}, and these credentials are of {found.account} "
            f"({found.arn}): name the right profile with `--profile`"
        )
    return connection
