"""The language a user writes: these classes are its grammar.

A field's type says what may be written, its default what may be left out, and
the text below it what it is for. Reading, the JSON Schema and the reference
page all come from here. A class with a *SHORTHAND* may be written as that one
value alone; of several classes the first key of its own tells which is meant.
"""

from collections.abc import Mapping
from typing import Literal

from apicompiler.blueprint.apis import Api, BasePath, Contract, HttpApi, Route, Routes, WebSocketApi
from apicompiler.blueprint.authorizers import Authorizer, CognitoAuthorizer, Jwt, JwtAuthorizer, LambdaAuthorizer
from apicompiler.blueprint.distribution import AllowedCountries, CloudFront, DeniedCountries, Origin
from apicompiler.blueprint.domains import Address, Domain, ExistingDomain, HeaderRoute, MutualTls, Tls, Zone, leading
from apicompiler.blueprint.endpoints import (
    AccountCaller,
    AnyCaller,
    Caller,
    NamedVpcEndpoint,
    NetworkCaller,
    NewVpcEndpoint,
    OrganizationCaller,
    Policy,
    Private,
    RoleCaller,
    VpcCaller,
    VpcDoor,
    VpcEndpoint,
    VpcEndpointCaller,
)
from apicompiler.blueprint.environments import Environment, Place, Quotas, RegionalEnvironment, Regions
from apicompiler.blueprint.functions import (
    CodeFunction,
    Concurrency,
    Function,
    FunctionName,
    ImageFunction,
    SubnetLink,
    Vpc,
    VpcLink,
)
from apicompiler.blueprint.gateway import Cors, GatewayResponse, ResponseType
from apicompiler.blueprint.integrations import (
    Answer,
    AwsCall,
    AwsIntegration,
    Backend,
    Custom,
    DynamoDbIntegration,
    EventBridgeIntegration,
    HttpIntegration,
    Integration,
    KinesisIntegration,
    LambdaIntegration,
    MockAnswer,
    MockIntegration,
    S3Integration,
    Service,
    ServiceIntegration,
    SnsIntegration,
    SqsIntegration,
    StepFunctionsIntegration,
    Templates,
)
from apicompiler.blueprint.metering import ApiKey, UsagePlan, without_plans
from apicompiler.blueprint.operations import Behaviour, Defaults, Handling, Validation
from apicompiler.blueprint.part import Part
from apicompiler.blueprint.people import Assertion, Calls, Group, Task
from apicompiler.blueprint.pools import (
    AppleProvider,
    Attribute,
    Client,
    CognitoPools,
    Mfa,
    Oidc,
    OidcProvider,
    OwnDomain,
    Password,
    Provider,
    SamlProvider,
    SocialProvider,
    Tokens,
)
from apicompiler.blueprint.raw import Attributes, Exported, Passed, Patch, Raw, RawOutput, RawResource, Words
from apicompiler.blueprint.stages import Cache, Lock, Logging, OperationCache, Protected, Release, Stage, Throttle
from apicompiler.blueprint.watching import Alarms, Firewall, Waf
from apicompiler.noun import EMPTY
from apicompiler.pointers import Export, FunctionArn, SsmParameter
from apicompiler.written import VpcLinkId

