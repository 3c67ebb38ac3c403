"""Parameters that API Gateway is not told of, because it would take none of their names."""

from collections.abc import Iterator
from typing import Literal

from apicompiler.blueprint import HttpIntegration
from apicompiler.caching import is_cached, settings
from apicompiler.diagnostic import INFO, Finding, Findings
from apicompiler.methods import Method
from apicompiler.openapi import Parameter
from apicompiler.rules import rule
from apicompiler.target import Target

NAMES = "https://github.com/api-platform/api-platform/issues/2150"
PUBLIC = "defaults: {integration: books, auth: none}\n"


def _page(name: str) -> str:
    """Write a document with one operation and one parameter."""
    return (
        "--- openapi.yaml\npaths: {/books: {get: {operationId: listBooks, responses: {'200': {description: ok}}, "
        f"parameters: [{{name: '{name}', in: query, schema: {{type: integer}}}}]}}}}}}\n"
    )


@rule("AC0470", severity=INFO, bad=_page("page[number]"), good=_page("page.number"), evidence=NAMES)
def undeclared_parameter(target: Target) -> Findings:
    """A parameter is declared to API Gateway under a name of letters, digits and `:._$-`.

    One of another name would be refused with the whole document, and is left out: a proxy passes it on, and nobody
    checks whether it is there.
    """
    for _, parameter in _left_out(target, "passed on"):
        yield Finding(
            at=parameter.at / "name",
            message=f"API Gateway declares no parameter `{parameter.name[:60]}`",
            help="nothing is to be done: it is passed on, and not checked",
        )


@rule(
    "AC0471",
    bad="integrations: {books: {http: 'https://books.example.com/{proxy}', responses: {default: 200}}}\n"
    + _page("page[number]"),
    good="integrations: {books: {http: 'https://books.example.com/{proxy}', responses: {default: 200}}}\n"
    + _page("page.number"),
    evidence=NAMES,
)
def lost_parameter(target: Target) -> Findings:
    """A backend that is no proxy is sent parameters that can be declared, and no others."""
    for method, parameter in _left_out(target, "lost"):
        yield Finding(
            at=parameter.at / "name",
            message=f"the backend of `{method.operation.title}` is never sent `{parameter.name[:60]}`",
            help="give it a name of letters, digits and `:._$-`, or let the backend be a proxy",
        )


@rule(
    "AC0473",
    bad=f"{PUBLIC}cache: {{size: 0.5}}\n{_page('page[number]')}",
    good=f"{PUBLIC}cache: {{size: 0.5}}\n{_page('page.number')}",
    evidence=NAMES,
)
def cached_without_a_parameter(target: Target) -> Findings:
    """What is cached is told apart by every parameter: one that cannot be declared cannot be a key.

    Whoever asks for another page would be given the first one.
    """
    for method, parameter in _left_out(target, "no key"):
        yield Finding(
            at=parameter.at / "name",
            message=f"answers of `{method.operation.title}` are cached, and `{parameter.name[:60]}` cannot be a key",
            help="give it a name of letters, digits and `:._$-`, or write `cache: off` for the operation",
        )


Fate = Literal["passed on", "lost", "no key"]


def _left_out(target: Target, fate: Fate) -> Iterator[tuple[Method, Parameter]]:
    """Yield each parameter that is not declared and meets one *fate*."""
    for method in target.all_methods:
        for parameter in method.operation.parameters:
            if parameter.where in ("query", "header") and not parameter.is_declared and _fate(target, method) == fate:
                yield method, parameter


def _fate(target: Target, method: Method) -> Fate:
    chosen = method.integration.value if method.integration else None
    if isinstance(chosen, HttpIntegration) and not chosen.is_proxy:
        return "lost"
    said = settings(method)
    written = said is not None and said.keys is not None
    return "no key" if target.caches and is_cached(method) and not written else "passed on"
