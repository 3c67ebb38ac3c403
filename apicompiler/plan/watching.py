"""Who keeps an eye on stages: firewalls, what is counted in logs, alarms and dashboards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from apicompiler.noun import Noun
from apicompiler.plan.values import Value


class WebAcl(Noun):
    """A firewall: rule groups of AWS, each with the rules of it that only count."""

    id: str
    name: str
    scope: Literal["REGIONAL", "CLOUDFRONT"]
    keys: tuple[str, ...]
    """Secrets of which a request must show one; none where nobody asks for any."""
    behind_cloudfront: bool
    """Whether the address of a caller stands in a header, because a distribution calls in his name."""
    groups: Mapping[str, tuple[str, ...]]
    rate_limit: int | None
    rate_window: int | None
    """Seconds."""
    log_group: str | None
    after: tuple[str, ...]
    """The distribution that has to show a key before anybody asks for it."""


class WebAclAssociation(Noun):
    """A stage that a web ACL guards."""

    id: str
    acl: Value
    stage: str


class MetricFilter(Noun):
    """What is counted in a log."""

    id: str
    log_group: str
    pattern: Value
    namespace: str
    metric: str


class Alarm(Noun):
    """What somebody is told about a stage."""

    id: str
    name: str
    namespace: str
    metric: str
    dimensions: Mapping[str, Value]
    statistic: str
    share_of: str | None
    """The metric by which it is divided."""
    threshold: float
    period: int
    """Seconds."""
    periods: int
    """How many of them are looked at."""
    breaches: int
    """In how many of those the threshold is passed."""
    topic: Value


class Dashboard(Noun):
    """What somebody sees of an API."""

    id: str
    name: str
    body: Value
    """Its widgets, as JSON."""
