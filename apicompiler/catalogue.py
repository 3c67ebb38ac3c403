"""Every rule there is, the reader's own included, in order of code."""

from apicompiler.diagnostic import Rule
from apicompiler.read import trouble
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
    websocket,
    websocket_calls,
    websocket_places,
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
    "websocket": websocket,
    "websocket integrations": websocket_calls,
    "websocket APIs among others": websocket_places,
}

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (rule for module in THEMES.values() for rule in vars(module).values() if isinstance(rule, Rule)),
        key=lambda rule: rule.code,
    )
)
