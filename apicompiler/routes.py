"""The routes of WebSocket APIs: every event with what was decided about it."""

from __future__ import annotations

from apicompiler import extensions
from apicompiler.access import Guarded
from apicompiler.blueprint import Behaviour, Blueprint, Integration, LambdaAuthorizer
from apicompiler.methods import Method, decided
from apicompiler.noun import Noun
from apicompiler.profiles import Profile
from apicompiler.selectors import Selector, parse
from apicompiler.sockets import CONNECT, DISCONNECT, Event, Socket


class Route(Noun):
    """An event, and everything that was decided about it."""

    event: Event
    method: Method
    behaviours: tuple[Behaviour, ...]
    """What selectors say of it, the most specific first."""

    @property
    def key(self) -> str:
        return self.event.key

    @property
    def opens(self) -> bool:
        """Whether a connection is opened: only then is there a request with headers, and somebody to ask for."""
        return self.key == CONNECT

    @property
    def integration(self) -> Integration | None:
        chosen = self.method.integration.value if self.method.integration else None
        assert not isinstance(chosen, extensions.Integration), "only OpenAPI documents have integrations of their own"
        return chosen

    @property
    def is_checked(self) -> bool:
        """Whether messages that do not fit their schema are refused."""
        return self.event.model is not None and self.method.validation in ("all", "body")

    @property
    def authorizer(self) -> LambdaAuthorizer | None:
        """The function that decides who may connect, if one does."""
        access = self.method.access.value
        asked = access.authorizer if self.opens and isinstance(access, Guarded) else None
        return asked if isinstance(asked, LambdaAuthorizer) else None


def resolved(blueprint: Blueprint, profile: Profile, socket: Socket) -> tuple[Route, ...]:
    """Return the routes of *socket* in the order of its definition."""
    parsed = [(found, said) for text, said in blueprint.operations.items() if (found := parse(text))]
    return tuple(_route(blueprint, profile, socket, event, parsed) for event in socket.events)


def _route(
    blueprint: Blueprint, profile: Profile, socket: Socket, event: Event, parsed: list[tuple[Selector, Behaviour]]
) -> Route:
    matching = [(selector, said) for selector, said in parsed if event.is_meant(selector)]
    matching.sort(key=lambda pair: pair[0].rank, reverse=True)
    own = (event.said,) if event.said else ()
    if event.said and event.said.model:
        profile = profile.replace(validate="body")  # somebody wrote the schema down for this route
    method = decided(blueprint, profile, socket.contract, event.operation, matching, own)
    defaults = blueprint.defaults
    if event.key in (CONNECT, DISCONNECT) and defaults and method.integration:
        # Nothing has to answer these: an integration for operations is not meant.
        method = method if method.integration.at != defaults.at / "integration" else method.replace(integration=None)
    return Route(event=event, method=method, behaviours=tuple(said for _, said in matching))
