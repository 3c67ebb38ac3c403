"""Lowers what tells cached answers apart: the integration lists it, and the method declares it.

https://github.com/awsdocs/aws-cloudformation-user-guide/pull/177
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from apicompiler.written import CacheKey

Lowered = dict[str, Any]
PLACES = {"query": "querystring", "header": "header"}


def lower_cache_keys(keys: Iterable[CacheKey], variables: Iterable[str]) -> list[str]:
    """Return the keys in the notation of API Gateway, the *variables* of the path among them."""
    return [f"method.request.path.{name}" for name in variables] + [
        f"method.request.{PLACES[key.part('where')]}.{key.part('name')}" for key in keys
    ]


def undeclared(keys: Iterable[CacheKey], declared: Iterable[Mapping[str, Any]]) -> list[Lowered]:
    """Declare those *keys* that the document does not: what an authorizer reads, for example."""
    known = {(parameter["in"], parameter["name"].lower()) for parameter in declared}
    return [
        {"name": key.part("name"), "in": key.part("where"), "required": False, "schema": {"type": "string"}}
        for key in keys
        if (key.part("where"), key.part("name").lower()) not in known
    ]
