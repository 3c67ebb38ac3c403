"""What will stand in AWS in one environment, decided down to the last value.

A plan prints as JSON. Ids are logical ids of CloudFormation; one resource
names another by its id, and what is known only when CloudFormation deploys
stands in it as one of CloudFormation's functions.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

from apicompiler.limits import PERMISSION_BYTES
from apicompiler.noun import Noun
from apicompiler.plan.distributions import CLOUDFRONT, CacheBehavior, CachePolicy, Distribution
from apicompiler.plan.domains import (
    AccessAssociation,
    BasePath,
    Certificate,
    DomainName,
    PrivateBasePath,
    PrivateDomain,
    Record,
    RoutingRule,
)
from apicompiler.plan.functions import Alias, Dependencies, Function, Image, Version, Vpc, Zip
from apicompiler.plan.http import Http, HttpApi
from apicompiler.plan.metering import ApiKey, CoveredStage, MethodThrottle, Secret, UsagePlan, UsagePlanKey
from apicompiler.plan.pools import (
    IdentityProvider,
    PasswordPolicy,
    PoolAttribute,
    PoolClient,
    PoolDomain,
    ResourceServer,
    TriggerPermission,
    UserPool,
)
from apicompiler.plan.raw import Patch, Raw, RawOutput, RawResource
from apicompiler.plan.regions import HealthCheck, Routing
from apicompiler.plan.second import DeploymentV2, RouteSettings, StageV2
from apicompiler.plan.sockets import (
    Authorizer,
    Integration,
    IntegrationResponse,
    Model,
    Route,
    RouteResponse,
    Socket,
    WebSocketApi,
)
from apicompiler.plan.values import Late, Value, attribute, joined, named, ref, secret_string, size
from apicompiler.plan.watching import Alarm, Dashboard, MetricFilter, WebAcl, WebAclAssociation

__all__ = [
    "CLOUDFRONT",
    "AccessAssociation",
    "Account",
    "Alarm",
    "Alias",
    "ApiKey",
    "Authorizer",
    "BasePath",
    "CacheBehavior",
    "CachePolicy",
    "Certificate",
    "ClientCertificate",
    "CoveredStage",
    "Dashboard",
    "Dependencies",
    "Deployment",
    "DeploymentV2",
    "Distribution",
    "DomainName",
    "Function",
    "HealthCheck",
    "Http",
    "HttpApi",
    "IdentityProvider",
    "Image",
    "Integration",
    "IntegrationResponse",
    "Late",
    "LogGroup",
    "ManagedPolicy",
    "MethodCache",
    "MethodSetting",
    "MethodThrottle",
    "MetricFilter",
    "Model",
    "Output",
    "PasswordPolicy",
    "Patch",
    "Permission",
    "Plan",
    "PoolAttribute",
    "PoolClient",
    "PoolDomain",
    "PrivateBasePath",
    "PrivateDomain",
    "Raw",
    "RawOutput",
    "RawResource",
    "Record",
    "ResourceServer",
    "RestApi",
    "Role",
    "Route",
    "RouteResponse",
    "RouteSettings",
    "Routing",
    "RoutingRule",
    "Secret",
    "Socket",
    "Stage",
    "StageV2",
    "Statement",
    "TriggerPermission",
    "UsagePlan",
    "UsagePlanKey",
    "UserPool",
    "Value",
    "Version",
    "Vpc",
    "VpcEndpoint",
    "VpcLink",
    "WebAcl",
    "WebAclAssociation",
    "WebSocketApi",
    "Zip",
    "attribute",
    "joined",
    "named",
    "ref",
    "secret_string",
]  # fmt: skip


def _ten(value: Value) -> str:
    """Write ten characters for what nobody knows yet."""
    if isinstance(value, str):
        return value
    return "".join(_ten(part) for part in value["Fn::Join"][1]) if "Fn::Join" in value else "x" * 10


class RestApi(Noun):
    """An API, with the whole of it in *body*: the document that API Gateway imports."""

    id: str
    name: str
    endpoint: Literal["EDGE", "REGIONAL", "PRIVATE"]
    vpc_endpoints: tuple[Value, ...]
    """Interface endpoints of VPCs that get a name for the API."""
    is_open: bool
    """Whether the address that API Gateway itself gives to the API is open."""
    security_policy: str | None
    access_mode: Literal["BASIC", "STRICT"] | None
    body: Mapping[str, Any]
    carrier: Literal["inline", "asset"]
    """Whether the body stands in the template or in a file beside it."""
    after: tuple[str, ...]
    """What the body names, and has to be there before it is imported."""

    @property
    def size(self) -> int:
        return size(self.body)


class Deployment(Noun):
    """A snapshot of an API; its id changes with everything that the data plane can see."""

    id: str
    api: str


class MethodCache(Noun):
    """How long the answers of a method are kept."""

    ttl_seconds: int
    encrypted: bool


class MethodSetting(Noun):
    """What holds for one method of a stage, or for all of them (`/*`, `*`)."""

    path: str
    method: str
    rate: float
    burst: int
    logging: Literal["OFF", "ERROR", "INFO"]
    bodies: bool
    metrics: bool
    cache: MethodCache | None


class Stage(Noun):
    """A release channel of an API."""

    id: str
    api: str
    deployment: str
    name: str
    variables: Mapping[str, str]
    settings: tuple[MethodSetting, ...]
    cache_size: str | None
    """In GB; None where the stage has no cache."""
    client_certificate: str | None
    log_group: str | None
    log_stream: Value | None
    """A delivery stream, where the access log goes to one."""
    log_format: str | None
    tracing: bool
    after: tuple[str, ...]
    """The log group that API Gateway would otherwise make itself, and keep for ever."""


class ClientCertificate(Noun):
    """What tells the backends of a stage that API Gateway calls them."""

    id: str
    description: str


class LogGroup(Noun):
    """Where logs go."""

    id: str
    name: Value
    retention_days: int


class Statement(Noun):
    """What may be done, and to what."""

    actions: tuple[str, ...]
    resources: tuple[Value, ...]


class Role(Noun):
    """A role that a service takes on."""

    id: str
    name: str
    service: Literal["apigateway", "lambda", "cognito-idp"]
    statements: tuple[Statement, ...]
    external_id: str = ""
    """What the service says when it takes the role on, where it must say something."""


class ManagedPolicy(Noun):
    """What a group may do, and which roles and users of the account have it."""

    id: str
    name: str
    statements: tuple[Statement, ...]
    roles: tuple[str, ...]
    users: tuple[str, ...]

    @property
    def length(self) -> int:
        """About as many characters as IAM counts, which leaves blanks out; an id of API Gateway takes ten."""
        text = "".join(json.dumps([s.actions, [_ten(r) for r in s.resources]]) for s in self.statements)
        return len("".join(text.split())) + 60 * len(self.statements)


class VpcLink(Noun):
    """A way into a private network: to a network load balancer, or through subnets to an application load balancer."""

    id: str
    name: str
    target: Value | None
    """None where what is called says itself what it is."""
    subnets: tuple[Value, ...]
    security_groups: tuple[Value, ...]


class VpcEndpoint(Noun):
    """An interface endpoint: the way from inside of a VPC to private endpoints."""

    id: str
    name: str
    vpc: Value
    service: str
    subnets: tuple[Value, ...]
    security_groups: tuple[Value, ...]
    private_dns: bool


class Permission(Noun):
    """Leave for API Gateway to call a function, from one source."""

    id: str
    function: Value
    api: str
    source: str
    """What follows the id of the API in the source ARN: `stage/METHOD/path`, `*` for anything."""
    made_here: str | None
    """The id of the function or alias, where it is made here."""

    @property
    def bytes(self) -> int:
        """More than it takes in the policy of the function."""
        return PERMISSION_BYTES + len(json.dumps(self.function)) + len(self.source)


class Output(Noun):
    """Something that is printed after a deployment."""

    id: str
    description: str
    value: Value


class Plan(Noun):
    """One stack; one more beside it, where CloudFront needs something in another region."""

    name: str
    environment: str
    account: str
    region: str
    partition: str
    dns_suffix: str
    protected: bool
    """Whether the stack cannot be deleted, and leaves behind what nobody could make again."""
    roles: tuple[Role, ...]
    functions: tuple[Function, ...]
    versions: tuple[Version, ...]
    aliases: tuple[Alias, ...]
    vpc_links: tuple[VpcLink, ...]
    vpc_endpoints: tuple[VpcEndpoint, ...]
    user_pools: tuple[UserPool, ...]
    trigger_permissions: tuple[TriggerPermission, ...]
    resource_servers: tuple[ResourceServer, ...]
    identity_providers: tuple[IdentityProvider, ...]
    pool_clients: tuple[PoolClient, ...]
    pool_domains: tuple[PoolDomain, ...]
    apis: tuple[RestApi, ...]
    deployments: tuple[Deployment, ...]
    client_certificates: tuple[ClientCertificate, ...]
    log_groups: tuple[LogGroup, ...]
    stages: tuple[Stage, ...]
    sockets: tuple[Socket, ...]
    http_apis: tuple[Http, ...]
    permissions: tuple[Permission, ...]
    usage_plans: tuple[UsagePlan, ...]
    secrets: tuple[Secret, ...]
    api_keys: tuple[ApiKey, ...]
    certificates: tuple[Certificate, ...]
    usage_plan_keys: tuple[UsagePlanKey, ...]
    domains: tuple[DomainName, ...]
    base_paths: tuple[BasePath, ...]
    routing_rules: tuple[RoutingRule, ...]
    health_checks: tuple[HealthCheck, ...]
    private_domains: tuple[PrivateDomain, ...]
    records: tuple[Record, ...]
    cache_policies: tuple[CachePolicy, ...]
    distributions: tuple[Distribution, ...]
    managed_policies: tuple[ManagedPolicy, ...]
    web_acls: tuple[WebAcl, ...]
    associations: tuple[WebAclAssociation, ...]
    metric_filters: tuple[MetricFilter, ...]
    alarms: tuple[Alarm, ...]
    web_acls_elsewhere: tuple[WebAcl, ...]
    """The web ACLs of CloudFront, where it does not read those of this region."""
    log_groups_elsewhere: tuple[LogGroup, ...]
    dashboards: tuple[Dashboard, ...]
    outputs: tuple[Output, ...]
    raw: Raw | None

    @property
    def certificates_elsewhere(self) -> tuple[Certificate, ...]:
        """The certificates that are made in another region, and so in another stack."""
        return tuple(made for made in self.certificates if made.region != self.region)

    @property
    def reaches_elsewhere(self) -> bool:
        """Whether something is made in another region, in a stack of its own."""
        return bool(self.certificates_elsewhere or self.web_acls_elsewhere)

    @property
    def resources_elsewhere(self) -> int:
        """How many resources of CloudFormation the stack in another region has."""
        made = (*self.certificates_elsewhere, *self.web_acls_elsewhere, *self.log_groups_elsewhere)
        return len(made) + sum(acl.log_group is not None for acl in self.web_acls_elsewhere)

    @property
    def stacks(self) -> tuple[str, ...]:
        """The names of all stacks, in the order in which they are deployed."""
        return (f"{self.name}-certificates", self.name) if self.reaches_elsewhere else (self.name,)

    @property
    def imported(self) -> tuple[RestApi | HttpApi, ...]:
        """The APIs whose bodies are documents."""
        return (*self.apis, *(made.api for made in self.http_apis))

    @property
    def of_second(self) -> tuple[Socket | Http, ...]:
        """The APIs of the second control plane, each with all that belongs to it."""
        return (*self.sockets, *self.http_apis)

    @property
    def all_stages(self) -> tuple[Stage | StageV2, ...]:
        """The stages of APIs of every kind."""
        return (*self.stages, *(stage for api in self.of_second for stage in api.stages))

    def api_of(self, stage: str) -> str:
        """Return the id of the API that has the stage with this id."""
        return {made.id: made.api for made in self.all_stages}[stage]

    def id(self) -> str:
        """What the stack is called in an assembly."""
        return self.name

    @property
    def resources(self) -> int:
        """How many resources of CloudFormation the stack has."""
        kinds = (value for value in self.__dict__.values() if isinstance(value, tuple) and value is not self.outputs)
        logging = sum(acl.log_group is not None for acl in (*self.web_acls, *self.web_acls_elsewhere))
        written = len(self.raw.resources) if self.raw else 0
        of_several = sum(made.resources - 1 for made in (*self.of_second, *self.private_domains))
        return sum(map(len, kinds)) + logging + of_several + written

    def plain(self) -> dict[str, Any]:
        """Return the fields as values that JSON knows; `raw` where it is written."""
        return {name: value for name, value in super().plain().items() if name != "raw" or value}

    def to_json(self) -> str:
        return json.dumps(self.plain(), indent=2, ensure_ascii=False) + "\n"


class Account(Noun):
    """What belongs to an account and region, and to no API: the role under which API Gateway writes logs."""

    account: str
    region: str
    partition: str

    @property
    def name(self) -> str:
        """The name of the stack."""
        return f"apicompiler-account-{self.region}"

    @property
    def id(self) -> str:
        """What the stack is called in an assembly, in which there may be several accounts."""
        return f"apicompiler-account-{self.account}-{self.region}"

    @property
    def stacks(self) -> tuple[str, ...]:
        return (self.id,)
