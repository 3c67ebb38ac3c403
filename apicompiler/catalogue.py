"""Every rule there is, the reader's own included, in order of code."""

from apicompiler.diagnostic import Rule
from apicompiler.read import trouble
from apicompiler.rules import (
    caching,
    certificates,
    document_calls,
    document_gateway,
    document_mappings,
    documents,
    domains,
    endpoints,
    extensions,
    functions,
    gateway,
    integrations,
    keys,
    limits,
    logs,
    metering,
    names,
    paths,
    policies,
    references,
    responses,
    security,
    selection,
    services,
    stages,
    templates,
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
    "limits": limits,
    "templates": templates,
    "references": references,
    "extensions": extensions,
    "document-calls": document_calls,
    "document-mappings": document_mappings,
    "document-gateway": document_gateway,
}

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (rule for module in THEMES.values() for rule in vars(module).values() if isinstance(rule, Rule)),
        key=lambda rule: rule.code,
    )
)
