"""The page of a rule, in the terminal and on the site."""

import textwrap
from pathlib import Path

import pytest

from apicompiler.catalogue import RULES, THEMES
from apicompiler.report.page import page

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_page_has_law_reason_examples_and_source(rule):
    text = page(rule)
    assert text.startswith(f"# {rule.code} `{rule.name}`\n\n{rule.law}\n")
    assert rule.reason in text
    assert rule.evidence in text
    for example in (rule.bad, rule.good):
        assert textwrap.dedent(example).strip("\n").split("\n")[0][:200] in text


def test_examples_keep_their_indentation():
    [rule] = [rule for rule in RULES if rule.code == "AC0011"]
    assert "```yaml\npaths:\n  /books:\n    post:\n" in page(rule)


def test_every_rule_has_one_theme():
    found = [rule.code for module in THEMES.values() for rule in vars(module).values() if rule in RULES]
    assert sorted(found) == [rule.code for rule in RULES]
