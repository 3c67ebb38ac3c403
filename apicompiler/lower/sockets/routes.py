"""Lowers routes, and what belongs to them: authorizers, models, and answers to their senders."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from apicompiler import plan
from apicompiler.access import Guarded, Iam
from apicompiler.blueprint import LambdaAuthorizer
from apicompiler.lower.body.schemas import Models, request_model
from apicompiler.lower.body.security import AUTHORIZATION
from apicompiler.lower.functions import called, invocation_uri
from apicompiler.lower.ids import logical_id
from apicompiler.routes import Route
from apicompiler.target import Target

DRAFT_4 = "http://json-schema.org/draft-04/schema#"
REFERENCE = "#/components/schemas/"


def lower_authorizer(
    target: Target, stack: str, key: str, route: Route, authorizer: LambdaAuthorizer
) -> plan.Authorizer:
    """Name the function that says who may connect; it is asked once for each connection, so that no answer is kept."""
    access = route.method.access.value
    assert isinstance(access, Guarded), "a route with an authorizer is guarded by it"
    identity = AUTHORIZATION if authorizer.identity is None else authorizer.identity
    function = called(target, stack, authorizer.lambda_, authorizer.alias)
    return plan.Authorizer(
        id=logical_id("Authorizer", key, access.name),
        api=logical_id("Api", key),
        name=access.name,
        uri=invocation_uri(function, target.environment.region),
        identity=tuple(source.expression.replace("method.request.", "route.request.", 1) for source in identity),
    )


def lower_models(key: str, routes: tuple[Route, ...], models: Models) -> Iterator[plan.Model]:
    """Yield a model for each route whose messages are checked; it holds all that it refers to."""
    for route in routes:
        schema = _schema(route, models)
        if schema:
            name = request_model(route.event.operation)
            yield plan.Model(
                id=logical_id("Model", key, route.key), api=logical_id("Api", key), name=name, schema=schema
            )


def lower_route(key: str, route: Route, checked: Mapping[str, str], parameters: tuple[str, ...]) -> plan.Route:
    """Lower one route; *checked* has the names of models by their ids."""
    access = route.method.access.value if route.opens else None
    kind: Literal["NONE", "AWS_IAM", "CUSTOM"] = "NONE"
    if isinstance(access, Iam | Guarded):
        kind = "AWS_IAM" if isinstance(access, Iam) else "CUSTOM"
    model = logical_id("Model", key, route.key)
    return plan.Route(
        id=logical_id("Route", key, route.key),
        api=logical_id("Api", key),
        key=route.key,
        name=route.event.operation.id,
        integration=logical_id("Integration", key, route.key) if route.integration else None,
        access=kind,
        authorizer=logical_id("Authorizer", key, access.name) if isinstance(access, Guarded) else None,
        api_key=route.opens and route.method.api_key,
        model=checked.get(model),
        parameters=parameters if route.opens else (),
        replies=route.event.reply,
        after=(model,) if model in checked else (),
    )


def passed_on(integration: plan.Integration | None) -> tuple[str, ...]:
    """Return what of the request that opens a connection an integration is given: a route declares it."""
    sources = integration.parameters.values() if integration else ()
    form = r"route\.request\.(header|querystring)\..+"
    return tuple(dict.fromkeys(source for source in sources if re.fullmatch(form, source)))


def _schema(route: Route, models: Models) -> Mapping[str, Any]:
    """Return the schema of the messages of a route, with the named ones that it refers to; empty where all do."""
    model = route.event.model if route.is_checked else None
    reference = models.reference(model, request_model(route.event.operation)) if model else {}
    if not reference:
        return {}
    everything = models.all()
    root = reference["$ref"].removeprefix(REFERENCE)
    needed: dict[str, Any] = {}
    waiting = [root]
    while waiting:
        name = waiting.pop()
        for found in _references(everything.get(name, {})):
            if found not in needed and found in everything:
                needed[found] = everything[found]
                waiting.append(found)
    definitions = {name: _told(schema) for name, schema in sorted(needed.items())}
    own = _told(everything.get(root, {}))
    return {"$schema": DRAFT_4, **own, **({"definitions": definitions} if definitions else {})}


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, Mapping):
        for word, inner in schema.items():
            if word == "$ref" and isinstance(inner, str):
                yield inner.removeprefix(REFERENCE)
            else:
                yield from _references(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _references(inner)


def _told(schema: Any) -> Any:
    """Let every reference lead to what stands beside it."""
    if isinstance(schema, Mapping):
        return {
            word: inner.replace(REFERENCE, "#/definitions/", 1)
            if word == "$ref" and isinstance(inner, str)
            else _told(inner)
            for word, inner in schema.items()
        }
    return [_told(inner) for inner in schema] if isinstance(schema, list) else schema
