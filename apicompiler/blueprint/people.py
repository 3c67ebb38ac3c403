"""What people and their roles may do with the APIs, and what must hold whoever they are."""

from typing import Literal

from apicompiler.blueprint.part import Part
from apicompiler.pointers import RoleArn, UserArn

Task = Literal["deploy", "read-logs", "flush-cache"]
Assertion = Literal[
    "no-anonymous-write",
    "no-anonymous-access",
    "throttle-every-public-operation",
    "validate-every-write",
]


class Calls(Part):
    """Calls that are signed and let in."""

    SHORTHAND = "invoke"

    invoke: tuple[str, ...]
    """The operations, by selectors."""
    stages: tuple[str, ...] = ()
    """The stages; all when left out."""


class Group(Part):
    """People or programs, and what they may do: one managed policy."""

    may: tuple[Task, ...] | Calls
    """`deploy` (change exactly these APIs, their plans and keys), `read-logs`, `flush-cache`; or what they may call."""
    principals: tuple[RoleArn | UserArn, ...] = ()
    """Roles and users of the account that have the policy; its ARN is printed when left out."""
