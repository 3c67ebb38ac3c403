"""Addresses of one's own: domains, their certificates and records, and the stages that answer there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from apicompiler.noun import Noun
from apicompiler.plan.regions import Routing
from apicompiler.plan.values import Late, Value, attribute


class Certificate(Noun):
    """A certificate that is made, and proves itself by a DNS record."""

    id: str
    name: str
    region: str
    """Where it is made; a stack of its own, if that is not where the APIs are."""
    zone: Value | None
    """The hosted zone in which its record is written; somebody writes it by hand where there is none."""


class DomainName(Noun):
    """An address of one's own."""

    id: str
    name: str
    kind: Literal["V1", "V2"]
    """The version of the control plane that makes it: WebSocket APIs are known to the second only."""
    endpoint: Literal["EDGE", "REGIONAL"]
    certificate: Value
    security_policy: str
    access_mode: Literal["BASIC", "STRICT"] | None
    truststore: str | None
    truststore_version: str | None
    ownership_certificate: str | None
    routing_mode: Literal["ROUTING_RULE_THEN_BASE_PATH_MAPPING"] | None
    """Where it has routing rules."""
    after: tuple[str, ...]
    """The domain that is made before this one: API Gateway makes one in half a minute."""

    @property
    def target(self) -> tuple[Late, Late]:
        """The host that records of the domain lead to, and the hosted zone of that host."""
        kind = "Distribution" if self.endpoint == "EDGE" else "Regional"
        return attribute(self.id, f"{kind}DomainName"), attribute(self.id, f"{kind}HostedZoneId")


class BasePath(Noun):
    """A base path of a domain, and the stage that answers there."""

    id: str
    kind: Literal["BasePathMapping", "ApiMapping"]
    domain: Value
    """The name of the domain."""
    stage: str
    base_path: str
    """Without slashes at either end; empty for the domain itself."""
    after: tuple[str, ...]
    """The base path that is made before this one."""


class RoutingRule(Noun):
    """What leads callers of a domain to a stage, before any base path is looked at."""

    id: str
    domain: Value
    """The ARN of the domain."""
    priority: int
    """The lowest that fits a call decides; no two rules of a domain have the same."""
    headers: Mapping[str, str]
    """What they must hold, all of them."""
    base_path: str
    """What the path begins with, without slashes at either end; empty where any path will do."""
    strips: bool
    """Whether that is taken off the path before the stage is called."""
    stage: str
    after: tuple[str, ...]
    """The rule that is made before this one."""


class PrivateBasePath(Noun):
    """A base path of a private domain, and the stage that answers there."""

    id: str
    stage: str
    base_path: str
    """Without slashes; empty for the domain itself."""
    after: tuple[str, ...]
    """The base path that is made before this one."""


class AccessAssociation(Noun):
    """An interface endpoint through which a private domain is called."""

    id: str
    vpc_endpoint: Value


class PrivateDomain(Noun):
    """A domain of private endpoints, with all that belongs to it."""

    id: str
    name: str
    certificate: Value
    policy: Mapping[str, Any]
    """Who may call: the policy of the domain is asked besides that of the API."""
    base_paths: tuple[PrivateBasePath, ...]
    associations: tuple[AccessAssociation, ...]
    target: tuple[Value, Value] | None
    """The host that records lead to, which is that of an interface endpoint, and the hosted zone of that host."""
    after: tuple[str, ...]
    """The domain that is made before this one."""

    @property
    def arn(self) -> Late:
        return attribute(self.id, "DomainNameArn")

    @property
    def resources(self) -> int:
        """How many resources of CloudFormation it is made of."""
        return 1 + len(self.base_paths) + len(self.associations)


class Record(Noun):
    """A DNS record that leads to a domain."""

    id: str
    domain: str
    name: str
    type: Literal["A", "AAAA", "CNAME"]
    zone: Value
    routing: Routing | None = None
    """What leads callers to one of several regions; None where there is one."""
