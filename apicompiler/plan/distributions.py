"""What stands before a domain at the edge: a distribution of CloudFront, and what it keeps for how long."""

from __future__ import annotations

from typing import Literal

from apicompiler.noun import Noun
from apicompiler.plan.values import Late, Value, attribute

CLOUDFRONT = "us-east-1"
"""The region in which CloudFront reads certificates and web ACLs."""
# The hosted zone of every distribution of CloudFront.
# https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-route53-recordset-aliastarget.html
CLOUDFRONT_ZONE = "Z2FDTNDATAQYW2"


class CachePolicy(Noun):
    """How long answers are kept, and which headers tell them apart, besides path, query and cookies."""

    id: str
    name: str
    ttl_seconds: int
    headers: tuple[str, ...]


class CacheBehavior(Noun):
    """The paths of which answers are kept by one policy, or not at all."""

    pattern: str
    policy: str | None


class Distribution(Noun):
    """A distribution of CloudFront before one domain of API Gateway."""

    id: str
    name: str
    comment: str
    certificate: Value
    security_policy: str
    origin: str
    """The domain of API Gateway that is called."""
    read_timeout: int
    """Seconds."""
    key: str | None
    """The secret that is shown to the origin."""
    behaviors: tuple[CacheBehavior, ...]
    """In the order in which they are tried; of what none of them matches nothing is kept."""
    web_acl: Value | None
    countries: tuple[str, ...]
    restriction: Literal["none", "whitelist", "blacklist"]
    """What becomes of callers in those countries."""
    price_class: str
    security_headers: bool
    log_bucket: str | None
    log_prefix: str

    @property
    def target(self) -> tuple[Late, str]:
        """The host that records of the domain lead to, and the hosted zone of that host."""
        return attribute(self.id, "DomainName"), CLOUDFRONT_ZONE
