"""What the second control plane has for WebSocket and HTTP APIs alike: snapshots and stages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from apicompiler.noun import Noun


class DeploymentV2(Noun):
    """A snapshot of an API; its id changes with everything that the data plane can see."""

    id: str
    api: str
    after: tuple[str, ...]
    """All that belongs into the snapshot, where the API does not hold it itself."""


class RouteSettings(Noun):
    """What holds for one route of a stage, or for all of them."""

    rate: float
    burst: int
    logging: Literal["OFF", "ERROR", "INFO"] | None
    """None where there is no log of the execution: HTTP APIs have none."""
    bodies: bool | None
    metrics: bool


class StageV2(Noun):
    """A release channel."""

    id: str
    api: str
    deployment: str
    name: str
    variables: Mapping[str, str]
    settings: RouteSettings
    routes: Mapping[str, RouteSettings]
    """What holds for single routes."""
    client_certificate: str | None
    log_group: str | None
    log_format: str | None
