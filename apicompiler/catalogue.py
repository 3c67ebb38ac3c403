"""Every rule there is, the reader's own included, in order of code."""

from apicompiler.diagnostic import Rule
from apicompiler.read import trouble
from apicompiler.rules import (
    caching,
    documents,
    domains,
    gateway,
    integrations,
    keys,
    limits,
    logs,
    metering,
    names,
    paths,
    security,
    selection,
    stages,
)

THEMES = {
    "reading": trouble,
    "names": names,
    "stages": stages,
    "caching": caching,
    "paths": paths,
    "documents": documents,
    "integrations": integrations,
    "security": security,
    "operations": selection,
    "metering": metering,
    "keys": keys,
    "domains": domains,
    "gateway": gateway,
    "logs": logs,
    "limits": limits,
}

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (rule for module in THEMES.values() for rule in vars(module).values() if isinstance(rule, Rule)),
        key=lambda rule: rule.code,
    )
)
