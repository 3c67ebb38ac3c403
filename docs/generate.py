"""Writes the pages that come from the code: the reference of the language, and a page for each rule."""

from __future__ import annotations

from pathlib import Path

from apicompiler.catalogue import THEMES
from apicompiler.diagnostic import Rule
from apicompiler.report.page import page
from apicompiler.report.reference import reference

DOCS = Path(__file__).parent


def main() -> None:
    (DOCS / "index.md").write_text(front_page(), encoding="utf-8")
    (DOCS / "reference.md").write_text(reference(), encoding="utf-8")
    rules = DOCS / "rules"
    rules.mkdir(exist_ok=True)
    index = ["# Rules", "", "Each law of API Gateway and of the language, by theme."]
    for theme, module in THEMES.items():
        index += ["", f"## {theme.capitalize()}", "", "| code | name | severity | law |", "|---|---|---|---|"]
        for rule in sorted((r for r in vars(module).values() if isinstance(r, Rule)), key=lambda rule: rule.code):
            (rules / f"{rule.code}.md").write_text(page(rule) + "\n", encoding="utf-8")
            law = rule.law.replace("|", "\\|")
            index.append(f"| [{rule.code}]({rule.code}.md) | `{rule.name}` | {rule.severity.word} | {law} |")
    (rules / "index.md").write_text("\n".join(index) + "\n", encoding="utf-8")


def front_page() -> str:
    """Return the README with its links turned to where its pages stand here."""
    text = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    return text.replace("](docs/", "](").replace("](benchmarks/README.md)", "](index.md#how-fast)")


if __name__ == "__main__":
    main()
