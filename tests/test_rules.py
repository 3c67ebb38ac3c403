"""Every rule is proven by the examples it carries."""

import re
from pathlib import Path

import pytest
from frame import framed, is_of_accounts, linted

from apicompiler.catalogue import RULES
from apicompiler.diagnostic import ERROR
from apicompiler.fix import fixed
from apicompiler.lower import lower
from apicompiler.report.text import full
from apicompiler.review import laws

ROOT = Path(__file__).parents[1]
MESSAGES = Path(__file__).parent / "messages"

LINTED = [rule for rule in RULES if rule.bad and not is_of_accounts(rule)]  # the others: `tests/account`
every_rule = pytest.mark.parametrize("rule", LINTED, ids=lambda rule: rule.name)


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
def test_message_says_what_to_write(rule):
    for diagnostic in linted(framed(rule.bad)).diagnostics:
        assert diagnostic.help
        assert not diagnostic.help.endswith(".")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule_says_what_holds_and_who_says_so(rule):
    assert re.fullmatch(r"AC\d{4}", rule.code)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)
    assert re.fullmatch(r"[A-Z`].*\.", rule.law)
    assert rule.evidence.startswith("https://") or (ROOT / rule.evidence).exists()


@pytest.mark.parametrize(
    "rule", [rule for rule in LINTED if rule.severity is ERROR and not rule.is_binding], ids=lambda rule: rule.name
)
def test_what_may_be_suppressed_can_be_compiled(rule):
    assert lower(linted(framed(rule.bad)).targets), "a rule that compiling rests on is `binding`"


@every_rule
def test_fixing_twice_changes_nothing(rule):
    files = framed(rule.bad)
    for _ in range(4):
        before, outcome = files, linted(files)
        files = {**files, **fixed(outcome.documents, outcome.diagnostics)}
    assert files == before


@every_rule
def test_rule_can_be_suppressed_where_it_stands_unless_it_is_binding(rule):
    files = framed(rule.bad)
    found = [d for d in linted(files).diagnostics if d.finding.at.file in files]
    if rule in vars(laws).values() or any(d.finding.at.file.endswith((".json", ".toml")) for d in found):
        return
    for diagnostic in found:
        files = suppressed(files, diagnostic)
    left = {d.rule.code for d in linted(files).diagnostics}
    assert rule.code in left if rule.is_binding else left == set()


def suppressed(files, diagnostic):
    """Write a comment behind the line of a finding."""
    outcome = linted(files)
    [found] = [d for d in outcome.diagnostics if d == diagnostic][:1] or [None]
    if found is None:
        return files
    file = found.finding.at.file
    document, text = outcome.documents[file], files[file]
    end = text.find("\n", document.span(found.finding.at).start)
    end = len(text) if end < 0 else end
    mark = "##" if document.value is None else "#"
    return {**files, file: f"{text[:end]} {mark} apicompiler: ignore[{diagnostic.rule.code}] because{text[end:]}"}


def test_many_rules_offer_a_fix():
    assert sum(any(d.finding.fix for d in linted(framed(rule.bad)).diagnostics) for rule in LINTED) >= 15


def test_codes_and_names_are_unique():
    assert len({rule.code for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)


def test_every_recorded_message_belongs_to_a_rule():
    assert {path.stem for path in MESSAGES.iterdir()} == {rule.code for rule in RULES}
