"""Every rule there is, the reader's own included, in order of code."""

from apicompiler.diagnostic import Rule
from apicompiler.read import trouble
from apicompiler.rules import (
    caching,
    certificates,
    documents,
    domains,
    endpoints,
    federation,
    function_settings,
    functions,
    gateway,
    integrations,
    keys,
    limits,
    logs,
    metering,
    names,
    packages,
    paths,
    policies,
    pool_clients,
    pool_domains,
    pools,
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
    "function settings": function_settings,
    "packages": packages,
    "security": security,
    "pools": pools,
    "pool domains": pool_domains,
    "pool clients": pool_clients,
    "federation": federation,
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
}

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (rule for module in THEMES.values() for rule in vars(module).values() if isinstance(rule, Rule)),
        key=lambda rule: rule.code,
    )
)
