"""Shows every part of a target to the rules that ask for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from apicompiler.diagnostic import Diagnostic, Rule
from apicompiler.holdings import Holding
from apicompiler.noun import Noun
from apicompiler.openapi import Api
from apicompiler.outcome import Outcome
from apicompiler.source import Location
from apicompiler.target import Target
from apicompiler.written import Written


def check(targets: Iterable[Target], rules: Iterable[Rule]) -> Iterator[Diagnostic]:
    """Yield what *rules* find in *targets*; a contract that several of them publish is looked at once."""
    interested: dict[type, list[Rule]] = defaultdict(list)
    for rule in rules:
        interested[rule.subject].append(rule)
    seen: set[int] = set()
    for target in targets:
        yield from _shown(target, interested)
        said = (event.said for socket in target.sockets.values() for event in socket.events)
        for part in (*parts(target.blueprint), *target.templates, *parts(tuple(said))):
            yield from _shown(part, interested)
        for api in target.apis.values():
            if id(api) not in seen:
                seen.add(id(api))
                for part in contract_parts(api):
                    yield from _shown(part, interested)
        for api in target.http_apis.values():
            if id(api) not in seen:
                seen.add(id(api))
                for part in (api, *api.paths):  # what is checked of requests, and said to AWS, is of REST APIs
                    yield from _shown(part, interested)


def check_outcomes(outcomes: Iterable[Outcome], rules: Iterable[Rule]) -> Iterator[Diagnostic]:
    """Yield what *rules* find in plans."""
    interested = {Outcome: [rule for rule in rules if rule.subject is Outcome]}
    for outcome in outcomes:
        yield from _shown(outcome, interested)


def check_holdings(holdings: Iterable[Holding], rules: Iterable[Rule]) -> Iterator[Diagnostic]:
    """Yield what *rules* find in what an account holds: nothing else is ever shown to them."""
    interested: dict[type, list[Rule]] = defaultdict(list)
    for rule in rules:
        interested[rule.subject].append(rule)
    for held in holdings:
        yield from _shown(held, interested)


def _shown(part: Any, interested: Mapping[Any, list[Rule]]) -> Iterator[Diagnostic]:
    """Show *part* to the rules for its class, and to those for what it is a kind of."""
    for kind in type(part).__mro__:
        for rule in interested.get(kind, ()):
            for finding in rule.check(part):
                yield Diagnostic(rule, finding)


def parts(value: Any) -> Iterator[Any]:
    """Yield *value* and everything declared inside it, outermost first."""
    if isinstance(value, Written | Location):
        return
    if isinstance(value, Noun):
        yield value
        for name in value.FIELDS:
            yield from parts(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from parts(item)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from parts(item)


def contract_parts(api: Api) -> Iterator[Any]:
    """Yield *api* and what it is made of; schemas and references are not walked."""
    yield api
    yield from api.unread
    yield from parts(api.extensions)
    for scheme in api.schemes.values():
        yield scheme
        yield from parts(scheme.extensions)
    for item in api.paths:
        yield item
        for operation in item.operations:
            yield operation
            yield from operation.parameters
            if operation.extensions:
                yield from parts(operation.extensions)
