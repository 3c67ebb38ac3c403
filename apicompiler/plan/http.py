"""What stands in AWS for an HTTP API: its document holds all of it but its stages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from apicompiler.noun import Noun
from apicompiler.plan.second import DeploymentV2, StageV2
from apicompiler.plan.values import size


class HttpApi(Noun):
    """An API, with the whole of it in *body*: the document that API Gateway imports, its name included."""

    id: str
    name: str
    is_open: bool
    """Whether the address that API Gateway itself gives to the API is open."""
    body: Mapping[str, Any]
    carrier: Literal["inline", "asset"]
    """Whether the body stands in the template or in a file beside it."""
    after: tuple[str, ...]
    """What the body names, and has to be there before it is imported."""

    @property
    def size(self) -> int:
        return size(self.body)


class Http(Noun):
    """An HTTP API, with all that belongs to it."""

    api: HttpApi
    deployments: tuple[DeploymentV2, ...]
    """The newest, then what pinned stages serve or may go back to."""
    stages: tuple[StageV2, ...]

    @property
    def resources(self) -> int:
        """How many resources of CloudFormation it is made of."""
        return 1 + len(self.deployments) + len(self.stages)
