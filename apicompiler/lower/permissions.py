"""Plans who may call a Lambda function: the narrowest set of sources that fits into its policy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from apicompiler import plan
from apicompiler.limits import FUNCTION_POLICY_BYTES
from apicompiler.lower.ids import digest
from apicompiler.openapi import structure

Source = tuple[str, ...]
"""Stage, method, and the segments of a path; `*` for anything."""

# One statement as Lambda stores it, without the source path and the name of the function: an id made
# by CloudFormation (stack and logical id), principal, action, condition. Measured on the longest names.
STATEMENT_BYTES = 520
# Half of a function's policy: others (other APIs, other tools) may call it too.
BUDGET = FUNCTION_POLICY_BYTES // 2


def source(stage: str, method: str, path: str) -> Source:
    """Return the source of one method; a path variable is anything, and the root is an empty segment."""
    return (stage, method, *("*" if word == "{}" else word for word in structure(path) or ("",)))


def permissions(api: str, function: str, sources: Iterable[Source]) -> Iterator[plan.Permission]:
    """Yield the permissions for *function* to be called from *sources* of the API with the id *api*."""
    for found in sorted(fitting(set(sources), len(function))):
        yield plan.Permission(
            id=f"Permission{digest([api, function, found])[:12]}",
            function=function,
            api=api,
            source="/".join(found),
        )


def fitting(sources: set[Source], name_bytes: int) -> set[Source]:
    """Widen *sources* as little as needed: any method first, then shorter and shorter paths, then any stage."""
    longest = max((len(found) for found in sources), default=2) - 2
    if _size(sources, name_bytes) > BUDGET:
        sources = {(stage, "*", *path) for stage, _, *path in sources}
    while _size(sources, name_bytes) > BUDGET and longest > 0:
        longest -= 1
        sources = {_cut(found, longest) for found in sources}
    if _size(sources, name_bytes) > BUDGET:
        sources = {("*", "*", "*")}
    return sources


def _cut(found: Source, longest: int) -> Source:
    """Let the path go on as it likes behind its first *longest* segments."""
    return found if len(found) <= longest + 2 else (*found[: longest + 2], "*")


def _size(sources: set[Source], name_bytes: int) -> int:
    return sum(STATEMENT_BYTES + name_bytes + len("/".join(found)) for found in sources)
