"""A blueprint as one environment sees it, with the contracts it publishes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Literal

from apicompiler import context_variables, extensions, openapi, routes
from apicompiler.access import Decided, Guarded
from apicompiler.blueprint import (
    Address,
    AnyCaller,
    Api,
    Blueprint,
    CodeFunction,
    CognitoAuthorizer,
    CognitoPools,
    Custom,
    Domain,
    Environment,
    Function,
    FunctionName,
    Handling,
    Integration,
    LambdaAuthorizer,
    MockAnswer,
    MockIntegration,
    Private,
    Stage,
    Templates,
    UsagePlan,
    VpcDoor,
)
from apicompiler.blueprint.part import values
from apicompiler.bundle import Bundle
from apicompiler.channels import Channel, channel
from apicompiler.methods import Method, resolved
from apicompiler.noun import EMPTY, Noun
from apicompiler.openapi import Operation, PathItem, distinct, places, structure, variable
from apicompiler.pointers import Export, FunctionArn, Outside, SsmParameter
from apicompiler.profiles import PROFILES, Profile
from apicompiler.routes import Route
from apicompiler.selectors import Index
from apicompiler.sockets import Socket
from apicompiler.source import Document, Location, Path
from apicompiler.templates import Kind, Template, templates_at, templates_in
from apicompiler.written import Name

Named = tuple[Templates | None, Location, Kind, tuple[context_variables.Kind, ...]]
"""Templates that are written somewhere, what they are for, and the kinds of APIs that use them."""
CLOUDFRONT = "us-east-1"  # where CloudFront reads certificates


class Target(Noun):
    """One environment of a blueprint, with its overlay laid over and its variables filled in."""

    blueprint: Blueprint
    environment: Environment
    apis: Mapping[str, openapi.Api]
    texts: Mapping[str, Document] = EMPTY
    """The templates that the blueprint names, by their names."""
    code: Mapping[str, Bundle] = EMPTY
    """The code that its functions name, by its name."""
    lost: frozenset[Path] = frozenset()
    """Where entries stand that could not be read: naming one of them is no second mistake."""
    sockets: Mapping[str, Socket] = EMPTY
    """The WebSocket APIs: everything else here that speaks of APIs and methods means REST APIs."""

    def names(self, section: str, declared: Mapping[str, Any]) -> list[str]:
        """Return every name in a section of the blueprint, those included that could not be read."""
        lost = (str(path[1]) for path in self.lost if path[:1] == (section,) and len(path) == 2)
        return [*declared, *lost]

    def is_whole(self, at: Location) -> bool:
        """Whether every entry of the list that stands at *at* could be read."""
        return all(path[:-1] != at.path for path in self.lost)

    @property
    def at(self) -> Location:
        return self.blueprint.at

    @cached_property
    def profile(self) -> Profile:
        return PROFILES[self.blueprint.profile]

    @cached_property
    def stages(self) -> Mapping[str, Stage]:
        """The stages of every API; one called `live` where none is written."""
        return self.blueprint.stages or {"live": Stage(at=self.blueprint.at / "stages" / "live")}

    @property
    def door(self) -> VpcDoor | None:
        """How a private endpoint is reached; None where the endpoint is public."""
        endpoint = self.blueprint.endpoint
        return endpoint.private if isinstance(endpoint, Private) else None

    @property
    def allowed(self) -> tuple[AnyCaller, ...]:
        """Who is let in; nobody in particular where everybody is."""
        behind = self.door.allow if self.door else None
        policy = self.blueprint.policy
        return behind or (policy.allow if policy else None) or ()

    @property
    def denied(self) -> tuple[AnyCaller, ...]:
        return (self.blueprint.policy.deny if self.blueprint.policy else None) or ()

    def is_edge(self, domain: Address) -> bool:
        """Whether callers of *domain* enter through CloudFront's edge: WebSocket APIs are called in their region."""
        return self.blueprint.endpoint == "edge" and not self.leads_to_socket(domain)

    def is_private(self, domain: Address) -> bool:
        """Whether *domain* is called from inside of VPCs only: it leads to private endpoints, and is of their kind."""
        return self.door is not None and not self.leads_to_socket(domain)

    def leads_to_socket(self, domain: Address) -> bool:
        """Whether a WebSocket API answers under *domain*."""
        return any(text.partition("/")[0] in self.sockets for text in domain.paths.values())

    @property
    def own_domains(self) -> tuple[Domain, ...]:
        """The domains that are made here."""
        return tuple(domain for domain in self.blueprint.domains.values() if isinstance(domain, Domain))

    def certificate_region(self, domain: Domain) -> str:
        """Where the certificate of *domain* is: CloudFront serves edge domains."""
        return CLOUDFRONT if self.is_edge(domain) else str(self.environment.region)

    def meant(self, caller: AnyCaller, key: str) -> tuple[Method, ...]:
        """Return the operations of an API that are meant where *caller* is let in or kept out."""
        index = Index(dict.fromkeys(caller.operations))
        methods = self.methods[key]
        return tuple(m for m in methods if index.matching(m.operation)) if caller.operations else methods

    @cached_property
    def channels(self) -> Mapping[str, Channel]:
        """What holds for each stage."""
        return {key: channel(self.blueprint, self.profile, stage) for key, stage in self.stages.items()}

    @cached_property
    def caches(self) -> bool:
        """Whether a stage has a cache."""
        return any(found.cache for found in self.channels.values())

    @property
    def logs(self) -> bool:
        """Whether API Gateway writes logs, for which the account needs a role."""
        return any(found.logs for found in self.channels.values())

    def stage_named(self, text: str) -> tuple[str, str] | None:
        """Return the API and the stage that `api` or `api/stage` points at; None when there is none."""
        api, _, stage = text.partition("/")
        stage = stage or next(iter(self.stages))
        return (api, stage) if api in self.blueprint.apis and stage in self.stages else None

    def covered(self, plan: UsagePlan) -> tuple[tuple[str, str], ...]:
        """Return the APIs and stages that a usage plan is good for."""
        if not plan.apis:
            return tuple((api, stage) for api in self.blueprint.apis for stage in self.stages)
        return tuple(dict.fromkeys(found for text in plan.apis if (found := self.stage_named(text))))

    @cached_property
    def methods(self) -> Mapping[str, tuple[Method, ...]]:
        """The operations of each API with what was decided about them, in the order of the document."""
        index = Index(self.blueprint.operations)
        return {key: resolved(self.blueprint, self.profile, api, index) for key, api in self.apis.items()}

    @cached_property
    def routes(self) -> Mapping[str, tuple[Route, ...]]:
        """The routes of each WebSocket API with what was decided about them."""
        return {key: routes.resolved(self.blueprint, self.profile, socket) for key, socket in self.sockets.items()}

    @cached_property
    def all_routes(self) -> tuple[Route, ...]:
        return tuple(route for found in self.routes.values() for route in found)

    @cached_property
    def all_methods(self) -> tuple[Method, ...]:
        return tuple(method for methods in self.methods.values() for method in methods)

    @cached_property
    def twins(self) -> Mapping[str, tuple[tuple[Method, Method], ...]]:
        """The operations of each API that API Gateway cannot tell apart, each behind the one that stands for it."""
        found: dict[str, tuple[tuple[Method, Method], ...]] = {}
        for key, methods in self.methods.items():
            first: dict[tuple[tuple[str, ...], str], Method] = {}
            pairs = (
                (first.setdefault((structure(method.operation.public), method.operation.method), method), method)
                for method in methods
            )
            found[key] = tuple((one, other) for one, other in pairs if one is not other)
        return found

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
        """Return the path of an operation with the one name that each place of the API has for its variable."""
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
        names = self.path_variables[key]
        return {variable(own): variable(names[place][0]) for place, own in places(operation.public)}

    def demanding(self, key: str) -> Iterator[Method]:
        """Yield what demands an API key in an API of any kind: operations, and opening a connection."""
        yield from (method for method in self.methods.get(key, ()) if method.api_key)
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
        return tuple(part for api in self.apis.values() for part in _said(api))

    def key_source(self, key: str) -> Decided[Literal["header", "authorizer"]]:
        """Return where API Gateway finds the keys of calls to an API."""
        own = self.apis[key].extensions if key in self.apis else None
        if own and own.api_key_source:
            return Decided("header" if own.api_key_source == "HEADER" else "authorizer", own.place("api_key_source"))
        return Decided(self.blueprint.key_source, self.at / "keySource")

    @cached_property
    def authorizers(self) -> tuple[LambdaAuthorizer | CognitoAuthorizer, ...]:
        """Every authorizer with settings, those included that stand where a name could stand."""
        everything = (*self.blueprint.authorizers.values(), *(settings.auth for settings in self.settings))
        return tuple(found for found in everything if isinstance(found, LambdaAuthorizer | CognitoAuthorizer))

    @cached_property
    def made_pools(self) -> tuple[tuple[CognitoAuthorizer, CognitoPools], ...]:
        """The user pools that are made here, with the authorizers that take their tokens."""
        pools = ((found, found.cognito) for found in self.authorizers if isinstance(found, CognitoAuthorizer))
        return tuple((authorizer, pool) for authorizer, pool in pools if pool.is_made)

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

    def used_by(self, integration: Integration) -> tuple[context_variables.Kind, ...]:
        """Return the kinds of APIs that *integration* answers, REST where nothing calls it."""
        return tuple(sorted(self._answering.get(id(integration), ()))) or ("rest",)

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
                found.setdefault(id(method.integration.value), set()).add("rest")
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
    return re.sub(r"\$\{stageVariables\.(\w+)\}", lambda match: variables[match[1]], text)
