"""Who may call."""

from typing import Literal

from apicompiler.blueprint.functions import FunctionName
from apicompiler.blueprint.part import Part
from apicompiler.blueprint.pools import CognitoPools
from apicompiler.written import Duration, Identity

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


class CognitoAuthorizer(Part):
    """Tokens of Cognito user pools."""

    cognito: CognitoPools
    """The user pools."""


Authorizer = Literal["iam"] | LambdaAuthorizer | CognitoAuthorizer
