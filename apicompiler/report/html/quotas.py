"""What is taken of quotas, and what is left; what is tightest comes first."""

from __future__ import annotations

from apicompiler.headroom import Use, uses
from apicompiler.outcome import Outcome
from apicompiler.report.html.tables import table
from apicompiler.report.markup import Markup, element

COLUMNS = ("quota", "of", "taken", "allowed", "left", "share")
TIGHT, FULL = 0.7, 0.9


def quotas(outcome: Outcome) -> Markup:
    return table(COLUMNS, map(_row, sorted(uses(outcome), key=lambda use: -use.share)))


def _row(use: Use) -> tuple[str, ...]:
    return use.what, use.of, f"{use.used:,}", _allowed(use), f"{use.left:,}", _bar(use)


def _allowed(use: Use) -> str:
    return f"{use.allowed:,}" + (", can be raised" if use.can_be_raised else "")


def _bar(use: Use) -> Markup:
    share = round(use.share, 4)
    limits = {"min": 0, "max": 1, "low": TIGHT, "high": FULL, "optimum": 0}
    return element("meter", f"{share:.0%}", value=share, aria_label=use.what, **limits)
