"""Verifies the deployed examples as a user does, changes one by hand, and looks whether that is found."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cloud import EMULATOR, Cloud, environment
from example import Example
from machine import ROOT, Broken
from verdict import Verdict, same

CHANGED = [
    "stage `v2/preview` serves deployment",
    "the quota of usage plan `gold` is `1` in AWS, and `1000000` in the plan",
    "the rate of all methods of stage `v2/preview` is `7` in AWS, and `20` in the plan",
    "variable `channel` of stage `v2/preview` is `elsewhere` in AWS, and `preview` in the plan",
    "`enabled` of API key `acme` is `false` in AWS, and `true` in the plan",
]
"""How the findings begin of what `drift.py` changes."""


def story(cloud: Cloud, both: Sequence[Example], holdings: Mapping[str, Any]) -> Iterator[Verdict]:
    """Verify what was deployed, then what was changed by hand, then what was set back."""
    found = {example.name: _found(cloud, example) for example in both}
    for example in both:
        yield same(f"{example.name} stands as planned", _counted(found[example.name]), "nothing")
    bookstore = next(example for example in both if example.name == "bookstore")
    address = f"{cloud.endpoint}/_aws/execute-api/{holdings['apis']['bookstore-dev-v2']}/live"
    called = _found(cloud, bookstore, "--url", f"v2/live={address}")
    yield same("the bookstore answers as planned", _new(called, found["bookstore"]), [])

    back = _drift(cloud)
    changed = _new(_found(cloud, bookstore), found["bookstore"])
    unseen = [start for start in CHANGED if not any(message.startswith(start) for message in changed)]
    yield same("whatever is changed by hand is found", (unseen, len(changed)), ([], len(CHANGED)))
    _drift(cloud, back)
    yield same("what is set back is no longer found", _new(_found(cloud, bookstore), found["bookstore"]), [])


def _found(cloud: Cloud, example: Example, *arguments: str) -> list[tuple[str, str]]:
    """Run `apicompiler verify`, and return the codes and messages of what it finds."""
    program = "import sys; from apicompiler.cli import run; sys.exit(run(sys.argv[1:]))"
    words = ("verify", str(example.folder), "--env", "dev", "--format", "json", *arguments)
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        env=environment(cloud.work, cloud.endpoint),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    if done.returncode not in (0, 1):
        raise Broken(f"verify ended with {done.returncode}\n{done.stderr}")
    return [(finding["code"], finding["message"]) for finding in json.loads(done.stdout)["findings"]]


def _counted(found: list[tuple[str, str]]) -> str:
    """Count the findings of each rule."""
    return (
        ", ".join(f"{count} {code}" for code, count in sorted(Counter(code for code, _ in found).items())) or "nothing"
    )


def _new(found: list[tuple[str, str]], before: list[tuple[str, str]]) -> list[str]:
    return [message for code, message in found if (code, message) not in before]


def _drift(cloud: Cloud, back: str = "") -> str:
    """Change the bookstore by hand, or set it back."""
    done = subprocess.run(
        [cloud.tools.python, EMULATOR / "drift.py", *([back] if back else [])],
        env=environment(cloud.work, cloud.endpoint),
        capture_output=True,
        text=True,
        timeout=120,
    )
    if done.returncode:
        raise Broken(f"drift.py failed\n{done.stderr}")
    return done.stdout.strip()
