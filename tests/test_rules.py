"""Every rule is proven by the examples it carries."""

import re
from pathlib import Path

import pytest
from frame import framed

from apicompiler.catalogue import RULES
from apicompiler.compiler import lint
from apicompiler.fix import fixed
from apicompiler.read.files import MemoryFolder
from apicompiler.report.text import full

ROOT = Path(__file__).parents[1]
MESSAGES = Path(__file__).parent / "messages"

every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)


def linted(files):
    return lint("blueprint.yaml", MemoryFolder(files))


@every_rule
def test_bad_example_breaks_the_rule_and_no_other(rule):
    assert {diagnostic.rule.code for diagnostic in linted(framed(rule.bad)).diagnostics} == {rule.code}


@every_rule
def test_good_example_compiles_without_a_word(rule):
    assert [(d.rule.code, d.finding.message) for d in linted(framed(rule.good)).diagnostics] == []


@every_rule
def test_fix_turns_the_bad_example_into_the_good_one(rule):
    files = framed(rule.bad)
    outcome = linted(files)
    mended = {**files, **fixed(outcome.documents, outcome.diagnostics)}
    if mended != files:
        assert mended == framed(rule.good)


@every_rule
def test_message_is_the_recorded_one(rule, recorded):
    outcome = linted(framed(rule.bad))
    seen = "\n\n".join(full(diagnostic, outcome.documents) for diagnostic in outcome.diagnostics) + "\n"
    recorded(MESSAGES / f"{rule.code}.txt", seen)


@every_rule
def test_rule_says_what_holds_and_who_says_so(rule):
    assert re.fullmatch(r"AC\d{4}", rule.code)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)
    assert re.fullmatch(r"[A-Z`].*\.", rule.law)
    assert rule.evidence.startswith("https://") or (ROOT / rule.evidence).exists()


def test_many_rules_offer_a_fix():
    assert sum(any(d.finding.fix for d in linted(framed(rule.bad)).diagnostics) for rule in RULES) >= 15


def test_codes_and_names_are_unique():
    assert len({rule.code for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)


def test_every_recorded_message_belongs_to_a_rule():
    assert {path.stem for path in MESSAGES.iterdir()} == {rule.code for rule in RULES}
