"""What a check found, and what is known to be found: the difference between an emulator and AWS."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Gap:
    """A check that passes on AWS and cannot pass here."""

    check: str
    aws: str
    here: str
    """What is seen instead, to the letter: whatever else is seen is a failure."""


# Strict: a gap that the emulator closes has to leave this list.
KNOWN_GAPS = (
    Gap(
        "bookstore stands as planned",
        aws="an import keeps IAM authorization, API mappings are listed, and a log group takes its retention",
        here="1 AC2605, 4 AC2608, 12 AC2611 rather than nothing",
    ),
    Gap(
        "intake stands as planned",
        aws="an import keeps IAM authorization, and a log group takes its retention",
        here="13 AC2605, 2 AC2611 rather than nothing",
    ),
    Gap(
        "a partner is refused the orders of others",
        aws="an authorizer's explicit Deny is answered with 403",
        here="status 401 rather than 403",
    ),
    Gap(
        "a device is refused the events of others",
        aws="what an authorizer's policy does not speak of is denied, and answered with 403",
        here="status 202 rather than 403",
    ),
    Gap(
        "an attachment need not be JSON",
        aws="a body of a content type without a model is not validated",
        here="status 400 rather than 201",
    ),
    Gap(
        "stock is set by nobody",
        aws="an unsigned request to a method with IAM authorization is 403",
        here="status 204 rather than 403",
    ),
    Gap(
        "a refusal may be read by the shop",
        aws="the gateway responses of an imported document add their headers",
        here="no header Access-Control-Allow-Origin",
    ),
    Gap(
        "the domain leads to v1",
        aws="a custom domain is served under its own name",
        here="status 404 rather than 200",
    ),
    Gap(
        "access logs are kept 30 days",
        aws="a log group takes the retention of its template",
        here="0 rather than 30",
    ),
    Gap(
        "access logs hold a line for every request",
        aws="a stage with an access log writes to it",
        here="no lines",
    ),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One check, and how far what was seen is from what AWS would show; nothing when it is the same."""

    check: str
    difference: str = ""

    @property
    def word(self) -> Literal["ok", "gap", "FAIL"]:
        if gap := self.gap:
            return "gap" if self.difference == gap.here else "FAIL"
        return "FAIL" if self.difference else "ok"

    @property
    def gap(self) -> Gap | None:
        return next((gap for gap in KNOWN_GAPS if gap.check == self.check), None)

    def __str__(self) -> str:
        difference = self.difference
        if self.gap and not difference:
            difference = "the emulator does it now: take it from KNOWN_GAPS"
        return f"{self.word:<5}{self.check}{difference and f': {difference}'}"


def with_unmet_gaps(verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
    """Pass verdicts on, and end with one for every known gap that no check has the name of."""
    met = set()
    for verdict in verdicts:
        met.add(verdict.check)
        yield verdict
    yield from (Verdict(gap.check, "no check has this name") for gap in KNOWN_GAPS if gap.check not in met)


def same(check: str, seen: object, wanted: object) -> Verdict:
    return Verdict(check, "" if seen == wanted else f"{seen} rather than {wanted}")
