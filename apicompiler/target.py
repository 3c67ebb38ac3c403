"""A blueprint as one environment sees it, with the contracts it publishes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Literal

from apicompiler import context_variables, extensions, openapi, routes
from apicompiler.access import Decided, Guarded
from apicompiler.blueprint import (
    AnyCaller,
    Api,
    Backend,
    Behaviour,
    Client,
    CodeFunction,
    CognitoAuthorizer,
    CognitoPools,
    Custom,
    Function,
    FunctionName,
    Handling,
    Integration,
    JwtAuthorizer,
    LambdaAuthorizer,
    MockAnswer,
    MockIntegration,
    Part,
    Templates,
)
from apicompiler.blueprint.part import values
from apicompiler.methods import Method, resolved
from apicompiler.openapi import CATCH_ALL, Operation, PathItem, distinct, parts, places, segments, structure, variable
from apicompiler.pointers import Export, FunctionArn, Outside, PoolPointer, SsmParameter
from apicompiler.routes import Route
from apicompiler.selectors import Index, parse
from apicompiler.setting import Setting
from apicompiler.shares import Share, shares
from apicompiler.source import Location
from apicompiler.templates import Kind, Template, templates_at, templates_in
from apicompiler.written import Name

Named = tuple[Templates | None, Location, Kind, tuple[context_variables.Kind, ...]]
"""Templates that are written somewhere, what they are for, and the kinds of APIs that use them."""


class Target(Setting):
    """An environment, and what is decided about every operation in it."""

    def meant(self, caller: AnyCaller, key: str) -> tuple[Method, ...]:
        """Return the operations of an API that are meant where *caller* is let in or kept out."""
        index = Index(dict.fromkeys(caller.operations))
        methods = self.methods[key]
        return tuple(m for m in methods if index.matching(m.operation)) if caller.operations else methods

    @cached_property
    def shares(self) -> Mapping[str, tuple[Share, ...]]:
        """What each API becomes that may be split: itself alone where it fits into one."""
        return {
            key: shares(key, self.apis[key].paths, self.quotas.resources)
            for key, api in self.blueprint.apis.items()
            if isinstance(api, Api) and api.split
        }

    def together(self, key: str) -> tuple[str, ...]:
        """Return the APIs that one became of which *key* is one: their policy is one, too."""
        divisions = (tuple(share.key for share in shares) for shares in self.divisions.values())
        return next((keys for keys in divisions if key in keys), (key,))

    @cached_property
    def index(self) -> Index[Behaviour]:
        """What `operations` says, by what it is said of."""
        return Index(self.blueprint.operations)

    @cached_property
    def methods(self) -> Mapping[str, tuple[Method, ...]]:
        """The operations of each API with what was decided about them, in the order of the document."""
        index = self.index
        return {key: resolved(self.blueprint, self.profile, api, index) for key, api in self.contracts.items()}

    @cached_property
    def routes(self) -> Mapping[str, tuple[Route, ...]]:
        """The routes of each WebSocket API with what was decided about them."""
        return {key: routes.resolved(self.blueprint, self.profile, socket) for key, socket in self.sockets.items()}

    @cached_property
    def all_routes(self) -> tuple[Route, ...]:
        return tuple(route for found in self.routes.values() for route in found)

    @cached_property
    def checked(self) -> tuple[tuple[str, Method], ...]:
        """The operations, and their APIs, by which Route 53 could tell that this region answers."""
        path = self.regions.check if self.regions else ""
        return tuple(
            (key, method)
            for key, methods in self.methods.items()
            for method in methods
            if path and (method.operation.public, method.operation.method) == (path, "GET")
        )

    @cached_property
    def all_methods(self) -> tuple[Method, ...]:
        return tuple(method for methods in self.methods.values() for method in methods)

    @cached_property
    def rest_methods(self) -> tuple[Method, ...]:
        return tuple(method for key in self.apis for method in self.methods[key])

    @cached_property
    def http_methods(self) -> tuple[Method, ...]:
        return tuple(method for key in self.http_apis for method in self.methods[key])

    @cached_property
    def twins(self) -> Mapping[str, tuple[tuple[Method, Method], ...]]:
        """The operations of each API that API Gateway cannot tell apart, each behind the one that stands for it."""
        found: dict[str, tuple[tuple[Method, Method], ...]] = {}
        for key, methods in self.methods.items():
            first: dict[tuple[tuple[str, ...], str], Method] = {}
            pairs = (
                (first.setdefault((self._shape(key, method.operation), method.operation.method), method), method)
                for method in methods
            )
            found[key] = tuple((one, other) for one, other in pairs if one is not other)
        return found

    def _shape(self, key: str, operation: Operation) -> tuple[str, ...]:
        """Return what tells the path of an operation from others: an HTTP API has routes, and a REST API resources."""
        shape = structure(operation.public)
        if key in self.apis:
            return shape
        return (*shape, *(mark for mark in ("+}", "/") if operation.public.endswith(mark)), str(operation.is_catch_all))

    @cached_property
    def distinct_methods(self) -> Mapping[str, tuple[Method, ...]]:
        """The methods that API Gateway has for each API: operations that it cannot tell apart are one of them."""
        found: dict[str, tuple[Method, ...]] = {}
        for key, methods in self.methods.items():
            made = {id(method): method for method in methods}
            for first, other in self.twins[key]:
                made[id(first)] = made[id(first)].together_with(other)
                del made[id(other)]
            found[key] = tuple(made.values())
        return found

    @cached_property
    def lambda_paths(self) -> Mapping[str, frozenset[str]]:
        """The paths of each API on which a Lambda function is called."""
        return {
            key: frozenset(method.operation.path for method in methods if method.calls_function)
            for key, methods in self.methods.items()
        }

    @cached_property
    def path_variables(self) -> Mapping[str, Mapping[tuple[str, ...], tuple[str, PathItem]]]:
        """What the one variable at each place of an API is called, and by which path.

        The event of a Lambda function carries that name, so the paths that
        call one decide; an HTTP backend can be told another.
        """
        names: dict[str, dict[tuple[str, ...], tuple[str, PathItem]]] = {}
        for key, api in self.apis.items():
            called = self.lambda_paths[key]
            names[key] = {}
            for item in sorted(api.paths, key=lambda item: item.path not in called):
                taken: set[str] = set()
                for place, part in places(item.public):
                    if place not in names[key]:
                        names[key][place] = distinct(part, taken), item
                    taken.add(names[key][place][0])
        return names

    def published_path(self, key: str, operation: Operation) -> str:
        """Return the path of an operation with the one name that each place of the API has for its variable.

        In an HTTP API no place has a name: every route keeps its own, and its slash at the end.
        """
        if key in self.http_apis:
            slash = "/" if segments(operation.public) and operation.public.endswith("/") else ""
            return CATCH_ALL if operation.is_catch_all else "/" + "/".join(parts(operation.public)) + slash
        names = self.path_variables[key]
        whole = structure(operation.public)
        published = (names[whole[:depth]][0] if word == "{}" else word for depth, word in enumerate(whole))
        return "/" + "/".join(published)

    def is_documented(self, key: str) -> bool:
        """Whether the prose of an API is published."""
        api = self.blueprint.apis[key]
        return isinstance(api, Api) and api.documentation

    def published_names(self, key: str, operation: Operation) -> Mapping[str, str]:
        """Return what API Gateway calls each path variable of an operation."""
        if key in self.http_apis:
            return (
                {}
                if operation.is_catch_all
                else {name: name for name in map(variable, parts(operation.public)) if name}
            )
        names = self.path_variables[key]
        return {variable(own): variable(names[place][0]) for place, own in places(operation.public)}

    def demanding(self, key: str) -> Iterator[Method]:
        """Yield what demands an API key in an API of any kind: operations, and opening a connection."""
        if key in self.apis:
            yield from (method for method in self.methods[key] if method.api_key)
        yield from (route.method for route in self.routes.get(key, ()) if route.opens and route.method.api_key)

    def function(self, named: FunctionName) -> Function | FunctionArn | SsmParameter | Export | None:
        """Return the function that is meant, one of `functions` or one that is elsewhere; None when there is none."""
        return self.blueprint.functions.get(str(named)) if isinstance(named, Name) else named

    @cached_property
    def listings(self) -> Mapping[str, str]:
        """The functions that something is installed for, and the file that says what."""
        functions = ((key, found) for key, found in self.blueprint.functions.items() if isinstance(found, CodeFunction))
        bundles = ((key, self.code.get(str(found.code))) for key, found in functions if found.is_bundled)
        return {key: bundle.listing for key, bundle in bundles if bundle and bundle.listing}

    @cached_property
    def integrations(self) -> tuple[Integration, ...]:
        """Every integration, those included that stand where a name could stand."""
        inline = (settings.integration for settings in self.settings)
        written = (chosen for chosen in inline if chosen is not None and not isinstance(chosen, str))
        return (*self.blueprint.integrations.values(), *written)

    @cached_property
    def said(self) -> tuple[extensions.Integration | extensions.Authorizer, ...]:
        """What the documents say themselves: what answers, and who says who may call."""
        return tuple(part for api in self.contracts.values() for part in _said(api))

    def key_source(self, key: str) -> Decided[Literal["header", "authorizer"]]:
        """Return where API Gateway finds the keys of calls to an API."""
        own = self.apis[key].extensions if key in self.apis else None
        if own and own.api_key_source:
            return Decided("header" if own.api_key_source == "HEADER" else "authorizer", own.place("api_key_source"))
        return Decided(self.blueprint.key_source, self.at / "keySource")

    @cached_property
    def authorizers(self) -> tuple[LambdaAuthorizer | CognitoAuthorizer | JwtAuthorizer, ...]:
        """Every authorizer with settings, those included that stand where a name could stand."""
        everything = (*self.blueprint.authorizers.values(), *(settings.auth for settings in self.settings))
        kinds = LambdaAuthorizer | CognitoAuthorizer | JwtAuthorizer
        return tuple(found for found in everything if isinstance(found, kinds))

    @cached_property
    def made_pools(self) -> tuple[tuple[CognitoAuthorizer, CognitoPools], ...]:
        """The user pools that are made here, with the authorizers that take their tokens."""
        pools = ((found, found.cognito) for found in self.authorizers if isinstance(found, CognitoAuthorizer))
        return tuple((authorizer, pool) for authorizer, pool in pools if pool.is_made)

    def maker(self, pointer: PoolPointer) -> CognitoAuthorizer | None:
        """Return the authorizer that makes the user pool which is pointed at; None where none does."""
        found = self.blueprint.authorizers.get(pointer.pool)
        return found if isinstance(found, CognitoAuthorizer) and found.cognito.is_made else None

    def client(self, pointer: PoolPointer) -> Client | None:
        """Return the application which is pointed at; None where there is none, or the pool itself is meant."""
        maker = self.maker(pointer)
        return maker.cognito.clients.get(pointer.client) if maker and pointer.client is not None else None

    def pool_prefix(self, authorizer: CognitoAuthorizer, stack: str) -> str:
        """Return the prefix of a pool's domain that says none: nobody else in the region may have the same."""
        return re.sub(r"[^a-z0-9]+", "-", f"{stack}-{authorizer.title}-{self.environment.account}".lower())

    def late(self, key: str) -> Iterator[tuple[Outside | str, Location]]:
        """Yield what the API *key* points at and nobody knows before it is deployed, and where."""
        guards = (method.access.value for method in self.methods[key])
        guarding = {id(guard.authorizer) for guard in guards if isinstance(guard, Guarded)}
        yield from (("create", pool.at / "userPool") for found, pool in self.made_pools if id(found) in guarding)
        named: tuple[tuple[str, str, Mapping[str, Any]], ...] = (
            ("lambda_", "functions", self.blueprint.functions),
            ("vpc_link", "vpcLinks", self.blueprint.vpc_links),
        )
        for part in {id(part): part for method in self.methods[key] for part in method.parts}.values():
            yield from ((pointer, at) for pointer, at in values(part, Outside) if pointer.IS_LATE)
            for field, section, declared in named:
                name = getattr(part, field, None)
                if isinstance(name, Name) and getattr(declared.get(str(name)), "IS_LATE", False):
                    yield declared[str(name)], self.at / section / str(name)

    @cached_property
    def templates(self) -> tuple[Template, ...]:
        """Every template, in each place that names it."""
        named = (*self._templates_of_integrations(), *self._templates_of_gateway_responses())
        return (
            *(
                template
                for written, at, kind, apis in named
                for template in templates_at(written, at, kind, self.texts, self.stages, apis)
            ),
            *(
                template
                for texts, at, kind in self._templates_of_documents()
                for template in templates_in(texts, at, kind, self.stages)
            ),
        )

    def used_by(self, integration: Part) -> tuple[context_variables.Kind, ...]:
        """Return the kinds of APIs that *integration* answers; one that the blueprint has where nothing calls it."""
        none: context_variables.Kind = "rest" if self.apis or not self.http_apis else "http"
        return tuple(sorted(self._answering.get(id(integration), ()))) or (none,)

    def is_for_http(self, part: Part) -> bool:
        """Whether only HTTP APIs are meant by a backend, by what a selector says, or by the defaults."""
        if isinstance(part, Backend):
            return self.used_by(part) == ("http",)
        if not isinstance(part, Behaviour):
            return bool(self.http_apis) and not (self.apis or self.sockets)
        index = Index({part.key: part})
        meant = {method.api.key in self.http_apis for method in self.all_methods if index.matching(method.operation)}
        selector = parse(part.key)
        return meant == {True} and not any(selector and route.event.is_meant(selector) for route in self.all_routes)

    def _templates_of_documents(self) -> Iterator[tuple[Mapping[str, str], Location, Kind]]:
        for part in self.said:
            if isinstance(part, extensions.Integration):
                yield part.request_templates, part.at / "requestTemplates", "request"
                for answer in part.responses.values():
                    yield answer.response_templates, answer.at / "responseTemplates", "response"
        for api in self.apis.values():
            for response in api.extensions.gateway_responses.values() if api.extensions else ():
                yield response.response_templates, response.at / "responseTemplates", "gatewayResponse"

    @cached_property
    def _answering(self) -> Mapping[int, set[context_variables.Kind]]:
        found: dict[int, set[context_variables.Kind]] = {}
        for method in self.all_methods:
            if method.integration:
                kind: context_variables.Kind = "http" if method.api.key in self.http_apis else "rest"
                found.setdefault(id(method.integration.value), set()).add(kind)
        for route in self.all_routes:
            if route.integration:
                found.setdefault(id(route.integration), set()).add("websocket")
        return found

    def _templates_of_integrations(self) -> Iterator[Named]:
        for integration in self.integrations:
            apis = self.used_by(integration)
            if isinstance(integration, Custom):
                yield integration.request, integration.at / "request", "request", apis
                for answer in integration.responses.values():
                    yield answer.template, answer.at / "template", "response", apis
            elif isinstance(integration, MockIntegration) and isinstance(integration.mock, MockAnswer):
                yield integration.mock.template, integration.mock.at / "template", "response", apis

    def _templates_of_gateway_responses(self) -> Iterator[Named]:
        for response in self.blueprint.responses.values():
            yield response.template, response.at / "template", "gatewayResponse", ("rest",)

    @property
    def settings(self) -> Iterator[Handling]:
        """Every place that decides how something is handled."""
        yield from self.blueprint.operations.values()
        yield from (said for socket in self.sockets.values() for event in socket.events if (said := event.said))
        if self.blueprint.defaults:
            yield self.blueprint.defaults


def _said(api: openapi.Api) -> Iterator[extensions.Integration | extensions.Authorizer]:
    for operation in api.operations:
        if operation.extensions and operation.extensions.integration:
            yield operation.extensions.integration
    for scheme in api.schemes.values():
        if scheme.extensions and scheme.extensions.authorizer:
            yield scheme.extensions.authorizer


def filled(text: str, variables: Mapping[str, str]) -> str:
    """Return *text* as one stage sees it, whose *variables* these are."""
    return re.sub(r"\$\{stageVariables\.(\w+)\}", lambda match: variables.get(match[1], match[0]), text)
