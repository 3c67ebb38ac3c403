"""What a distribution of CloudFront stands before, and of which paths it keeps answers.

CloudFront knows patterns of paths and no operations: the first pattern that a
path matches decides. A star stands for any text, slashes included, where a
variable of API Gateway stands for one segment. So patterns are tried from the
longest path to the shortest; where that does not tell two paths apart, they
must not differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from apicompiler.access import Iam
from apicompiler.caching import ORIGIN, callers
from apicompiler.limits import BEHAVIORS_PER_DISTRIBUTION
from apicompiler.methods import Method
from apicompiler.noun import Noun
from apicompiler.openapi import ANY, parts, structure
from apicompiler.selectors import Index
from apicompiler.target import Target
from apicompiler.written import Duration

STAR = "*"
KEPT = ("GET", "HEAD", ANY)
NO_KEYS = frozenset({"accept-encoding", "cookie", "host"})
"""Headers that CloudFront sets, or tells answers apart by anyhow."""


class Kept(Noun):
    """How long answers are kept, and by which headers they are told apart."""

    seconds: int
    headers: tuple[str, ...]


class Pattern(Noun):
    """The paths of one resource as CloudFront writes them, and what is kept of their answers."""

    parts: tuple[str, ...]
    is_greedy: bool
    kept: Kept | None
    methods: tuple[Method, ...]
    """Those that read: GET, HEAD and any."""

    @property
    def text(self) -> str:
        return "/" + "/".join(self.parts)

    @property
    def order(self) -> tuple[int, bool, tuple[bool, ...]]:
        """Sorts what is tried first before what is tried later."""
        return -len(self.parts), self.is_greedy, tuple(part == STAR for part in self.parts)


def stages_behind(target: Target) -> dict[str, tuple[str, str]]:
    """Return the API and the stage that answer behind the distribution, by their base paths."""
    domain = target.fronted
    named = {path.strip("/"): target.stage_named(text) for path, text in domain.paths.items()} if domain else {}
    return {path: found for path, found in named.items() if found and found[0] in target.apis}


def methods_behind(target: Target) -> Iterator[Method]:
    """Yield each operation that is called through the distribution, once."""
    for key in dict.fromkeys(key for key, _ in stages_behind(target).values()):
        yield from target.distinct_methods[key]


def accepted_keys(target: Target) -> tuple[int, ...]:
    """Return the numbers of the keys of which a request must show one; none where nobody asks for any.

    Beside the one that is shown stand the one before it and the one after it:
    whichever of a distribution and a web ACL learns of a new one first, both
    know what the other still shows or asks for.
    """
    front = target.blueprint.cloud_front
    if front is None or not front.origin_lock:
        return ()
    return tuple(number for number in range(front.origin_key - 1, front.origin_key + 2) if number > 0)


def reads(method: Method) -> bool:
    """Whether CloudFront would keep answers of *method*: it does of GET and HEAD only."""
    return method.operation.method in KEPT


def patterns(target: Target) -> tuple[Pattern, ...]:
    """Return a pattern for each path behind the distribution, in the order in which they are tried."""
    index = Index(target.blueprint.cloud_front.cache if target.blueprint.cloud_front else {})
    found = []
    for base, (key, _) in stages_behind(target).items():
        by_path: dict[tuple[str, ...], list[Method]] = {}
        for method in target.distinct_methods[key]:
            by_path.setdefault(structure(method.operation.public), []).append(method)
        for path, methods in by_path.items():
            segments = (*filter(None, base.split("/")), *(STAR if part == "{}" else part for part in path))
            readers = tuple(sorted(filter(reads, methods), key=lambda m: KEPT.index(m.operation.method)))
            greedy = any(part.endswith("+}") for part in parts(methods[0].operation.public))
            found.append(Pattern(segments, greedy, _kept(target, readers, index), readers))
    return tuple(sorted(found, key=lambda pattern: pattern.order))


def behaviors(target: Target) -> tuple[Pattern, ...]:
    """Return the patterns without which something else would be kept; one more than are allowed, at most."""
    needed: list[Pattern] = []
    for pattern in reversed(patterns(target)):
        if len(needed) > BEHAVIORS_PER_DISTRIBUTION:
            break
        if _is_needed(pattern, needed):
            needed.insert(0, pattern)
    return tuple(needed)


def confused(target: Target) -> Iterator[tuple[Pattern, Pattern]]:
    """Yield patterns that are tried before others whose paths they match, too, and keep something else of them."""
    needed = behaviors(target)
    first: dict[tuple[str, ...], Pattern] = {}
    for pattern in patterns(target):
        twin = first.setdefault(pattern.parts, pattern)
        tried = (other for other in needed if other.order < pattern.order and STAR in other.parts)
        others = (other for other in tried if pattern.is_greedy and meet(other.parts, pattern.parts))
        wrong = next((other for other in (twin, *others) if other.kept != pattern.kept), None)
        if wrong:
            yield wrong, pattern


def meet(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether some path matches both: a star in them stands for one segment or several."""
    seen: set[tuple[int, int]] = set()
    waiting = [(0, 0)]
    while waiting:
        here = i, j = waiting.pop()
        if i == len(one) or j == len(other):
            if i == len(one) and j == len(other):
                return True
            continue
        if here in seen or (STAR not in (one[i], other[j]) and one[i] != other[j]):
            continue
        seen.add(here)
        waiting.append((i + 1, j + 1))
        waiting += [(i, j + 1)] if one[i] == STAR else []
        waiting += [(i + 1, j)] if other[j] == STAR else []
    return False


def _is_needed(pattern: Pattern, later: list[Pattern]) -> bool:
    """Whether something else would be kept of its paths if only *later* patterns were tried."""
    for other in later:
        if not meet(other.parts, pattern.parts):
            continue
        if other.kept != pattern.kept:
            return True
        if meet(other.parts, tuple("any" if part == STAR else part for part in pattern.parts)):
            return False
    return pattern.kept is not None


def _kept(target: Target, readers: tuple[Method, ...], index: Index[Duration | Literal["off"]]) -> Kept | None:
    """Decide what is kept of a path: the most specific selector of what reads it says for how long."""
    said = index.matching(readers[0].operation) if readers else []
    chosen = said[0][1] if said else "off"
    if chosen == "off":
        return None
    headers = {name.lower(): name for reader in readers for name in _headers(target, reader)}
    return Kept(chosen.seconds, tuple(headers[name] for name in sorted(headers.keys() - NO_KEYS)))


def _headers(target: Target, method: Method) -> Iterator[str]:
    """Yield the headers that tell answers apart: who calls, and what the document has for the operation."""
    yield "Authorization"
    if not isinstance(method.access.value, Iam):
        yield from (key.part("name") for key in callers(method) or () if key.part("where") == "header")
    if method.api_key:
        yield "x-api-key"
    if target.blueprint.cors:
        yield ORIGIN.part("name")
    yield from (parameter.name for parameter in method.operation.parameters if parameter.where == "header")
    if len({kind for response in method.operation.responses for kind in response.content}) > 1:
        yield "Accept"
