"""Names in CloudFormation, made from names the user chose and from nothing else."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any


def logical_id(kind: str, *names: str) -> str:
    """Return the logical id of a thing of one *kind* that the user calls *names*.

    Names of lower-case letters and digits stay readable, and their capitals
    keep them apart; any other is told apart by a digest of all of them.
    """
    readable = "".join(word[:1].upper() + word[1:] for name in names for word in re.findall(r"[A-Za-z0-9]+", name))
    plain = all(re.fullmatch(r"[a-z][a-z0-9]*", name) for name in names)
    return f"{kind}{readable}" if plain else f"{kind}{readable[:180]}{digest(names)[:8]}"


def snapshot(api: str, digits: str) -> str:
    """Return the logical id of a deployment of an API, by the digits in which it ends."""
    return f"{logical_id('Api', api)}Deployment{digits}"


def canonical(value: Any) -> str:
    """Write *value* as JSON that does not depend on the order of keys."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(value: Any) -> str:
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def pascal(text: str) -> str:
    """Join the words of *text* to one alphanumeric word: `list-books` becomes `ListBooks`."""
    return "".join(word[:1].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9]+", text))
