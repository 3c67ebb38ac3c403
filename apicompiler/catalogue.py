"""Every rule there is, the reader's own included, in order of code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apicompiler.diagnostic import Rule
from apicompiler.read import trouble
from apicompiler.review import laws
from apicompiler.rules import (
    caching,
    certificates,
    documents,
    domains,
    endpoints,
    functions,
    gateway,
    integrations,
    keys,
    limits,
    logs,
    metering,
    names,
    paths,
    people,
    policies,
    references,
    responses,
    security,
    selection,
    services,
    stages,
    templates,
    watching,
)

if TYPE_CHECKING:
    from apicompiler.review.selection import Catalogue

THEMES = {
    "reading": trouble,
    "review": laws,
    "names": names,
    "stages": stages,
    "caching": caching,
    "paths": paths,
    "documents": documents,
    "integrations": integrations,
    "services": services,
    "functions": functions,
    "security": security,
    "operations": selection,
    "metering": metering,
    "keys": keys,
    "domains": domains,
    "certificates": certificates,
    "endpoints": endpoints,
    "policies": policies,
    "gateway": gateway,
    "responses": responses,
    "logs": logs,
    "watching": watching,
    "people": people,
    "limits": limits,
    "templates": templates,
    "references": references,
}

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (rule for module in THEMES.values() for rule in vars(module).values() if isinstance(rule, Rule)),
        key=lambda rule: rule.code,
    )
)


def catalogue() -> Catalogue:
    """Return them all, with the words by which people choose some."""
    from apicompiler.review.selection import Catalogue

    found = {theme: tuple(r for r in vars(module).values() if isinstance(r, Rule)) for theme, module in THEMES.items()}
    return Catalogue(RULES, found)
