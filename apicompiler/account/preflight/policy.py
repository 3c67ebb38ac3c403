"""Writes the policy that allows the questions of a preflight."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from apicompiler.account.preflight.actions import Question, allowed
from apicompiler.target import Target


def policy_of(asked: Iterable[Question], target: Target) -> dict[str, Any]:
    """Return the policy that allows what was *asked*: actions on the same resources stand in one statement."""
    resources: dict[str, set[str]] = {}
    for question in asked:
        for action, resource in allowed(question, target.environment):
            resources.setdefault(action, set()).add(resource)
    together: dict[tuple[str, ...], list[str]] = {}
    for action, named in sorted(resources.items()):
        together.setdefault(("*",) if "*" in named else tuple(sorted(named)), []).append(action)
    statements = [
        {"Effect": "Allow", "Action": actions, "Resource": list(named)} for named, actions in together.items()
    ]
    return {"Version": "2012-10-17", "Statement": statements}
