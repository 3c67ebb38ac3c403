"""Where an API is called."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from apicompiler.blueprint import Domain
from apicompiler.routing import addresses
from apicompiler.target import Target


def servers(target: Target, key: str) -> Iterator[dict[str, Any]]:
    """Yield every address that the blueprint gives to an API, as `servers` has them."""
    for domain, url, stage in addresses(target, key):
        said = [stage] if len(target.stages) > 1 else []
        if isinstance(domain, Domain) and domain.mutual_tls:
            said.append("callers show a certificate")
        yield {"url": url} | ({"description": "; ".join(said)} if said else {})
    for domain in target.own_domains:
        for route in domain.routes:
            named = target.stage_named(route.api)
            if named and named[0] == key and not domain.name.startswith("*"):
                headers = " and ".join(f"`{name}: {value}`" for name, value in route.header.items())
                url = f"https://{domain.name}" + (f"/{route.path.strip('/')}" if route.path.strip("/") else "")
                yield {"url": url, "description": f"with the header {headers}"}
