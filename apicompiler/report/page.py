"""The page that explains one rule."""

from __future__ import annotations

from textwrap import dedent

from apicompiler.diagnostic import Rule
from apicompiler.holdings import Holding

WORDS = {
    "error": "AWS refuses it, or the API would be unsafe.",
    "warning": "It deploys, and surprises.",
    "info": "Something is given up, and nobody will miss it.",
}


def page(rule: Rule) -> str:
    """Return the page of a rule in Markdown."""
    return "\n\n".join(
        part
        for part in (
            f"# {rule.code} `{rule.name}`",
            rule.law,
            rule.reason,
            f"**{rule.severity.word.capitalize()}:** {WORDS[rule.severity.word]}",
            "It judges what an account holds: `apicompiler preflight` asks for that, and `lint` does not."
            if issubclass(rule.subject, Holding)
            else "",
            "It is binding: neither a comment nor a setting silences it." if rule.is_binding else "",
            f"Reported:\n\n{_example(rule.bad)}" if rule.bad else "",
            f"Accepted:\n\n{_example(rule.good)}" if rule.good else "",
            f"Source: {f'<{rule.evidence}>' if rule.evidence.startswith('https') else rule.evidence}",
        )
        if part
    )


def _example(text: str) -> str:
    lines = [line if len(line) <= 300 else line[:297] + "…" for line in dedent(text).strip("\n").split("\n")]
    shown = lines if len(lines) <= 40 else [*lines[:12], "…"]
    return "```yaml\n" + "\n".join(shown) + "\n```"
