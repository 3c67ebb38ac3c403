"""The language a user writes: these classes are its grammar.

A field's type says what may be written, its default what may be left out, and
the text below it what it is for. Reading, the JSON Schema and the reference
page all come from here. A class with a *SHORTHAND* may be written as that one
value alone.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from apicompiler.noun import EMPTY, Noun
from apicompiler.source import Location
from apicompiler.written import (
    AccountId,
    CertificateArn,
    Duration,
    FunctionArn,
    Identity,
    Quota,
    Region,
    SsmParameter,
    UserPoolArn,
    ZoneId,
)

FIVE_MINUTES = Duration("5m")
Profile = Literal["relaxed", "standard", "strict"]
Validation = Literal["all", "body", "parameters", "none"]
BasePath = Literal["ignore", "prepend", "split"]


class Part(Noun):
    """Anything that is written in a blueprint, and where it stands."""

    SHORTHAND: ClassVar[str | None] = None

    at: Location

    @property
    def key(self) -> str:
        """The key under which the part stands: the name of a stage or of an API, for example."""
        return self.at.name


class Api(Part):
    """One contract that is published: one `RestApi`."""

    SHORTHAND = "definition"

    definition: str | tuple[str, ...]
    """The OpenAPI or Swagger document, a path below the blueprint's folder, or several that make one API."""
    base_path: BasePath = "ignore"
    """What becomes of the base path of a document (`basePath`, the path in `servers`): it is left out, stands before
    every path, or does so without its first segment."""
    documentation: bool = False
    """Whether the prose of the documents is published, as documentation parts."""

    @property
    def documents(self) -> tuple[str, ...]:
        return (self.definition,) if isinstance(self.definition, str) else self.definition


class Quotas(Part):
    """What AWS has raised for an account."""

    resources: int = 300
    """Resources (path segments) per REST API."""


class Environment(Part):
    """Where the APIs run: one account and region, one stack."""

    account: AccountId
    """The account that is deployed to."""
    region: Region
    """The region that is deployed to."""
    values: Mapping[str, str | int | float | bool] = EMPTY
    """What differs between environments; read anywhere as `${env.name}`."""
    quotas: Quotas | None = None
    """Quotas that AWS has raised for this account."""
    set: Mapping[str, object] = EMPTY
    """An overlay with the shape of this file: maps are merged, lists replaced, `null` removes."""


class Throttle(Part):
    """How many requests may arrive."""

    rate: float
    """Requests a second, in the long run."""
    burst: int
    """Requests that may arrive at once."""


class Logging(Part):
    """What is written to CloudWatch Logs."""

    access: Literal["json", "off"] | None = None
    """One line for each request."""
    execution: Literal["off", "error", "info"] | None = None
    """What API Gateway itself has to say about a request."""
    bodies: bool = False
    """Whether execution logs hold whole requests and responses, secrets included."""
    retain: Duration | None = None
    """How long log lines are kept."""


class Stage(Part):
    """A release channel: one `Stage` of each API."""

    variables: Mapping[str, str] = EMPTY
    """What integrations read as `${stageVariables.name}`."""
    throttle: Throttle | None = None
    """Instead of the throttle for every stage."""
    logging: Logging | None = None
    """Instead of the logging for every stage."""
    tracing: bool | None = None
    """Instead of the tracing for every stage."""


class LambdaIntegration(Part):
    """A Lambda function that is given the whole request (proxy)."""

    lambda_: FunctionArn | SsmParameter
    """The function, by ARN or by the parameter that holds its ARN."""
    timeout: Duration | None = None
    """How long the function may take, 50ms to 29s."""


class HttpIntegration(Part):
    """An HTTP backend that is given the whole request (proxy)."""

    http: str
    """The URL; `{proxy}` in it stands for the operation's own path."""
    timeout: Duration | None = None
    """How long the backend may take, 50ms to 29s."""


class MockAnswer(Part):
    """What API Gateway answers by itself."""

    status: int = 200
    """The status code."""
    body: Any = None
    """The body, as any YAML value; it is sent as JSON."""


class MockIntegration(Part):
    """An answer without a backend."""

    mock: MockAnswer
    """What is answered."""


