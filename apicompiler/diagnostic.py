"""What the compiler says to its user, before anyone decides how to print it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import IntEnum
from types import NoneType
from typing import Any

from apicompiler.noun import Noun
from apicompiler.source import Location

SITE = "https://apicompiler.readthedocs.io/en/latest"
"""Where the documentation stands."""


class Severity(IntEnum):
    """How bad a finding is, worst last."""

    INFO = 1  # something was given up, and nobody will miss it
    WARNING = 2  # it deploys, and surprises
    ERROR = 3  # AWS refuses it, or the API would be unsafe

    @property
    def word(self) -> str:
        return self.name.lower()


INFO, WARNING, ERROR = Severity.INFO, Severity.WARNING, Severity.ERROR


class Note(Noun):
    """Another place that has to do with a finding, and how."""

    at: Location
    text: str


class Replace(Noun):
    """Write *text* where *at* stands now."""

    at: Location
    text: str


class Finding(Noun):
    """What a rule saw: where, what is wrong there, and what would cure it."""

    at: Location
    message: str
    help: str = ""
    notes: tuple[Note, ...] = ()
    fix: Replace | None = None
    is_secret: bool = False
    """Whether what stands there must not be shown."""


Findings = Iterator[Finding]
Check = Callable[[Any], Findings]


def seen_by_the_reader(_: Any) -> Findings:
    """The check of a rule that reading itself enforces."""
    return iter(())


class Rule(Noun):
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
    binding: bool = False
    """Whether compiling rests on it, so that its findings are never silenced."""
    cure: str = ""
    """What to write where a finding knows nothing better."""

    @property
    def is_binding(self) -> bool:
        return self.severity is ERROR and (self.binding or self.check is seen_by_the_reader)

    @property
    def page(self) -> str:
        """The address of the page that explains it."""
        return f"{SITE}/rules/{self.code}/"

    @property
    def law(self) -> str:
        """What always holds, as a sentence."""
        return " ".join(cleandoc(self.text).partition("\n\n")[0].split())

    @property
    def reason(self) -> str:
        return cleandoc(self.text).partition("\n\n")[2]


def cleandoc(text: str) -> str:
    """Take the indentation off a docstring; `inspect` takes longer to import than a lint may wait."""
    first, *others = text.strip("\n").split("\n")
    margin = min((len(line) - len(line.lstrip()) for line in others if line.strip()), default=0)
    return "\n".join([first.strip(), *(line[margin:].rstrip() for line in others)]).strip()


class Diagnostic(Noun):
    """A finding, and the rule that made it."""

    rule: Rule
    finding: Finding
    is_strict: bool = False
    """Whether what would be a warning is an error here."""

    @property
    def help(self) -> str:
        return self.finding.help or self.rule.cure

    @property
    def severity(self) -> Severity:
        raised = self.is_strict and self.rule.severity is WARNING
        return ERROR if raised else self.rule.severity


def sound(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether nothing in *diagnostics* stops the compiler."""
    return all(diagnostic.severity is not ERROR for diagnostic in diagnostics)
