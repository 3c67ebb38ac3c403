"""`apicompiler explain`."""

import sys
from typing import Annotated

from apicompiler.catalogue import RULES
from apicompiler.cli.command import Argument, Option
from apicompiler.cli.places import Place, blueprint_at
from apicompiler.cli.settings import checked
from apicompiler.cli.sound import unknown_names
from apicompiler.cli.terminal import Color, paint, say
from apicompiler.compiler import Compilation, plans
from apicompiler.diagnostic import Rule
from apicompiler.report.page import page
from apicompiler.report.text import colored, summary
from apicompiler.suggest import closest

CLEAN, FINDINGS, USAGE = 0, 1, 2


def codes(incomplete: str) -> list[str]:
    """Complete codes and names of rules."""
    return [word for rule in RULES for word in (rule.code, rule.name) if word.lower().startswith(incomplete.lower())]


def explain(
    what: Annotated[
        str,
        Argument(
            "The code or name of a rule; or an operation, a function or an API of a blueprint, or `raw`.",
            "WHAT",
            complete=codes,
        ),
    ] = ...,  # type: ignore[assignment]
    path: Annotated[str, Argument("The blueprint, or the folder that holds it.", "PATH", file=True)] = ".",
    *,
    env: Annotated[str, Option("The environment; the first when left out.", "-e", env="APICOMPILER_ENV")] = "",
    color: Annotated[Color, Option("When to color.", metavar="auto|always|never")] = "auto",
) -> int:
    """Explain a rule, or what was decided about an operation, a function or an API, and where each value comes from.

    A rule: its law, the reason, an example that breaks it, one that keeps it,
    and the source. An operation is named by its operationId or as `GET /path`.
    `raw` lists the names by which `raw` speaks of what is made, and their logical ids.
    """
    wanted = what.strip()
    rule = next((known for known in RULES if wanted.upper() == known.code or wanted.lower() == known.name), None)
    if rule is not None:
        return _rule(rule, color)
    place = blueprint_at(path)
    if place is None:
        say(f"apicompiler: no rule is called `{wanted[:60]}`{_meant(wanted, codes(''))}")
        return USAGE
    compilation = checked(place)
    if not compilation.is_sound:
        say(f"{place.path}: {summary(compilation.diagnostics)}; `apicompiler lint` shows them")
        return FINDINGS
    if unknown := unknown_names(compilation, [env] if env else [], []):
        say(f"apicompiler: {unknown}")
        return USAGE
    explained = _explained(wanted, place, compilation, env or compilation.targets[0].environment.key)
    if explained is None:
        meant = _meant(wanted, _names(compilation))
        say(f"apicompiler: no rule, operation, function or API is called `{wanted[:60]}`{meant}")
        return USAGE
    print(explained)
    return CLEAN


def _rule(rule: Rule, color: Color) -> int:
    if paint(color, sys.stdout) is colored:
        from rich.console import Console
        from rich.markdown import Markdown

        Console(force_terminal=True).print(Markdown(page(rule)))
    else:
        print(page(rule))
    return CLEAN


def _explained(wanted: str, place: Place, compilation: Compilation, environment: str) -> str | None:
    """Explain what *wanted* names in a blueprint; None when it names nothing there."""
    from apicompiler.blueprint import Function
    from apicompiler.report import explanation
    from apicompiler.selectors import parse

    target = next(found for found in compilation.targets if found.environment.key == environment)
    planned, *_ = plans(compilation, (environment,))
    subject = explanation.Subject(target, planned, compilation.documents, place.shown)
    declared = target.blueprint.functions.get(wanted)
    if isinstance(declared, Function):
        return explanation.function(subject, declared)
    if wanted == "raw":
        from apicompiler.division import divided
        from apicompiler.lower.raw import logical_ids

        return explanation.raw(subject, logical_ids(divided(target)))
    if wanted in target.apis:
        return explanation.api(subject, wanted)
    if wanted in target.http_apis:
        return explanation.http_api(subject, wanted)
    if wanted in target.sockets:
        return explanation.socket(subject, wanted)
    selector = parse(wanted)
    pages = [
        explanation.operation(subject, key, method)
        for key, methods in target.methods.items()
        for method in methods
        if selector and selector.matches(method.operation)
    ]
    return "\n\n".join(pages) or None


def _names(compilation: Compilation) -> list[str]:
    target = compilation.targets[0]
    operations = [method.operation for method in target.all_methods]
    return [
        *codes(""),
        *target.blueprint.apis,
        *target.blueprint.functions,
        *(name for found in operations for name in (found.id, found.title) if name),
    ]


def _meant(wanted: str, known: list[str]) -> str:
    close = closest(wanted, known)
    return f"; did you mean `{close}`?" if close else "; `apicompiler rules` lists the rules"
