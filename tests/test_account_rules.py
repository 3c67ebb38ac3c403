"""Every rule for accounts is proven by the answers of AWS that it carries."""

import pytest
from frame import is_of_accounts, looked
from test_rules import MESSAGES

from apicompiler.catalogue import RULES
from apicompiler.check import check
from apicompiler.report.text import full

OF_ACCOUNTS = [rule for rule in RULES if is_of_accounts(rule)]
every_rule = pytest.mark.parametrize("rule", OF_ACCOUNTS, ids=lambda rule: rule.name)


@every_rule
def test_bad_account_breaks_the_rule_and_no_other(rule):
    assert {diagnostic.rule.code for diagnostic in looked(rule.bad).diagnostics} == {rule.code}


@every_rule
def test_good_account_is_looked_at_without_a_word(rule):
    assert [(d.rule.code, d.finding.message) for d in looked(rule.good).diagnostics] == []


@every_rule
def test_message_is_the_recorded_one(rule, recorded):
    outcome = looked(rule.bad)
    seen = "\n\n".join(full(diagnostic, outcome.documents) for diagnostic in outcome.diagnostics) + "\n"
    recorded(MESSAGES / f"{rule.code}.txt", seen)


@every_rule
def test_message_says_what_to_do(rule):
    for diagnostic in looked(rule.bad).diagnostics:
        assert diagnostic.help
        assert not diagnostic.help.endswith(".")


@every_rule
def test_lint_never_runs_a_rule_for_accounts(rule):
    targets = looked(rule.bad).targets
    assert list(check(targets, [rule])) == []
