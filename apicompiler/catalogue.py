"""Every rule there is, the reader's own included, in order of code."""

from apicompiler.diagnostic import Rule
from apicompiler.read import trouble
from apicompiler.rules import (
    authorizers,
    backends,
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
    networks,
    paths,
    people,
    policies,
    references,
    responses,
    roles,
    security,
    selection,
    services,
    stages,
    templates,
    watching,
)

THEMES = {
    "reading": trouble,
    "names": names,
    "stages": stages,
    "caching": caching,
    "paths": paths,
    "documents": documents,
    "integrations": integrations,
    "services": services,
    "backends": backends,
    "roles": roles,
    "functions": functions,
    "security": security,
    "authorizers": authorizers,
    "operations": selection,
    "metering": metering,
    "keys": keys,
    "domains": domains,
    "certificates": certificates,
    "endpoints": endpoints,
    "policies": policies,
    "networks": networks,
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
