"""One thing of a plan at a time, beside what was found of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from apicompiler.account.deployed.stack import Stack
from apicompiler.diagnostic import Diagnostic, Finding, Rule
from apicompiler.noun import Noun
from apicompiler.plan import Late, Plan
from apicompiler.source import Location

UNKNOWN = "…"
"""Stands for what only CloudFormation knows, in a text that is otherwise known: anything may be there."""


class Fact(Noun):
    """Something that can be compared: what it is called, what is wanted of it, and what was found."""

    rule: Rule
    at: Location
    what: str
    wanted: Any
    found: Any
    help: str = ""

    @property
    def diagnostic(self) -> Diagnostic:
        wanted, found = apart(self.wanted, self.found)
        message = f"{self.what} is {shown(found)} in AWS, and {shown(wanted)} in the plan"
        return Diagnostic(self.rule, Finding(self.at, message, self.help))


class Known(Noun):
    """What is known of the values of a plan, now that it is deployed."""

    plan: Plan
    stack: Stack

    def text(self, value: Any) -> Any:
        """Write out a value of the plan, with what is not known of it left open."""
        if isinstance(value, Late):
            return self._late(value)
        if isinstance(value, str):
            return re.sub(r"\{\{resolve:.*?\}\}", UNKNOWN, self._filled(value))
        return value

    def _filled(self, text: str) -> str:
        """Fill in what API Gateway does when it imports a document.

        https://docs.aws.amazon.com/apigateway/latest/developerguide/import-api-aws-variables.html (read 2026-11-28)
        """
        plan = self.plan
        of = {"AccountId": plan.account, "Region": plan.region, "Partition": plan.partition}
        return re.sub(r"\$\{AWS::(AccountId|Region|Partition)\}", lambda match: of[match[1]], text)

    def _late(self, value: Mapping[str, Any]) -> str:
        [(function, inner)] = value.items()
        if function == "Ref":
            return self.stack.physical(inner) or UNKNOWN
        if function == "Fn::GetAtt" and inner[1] == "Arn":
            return self._arn(inner[0])
        if function == "Fn::Join":
            return str(inner[0]).join(self.text(part) for part in inner[1])
        return UNKNOWN

    def _arn(self, id: str) -> str:
        """Return the ARN of a resource whose ARN can be told from its name."""
        plan, name = self.plan, self.stack.physical(id)
        here = f"{plan.region}:{plan.account}"
        of_type = {
            "AWS::Lambda::Function": f"arn:{plan.partition}:lambda:{here}:function:{name}",
            "AWS::IAM::Role": f"arn:{plan.partition}:iam::{plan.account}:role/{name}",
            "AWS::Logs::LogGroup": f"arn:{plan.partition}:logs:{here}:log-group:{name}",
        }
        return of_type.get(self.stack.type(id), UNKNOWN) if name else UNKNOWN


def differing(facts: Iterable[Fact]) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each of *facts* that does not hold."""
    return (fact.diagnostic for fact in facts if not agree(fact.wanted, fact.found))


def agree(wanted: Any, found: Any) -> bool:
    """Whether something is as it is wanted, as far as it is known what is wanted."""
    if isinstance(wanted, str) and isinstance(found, str) and UNKNOWN in wanted:
        return re.fullmatch(".*".join(map(re.escape, wanted.split(UNKNOWN))), found, re.DOTALL) is not None
    if isinstance(wanted, tuple) and isinstance(found, tuple):
        return len(wanted) == len(found) and all(map(agree, wanted, found))
    if isinstance(wanted, Mapping) and isinstance(found, Mapping):
        return wanted.keys() == found.keys() and all(agree(wanted[name], found[name]) for name in wanted)
    return bool(wanted == found)


def apart(wanted: Any, found: Any) -> tuple[Any, Any]:
    """Leave out what two things of several parts have in common."""
    if isinstance(wanted, Mapping) and isinstance(found, Mapping):
        alike = {name for name in wanted.keys() & found.keys() if agree(wanted[name], found[name])}
        return tuple({name: each[name] for name in each if name not in alike} for each in (wanted, found))  # type: ignore[return-value]
    return wanted, found


def shown(value: Any) -> str:
    """Write a value as it stands in a message."""
    if value in (None, "", (), {}):
        return "nothing"
    if isinstance(value, tuple):
        return ", ".join(map(shown, value))
    if isinstance(value, Mapping):
        return ", ".join(f"`{name}` {shown(inner)}" for name, inner in value.items())
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"
