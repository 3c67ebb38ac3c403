"""Divides an API that is too large for one by the beginnings of its paths, so that a new path moves no other.

A beginning goes where its digest says, and the digest never changes. One bit
more of it counts only where an API would be too large: that one is halved, and
every other stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from apicompiler.limits import ROUTED_PATH_LENGTH
from apicompiler.noun import Noun
from apicompiler.openapi import PathItem, parts, resources, variable

Branch = tuple[str, ...]
"""Literal segments that paths begin with; none for what begins with a variable, and for the root."""
Branches = Mapping[Branch, tuple[PathItem, ...]]

BITS = 64


class Share(Noun):
    """One of the APIs that a large one becomes."""

    key: str
    """What it is called: as the whole API, all but one of them with a number."""
    branches: Branches

    @property
    def items(self) -> tuple[PathItem, ...]:
        return tuple(item for items in self.branches.values() for item in items)

    @property
    def resources(self) -> int:
        return resources(self.items)


def shares(key: str, paths: Iterable[PathItem], allowed: int) -> tuple[Share, ...]:
    """Divide *paths* into APIs of as many resources as are *allowed*; what nothing can divide stays together.

    The first of them is asked for what nothing else leads to.
    """
    found = dict(_divided(dict(_branches(tuple(paths), allowed)), allowed))
    return tuple(Share(f"{key}-{number}" if number else key, found[number]) for number in sorted(found))


def routes(divided: tuple[Share, ...]) -> Iterator[tuple[Branch, Share]]:
    """Yield which beginnings of paths lead to another share than whatever is shorter."""
    homes = {branch: share for share in divided for branch in share.branches}
    for branch, home in homes.items():
        shorter = (homes.get(branch[:length]) for length in range(len(branch) - 1, 0, -1))
        if branch and home is not next(filter(None, shorter), divided[0]):
            yield branch, home


def _branches(
    items: tuple[PathItem, ...], allowed: int, above: Branch = ()
) -> Iterator[tuple[Branch, tuple[PathItem, ...]]]:
    """Gather *items* by their next segment; by one more below it, where one alone is too large."""
    found: dict[Branch, list[PathItem]] = {}
    for item in items:
        found.setdefault(_branch(item, above), []).append(item)
    for branch, inside in found.items():
        if branch != above and resources(inside) > allowed:
            yield from _branches(tuple(inside), allowed, branch)
        else:
            yield branch, tuple(inside)


def _branch(item: PathItem, above: Branch) -> Branch:
    """Return *above* with the next segment of *item*, if it has one that a routing rule can name."""
    for part in parts(item.public)[len(above) : len(above) + 1]:
        longer = (*above, part)
        if not variable(part) and len("/".join(longer)) <= ROUTED_PATH_LENGTH:
            return longer
    return above


def _divided(branches: Branches, allowed: int, depth: int = 0, number: int = 0) -> Iterator[tuple[int, Branches]]:
    """Halve *branches* by one bit after the other, until each half fits into an API."""
    everything = (item for items in branches.values() for item in items)
    if len(branches) < 2 or depth == BITS or resources(everything) <= allowed:
        yield number, branches
        return
    for bit in (0, 1):
        half = {branch: items for branch, items in branches.items() if mark(branch) >> depth & 1 == bit}
        if half:
            yield from _divided(half, allowed, depth + 1, number + (bit << depth))


def mark(branch: Branch) -> int:
    """Return a number that depends on *branch* alone, 0 for what no rule can name."""
    from hashlib import sha256  # most APIs are not split

    digest = sha256("/".join(branch).encode()).digest()
    return int.from_bytes(digest[: BITS // 8], "big") if branch else 0
