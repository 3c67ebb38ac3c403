"""What the holders of API keys may do."""

from apicompiler.blueprint.part import Part
from apicompiler.blueprint.stages import Throttle
from apicompiler.written import Quota


class UsagePlan(Part):
    """What the holder of an API key may do."""

    quota: Quota | None = None
    """Requests in a period."""
    throttle: Throttle | None = None
    """Requests a second."""
    apis: tuple[str, ...] = ()
    """The APIs it is good for, as `api` or `api/stage`; all when left out."""


class ApiKey(Part):
    """A caller; API Gateway makes up the value of the key."""

    usage_plan: str
    """The usage plan of the key."""
    description: str = ""
    """Whose key it is."""
