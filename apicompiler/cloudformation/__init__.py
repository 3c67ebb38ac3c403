"""What CloudFormation demands of resources: `facts.json` of the types that are emitted, `types.zip` of all others.

`tools/resource_facts.py` makes both from the schemas that cfn-lint ships.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

Facts = Mapping[str, Any]
HERE = Path(__file__).parent


@cache
def emitted() -> Mapping[str, Facts]:
    """Return what is demanded of each type that the compiler emits."""
    text = (HERE / "facts.json").read_text(encoding="utf-8")
    known: Mapping[str, Facts] = json.loads(text)
    return known


@cache
def types() -> frozenset[str]:
    """Return every type that is known."""
    with _archive() as archive:
        return frozenset(archive.namelist())


@cache
def facts(type: str) -> Facts | None:
    """Return what is demanded of a *type*, or None where nothing is known of it."""
    if type in emitted():
        return emitted()[type]
    if type not in types():
        return None
    with _archive() as archive:
        known: Facts = json.loads(archive.read(type))
    return known


def _archive() -> Any:
    import zipfile  # takes longer to import than most blueprints may wait

    return zipfile.ZipFile(HERE / "types.zip")
