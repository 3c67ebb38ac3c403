"""How operations behave."""

from typing import Literal

from apicompiler.blueprint.authorizers import CognitoAuthorizer, JwtAuthorizer, LambdaAuthorizer
from apicompiler.blueprint.integrations import Integration
from apicompiler.blueprint.part import Part
from apicompiler.blueprint.stages import OperationCache, Throttle
from apicompiler.written import Duration

Validation = Literal["all", "body", "parameters", "none"]


class Handling(Part):
    """How what clients send is handled."""

    integration: str | Integration | None = None
    """What answers: a name in `integrations`, or the integration itself."""
    auth: str | LambdaAuthorizer | CognitoAuthorizer | JwtAuthorizer | None = None
    """Who may call: a name in `authorizers`, the authorizer itself, `iam`, or `none`."""
    validate: Validation | None = None
    """What of a request is checked against the document before anything is called."""
    api_key: bool | None = None
    """Whether a call must carry an API key of a usage plan."""
    timeout: Duration | None = None
    """How long the integration may take, 50ms to 29s, in an HTTP API to 30s."""


class Defaults(Handling):
    """How an operation behaves about which nothing else is said."""

    cache: Literal["off"] | OperationCache | None = None
    """How answers are cached on stages that have a cache: those of a GET that nothing else is said about are."""


class Behaviour(Defaults):
    """How the operations of one selector behave."""

    throttle: Throttle | None = None
    """How many requests these operations may receive, each."""
