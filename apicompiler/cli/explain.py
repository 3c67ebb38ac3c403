"""`apicompiler explain`."""

import sys
from typing import Annotated

from apicompiler.catalogue import RULES
from apicompiler.cli.command import Argument, Option
from apicompiler.cli.terminal import Color, paint
from apicompiler.report.page import page
from apicompiler.report.text import colored
from apicompiler.suggest import closest


def codes(incomplete: str) -> list[str]:
    """Complete codes and names of rules."""
    return [word for rule in RULES for word in (rule.code, rule.name) if word.lower().startswith(incomplete.lower())]


def explain(
    rule: Annotated[str, Argument("The code or the name of a rule.", "RULE", complete=codes)] = ...,  # type: ignore[assignment]
    *,
    color: Annotated[Color, Option("When to color.", metavar="auto|always|never")] = "auto",
) -> int:
    """Explain a rule: its law, the reason, an example that breaks it, one that keeps it, and the source."""
    wanted = rule.strip()
    found = next((known for known in RULES if wanted.upper() == known.code or wanted.lower() == known.name), None)
    if found is None:
        close = closest(wanted, codes(""))
        hint = f"; did you mean `{close}`?" if close else "; `apicompiler rules` lists them all"
        print(f"apicompiler: no rule is called `{wanted[:60]}`{hint}", file=sys.stderr)
        return 2
    if paint(color, sys.stdout) is colored:
        from rich.console import Console
        from rich.markdown import Markdown

        Console(force_terminal=True).print(Markdown(page(found)))
    else:
        print(page(found))
    return 0
