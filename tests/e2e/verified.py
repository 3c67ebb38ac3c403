"""Verifies a deployed example as a user does, changes the bookstore by hand, and looks whether that is found."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

from example import Deployed
from machine import ROOT, Broken
from verdict import Verdict, same

CHANGED = [
    "stage `v2/preview` serves deployment",
    "the quota of usage plan `gold` is `1` in AWS, and `1000000` in the plan",
    "the rate of all methods of stage `v2/preview` is `7` in AWS, and `20` in the plan",
    "variable `channel` of stage `v2/preview` is `elsewhere` in AWS, and `preview` in the plan",
    "`enabled` of API key `acme` is `false` in AWS, and `true` in the plan",
]
"""How the findings begin of what is changed by hand."""
Finding = tuple[str, str]


def planned(deployed: Deployed) -> Iterator[Verdict]:
    """Verify what was deployed."""
    yield same("verify", "it stands as planned", _counted(_found(deployed)), "nothing")


def drifted(deployed: Deployed) -> Iterator[Verdict]:
    """Verify the bookstore again when it is called, when somebody has changed it by hand, and when it is set back."""
    before = _found(deployed)
    called = _found(deployed, "--url", f"v2/live={deployed.url('ApiV2')}")
    yield same("verify", "it answers as planned", _new(called, before), [])
    back = _change(deployed)
    changed = _new(_found(deployed), before)
    unseen = [start for start in CHANGED if not any(message.startswith(start) for message in changed)]
    yield same("verify", "whatever is changed by hand is found", (unseen, len(changed)), ([], len(CHANGED)))
    for patch in back:
        _patch(deployed, *patch)
    yield same("verify", "what is set back is no longer found", _new(_found(deployed), before), [])


def _change(deployed: Deployed) -> list[Any]:
    """Change the bookstore as somebody does in the console, and return what sets it back."""
    gateway = deployed.client("apigateway")
    stage = {"restApiId": deployed.ids["ApiV2"], "stageName": "preview"}
    served = gateway.get_stage(**stage)["deploymentId"]
    other = gateway.create_deployment(restApiId=stage["restApiId"])["id"]
    key, plan = {"apiKey": deployed.ids["ApiKeyAcme"]}, {"usagePlanId": deployed.ids["UsagePlanGold"]}
    changes = [
        ("update_stage", stage, "/deploymentId", other, served),
        ("update_stage", stage, "/*/*/throttling/rateLimit", "7", "20"),
        ("update_stage", stage, "/variables/channel", "elsewhere", "preview"),
        ("update_api_key", key, "/enabled", "false", "true"),
        ("update_usage_plan", plan, "/quota/limit", "1", "1000000"),
    ]
    for operation, where, path, value, _ in changes:
        _patch(deployed, operation, where, path, value)
    return [(operation, where, path, before) for operation, where, path, _, before in changes]


def _patch(deployed: Deployed, operation: str, where: dict[str, str], path: str, value: str) -> None:
    patch = {"op": "replace", "path": path, "value": value}
    getattr(deployed.client("apigateway"), operation)(**where, patchOperations=[patch])


def _found(deployed: Deployed, *arguments: str) -> list[Finding]:
    """Run `apicompiler verify`, and return the codes and messages of what it finds."""
    program = "import sys; from apicompiler.cli import run; sys.exit(run(sys.argv[1:]))"
    words = ("verify", deployed.blueprint, "--env", deployed.example.env, "--format", "json", *arguments)
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        env=dict(deployed.cloud.settings),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    if done.returncode not in (0, 1):
        raise Broken(f"verify ended with {done.returncode}\n{done.stderr}")
    return [(finding["code"], finding["message"]) for finding in json.loads(done.stdout)["findings"]]


def _counted(found: list[Finding]) -> str:
    """Count the findings of each rule."""
    counts = Counter(code for code, _ in found)
    return ", ".join(f"{count} {code}" for code, count in sorted(counts.items())) or "nothing"


def _new(found: list[Finding], before: list[Finding]) -> list[str]:
    return [message for code, message in found if (code, message) not in before]