Integration = LambdaIntegration | HttpIntegration | MockIntegration


class LambdaAuthorizer(Part):
    """A Lambda function that says who may call."""

    lambda_: FunctionArn | SsmParameter
    """The function, by ARN or by the parameter that holds its ARN."""
    type: Literal["token", "request"] = "request"
    """Whether the function is given one token or the whole request."""
    identity: tuple[Identity, ...] | None = None
    """What tells one caller from another; `[header.Authorization]` when left out."""
    ttl: Duration = FIVE_MINUTES
    """How long an answer is remembered for the same identity, 0s to 1h."""


class CognitoPools(Part):
    """Cognito user pools whose tokens are accepted."""

    user_pool: UserPoolArn | tuple[UserPoolArn, ...]
    """The user pool, or several."""

    @property
    def arns(self) -> tuple[UserPoolArn, ...]:
        return (self.user_pool,) if isinstance(self.user_pool, UserPoolArn) else self.user_pool


class CognitoAuthorizer(Part):
    """Tokens of Cognito user pools."""

    cognito: CognitoPools
    """The user pools."""


Authorizer = Literal["iam"] | LambdaAuthorizer | CognitoAuthorizer


class Defaults(Part):
    """How an operation behaves about which nothing else is said."""

    integration: str | Integration | None = None
    """What answers: a name in `integrations`, or the integration itself."""
    auth: str | LambdaAuthorizer | CognitoAuthorizer | None = None
    """Who may call: a name in `authorizers`, the authorizer itself, `iam`, or `none`."""
    validate: Validation | None = None
    """What of a request is checked against the document before anything is called."""
    api_key: bool | None = None
    """Whether a call must carry an API key of a usage plan."""
    timeout: Duration | None = None
    """How long the integration may take, 50ms to 29s."""


class Behaviour(Defaults):
    """How the operations of one selector behave."""

    throttle: Throttle | None = None
    """How many requests these operations may receive, each."""


class UsagePlan(Part):
    """What the holder of an API key may do."""

    quota: Quota | None = None
    """Requests in a period."""
    throttle: Throttle | None = None
    """Requests a second."""
    apis: tuple[str, ...] = ()
    """The APIs it is good for, as `api` or `api/stage`; all when left out."""


class ApiKey(Part):
    """A caller; API Gateway makes up the value of the key."""

    usage_plan: str
    """The usage plan of the key."""
    description: str = ""
    """Whose key it is."""


class Zone(Part):
    """The hosted zone in which a domain's records are written."""

    name: str
    """The name of the zone."""
    id: ZoneId | SsmParameter
    """Its id, or the parameter that holds it."""


class Domain(Part):
    """An address of one's own."""

    name: str
    """The domain name."""
    certificate: CertificateArn
    """Its certificate: in us-east-1 for an edge endpoint, else in the region of the API."""
    paths: Mapping[str, str]
    """Which API answers under which base path, as `api` or `api/stage`."""
    zone: Zone | None = None
    """Where the records are written; when left out, the target is printed instead."""
    record: Literal["alias", "cname"] = "alias"
    """An alias (A and AAAA), which costs nothing and may stand at the top of a zone, or a CNAME."""


class Cors(Part):
    """Which pages of other origins may call."""

    origins: tuple[str, ...]
    """The origins, as a browser sends them; `*` alone for all."""
    credentials: bool = False
    """Whether browsers may send cookies and authorization."""
    max_age: Duration | None = None
    """How long a browser remembers the answer."""
    headers: tuple[str, ...] = ()
    """Request headers that are allowed besides those of the document and of signing."""
    expose: tuple[str, ...] = ()
    """Response headers that a page may read."""


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
    endpoint: Literal["edge", "regional"] = "regional"
    """Whether callers enter through CloudFront's edge or in the region."""
    domains: Mapping[str, Domain] = EMPTY
    """Addresses of one's own."""
    cors: Cors | None = None
    """Which pages of other origins may call."""
    throttle: Throttle | None = None
    """How many requests each stage may receive."""
    logging: Logging | None = None
    """What is logged."""
    tracing: bool | None = None
    """Whether requests are traced with X-Ray."""
