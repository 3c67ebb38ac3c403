"""How callers find one of several regions, and how it is known which of them answer."""

from __future__ import annotations

from typing import Literal

from apicompiler.noun import Noun


class Routing(Noun):
    """What tells the record of one region from those of others with its name."""

    identifier: str
    region: str | None
    """Callers near this region are led here; None where they are led to the first one."""
    failover: Literal["PRIMARY", "SECONDARY"] | None
    health_check: str | None


class HealthCheck(Noun):
    """A call that Route 53 makes again and again."""

    id: str
    name: str
    stage: str
    path: str
    """Behind the name of the stage."""
