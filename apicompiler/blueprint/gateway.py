"""What the gateway itself does for every operation."""

from apicompiler.blueprint.part import Part
from apicompiler.written import Duration


class Cors(Part):
    """Which pages of other origins may call."""

    origins: tuple[str, ...]
    """The origins, as a browser sends them; `*` alone for all."""
    credentials: bool = False
    """Whether browsers may send cookies and authorization."""
    max_age: Duration | None = None
    """How long a browser remembers the answer."""
    headers: tuple[str, ...] = ()
    """Request headers that are allowed besides those of the document and of signing."""
    expose: tuple[str, ...] = ()
    """Response headers that a page may read."""
