"""The life of an example: what a user does with it, from an empty account to an empty account."""

import os
import shlex
import sys
import threading
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import account
from botocore.exceptions import ClientError
from cloud import Cloud
from example import Copy, Deployed, Example
from machine import ROOT, Broken, run, tail
from things import Things
from verdict import Verdict

APICOMPILER = "import sys; from apicompiler.cli import run; sys.exit(run(sys.argv[1:]))"


@dataclass
class Shared:
    """What lives beside each other have in common."""

    printing: threading.Lock = field(default_factory=threading.Lock)
    stopping: threading.Event = field(default_factory=threading.Event)
    bootstrapping: threading.Lock = field(default_factory=threading.Lock)
    bootstrapped: set[tuple[str, str]] = field(default_factory=set)
    """Regions, by their clouds."""


class Life:
    """One example in one cloud."""

    def __init__(self, example: Example, cloud: Cloud, cdk: Path, shared: Shared) -> None:
        self.example, self.cloud, self.cdk, self.shared = example, cloud, cdk, shared
        self.steps = 0

    def verdicts(self) -> Iterator[Verdict]:
        """Live it, and say of what is found where it was found, and of what cannot be found here why."""
        if self.cloud.is_real and (why := self.example.nowhere_real):
            yield Verdict("deploy", "it is deployed", elsewhere=why, example=self.example.key, cloud=self.cloud.name)
            return
        for verdict in self._story():
            if self.shared.stopping.is_set():
                raise Broken("interrupted")
            reason = self.example.not_real.get(verdict.feature, "") if self.cloud.is_real else ""
            said = verdict.elsewhere or reason
            yield replace(verdict, example=self.example.key, cloud=self.cloud.name, elsewhere=said)

    def _story(self) -> Iterator[Verdict]:
        """Do it all; whatever happens, what was made is removed."""
        with ExitStack() as ends:
            self.copy = Copy.of(self.example, self.cloud)
            self.things = Things(self.cloud, self.example.region, self.copy.unique, ends)
            assembly = yield from self._ready()
            ends.callback(self._remove)
            deployed = yield from self._deploy("deploy", assembly)
            yield from account.whole(deployed)
            yield from self.example.ask(deployed)
            yield from self._change()
            yield from self._diff()
            yield from self._destroy()

    def _ready(self) -> Generator[Verdict, None, Path]:
        """Make what the example points at, compile it, and bootstrap, all at once; return what is deployed."""
        self.example.begin(self)
        with ThreadPoolExecutor(2) as beside:  # which waits for both, whatever happens
            prepared = beside.submit(self.example.prepare, self.things)
            compiled = beside.submit(self._synth)
            yield from self._bootstrap()
        prepared.result()
        return compiled.result()

    def deploy(self, feature: str) -> Generator[Verdict, None, Deployed]:
        """Deploy what is written now, and return it."""
        return (yield from self._deploy(feature, self._synth()))

    def _deploy(self, feature: str, assembly: Path) -> Generator[Verdict, None, Deployed]:
        self.deployed = Deployed(self.example, self.cloud, self.copy.stack, self.copy.folder, assembly, self.things)
        yield self._cdk(feature, "deploy", "--app", assembly, self.copy.stack, "--require-approval", "never")
        self.cloud.settle(assembly, self.deployed.ids, self.example.region)
        return self.deployed

    def apicompiler(self, *arguments: str) -> str:
        """Run a command of apicompiler where the copy is, and return what it prints."""
        answer = self.copy.folder.with_name(f"{self.steps}-answer.txt")
        self._run("apicompiler", [sys.executable, "-c", APICOMPILER, *arguments], self.copy.folder, answer)
        return answer.read_text(encoding="utf-8")

    def _bootstrap(self) -> Iterator[Verdict]:
        """Bootstrap the region, if nobody did: examples that live beside each other share it."""
        place = (self.cloud.name, self.example.region)
        with self.shared.bootstrapping:
            if place not in self.shared.bootstrapped:
                self._cdk("deploy", "bootstrap", f"aws://{self.cloud.account}/{self.example.region}")
                self.shared.bootstrapped.add(place)
        yield Verdict("deploy", "cdk bootstrap")

    def _change(self) -> Iterator[Verdict]:
        self.copy.edit(self.example.change)
        deployed = yield from self.deploy("change")
        yield from self.example.ask_changed(deployed)
        yield from self.example.live_on(self)

    def _diff(self) -> Iterator[Verdict]:
        yield self._cdk("diff", "diff", "--app", self.deployed.assembly, self.copy.stack, "--fail")

    def _destroy(self) -> Iterator[Verdict]:
        assert self.deployed.ids, "what there was is known before it is gone"
        yield self._cdk("destroy", "destroy", "--app", self.deployed.assembly, self.copy.stack, "--force")
        yield from account.gone(self.deployed)
        account.removed(self.deployed)
        del self.deployed

    def _remove(self) -> None:
        """Remove what stands although something went wrong; an emulator that is stopped forgets it."""
        if self.shared.stopping.is_set() and not self.cloud.is_real:
            return
        if deployed := getattr(self, "deployed", None):
            with suppress(Broken, ClientError):
                held = deployed.ids  # what there was is known before it is gone
                self._cdk("destroy", "destroy", "--app", deployed.assembly, self.copy.stack, "--force")
                account.removed(deployed) if held else None

    def _synth(self) -> Path:
        """Compile what is written now, and leave out what this cloud cannot make."""
        assembly = self.copy.folder.with_name(f"cdk.out-{self.steps}")
        app = shlex.join([sys.executable, "app.py"])
        command = [*self._cli, "--app", app, "--output", assembly, "synth", "--quiet", *self.copy.context]
        self._run("synth", command, ROOT)
        self.cloud.fit(assembly)
        return assembly

    def _cdk(self, feature: str, command: str, *arguments: str | Path) -> Verdict:
        """Run a command of the CDK CLI, without which there is nothing to go on with."""
        self._run(command, [*self._cli, command, *arguments])
        return Verdict(feature, f"cdk {command}" + (" again" if feature == "change" else ""))

    @property
    def _cli(self) -> list[str | Path]:
        return [self.cdk, "--no-notices"]

    def _run(self, name: str, command: list[Any], cwd: Path | None = None, answer: Path | None = None) -> None:
        self.steps += 1
        log = self.copy.folder.with_name(f"{self.steps}-{name}.log")
        settings = {**self.cloud.settings, "AWS_REGION": self.example.region, "PYTHONPATH": str(ROOT)}
        settings["PATH"] = f"{self.cdk.parent}{os.pathsep}{settings['PATH']}"
        if code := run(command, settings, cwd or log.parent, log, answer):
            raise Broken(f"{self.example.key} on {self.cloud.name}: {name} ended with {code}\n{tail(log)}")
