"""Selectors in `operations`, of the blueprint and of usage plans: whether they can be read, and whom they name."""

from collections.abc import Mapping, Sequence

from apicompiler.blueprint import Blueprint, Part
from apicompiler.diagnostic import Finding, Findings, Note, Replace
from apicompiler.methods import Tie
from apicompiler.openapi import Operation
from apicompiler.rules import rule
from apicompiler.selectors import Kind, parse
from apicompiler.sockets import Event
from apicompiler.suggest import closest
from apicompiler.target import Target

LANGUAGE = "docs/language.md"


@rule(
    "AC0701",
    bad="operations: {get /books: {auth: iam}}",
    good="operations: {GET /books: {auth: iam}}",
    evidence=LANGUAGE,
)
def malformed_selector(blueprint: Blueprint) -> Findings:
    """A selector is an operationId, `tag:x`, `METHOD /path` or `METHOD /glob/**`; `*` is any method."""
    plans = (plan.operations for plan in blueprint.usage_plans.values())
    for text, said in (entry for entries in (blueprint.operations, *plans) for entry in entries.items()):
        if parse(text) is not None:
            continue
        method, _, path = text.partition(" ")
        better = f"{method.upper()} {path}" if parse(f"{method.upper()} {path}") else ""
        if not better and text.startswith("/"):
            better = f"* {text}"
        yield Finding(
            at=said.at.key,
            message=f"`{text}` names no operations",
            help=f"write `{better}`" if better else "write an operationId, `tag:x`, `GET /path` or `* /path/**`",
            fix=Replace(said.at.key, better) if better else None,
        )


@rule(
    "AC0702",
    bad="operations: {lisBooks: {auth: iam}}",
    good="operations: {listBooks: {auth: iam}}",
    evidence=LANGUAGE,
)
def selector_without_operation(target: Target) -> Findings:
    """A selector names at least one operation.

    What it says would otherwise be said to nobody, and the operation that was
    meant behaves as if it were not there.
    """
    operations = [method.operation for method in target.all_methods]
    routes = [route.event for route in target.all_routes]
    yield from _naming_nobody(target.blueprint.operations, operations, "any API", routes)
    for plan in target.blueprint.usage_plans.values():
        apis = dict.fromkeys(api for api, _ in target.covered(plan) if api in target.apis)
        metered = [operation for api in apis for operation in target.apis[api].operations]
        yield from _naming_nobody(plan.operations, metered, "the APIs of the plan")


def _naming_nobody(
    entries: Mapping[str, Part], operations: list[Operation], where: str, events: Sequence[Event] = ()
) -> Findings:
    ids = sorted({operation.id for operation in operations if operation.id} | {event.key for event in events})
    tags = sorted({tag for operation in operations for tag in operation.tags})
    paths = sorted({operation.path for operation in operations})
    for text, said in entries.items():
        selector = parse(text)
        if selector is None or not (operations or events) or any(map(selector.matches, operations)):
            continue
        if any(event.is_meant(selector) for event in events):
            continue
        known = {Kind.ID: ids, Kind.TAG: tags, Kind.PATH: paths, Kind.GLOB: paths}[selector.kind]
        close = closest(selector.word, known)
        better = text.replace(selector.word, close) if close and close != selector.word else ""
        yield Finding(
            at=said.at.key,
            message=f"`{text}` names no operation of {where}",
            help=f"did you mean `{better}`?" if better else "",
            fix=Replace(said.at.key, better) if better else None,
        )


@rule(
    "AC0703",
    bad="""
    operations:
      tag:admin: {auth: iam}
      tag:public: {auth: none}
    --- openapi.yaml
    paths: {/books: {get: {operationId: books, tags: [admin, public], responses: {'200': {description: ok}}}}}
    """,
    good="""
    operations:
      tag:admin: {auth: iam}
      tag:public: {auth: none}
      books: {auth: iam}
    --- openapi.yaml
    paths: {/books: {get: {operationId: books, tags: [admin, public], responses: {'200': {description: ok}}}}}
    """,
    evidence=LANGUAGE,
)
def selectors_that_tie(target: Target) -> Findings:
    """Of two selectors that say different things about an operation, one is more specific.

    The most specific wins: operationId, exact path, longer glob, tag.
    """
    reported: set[Tie] = set()
    for method in (*target.all_methods, *(route.method for route in target.all_routes)):
        for tie in method.ties:
            if tie in reported:
                continue
            reported.add(tie)
            word = tie.setting.replace("api_key", "apiKey")
            yield Finding(
                at=(tie.second / word).key,
                message=f"`{tie.first.name}` and `{tie.second.name}` both decide `{word}` "
                f"of `{method.operation.title}`",
                help=f"decide it where it is most specific: `{method.operation.id or method.operation.title}: "
                f"{{{word}: …}}`",
                notes=(Note((tie.first / word).key, "decided here too"),),
            )
