"""The contract in words that generators of clients understand."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

Told = dict[str, Any]

BEARER = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
SIGNED = "Sign this call with Signature Version 4."


def for_generators(contract: Mapping[str, Any], signatures: Collection[str]) -> Told:
    """Return *contract* so that clients have what calls need: keys and tokens as they are sent, and no signature.

    Generators pass over `openIdConnect` without a word, and take a signature for a key that the user knows:
    tokens become those of a bearer, and the schemes *signatures* a sentence about the operation.
    """
    told: Told = json.loads(json.dumps(contract))
    components = told.get("components", {})
    schemes = components.get("securitySchemes", {})
    tokens = {name for name, scheme in schemes.items() if scheme["type"] == "openIdConnect"}
    schemes |= dict.fromkeys(tokens, BEARER)
    for name in signatures:
        schemes.pop(name, None)
    if not schemes:
        components.pop("securitySchemes", None)
    for operation in operations(told):
        _demand(operation, tokens, signatures)
    return told


def operations(told: Mapping[str, Any]) -> Iterator[Told]:
    """Yield the operations of a contract: each says who may call it."""
    for item in told["paths"].values():
        yield from (part for part in item.values() if isinstance(part, dict) and "security" in part)


def _demand(operation: Told, tokens: Collection[str], signatures: Collection[str]) -> None:
    asked = [
        {name: [] if name in tokens else scopes for name, scopes in wanted.items() if name not in signatures}
        for wanted in operation["security"]
    ]
    if any(name in signatures for wanted in operation["security"] for name in wanted):
        operation["description"] = "\n\n".join(filter(None, (operation.get("description"), SIGNED)))
    operation["security"] = [wanted for wanted in asked if wanted]
