"""What the holders of API keys may do."""

from collections.abc import Collection, Iterator, Mapping

from apicompiler.blueprint.part import Part
from apicompiler.blueprint.stages import Throttle
from apicompiler.noun import EMPTY
from apicompiler.pointers import Secret
from apicompiler.written import Date, Quota


class UsagePlan(Part):
    """What the holder of an API key may do."""

    quota: Quota | None = None
    """Requests in a period."""
    throttle: Throttle | None = None
    """Requests a second."""
    operations: Mapping[str, Throttle] = EMPTY
    """Requests a second to single operations, by selector; a rate of 0 refuses them all."""
    apis: tuple[str, ...] = ()
    """The APIs it is good for, as `api` or `api/stage`; all when left out."""


class ApiKey(Part):
    """A caller, who is known by the value of the key."""

    usage_plan: str | tuple[str, ...]
    """The usage plan of the key, or several for different stages."""
    value: Secret | None = None
    """Where the value stands; when left out it is made up, and stands in a new secret of Secrets Manager."""
    description: str = ""
    """Whose key it is."""
    contact: str = ""
    """Whom to write to about it, kept as a tag."""
    expires: Date | None = None
    """When it should be gone, kept as a tag; from then on it is reported."""
    enabled: bool = True
    """Whether it is taken."""
    tags: Mapping[str, str] = EMPTY
    """Tags of the key."""

    @property
    def plans(self) -> tuple[str, ...]:
        return (self.usage_plan,) if isinstance(self.usage_plan, str) else self.usage_plan


def without_plans(keys: Mapping[str, ApiKey], gone: Collection[str]) -> Iterator[tuple[str, ApiKey]]:
    """Yield *keys* without the plans that are *gone*, and none that then has no plan."""
    for name, key in keys.items():
        left = tuple(plan for plan in key.plans if plan not in gone)
        if left:
            yield name, key if left == key.plans else key.replace(usage_plan=left)
