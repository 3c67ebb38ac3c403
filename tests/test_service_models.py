"""What the services' own models refuse of what somebody may write is an error of `lint`, and what they take is none."""

import json
import re
from pathlib import Path

import pytest
import yaml
from frame import framed, linted

from apicompiler.diagnostic import ERROR

HERE = Path(__file__).parent / "service_models"
MEMBERS = yaml.safe_load((HERE / "members.yaml").read_text(encoding="utf-8"))
CONSTRAINTS = json.loads((HERE / "constraints.json").read_text(encoding="utf-8"))


def beyond(member):
    """Yield the name of each constraint of a member, and a value that breaks it."""
    written, demanded = MEMBERS[member], CONSTRAINTS[member]
    if demanded["type"] in ("integer", "long"):
        yield from ((word, demanded[word] + step) for word, step in (("min", -1), ("max", 1)) if word in demanded)
    elif demanded["type"] == "list" and "max" in demanded:
        entries = [written["entry"].replace("#", f"{n:02x}") for n in range(demanded["max"] + 1)]
        marks = "{}" if written["fine"].startswith("{") else "[]"
        yield "max", f"{marks[0]}{', '.join(entries)}{marks[1]}"
    elif demanded["type"] == "string":
        if "enum" in demanded:
            yield "enum", "nonsense"
        if "max" in demanded and "enum" not in demanded:
            yield "max", "x" * (demanded["max"] + 1)
        if "odd" in written:
            yield "pattern", written["odd"]


CASES = [
    (member, word, value)
    for member in MEMBERS
    for word, value in beyond(member)
    if MEMBERS[member].get("removed") != word
]


def errors(member, value):
    files = framed(MEMBERS[member]["at"].replace("VALUE", str(value)))
    return [d for d in linted(files).diagnostics if d.severity is ERROR]


def test_constraints_are_of_these_members():
    assert CONSTRAINTS.keys() == MEMBERS.keys()


@pytest.mark.parametrize(("member", "word", "value"), CASES, ids=lambda value: str(value)[:60])
def test_what_is_beyond_a_constraint_is_an_error(member, word, value):
    if word == "pattern" and "pattern" in CONSTRAINTS[member] and r"\p" not in CONSTRAINTS[member]["pattern"]:
        assert not re.fullmatch(CONSTRAINTS[member]["pattern"], value)
    assert errors(member, value)


@pytest.mark.parametrize("member", [member for member in MEMBERS if MEMBERS[member]["fine"]])
def test_what_is_within_the_constraints_is_none(member):
    assert [(d.rule.code, d.finding.message) for d in errors(member, MEMBERS[member]["fine"])] == []
