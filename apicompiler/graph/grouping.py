"""Gathers operations by their first tag, or by the first part of their path that tells them apart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from apicompiler.graph.scene import By
from apicompiler.openapi import Operation


def groups(operations: Sequence[Operation], by: By) -> list[str]:
    """Return the name of the group of each operation."""
    if by == "tag":
        return [operation.tags[0] if operation.tags else "no tag" for operation in operations]
    paths = [tuple(operation.path.strip("/").split("/")) for operation in operations]
    depth = _in_common([path[:-1] for path in paths])  # which says nothing, but something must be left of each
    return ["/" + "/".join(path[: depth + 1]) for path in paths]


def _in_common(paths: Sequence[tuple[str, ...]]) -> int:
    """Return with how many parts all *paths* begin: the first and the last in order differ as much as any."""
    pairs = zip(min(paths, default=()), max(paths, default=()), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
