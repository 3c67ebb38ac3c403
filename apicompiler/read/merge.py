"""Several documents told as one API; where they contradict each other, both places are named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from apicompiler.diagnostic import Diagnostic, Finding, Note
from apicompiler.extensions import ApiExtensions
from apicompiler.openapi import Api, Operation, PathItem, SecurityScheme
from apicompiler.read import trouble
from apicompiler.source import Location


def merged(apis: Sequence[Api]) -> tuple[Api, list[Diagnostic]]:
    """Return the one API of several documents; of two things that clash, the first is kept.

    The title and version are those of the first document.
    """
    first, *others = apis
    if not others:
        return first, []
    clashes: list[Diagnostic] = []
    return first.replace(
        paths=tuple(_paths(apis, clashes)),
        schemes=_schemes(apis, clashes),
        extensions=_extensions(apis, clashes),
        unread=tuple(extension for api in apis for extension in api.unread),
        references={link: schema for api in apis for link, schema in api.references.items()},
        weight=sum(api.weight for api in apis),
        largest=max(api.largest for api in apis),
    ), clashes


def _paths(apis: Sequence[Api], clashes: list[Diagnostic]) -> Iterator[PathItem]:
    kept: dict[tuple[str, str], Operation] = {}
    for item in (item for api in apis for item in api.paths):
        own = []
        for operation in item.operations:
            earlier = kept.setdefault((operation.public, operation.method), operation)
            if earlier is operation:
                own.append(operation)
            elif earlier.at != operation.at:
                clashes.append(_clash(f"`{operation.title}` stands", "path", operation.at, earlier.at))
        yield item.replace(operations=tuple(own))


def _schemes(apis: Sequence[Api], clashes: list[Diagnostic]) -> dict[str, SecurityScheme]:
    kept: dict[str, SecurityScheme] = {}
    for name, scheme in (entry for api in apis for entry in api.schemes.items()):
        earlier = kept.setdefault(name, scheme)
        if earlier != scheme:
            clashes.append(_clash(f"the security scheme `{name}` is something else", "name", scheme.at, earlier.at))
    return kept


def _extensions(apis: Sequence[Api], clashes: list[Diagnostic]) -> ApiExtensions | None:
    """Gather what the documents say in the words of API Gateway; validators are each document's own."""
    kept: ApiExtensions | None = None
    for own in (api.extensions for api in apis if api.extensions):
        kept = kept or own
        for field in own.said():
            if field.startswith("request_validator") or getattr(kept, field) == getattr(own, field):
                continue
            if field in kept.said():
                place, earlier = own.place(field), kept.place(field)
                clashes.append(_clash(f"`{place.name}` is something else", "value", place, earlier))
            else:
                kept = kept.replace(**{field: getattr(own, field)})
    return kept


def _clash(what: str, cure: str, at: Location, earlier: Location) -> Diagnostic:
    finding = Finding(
        at=at.key,
        message=f"{what} in another document of this API",
        help=f"keep one of them, or give one another {cure}",
        notes=(Note(earlier.key, "the other one"),),
    )
    return Diagnostic(trouble.CLASHING_DOCUMENTS, finding)