__all__ = [
    "AccountCaller", "Address", "Alarms", "AllowedCountries", "Answer", "AnyCaller", "Api", "ApiKey",
    "AppleProvider", "Assertion", "Attribute", "Attributes", "Authorizer", "AwsCall", "AwsIntegration", "Backend",
    "BasePath", "Behaviour", "Blueprint", "Cache", "Caller", "Calls", "Client", "CloudFront", "CodeFunction",
    "CognitoAuthorizer", "CognitoPools", "Concurrency", "Contract", "Cors", "Custom", "Defaults", "DeniedCountries",
    "Domain", "DynamoDbIntegration", "Environment", "EventBridgeIntegration", "ExistingDomain", "Exported",
    "Firewall", "Function", "FunctionName", "GatewayResponse", "Group", "Handling", "HeaderRoute", "HttpApi",
    "HttpIntegration", "ImageFunction", "Integration", "Jwt", "JwtAuthorizer", "KinesisIntegration",
    "LambdaAuthorizer", "LambdaIntegration", "Lock", "Logging", "Mfa", "MockAnswer", "MockIntegration", "MutualTls",
    "NamedVpcEndpoint", "NetworkCaller", "NewVpcEndpoint", "Oidc", "OidcProvider", "OperationCache",
    "OrganizationCaller", "Origin", "OwnDomain", "Part", "Passed", "Password", "Patch", "Place", "Policy",
    "Private", "Profile", "Protected", "Provider", "Quotas", "Raw", "RawOutput", "RawResource",
    "RegionalEnvironment", "Regions", "Release", "ResponseType", "RoleCaller", "Route", "Routes", "S3Integration",
    "SamlProvider", "Service", "ServiceIntegration", "SnsIntegration", "SocialProvider", "SqsIntegration", "Stage",
    "StepFunctionsIntegration", "SubnetLink", "Task", "Templates", "Throttle", "Tls", "Tokens", "UsagePlan",
    "Validation", "Vpc", "VpcCaller", "VpcDoor", "VpcEndpoint", "VpcEndpointCaller", "VpcLink", "Waf",
    "WebSocketApi", "Words", "Zone", "leading", "without_plans",
]  # fmt: skip

Profile = Literal["relaxed", "standard", "strict"]


class Blueprint(Part):
    """Everything one file declares."""

    apicompiler: Literal[1]
    """The version of the language."""
    name: str
    """What everything in AWS is named after."""
    apis: Mapping[str, Api | HttpApi | WebSocketApi]
    """What is published."""
    environments: Mapping[str, Environment | RegionalEnvironment]
    """Where it runs."""
    description: str = ""
    """What it is for."""
    profile: Profile = "standard"
    """One word for all security defaults."""
    stages: Mapping[str, Stage] = EMPTY
    """Release channels; one called `live` when left out."""
    functions: Mapping[str, CodeFunction | ImageFunction | FunctionArn | SsmParameter | Export] = EMPTY
    """Lambda functions: those that are deployed with the APIs, and names for others."""
    vpc_links: Mapping[str, VpcLink | SubnetLink | VpcLinkId | SsmParameter | Export] = EMPTY
    """Ways into private networks: those that are made with the APIs, and names for others."""
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
    endpoint: Literal["edge", "regional"] | Private = "regional"
    """Whether callers enter through CloudFront's edge, in the region, or from inside of VPCs only."""
    execute_api: bool = True
    """Whether the address that API Gateway itself gives to each API is open."""
    policy: Policy | None = None
    """Who may call at all."""
    tls: Tls | None = None
    """Which encryption the APIs accept, at every address; that of API Gateway when left out."""
    domains: Mapping[str, Domain | ExistingDomain] = EMPTY
    """Addresses of one's own."""
    cloud_front: CloudFront | None = None
    """A distribution of CloudFront before one of the domains."""
    binary: tuple[str, ...] = ()
    """Media types whose bodies are not text, as `image/*`."""
    compress: int | Literal["off"] | None = None
    """From how many bytes on a body is compressed where the caller accepts it, 0 to 10485760; `off` when left out."""
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
    waf: Waf | None = None
    """The firewall before every stage: `managed`, one of your own, or a web ACL that is there."""
    alarms: Alarms | None = None
    """Who is told when callers are not served well."""
    dashboard: bool = False
    """Whether CloudWatch shows a dashboard for each API."""
    responses: Mapping[ResponseType, GatewayResponse] = EMPTY
    """What API Gateway answers when a call does not get through, by its type of response."""
    access: Mapping[str, Group] = EMPTY
    """What groups of people and programs may do with the APIs."""
    assert_: tuple[Assertion, ...] = ()
    """What must hold for every operation, whoever changes it."""
    raw: Raw | None = None
    """What the language has no words for, in those of CloudFormation."""
