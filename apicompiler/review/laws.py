"""The laws of what is suppressed, accepted and set: whoever silences a rule says which, and why."""

from __future__ import annotations

from apicompiler.diagnostic import WARNING, Rule

LINT = "docs/lint.md"
TOML = "https://toml.io/en/v1.0.0"

UNKNOWN_RULE = Rule(
    code="AC0120",
    name="unknown-rule",
    text="""Whoever chooses rules names some that exist: by code, name, theme, or the beginning of codes.

    A misspelt name would leave the rule as it was without a word.
    """,
    evidence=LINT,
    bad="""
    --- .apicompiler.toml
    ignore = ["unknwon-region"]
    """,
    good="""
    --- .apicompiler.toml
    ignore = ["unknown-region"]
    """,
)

SUPPRESSION_WITHOUT_REASON = Rule(
    code="AC0121",
    name="suppression-without-reason",
    text="""Whoever suppresses a finding says why.

    The comment outlives the memory of who wrote it; the reason tells the next
    reader whether it still holds.
    """,
    evidence=LINT,
    bad="""
    environments:
      dev: {account: "111111111111", region: eu-west-9} # apicompiler: ignore[AC0202]
    """,
    good="""
    environments:
      dev: {account: "111111111111", region: eu-west-9} # apicompiler: ignore[AC0202] announced, opens in May
    """,
)

UNUSED_SUPPRESSION = Rule(
    code="AC0122",
    name="unused-suppression",
    text="""A comment suppresses something.

    What it once suppressed is gone; left there, it would hide the next mistake.
    """,
    evidence=LINT,
    severity=WARNING,
    bad="""
    environments:
      dev: {account: "111111111111", region: eu-west-1} # apicompiler: ignore[AC0202] announced, opens in May
    """,
    good="""
    environments:
      dev: {account: "111111111111", region: eu-west-1}
    """,
)

MALFORMED_SUPPRESSION = Rule(
    code="AC0123",
    name="malformed-suppression",
    text="""A comment to apicompiler reads `apicompiler: ignore[RULE] reason`.

    Any other suppresses nothing.
    """,
    evidence=LINT,
    severity=WARNING,
    bad="""
    # apicompiler: ignore AC0202 announced, opens in May
    description: Books
    """,
    good="""
    # AC0202 holds here
    description: Books
    """,
)

BINDING_RULE = Rule(
    code="AC0124",
    name="binding-rule",
    text="""A rule without which nothing can be compiled is kept.

    What names something that is not there, or cannot be read, has no meaning
    that could be deployed; so neither a comment nor a setting silences it.
    """,
    evidence=LINT,
    bad="""
    --- .apicompiler.toml
    ignore = ["unknown-integration"]
    """,
    good="""
    --- .apicompiler.toml
    ignore = ["unknown-region"]
    """,
)

STALE_BASELINE = Rule(
    code="AC0125",
    name="stale-baseline",
    text="""What a baseline accepts is still found.

    What was mended leaves the baseline, so that it cannot come back unnoticed.
    """,
    evidence=LINT,
    severity=WARNING,
    bad="""
    --- baseline.json
    {"version": 1, "findings": [{"rule": "AC0202", "file": "blueprint.yaml", "keys": [], "message": "gone"}]}
    """,
    good="""
    --- baseline.json
    {"version": 1, "findings": []}
    """,
)

INVALID_TOML = Rule(
    code="AC0126",
    name="invalid-toml",
    cure="write texts in quotes, and close what is open",
    text="Settings are TOML 1.0.",
    evidence=TOML,
    bad="""
    --- .apicompiler.toml
    ignore = [unknown-region]
    """,
    good="""
    --- .apicompiler.toml
    ignore = ["unknown-region"]
    """,
)
