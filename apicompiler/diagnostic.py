"""What the compiler says to its user, before anyone decides how to print it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from types import NoneType
from typing import Any

from apicompiler.source import Location


class Severity(IntEnum):
    """How bad a finding is, worst last."""

    INFO = 1  # something was given up, and nobody will miss it
    WARNING = 2  # it deploys, and surprises
    ERROR = 3  # AWS refuses it, or the API would be unsafe

    @property
    def word(self) -> str:
        return self.name.lower()


INFO, WARNING, ERROR = Severity.INFO, Severity.WARNING, Severity.ERROR


@dataclass(frozen=True, slots=True)
class Note:
    """Another place that has to do with a finding, and how."""

    at: Location
    text: str


@dataclass(frozen=True, slots=True)
class Replace:
    """Write *text* where *at* stands now."""

    at: Location
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule saw: where, what is wrong there, and what would cure it."""

    at: Location
    message: str
    help: str = ""
    notes: tuple[Note, ...] = ()
    fix: Replace | None = None


Findings = Iterator[Finding]
Check = Callable[[Any], Findings]


def seen_by_the_reader(_: Any) -> Findings:
    """The check of a rule that reading itself enforces."""
    return iter(())


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One law of API Gateway or of the blueprint language, with its proof and examples.

    *bad* breaks it and *good* keeps it; both are fragments of a blueprint or of
    an OpenAPI document, and the tests run them. *evidence* is the page that
    says so, or the thread in which somebody was refused.
    """

    code: str
    name: str
    text: str
    evidence: str
    bad: str
    good: str
    severity: Severity = ERROR
    subject: type = NoneType
    check: Check = seen_by_the_reader

    @property
    def law(self) -> str:
        """What always holds, as a sentence."""
        return " ".join(inspect.cleandoc(self.text).partition("\n\n")[0].split())

    @property
    def reason(self) -> str:
        return inspect.cleandoc(self.text).partition("\n\n")[2]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A finding, and the rule that made it."""

    rule: Rule
    finding: Finding

    @property
    def severity(self) -> Severity:
        return self.rule.severity


def sound(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether nothing in *diagnostics* stops the compiler."""
    return all(diagnostic.severity is not ERROR for diagnostic in diagnostics)
