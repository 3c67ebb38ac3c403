"""What a picture is made from."""

from __future__ import annotations

from typing import Literal

from apicompiler.outcome import Outcome

By = Literal["segment", "tag"]


class Scene(Outcome):
    """One environment, and by what its operations are gathered."""

    by: By
