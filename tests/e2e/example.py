"""A blueprint that is deployed, and what is asked of it."""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import yaml
from call import Call
from cloud import REGION, Cloud
from things import Things
from verdict import Verdict

if TYPE_CHECKING:
    from life import Life

Blueprint = dict[str, Any]
Edit = Callable[[Blueprint], None]


class Example:
    """A blueprint in one of its environments: how it is fitted to a place, and what is asked of it there."""

    name: ClassVar[str]
    env: ClassVar[str] = "dev"
    region: ClassVar[str] = REGION
    source: ClassVar[Path]
    points_at: ClassVar[tuple[str, ...]] = ()
    """Names of what it points at, as they stand in its files: in an account with others they get a suffix."""
    nowhere_real: ClassVar[str] = ""
    """Why it cannot stand in a real account at all."""
    not_real: ClassVar[Mapping[str, str]] = {}
    """Features that are not looked at in a real account, and why."""

    def fit(self, blueprint: Blueprint, cloud: Cloud) -> None:
        """Lay over the blueprint what is different here."""

    def prepare(self, things: Things) -> None:
        """Make what it points at."""

    def begin(self, life: "Life") -> None:
        """Do what its author does before it is deployed."""

    def ask(self, deployed: "Deployed") -> Iterator[Verdict]:
        """Ask for all that it promises."""
        yield from ()

    def change(self, blueprint: Blueprint) -> None:
        """Change it, as its author would."""
        raise NotImplementedError

    def ask_changed(self, deployed: "Deployed") -> Iterator[Verdict]:
        """Ask for what has changed."""
        raise NotImplementedError

    def live_on(self, life: "Life") -> Iterator[Verdict]:
        """Do what else its author does with it, once it has changed."""
        yield from ()

    @property
    def key(self) -> str:
        """What the table calls it."""
        return self.name if self.env == "dev" else f"{self.name}/{self.env}"


@dataclass
class Copy:
    """The files of an example, in a folder where they may be changed."""

    example: Example
    folder: Path
    name: str
    suffixes: tuple[str, ...]
    """What keeps the names that it points at apart from those of its other environments, and of other people."""

    @classmethod
    def of(cls, example: Example, cloud: Cloud) -> "Copy":
        folder = cloud.work / example.key.replace("/", "-") / "blueprint"
        shutil.copytree(example.source, folder)
        suffixes = filter(None, ("" if example.env == "dev" else example.env, cloud.suffix))
        copy = cls(example, folder, cloud.unique(example.name), tuple(suffixes))
        for file in (path for path in folder.rglob("*") if path.suffix in {".yaml", ".json", ".vtl", ".py"}):
            text = file.read_text(encoding="utf-8")
            for name in example.points_at:
                text = text.replace(name, copy.unique(name))
            file.write_text(text, encoding="utf-8")
        copy.edit(lambda blueprint: _move(blueprint, example, cloud, copy.name))
        copy.edit(lambda blueprint: example.fit(blueprint, cloud))
        return copy

    def edit(self, change: Edit) -> None:
        """Change the blueprint; JSON is YAML, too."""
        file = self.folder / "blueprint.yaml"
        blueprint = yaml.safe_load(file.read_text(encoding="utf-8"))
        change(blueprint)
        file.write_text(json.dumps(blueprint, indent=2), encoding="utf-8")

    def unique(self, name: str) -> str:
        return "-".join((name, *self.suffixes))

    @property
    def stack(self) -> str:
        return f"{self.name}-{self.example.env}"

    @property
    def context(self) -> tuple[str, ...]:
        """What tells `app.py` which blueprint is meant, and which of its environments."""
        return ("-c", f"blueprint={self.folder}", "-c", f"env={self.example.env}")


def _move(blueprint: Blueprint, example: Example, cloud: Cloud, name: str) -> None:
    """Give the blueprint its name, and its environment the account and the region in which it is deployed."""
    blueprint["name"] = name
    env = blueprint["environments"][example.env]
    env.pop("regions", None)
    env |= {"account": cloud.account, "region": example.region}


@dataclass
class Deployed:
    """An example that stands in a cloud."""

    example: Example
    cloud: Cloud
    stack: str
    blueprint: Path
    assembly: Path
    things: Things

    @cached_property
    def ids(self) -> dict[str, str]:
        """The physical ids of its resources, by the logical ones."""
        pages = self.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=self.stack)
        found = (resource for page in pages for resource in page["StackResourceSummaries"])
        return {resource["LogicalResourceId"]: resource.get("PhysicalResourceId", "") for resource in found}

    @cached_property
    def resources(self) -> dict[str, dict[str, Any]]:
        """Its template, as it was deployed."""
        template = json.loads((self.assembly / f"{self.stack}.template.json").read_text(encoding="utf-8"))
        resources: dict[str, dict[str, Any]] = template["Resources"]
        return resources

    def of_type(self, type: str) -> dict[str, str]:
        """Return the physical ids of one type of resource, by the logical ones."""
        return {id: self.ids[id] for id, said in self.resources.items() if said["Type"] == type and id in self.ids}

    def client(self, service: str) -> Any:
        return self.cloud.client(service, self.example.region)

    def url(self, api: str, stage: str = "live", protocol: str = "REST") -> str:
        """Return where a stage of an API is called; *api* is the logical id."""
        return self.cloud.url(self.ids[api], stage, self.example.region, protocol)

    def make(self, call: Call, url: str) -> Verdict:
        """Make a call, where it can be made."""
        if self.cloud.is_real and (reason := self.example.not_real.get(call.feature)):
            return Verdict(call.feature, call.name, elsewhere=reason)
        return call.at(url, self.cloud.signer(self.example.region))
