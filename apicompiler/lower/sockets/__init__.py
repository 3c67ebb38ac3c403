"""Lowers WebSocket APIs: resource by resource, because API Gateway imports no document for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from apicompiler import plan
from apicompiler.lower.body.schemas import Models
from apicompiler.lower.ids import digest, logical_id, snapshot
from apicompiler.lower.sockets.integrations import (
    lower_integration_responses,
    lower_route_integration,
    lowered_integration,
)
from apicompiler.lower.sockets.routes import lower_authorizer, lower_models, lower_route, passed_on
from apicompiler.lower.sockets.stages import lower_socket_stage
from apicompiler.releases import kept_deployments
from apicompiler.target import Target

KEY_FROM = {"header": "$request.header.x-api-key", "authorizer": "$context.authorizer.usageIdentifierKey"}


def lower_sockets(target: Target, stack: str, roles: tuple[str, ...]) -> tuple[plan.Socket, ...]:
    """Lower every WebSocket API of *target*; *roles* are those in which services are called."""
    return tuple(_lowered(target, stack, key, roles) for key in target.sockets)


def _lowered(target: Target, stack: str, key: str, roles: tuple[str, ...]) -> plan.Socket:
    routes = target.routes[key]
    without_cors = target.replace(blueprint=target.blueprint.replace(cors=None))
    calls = {route.key: lowered_integration(without_cors, stack, route) for route in routes if route.integration}
    answered = [route for route in routes if route.integration]
    integrations = tuple(lower_route_integration(key, route, calls[route.key], roles) for route in answered)
    responses = tuple(
        found for route in answered for found in lower_integration_responses(key, route, calls[route.key])
    )
    models = tuple(lower_models(key, routes, Models(target.sockets[key].contract)))
    names, by_id = {model.id: model.name for model in models}, {made.id: made for made in integrations}
    made = tuple(
        lower_route(key, route, names, passed_on(by_id.get(logical_id("Integration", key, route.key))))
        for route in routes
    )
    guarding = [(route, route.authorizer) for route in routes]
    authorizers = tuple(lower_authorizer(target, stack, key, route, asked) for route, asked in guarding if asked)
    replies = tuple(
        plan.RouteResponse(id=f"{route.id}Response", api=route.api, route=route.id) for route in made if route.replies
    )
    blueprint, id = target.blueprint, logical_id("Api", key)
    api = plan.WebSocketApi(
        id=id,
        name=f"{stack}-{key}",
        description=blueprint.description,
        select=target.sockets[key].select,
        key_from=KEY_FROM[blueprint.key_source],
        is_open=blueprint.execute_api,
    )
    newest = _deployment(key, api, authorizers, models, integrations, responses, made, replies)
    kept = dict.fromkeys(snapshot(key, digits) for digits in kept_deployments(target, key))
    return plan.Socket(
        api=api,
        authorizers=authorizers,
        models=models,
        integrations=integrations,
        integration_responses=responses,
        routes=made,
        route_responses=replies,
        deployments=(newest, *(newest.replace(id=id) for id in kept if id != newest.id)),
        stages=tuple(lower_socket_stage(target, key, stage, newest.id) for stage in target.stages.values()),
    )


def _deployment(key: str, api: plan.WebSocketApi, *parts: Iterable[Any]) -> plan.SocketDeployment:
    """Snapshot an API when all that belongs to it is there.

    CloudFormation takes a new snapshot only under a new logical id, and API
    Gateway one that has routes.
    https://github.com/aws/serverless-application-model/issues/2512
    """
    everything = sorted((found for kind in parts for found in kind), key=lambda found: found.id)
    # When something is made is nothing that callers can notice.
    plain = ({name: value for name, value in found.plain().items() if name != "after"} for found in everything)
    seen = [api.select, api.key_from, *plain]
    return plan.SocketDeployment(
        id=snapshot(key, digest(seen)[:16]), api=api.id, after=tuple(found.id for found in everything)
    )
