"""Writes what a run found into the documentation: feature by feature, example by example."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from features import FEATURES, NOWHERE
from gaps import GAPS
from machine import ROOT, version
from plays import EMULATED
from verdict import Verdict

PAGE = ROOT / "docs" / "end-to-end.md"
MARK = "<!-- What follows is written by `make e2e`. -->\n"


def write(verdicts: Sequence[Verdict]) -> str:
    """Write the tables of the page anew below its hand-written head, and say whether they are others."""
    head, mark, before = PAGE.read_text(encoding="utf-8").partition(MARK)
    assert mark, f"{PAGE} has the mark"
    tables = "\n".join(("", *_tables(verdicts)))
    PAGE.write_text(head + MARK + tables, encoding="utf-8")
    return f"{PAGE.relative_to(ROOT)} is {'as it was' if tables == before else 'another now: commit it'}"


def _tables(verdicts: Sequence[Verdict]) -> Iterator[str]:
    for cloud in ("LocalEmu", "MiniStack"):
        examples = list(dict.fromkeys(play.example.key for play in EMULATED if play.cloud == cloud))
        yield f"## {cloud} {version(cloud.lower())}\n"
        yield from _rows(cloud, sorted(examples), verdicts)
        yield ""
    yield "## Known gaps\n"
    yield "| emulator | blueprint | check | AWS | seen here |"
    yield "|---|---|---|---|---|"
    for gap in GAPS:
        seen = gap.here if "AWS::" not in gap.here else "what stands for them is only remembered"
        yield f"| {gap.cloud} | {gap.example} | {gap.check} | {gap.aws} | {seen} |"
    yield ""


def _rows(cloud: str, examples: Sequence[str], verdicts: Sequence[Verdict]) -> Iterator[str]:
    found = {
        place: list(group)
        for place, group in groupby(sorted((said for said in verdicts if said.cloud == cloud), key=_place), key=_place)
    }
    yield f"| feature | {' | '.join(examples)} |"
    yield f"|---|{'---|' * len(examples)}"
    for feature, title in FEATURES.items():
        cells = [_cell(found.get((feature, example), [])) for example in examples]
        if any(cells):
            yield f"| {title} | {' | '.join(cells)} |"
    for feature, reason in NOWHERE.items():
        yield f"| {feature}: {reason} | {' | '.join('no' for _ in examples)} |"


def _place(verdict: Verdict) -> tuple[str, str]:
    return verdict.feature, verdict.example


def _cell(verdicts: Sequence[Verdict]) -> str:
    """Return how many checks pass, and how many are known not to."""
    passed = sum(verdict.word == "ok" for verdict in verdicts)
    known = sum(verdict.word == "gap" for verdict in verdicts)
    gaps = f"{known} known {'gap' if known == 1 else 'gaps'}"
    return ", ".join(filter(None, (f"{passed} passed" if passed else "", gaps if known else "")))
