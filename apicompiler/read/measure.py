"""Keeps what multiplies within what can be checked: environments, operations, selectors, stages and plans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from apicompiler.diagnostic import Diagnostic, Finding
from apicompiler.limits import MAX_COMBINATIONS, MAX_ENVIRONMENTS, MAX_RESTATED_BYTES
from apicompiler.read import trouble
from apicompiler.source import Document
from apicompiler.target import Target

# How often each is looked at, roughly, while a glob or a caller is held against an operation once.
LOOKS_AT_OPERATIONS, LOOKS_AT_STAGES = 50, 10

T = TypeVar("T")

HELP = "split the blueprint in two"


def environments(document: Document, places: Iterable[T], diagnostics: list[Diagnostic]) -> tuple[T, ...]:
    """Return as many of the environments as a blueprint of its size is read for; the others are reported."""
    allowed = min(MAX_ENVIRONMENTS, max(MAX_RESTATED_BYTES // max(len(document.text), 1), 1))
    everything = tuple(places)
    if len(everything) > allowed:
        message = f"{len(everything):,} environments, of which {allowed} can be checked"
        _report(document, message, diagnostics)
    return everything[:allowed]


def bearable(document: Document, targets: Iterable[Target], diagnostics: list[Diagnostic]) -> Iterator[Target]:
    """Yield *targets* until what is to be checked of them goes beyond measure, which is reported."""
    sum_of_all = 0
    for target in targets:
        sum_of_all += _combinations(target)
        if sum_of_all > MAX_COMBINATIONS:
            message = f"operations, selectors, stages and plans have more than {MAX_COMBINATIONS:,} combinations"
            _report(document, message, diagnostics)
            return
        yield target


def _combinations(target: Target) -> int:
    blueprint = target.blueprint
    operations = sum(len(item.operations) for api in target.contracts.values() for item in api.paths)
    selecting = [blueprint.operations, *(plan.operations for plan in blueprint.usage_plans.values())]
    globs = sum("*" in text for selectors in selecting for text in selectors)
    callers = len(target.allowed) + len(target.denied)
    plans = len(blueprint.usage_plans) + len(blueprint.domains) + len(blueprint.functions)
    stages = len(target.contracts) * len(target.stages)
    return operations * (LOOKS_AT_OPERATIONS + globs + callers) + stages * LOOKS_AT_STAGES * (1 + plans)


def _report(document: Document, message: str, diagnostics: list[Diagnostic]) -> None:
    finding = Finding(at=(document.at / "environments").key, message=message, help=HELP)
    diagnostics.append(Diagnostic(trouble.TOO_MANY_COMBINATIONS, finding))
