"""Where in a blueprint it was decided what a plan says."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from apicompiler import plan
from apicompiler.blueprint import Blueprint, Stage
from apicompiler.grammar import keys
from apicompiler.lower.ids import logical_id
from apicompiler.methods import Method
from apicompiler.outcome import Outcome
from apicompiler.source import Location


class Places(Outcome):
    """A target as it is deployed, with its plan: the way back from an id to what was written."""

    @cached_property
    def keys(self) -> Mapping[str, str]:
        """The keys of APIs, by the ids they have in the plan."""
        return {id: key for key, id in self.ids.items()}

    def title(self, stage: plan.Stage | plan.StageV2) -> str:
        """Return what a message calls a stage."""
        return f"`{self.keys[stage.api]}/{stage.name}`"

    def api(self, id: str) -> Location:
        return self.target.blueprint.apis[self.keys[id]].at

    def stage(self, stage: plan.Stage | plan.StageV2) -> Location:
        return self.target.stages[stage.name].at

    def of_stage(self, stage: plan.Stage | plan.StageV2, word: str) -> Location:
        """Return where it is said what holds for a stage: of itself, else of every stage."""
        blueprint, own = self.target.blueprint, self.target.stages[stage.name]
        field = keys(Stage)[word].field
        is_own = getattr(own, field) is not None or getattr(blueprint, field, None) is None
        return (own if is_own else blueprint).at / word

    def of_blueprint(self, word: str, instead: Location | None = None) -> Location:
        """Return where a key of the blueprint is written; where it is not, the place of what is meant *instead*."""
        blueprint = self.target.blueprint
        field = keys(Blueprint)[word].field
        is_written = getattr(blueprint, field) != Blueprint.DEFAULTS.get(field)
        return blueprint.at / word if is_written or instead is None else instead

    @cached_property
    def methods(self) -> Mapping[str, Mapping[tuple[str, str], Method]]:
        """The operations of each API, by what API Gateway calls them."""
        target = self.target
        return {
            key: {(target.published_path(key, m.operation), m.operation.method): m for m in methods}
            for key, methods in target.distinct_methods.items()
        }

    def method(self, key: str, path: str, verb: str) -> Method | None:
        """Return the operation behind a method; the one of any method, where it has none of its own."""
        known = self.methods.get(key, {})
        return known.get((path, verb)) or known.get((path, "ANY"))

    def domain(self, name: str) -> Location:
        """Return where a domain is written, by its name or that of the origin behind CloudFront."""
        target = self.target
        found = {self.target.behind(domain).name: domain.at for domain in target.own_domains}
        return found.get(name, self.of_blueprint("domains"))

    def base_path(self, path: plan.BasePath) -> Location:
        """Return where a base path is written."""
        for domain in self.target.blueprint.domains.values():
            for written in domain.paths:
                if logical_id("BasePath", domain.key, *written.strip("/").split("/")) == path.id:
                    return domain.at / "paths" / written
        return self.of_blueprint("domains")

    def named(self, section: str, name: str) -> Location:
        """Return where something is written whose name in AWS is that of the stack and its own."""
        return self.of_blueprint(section) / name.removeprefix(f"{self.plan.name}-")

    def log(self, id: str) -> Location:
        """Return where it is said how long a log is kept."""
        for key in self.target.blueprint.apis:
            for stage in self.target.stages.values():
                if id in (logical_id("AccessLog", key, stage.key), logical_id("ExecutionLog", key, stage.key)):
                    blueprint = self.target.blueprint
                    return (blueprint if blueprint.logging and not stage.logging else stage).at / "logging" / "retain"
        for function in self.target.blueprint.functions:
            if id == logical_id("FunctionLog", function):
                return self.of_blueprint("functions") / function / "retain"
        return self.of_blueprint("waf")
