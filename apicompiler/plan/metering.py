"""How much callers may call, and the keys by which they are known."""

from __future__ import annotations

from collections.abc import Mapping

from apicompiler.noun import Noun
from apicompiler.plan.values import Value


class MethodThrottle(Noun):
    """What a usage plan allows for one method of a stage."""

    path: str
    method: str
    rate: float
    burst: int


class CoveredStage(Noun):
    """A stage that a usage plan is good for."""

    stage: str
    throttles: tuple[MethodThrottle, ...]


class UsagePlan(Noun):
    """What the holders of its keys may do."""

    id: str
    name: str
    stages: tuple[CoveredStage, ...]
    quota_limit: int | None
    quota_period: str | None
    rate: float | None
    burst: int | None
    after: tuple[str, ...]
    """The plan that is made before this one: API Gateway makes few at a time."""


class Secret(Noun):
    """A secret whose value Secrets Manager makes up."""

    id: str
    name: str
    description: str
    length: int


class ApiKey(Noun):
    """A caller."""

    id: str
    name: str
    description: str
    value: Value
    """A dynamic reference: never the value itself."""
    enabled: bool
    tags: Mapping[str, str]
    after: tuple[str, ...]
    """The key that is made before this one."""


class UsagePlanKey(Noun):
    """A key in a usage plan."""

    id: str
    key: str
    plan: str
    after: tuple[str, ...]
    """The one that is made before this one."""
