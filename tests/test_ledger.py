"""Of everything that AWS is known to refuse, the ledger says what becomes of it here; each entry is tried."""

import json
import re
from functools import cache
from pathlib import Path

import pytest
import yaml
from frame import framed, is_of_accounts

from apicompiler.catalogue import RULES
from apicompiler.compiler import lint, plans
from apicompiler.diagnostic import ERROR
from apicompiler.read.files import MemoryFolder

TESTS = Path(__file__).parent
LEDGER = yaml.safe_load((TESTS / "rejections" / "ledger.yaml").read_text(encoding="utf-8"))
ENTRIES = {f"{section}/{id}": entry for section, entries in LEDGER.items() for id, entry in entries.items()}
BY_CODE = {rule.code: rule for rule in RULES}
DECISIONS = {"rule", "lowered", "cannot", "account", "as"}


def deciding(decision):
    ids = [id for id, entry in ENTRIES.items() if decision in entry]
    return pytest.mark.parametrize("id", ids)


def repeated(text):
    """Write out what stands between `⟦3*` and `⟧`, with the number of each in the place of `#`."""
    return re.sub(
        r"⟦(\d+)\* (.*?)⟧", lambda match: "".join(match[2].replace("#", str(n)) for n in range(int(match[1]))), text
    )


def example(entry, side):
    """Return the blueprint and document of an entry: its own, or those of the rule that finds it."""
    own = {"trigger": "bad", "twin": "good"}
    return framed(repeated(entry[side]) if side in entry else getattr(BY_CODE[entry["rule"]], own[side]))


@cache
def linted(id, side):
    return lint("blueprint.yaml", MemoryFolder(example(ENTRIES[id], side)))


def place(outcome, diagnostic):
    at = diagnostic.finding.at
    document = outcome.documents[at.file]
    return f"{at.file}:{document.line_and_column(document.span(at).start)[0]}"


def test_every_known_refusal_is_in_the_ledger():
    assert {section: len(entries) for section, entries in LEDGER.items()} == {
        "rejections": 197,
        "messages": 93,
        "found": 58,
    }


def test_every_entry_takes_one_decision():
    assert {id: len(DECISIONS & set(entry)) for id, entry in ENTRIES.items()} == dict.fromkeys(ENTRIES, 1)


@deciding("rule")
def test_the_rule_and_no_other_stops_the_trigger_where_it_stands(id):
    entry, outcome = ENTRIES[id], linted(id, "trigger")
    found = [diagnostic for diagnostic in outcome.diagnostics if diagnostic.rule.code == entry["rule"]]
    assert found, [(diagnostic.rule.code, diagnostic.finding.message) for diagnostic in outcome.diagnostics]
    assert {d.rule.code for d in outcome.diagnostics if d.rule.severity is ERROR} <= {entry["rule"]}
    if "trigger" in entry:
        assert entry["at"] in [place(outcome, diagnostic) for diagnostic in found]


@deciding("rule")
def test_twin_of_the_trigger_gets_no_finding(id):
    assert [(d.rule.code, d.finding.message) for d in linted(id, "twin").diagnostics] == []


@deciding("lowered")
def test_lowering_removes_it(id):
    entry = ENTRIES[id]
    if "test" in entry:
        file, _, name = entry["test"].partition("::")
        assert f"def {name}(" in (TESTS.parent / file).read_text(encoding="utf-8")
    elif "story" in entry:
        assert entry["shows"] in (TESTS / "stories" / entry["story"] / "template.json").read_text(encoding="utf-8")
    else:
        outcome = linted(id, "trigger")
        assert outcome.is_sound, [(d.rule.code, d.finding.message) for d in outcome.diagnostics]
        [plan] = plans(outcome)
        made = json.loads(plan.to_json())
        assert differences(entry["plan"], made) == []
        assert not set(entry.get("absent", ())) & set(keys(made))


def differences(part, whole, at=""):
    """Return the places where *part* is not in *whole*; null stands for what must not be there."""
    if isinstance(part, dict) and isinstance(whole, dict):
        return [found for key in part for found in differences(part[key], whole.get(key), f"{at}/{key}")]
    if isinstance(part, list) and isinstance(whole, list) and len(part) <= len(whole):
        return [found for n, inner in enumerate(part) for found in differences(inner, whole[n], f"{at}/{n}")]
    return [] if part == whole else [f"{at}: {whole!r}, and not {part!r}"]


def keys(value):
    if isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)


@pytest.mark.parametrize("decision", ["cannot", "account"])
def test_what_is_left_to_others_has_a_reason(decision):
    for id, entry in ENTRIES.items():
        if decision in entry:
            assert re.fullmatch(r"[A-Z`].{25,}\.", entry[decision]), id


@deciding("account")
def test_what_the_account_can_tell_is_found_by_a_preflight(id):
    assert is_of_accounts(BY_CODE[ENTRIES[id]["preflight"]])


@deciding("as")
def test_what_is_the_same_as_another_leads_to_a_decision_of_its_own(id):
    section = "found" if id.startswith("found/") else "rejections"
    assert "as" not in LEDGER[section][ENTRIES[id]["as"]]
