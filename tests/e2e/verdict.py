"""What a check found, and what is known to be found: the difference between an emulator and AWS."""

from dataclasses import dataclass
from typing import Literal

from features import FEATURES
from gaps import Gap, known


@dataclass(frozen=True, slots=True)
class Verdict:
    """One check, and how far what was seen is from what AWS would show; nothing when it is the same."""

    feature: str
    check: str
    difference: str = ""
    elsewhere: str = ""
    """Why it was not looked at here."""
    example: str = ""
    cloud: str = ""

    def __post_init__(self) -> None:
        assert self.feature in FEATURES, self.feature

    @property
    def word(self) -> Literal["ok", "gap", "FAIL", "skip"]:
        if self.elsewhere:
            return "skip"
        if gap := self.gap:
            return "gap" if self.difference == gap.here else "FAIL"
        return "FAIL" if self.difference else "ok"

    @property
    def gap(self) -> Gap | None:
        return known(self.cloud, self.example, self.check)

    def __str__(self) -> str:
        note = self.elsewhere or self.difference
        if self.gap and not note:
            note = "the emulator does it now: take it from gaps.py"
        return f"{self.word:<5}{self.example} on {self.cloud}: {self.check}{note and f': {note}'}"


def same(feature: str, check: str, seen: object, wanted: object) -> Verdict:
    return Verdict(feature, check, "" if seen == wanted else f"{seen} rather than {wanted}")
