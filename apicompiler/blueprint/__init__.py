"""The language a user writes: these classes are its grammar.

A field's type says what may be written, its default what may be left out, and
the text below it what it is for. Reading, the JSON Schema and the reference
page all come from here. A class with a *SHORTHAND* may be written as that one
value alone; of several classes the first key of its own tells which is meant.
"""

from collections.abc import Mapping
from typing import Literal

from apicompiler.blueprint.apis import Api
from apicompiler.blueprint.authorizers import Authorizer, CognitoAuthorizer, CognitoPools, LambdaAuthorizer
from apicompiler.blueprint.domains import Domain, Zone
from apicompiler.blueprint.environments import Environment, Quotas
from apicompiler.blueprint.gateway import Cors
from apicompiler.blueprint.integrations import (
    HttpIntegration,
    Integration,
    LambdaIntegration,
    MockAnswer,
    MockIntegration,
)
from apicompiler.blueprint.metering import ApiKey, UsagePlan, without_plans
from apicompiler.blueprint.operations import Behaviour, Defaults, Validation
from apicompiler.blueprint.part import Part
from apicompiler.blueprint.stages import Cache, Logging, OperationCache, Stage, Throttle
from apicompiler.noun import EMPTY

__all__ = [
    "Api", "ApiKey", "Authorizer", "Behaviour", "Blueprint", "Cache", "CognitoAuthorizer", "CognitoPools", "Cors",
    "Defaults", "Domain", "Environment", "HttpIntegration", "Integration", "LambdaAuthorizer", "LambdaIntegration",
    "Logging", "MockAnswer", "MockIntegration", "OperationCache", "Part", "Profile", "Quotas", "Stage", "Throttle",
    "UsagePlan", "Validation", "Zone", "without_plans",
]  # fmt: skip

Profile = Literal["relaxed", "standard", "strict"]


class Blueprint(Part):
    """Everything one file declares."""

    apicompiler: Literal[1]
    """The version of the language."""
    name: str
    """What everything in AWS is named after."""
    apis: Mapping[str, Api]
    """What is published."""
    environments: Mapping[str, Environment]
    """Where it runs."""
    description: str = ""
    """What it is for."""
    profile: Profile = "standard"
    """One word for all security defaults."""
    stages: Mapping[str, Stage] = EMPTY
    """Release channels; one called `live` when left out."""
    integrations: Mapping[str, Integration] = EMPTY
    """What answers."""
    authorizers: Mapping[str, Authorizer] = EMPTY
    """Who may call."""
    defaults: Defaults | None = None
    """How operations behave about which nothing else is said."""
    operations: Mapping[str, Behaviour] = EMPTY
    """How operations behave, by operationId, `tag:x`, `METHOD /path` or `METHOD /glob/**`."""
    usage_plans: Mapping[str, UsagePlan] = EMPTY
    """What holders of API keys may do."""
    api_keys: Mapping[str, ApiKey] = EMPTY
    """The holders, by name."""
    key_source: Literal["header", "authorizer"] = "header"
    """Where API Gateway finds the key of a call: its header `x-api-key`, or what its Lambda authorizer answers."""
    endpoint: Literal["edge", "regional"] = "regional"
    """Whether callers enter through CloudFront's edge or in the region."""
    domains: Mapping[str, Domain] = EMPTY
    """Addresses of one's own."""
    cors: Cors | None = None
    """Which pages of other origins may call."""
    cache: Cache | None = None
    """A cache for each stage."""
    throttle: Throttle | None = None
    """How many requests each stage may receive."""
    logging: Logging | None = None
    """What is logged."""
    tracing: bool | None = None
    """Whether requests are traced with X-Ray."""
    metrics: bool | None = None
    """Whether CloudWatch counts each operation apart, which costs; off when left out."""
