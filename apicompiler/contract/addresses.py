"""Where an API is called."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from apicompiler.blueprint import Domain
from apicompiler.target import Target


def addresses(target: Target, key: str) -> Iterator[dict[str, Any]]:
    """Yield every address that the blueprint gives to an API, as `servers` has them."""
    for domain in target.blueprint.domains.values():
        for path, text in domain.paths.items():
            named = target.stage_named(text)
            if named is None or named[0] != key or domain.name.startswith("*"):
                continue
            base = path.strip("/")
            said = [named[1]] if len(target.stages) > 1 else []
            if isinstance(domain, Domain) and domain.mutual_tls:
                said.append("callers show a certificate")
            url = f"https://{domain.name}" + (f"/{base}" if base else "")
            yield {"url": url} | ({"description": "; ".join(said)} if said else {})
