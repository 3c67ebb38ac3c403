"""Who may call."""

from typing import Literal

from apicompiler.blueprint.functions import FunctionName
from apicompiler.blueprint.part import Part
from apicompiler.blueprint.pools import CognitoPools
from apicompiler.written import Duration, Identity, Url

FIVE_MINUTES = Duration("5m")


class LambdaAuthorizer(Part):
    """A Lambda function that says who may call."""

    lambda_: FunctionName
    """The function: a name in `functions`, its ARN, or what holds its ARN."""
    alias: str | None = None
    """The alias or version that is called; `${stageVariables.name}` gives each stage its own."""
    type: Literal["token", "request"] = "request"
    """Whether the function is given one token or the whole request."""
    identity: tuple[Identity, ...] | None = None
    """What tells one caller from another; `[header.Authorization]` when left out."""
    ttl: Duration = FIVE_MINUTES
    """How long an answer is remembered for the same identity, 0s to 1h."""
    policy: Literal["api", "method"] | None = None
    """What an answer speaks of: the whole API, so that it may be remembered for all of it, or the operation that was
    called (`method`); it is then remembered for that one."""
    payload: Literal["1.0", "2.0"] | None = None
    """In which format an HTTP API tells the function of a request, 2.0 when left out; a REST API always tells it in
    1.0."""
    simple: bool = False
    """Whether the function answers `isAuthorized` and no policy; HTTP APIs only, and in the format 2.0."""


class CognitoAuthorizer(Part):
    """Tokens of Cognito user pools."""

    cognito: CognitoPools
    """The user pools."""


class Jwt(Part):
    """Whose tokens are taken, and which."""

    issuer: Url
    """Who gives them, exactly as the tokens say it in `iss`; below this address it says where its keys are."""
    audience: tuple[str, ...]
    """For whom they are given: one of these stands in `aud`, or in `client_id`."""
    identity: Identity | None = None
    """Where a request has its token; `header.Authorization` when left out."""


class JwtAuthorizer(Part):
    """JSON Web Tokens of whoever speaks OpenID Connect; HTTP APIs only."""

    jwt: Jwt
    """Whose tokens are taken, and which."""


Authorizer = Literal["iam"] | LambdaAuthorizer | CognitoAuthorizer | JwtAuthorizer
