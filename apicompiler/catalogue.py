"""Every rule there is, the reader's own included, in order of code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apicompiler.diagnostic import Rule
from apicompiler.read import trouble
from apicompiler.review import laws
from apicompiler.rules import (
    authorizers,
    backends,
    caching,
    certificates,
    counting,
    document_calls,
    document_gateway,
    document_mappings,
    documents,
    domains,
    endpoints,
    extensions,
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
    networks,
    packages,
    paths,
    people,
    policies,
    pool_clients,
    pool_domains,
    pools,
    private_domains,
    references,
    responses,
    roles,
    security,
    selection,
    services,
    stages,
    templates,
    vpc_endpoints,
    vpc_links,
    watching,
    websocket,
    websocket_calls,
    websocket_places,
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
    "VPC links": vpc_links,
    "services": services,
    "backends": backends,
    "roles": roles,
    "functions": functions,
    "function settings": function_settings,
    "packages": packages,
    "security": security,
    "pools": pools,
    "pool domains": pool_domains,
    "pool clients": pool_clients,
    "federation": federation,
    "authorizers": authorizers,
    "operations": selection,
    "metering": metering,
    "keys": keys,
    "domains": domains,
    "certificates": certificates,
    "private domains": private_domains,
    "endpoints": endpoints,
    "VPC endpoints": vpc_endpoints,
    "policies": policies,
    "networks": networks,
    "gateway": gateway,
    "responses": responses,
    "logs": logs,
    "watching": watching,
    "counting": counting,
    "people": people,
    "limits": limits,
    "templates": templates,
    "references": references,
    "websocket": websocket,
    "websocket integrations": websocket_calls,
    "websocket APIs among others": websocket_places,
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


def catalogue() -> Catalogue:
    """Return them all, with the words by which people choose some."""
    from apicompiler.review.selection import Catalogue

    found = {theme: tuple(r for r in vars(module).values() if isinstance(r, Rule)) for theme, module in THEMES.items()}
    return Catalogue(RULES, found)
