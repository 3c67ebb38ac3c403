"""Release channels, and what holds for all calls of one."""

import math
from collections.abc import Mapping
from typing import Literal

from apicompiler.blueprint.part import Part
from apicompiler.blueprint.watching import Waf
from apicompiler.noun import EMPTY
from apicompiler.pointers import DeliveryStreamArn, Export, SsmParameter
from apicompiler.written import CacheKey, ContextVariable, Duration, Snapshot

FIVE_MINUTES = Duration("5m")


class Throttle(Part):
    """How many requests may arrive."""

    rate: float
    """Requests a second, in the long run."""
    burst: int | None = None
    """Requests that may arrive at once; as many as in a second when left out."""

    @property
    def room(self) -> int:
        """How many requests may arrive at once."""
        return math.ceil(self.rate) if self.burst is None else self.burst


class Cache(Part):
    """A cache of answers in front of the backends of a stage; it costs by the hour."""

    size: float
    """In GB: 0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118 or 237."""
    ttl: Duration = FIVE_MINUTES
    """How long an answer is good for, 0s to 1h."""
    encrypted: bool = True
    """Whether cached answers are encrypted."""


class OperationCache(Part):
    """How the answers of an operation are cached, on stages that have a cache."""

    ttl: Duration | None = None
    """Instead of the time that the cache of the stage gives, 0s to 1h."""
    keys: tuple[CacheKey, ...] | None = None
    """What tells one answer from another, besides the path: every declared parameter when left out."""
    shared: bool = False
    """Whether callers may be given each other's answers, where an operation is not open to everyone."""


class Logging(Part):
    """What is written to CloudWatch Logs."""

    access: Literal["json", "off"] | DeliveryStreamArn | SsmParameter | Export | None = None
    """One line for each request, in CloudWatch Logs (`json`) or sent to a delivery stream of Firehose."""
    execution: Literal["off", "error", "info"] | None = None
    """What API Gateway itself has to say about a request."""
    bodies: bool = False
    """Whether execution logs hold whole requests and responses, secrets included."""
    retain: Duration | None = None
    """How long log lines are kept."""
    fields: Mapping[str, ContextVariable] = EMPTY
    """What each line of the access log holds besides."""


class Stage(Part):
    """A release channel: one `Stage` of each API."""

    variables: Mapping[str, str] = EMPTY
    """What integrations read as `${stageVariables.name}`."""
    only: tuple[str, ...] | None = None
    """The environments that have this stage; all when left out."""
    pinned: bool = False
    """Whether it serves what `blueprint.lock.yaml` says, until `apicompiler promote` says otherwise."""
    cache: Literal["off"] | Cache | None = None
    """Instead of the cache for every stage."""
    throttle: Throttle | None = None
    """Instead of the throttle for every stage."""
    logging: Logging | None = None
    """Instead of the logging for every stage."""
    tracing: bool | None = None
    """Instead of the tracing for every stage."""
    metrics: bool | None = None
    """Instead of the metrics for every stage."""
    client_certificate: bool = False
    """Whether HTTP backends are shown a certificate by which they know API Gateway."""
    waf: Waf | None = None
    """Instead of the firewall for every stage."""


class Release(Part):
    """What a pinned stage serves, or has served: snapshots by the digits in which their logical ids end."""

    apis: Mapping[str, Snapshot]
    """The deployment of each API."""
    functions: Mapping[str, Snapshot] = EMPTY
    """The version of each function to which the stage has an alias of its own."""


class Protected(Part):
    """What a protected environment has that never becomes another one, each by its name in the blueprint."""

    stack: str
    """The name of its stack: another one has everything anew."""
    domains: Mapping[str, str] = EMPTY
    """The domain names."""
    api_keys: Mapping[str, str] = EMPTY
    """Where the value of each key comes from."""
    user_pools: Mapping[str, str] = EMPTY
    """What users of each pool give when they sign in."""


class Lock(Part):
    """What is written down between two deployments: `blueprint.lock.yaml`, beside the blueprint."""

    releases: Mapping[str, Mapping[str, tuple[Release, ...]]] = EMPTY
    """What the pinned stages of each environment serve and have served, the newest first."""
    protected: Mapping[str, Protected] = EMPTY
    """What the protected environments keep."""
