"""What a picture is made from: one environment, as it was asked for and as it will stand in AWS."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Literal

from apicompiler.noun import Noun
from apicompiler.plan import Plan, SocketStage, Stage
from apicompiler.target import Target

By = Literal["segment", "tag"]


class Scene(Noun):
    """One environment, and by what its operations are gathered."""

    target: Target
    plan: Plan
    by: By

    @cached_property
    def ids(self) -> Mapping[str, str]:
        """The ids of the APIs in the plan, by their keys."""
        made = {api.name: api.id for api in self.plan.apis}
        made |= {socket.api.name: socket.api.id for socket in self.plan.sockets}
        return {name.removeprefix(f"{self.plan.name}-"): id for name, id in made.items()}

    @cached_property
    def stages(self) -> Mapping[str, tuple[Stage | SocketStage, ...]]:
        """The stages of each API, by its key."""
        made = self.plan.all_stages
        return {key: tuple(stage for stage in made if stage.api == id) for key, id in self.ids.items()}
