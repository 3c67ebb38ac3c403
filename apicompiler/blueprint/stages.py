"""Release channels, and what holds for all calls of one."""

from collections.abc import Mapping
from typing import Literal

from apicompiler.blueprint.part import Part
from apicompiler.noun import EMPTY
from apicompiler.written import Duration


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
