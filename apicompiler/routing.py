"""What leads callers to APIs: the addresses that domains give them, and the rules that go before base paths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from apicompiler.blueprint import Address, Domain
from apicompiler.noun import EMPTY, Noun
from apicompiler.openapi import segments
from apicompiler.shares import Branch, routes
from apicompiler.target import Target


class Lead(Noun):
    """A routing rule: which calls it is for, and where it leads them."""

    place: int | None
    """Where it stands in `routes`; None where it leads from a base path to one of several APIs."""
    headers: Mapping[str, str]
    branch: Branch
    """What the path begins with; empty where any path will do."""
    strips: bool
    """Whether that is taken off the path."""
    api: str
    stage: str


def leads(target: Target, domain: Address) -> Iterator[Lead]:
    """Yield the rules of a domain, of a target whose APIs are divided."""
    for place, route in enumerate(domain.routes if isinstance(domain, Domain) else ()):
        if named := target.stage_named(route.api):
            path = segments(route.path)
            yield from _shares(target, Lead(place, route.header, (), False, *named))
            yield Lead(place, route.header, path, bool(path), *named)
    for text in domain.paths.values():
        if named := target.stage_named(text):
            yield from _shares(target, Lead(None, EMPTY, (), False, *named))


def _shares(target: Target, whole: Lead) -> Iterator[Lead]:
    """Lead to each of the several APIs that one became."""
    for divided in target.divisions.values():
        if divided[0].key == whole.api:
            yield from (whole.replace(branch=branch, api=share.key) for branch, share in routes(divided))


def addresses(target: Target, key: str) -> Iterator[tuple[Address, str, str]]:
    """Yield the domains that give an address to an API, the address, and the stage that answers there."""
    for domain in target.blueprint.domains.values():
        for path, text in domain.paths.items():
            named = target.stage_named(text)
            if named and named[0] == key and not domain.name.startswith("*"):
                base = path.strip("/")
                yield domain, f"https://{domain.name}" + (f"/{base}" if base else ""), named[1]
