"""`apicompiler rules`."""

import json
import sys
from typing import Annotated, Literal

from apicompiler.catalogue import RULES, THEMES
from apicompiler.cli.command import Option
from apicompiler.diagnostic import Rule


def themes(incomplete: str) -> list[str]:
    """Complete the names of themes."""
    return [theme for theme in THEMES if theme.startswith(incomplete)]


def rules(
    *,
    theme: Annotated[str, Option("Only the rules of one theme.", complete=themes)] = "",
    format: Annotated[Literal["table", "json"], Option("How they are listed.")] = "table",
) -> int:
    """List every rule: its code, severity, name and law."""
    if theme and theme not in THEMES:
        print(f"apicompiler: no theme is called `{theme}`; there are {', '.join(THEMES)}", file=sys.stderr)
        return 2
    listed = [rule for rule in RULES if not theme or theme_of(rule) == theme]
    if format == "json":
        rows = [
            {
                "code": r.code,
                "name": r.name,
                "theme": theme_of(r),
                "severity": r.severity.word,
                "law": r.law,
                "link": r.page,
            }
            for r in listed
        ]
        print(json.dumps(rows, indent=2, ensure_ascii=False))
        return 0
    for rule in listed:
        print(f"{rule.code}  {rule.severity.word:<8} {rule.name:<32} {rule.law}")
    return 0


def theme_of(rule: Rule) -> str:
    return next(theme for theme, module in THEMES.items() if rule in vars(module).values())
