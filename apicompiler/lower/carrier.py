"""Chooses how a body reaches API Gateway: in the template, or in a file beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from apicompiler.plan import Late

Carrier = Literal["inline", "asset"]

SAFE_INTEGER = 2**53


def carrier(body: Mapping[str, Any], room: int) -> tuple[Carrier, int]:
    """Return what carries *body*, and how many bytes of the template's *room* it takes."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    size = len(text.encode())
    if size > room or (_suspicious(text) and any(map(_changed_on_the_way, _everything(body)))):
        return "asset", 0
    return "inline", size


def _suspicious(text: str) -> bool:
    """Tell quickly that a body may hold something that a template would change; most hold nothing."""
    marks = ("null", "Token[", '"Ref":', '"Fn::', '"Condition":')
    return any(mark in text for mark in marks) or re.search(r"\d{16}|\de\+\d\d", text) is not None


def _changed_on_the_way(value: Any) -> bool:
    """Whether a value does not stand in a template as it was meant.

    jsii drops nulls and rounds numbers beyond 2^53, CDK takes some texts for
    tokens, and CloudFormation takes some mappings of one key for functions.
    """
    if value is None:
        return True
    if isinstance(value, bool):
        return False
    if isinstance(value, int | float):
        return abs(value) > SAFE_INTEGER  # CDK hides tokens in numbers far beyond it
    if isinstance(value, str):
        return "Token[" in value
    if isinstance(value, dict) and len(value) == 1 and not isinstance(value, Late):
        key = next(iter(value))
        return key in ("Ref", "Condition") or key.startswith("Fn::")
    return False


def _everything(value: Any) -> Iterator[Any]:
    waiting = [value]
    while waiting:
        value = waiting.pop()
        yield value
        if isinstance(value, Mapping) and not isinstance(value, Late):
            waiting += value.values()
            waiting += value.keys()
        elif isinstance(value, list):
            waiting += value
