"""Compares what the account holds with what the examples asked for."""

import json
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from verdict import Verdict, same

Holdings = Mapping[str, Mapping[str, Any]]


def deployed(holdings: Holdings, templates: Mapping[str, Path]) -> Iterator[Verdict]:
    """Check that everything in the template of each stack is there, and that functions may be called."""
    for stack, template in templates.items():
        wanted = json.loads(template.read_text(encoding="utf-8"))["Resources"]
        yield same(f"every resource of {stack} is there", _unreal(wanted, holdings["stacks"][stack]), [])
    yield same("API Gateway may invoke every function it is told to", _forbidden(holdings), [])


def gone(holdings: Holdings) -> Iterator[Verdict]:
    """Check that nothing is left of the examples."""
    for kind, things in holdings.items():
        yield same(f"no {kind} are left", list(things), [])


def _unreal(wanted: Mapping[str, Any], found: Mapping[str, str]) -> list[str]:
    """Return the resources that are missing, and those the emulator only pretends to have made."""
    return [f"{id} ({wanted[id]['Type']})" for id in wanted if found.get(id, "") in ("", "unknown")]


def _forbidden(holdings: Holdings) -> list[str]:
    """Return the callers that their function would not let in: the emulator lets in everybody."""
    return [
        f"{source} for {function}"
        for source, function in holdings["invocations"].items()
        if not any(fnmatchcase(source, pattern) for pattern in holdings["permissions"].get(function, ()))
    ]
