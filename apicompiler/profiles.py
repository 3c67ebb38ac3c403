"""What one word for security means: the defaults of each profile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from apicompiler.blueprint import Validation
from apicompiler.noun import Noun


class Profile(Noun):
    """What holds where a blueprint says nothing."""

    validate: Validation
    """What of a request is checked before anything is called."""
    access_log: Literal["json", "off"]
    execution_log: Literal["off", "error", "info"]
    retention_days: int
    tracing: bool
    waf: Literal["managed", "off"]
    """The firewall before every stage."""
    is_strict: bool
    """Whether warnings are errors."""


PROFILES: Mapping[str, Profile] = {
    "relaxed": Profile(
        validate="none",
        access_log="off",
        execution_log="off",
        retention_days=30,
        tracing=False,
        waf="off",
        is_strict=False,
    ),
    "standard": Profile(
        validate="all",
        access_log="json",
        execution_log="error",
        retention_days=90,
        tracing=True,
        waf="off",
        is_strict=False,
    ),
    "strict": Profile(
        validate="all",
        access_log="json",
        execution_log="error",
        retention_days=365,
        tracing=True,
        waf="managed",
        is_strict=True,
    ),
}
