"""The smoke test: deploy the bookstore as a user does, call it, and take it down again.

There is no AWS account: an emulator on loopback stands for it. Run it with the
Python of the project, `.venv/bin/python tests/smoke/run.py`, or by `make smoke`.
It exits with 0 when everything is as it should be, with 1 when something is
not, and with 3 where it cannot run.
"""

import json
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import account
import machine
from answers import answers
from catalog import catalog
from cloud import Cloud, emulated
from machine import ROOT, Broken, Tools
from verdict import Verdict, with_unmet_gaps

FINE, FAILED, ELSEWHERE = 0, 1, 3
STACK = "bookstore-dev"


def main() -> int:
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    python = machine.find_python()
    if python is None:
        print("smoke: cannot run here: the emulator needs Python 3.13, and none was found")
        return ELSEWHERE
    try:
        tools = machine.install(python)
        started = time.monotonic()
        verdicts = smoke(tools)
    except Broken as problem:
        print(f"smoke: {problem}")
        return FAILED
    except KeyboardInterrupt:
        print("smoke: interrupted")
        return FAILED
    counts = Counter(verdict.word for verdict in verdicts)
    seconds = time.monotonic() - started
    print(f"smoke: {counts['ok']} ok, {counts['gap']} known gaps, {counts['FAIL']} failed, {seconds:.0f} s")
    return FAILED if counts["FAIL"] else FINE


def smoke(tools: Tools) -> list[Verdict]:
    """Make a cloud, live a bookstore's life in it, and print every verdict as it is found."""
    verdicts = []
    with (
        tempfile.TemporaryDirectory(prefix="apicompiler-smoke-") as folder,
        catalog() as backend,
        emulated(tools, Path(folder)) as cloud,
    ):
        try:
            blueprint = bookstore(cloud.work, backend)
            for verdict in with_unmet_gaps(story(cloud, blueprint)):
                print(verdict, flush=True)
                verdicts.append(verdict)
        except Exception:
            print(cloud.last_words)
            raise
        if any(verdict.word == "FAIL" for verdict in verdicts):
            print(cloud.last_words)
    return verdicts


def bookstore(work: Path, backend: str) -> Path:
    """Copy the bookstore, and lay over its environment `dev` that the catalog is on this machine."""
    copy = work / "bookstore"
    shutil.copytree(ROOT / "blueprints/bookstore", copy)
    here = {
        "stages": {stage: {"variables": {"catalogHost": backend}} for stage in ("live", "preview")},
        "integrations": {"catalog": {"http": "http://${stageVariables.catalogHost}/{proxy}"}},
    }
    file = copy / "blueprint.yaml"
    head, dev, rest = file.read_text(encoding="utf-8").partition("\n  dev:\n")
    assert dev, "the bookstore has an environment `dev`"
    file.write_text(f"{head}{dev}    set: {json.dumps(here)}\n{rest}", encoding="utf-8")
    return copy


def story(cloud: Cloud, blueprint: Path) -> Iterator[Verdict]:
    """Do what a user does, from an empty account to an empty account."""
    cloud.prepare()
    yield Verdict("the emulator runs, and holds what the bookstore points at")

    where = ("-c", f"blueprint={blueprint}", "-c", "env=dev")
    yield command(cloud, "bootstrap", *where)
    yield command(cloud, "deploy", STACK, "--require-approval", "never", *where)

    holdings = cloud.holdings(STACK)
    yield from account.deployed(holdings, cloud.work / "cdk.out" / f"{STACK}.template.json")
    yield from answers(cloud.endpoint, holdings["apis"], holdings["api keys"])
    yield from account.logged(cloud.holdings(STACK))

    yield command(cloud, "diff", STACK, "--fail", *where)
    yield command(cloud, "destroy", STACK, "--force", *where)
    yield from account.gone(cloud.holdings(STACK))


def command(cloud: Cloud, name: str, *arguments: str) -> Verdict:
    """Run a command of the CDK CLI, without which there is nothing to go on with."""
    code = cloud.cdk(name, *arguments)
    if code:
        raise Broken(f"cdk {name} ended with {code}\n{machine.tail(cloud.cdk_log)}")
    return Verdict(f"cdk {name}")


if __name__ == "__main__":
    sys.exit(main())
