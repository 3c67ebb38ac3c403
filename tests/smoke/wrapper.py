"""What one command does from an empty account on: deploy with the CDK, issue a key, swap a document, and go back."""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import cloud
from call import Call
from cloud import Cloud, emulated
from machine import ROOT, Broken, Tools
from verdict import Verdict, same

BLUEPRINT = f"""\
apicompiler: 1
name: shelf
apis: {{v1: openapi.yaml}}
profile: relaxed
environments: {{dev: {{account: "{cloud.ACCOUNT}", region: {cloud.REGION}}}}}
integrations: {{ok: {{mock: {{status: 200, body: {{status: ok}}}}}}}}
defaults: {{integration: ok, auth: none, apiKey: true}}
usagePlans: {{gold: {{quota: 1000/day}}}}
"""
DOCUMENT = """\
openapi: 3.0.3
info: {title: Shelf, version: "1"}
paths:
  /books: {get: {operationId: listBooks, responses: {"200": {description: The books}}}}
"""
LOANS = '  /loans: {get: {operationId: listLoans, responses: {"200": {description: The loans}}}}\n'
PROGRAM = "import sys; from apicompiler.cli import run; sys.exit(run(sys.argv[1:]))"


def story(tools: Tools) -> Iterator[Verdict]:
    """Do what a developer does with an environment of their own."""
    with tempfile.TemporaryDirectory(prefix="apicompiler-wrapper-") as folder, emulated(tools, Path(folder)) as here:
        project = Path(folder) / "project"
        project.mkdir()
        (project / "blueprint.yaml").write_text(BLUEPRINT)
        (project / "openapi.yaml").write_text(DOCUMENT)
        _run(here, [tools.cdk, "--no-notices", "bootstrap", f"aws://{cloud.ACCOUNT}/{cloud.REGION}"], project)
        yield from _life(here, project)


def _life(here: Cloud, project: Path) -> Iterator[Verdict]:
    said = _ours(here, project, "deploy", "--yes")
    found = re.search(r"Where live is called +https://([a-z0-9]+)\.execute-api", said)
    yield same("a deployment tells the address", bool(found), True)
    if found is None:
        return
    url = f"{here.endpoint}/restapis/{found[1]}/live/_user_request_"

    yield Call("without a key nobody is let in", "GET /books", 403).at(f"{url}/books")
    _ours(here, project, "keys", "issue", "acme")
    first = {"X-Api-Key": _ours(here, project, "keys", "show", "acme").strip()}
    yield Call("an issued key is let in", "GET /books", 200, headers=first).at(f"{url}/books")
    _ours(here, project, "keys", "rotate", "acme", "--overlap", "0s")
    second = {"X-Api-Key": _ours(here, project, "keys", "show", "acme").strip()}
    yield same("a rotated key has another value", first != second, True)
    yield Call("a rotated key is let in", "GET /books", 200, headers=second).at(f"{url}/books")
    yield Call("what a rotation ended is not", "GET /books", 403, headers=first).at(f"{url}/books")

    (project / "openapi.yaml").write_text(DOCUMENT + LOANS)
    said = _ours(here, project, "deploy", "--hotswap")
    yield same("a document is swapped", said, "shelf-dev-v1: the new document is served by live\n")
    yield Call("what was swapped is served", "GET /loans", 200, headers=second).at(f"{url}/loans")
    yield same("what is swapped is not swapped again", _ours(here, project, "deploy", "--hotswap"), "")
    # Here CloudFormation cannot update a stage; the way back needs none of it.
    (project / "openapi.yaml").write_text(DOCUMENT)
    said = _ours(here, project, "deploy", "--hotswap")
    yield same("what the stack has is the way back", said, "shelf-dev-v1: what the stack has is served by live\n")
    yield Call("what was swapped is gone", "GET /loans", 403, headers=second).at(f"{url}/loans")

    listed = json.loads(_ours(here, project, "keys", "list", "--format", "json"))
    yield same("keys are listed with what became of them", [key["state"] for key in listed], ["taken", "disabled"])


def _ours(here: Cloud, project: Path, *words: str) -> str:
    return _run(here, [sys.executable, "-c", PROGRAM, *words], project)


def _run(here: Cloud, command: list[str | Path], project: Path) -> str:
    """Run a command in the project, and return what it prints."""
    settings = dict(cloud.environment(here.work, here.endpoint))
    settings["PATH"] = f"{here.tools.cdk.parent}{os.pathsep}{settings['PATH']}"
    settings["PYTHONPATH"] = str(ROOT)
    done = subprocess.run(command, cwd=project, env=settings, capture_output=True, text=True, timeout=180)
    if done.returncode:
        words = " ".join(map(str, command[-4:]))
        raise Broken(f"{words} ended with {done.returncode}\n{done.stdout}\n{done.stderr}\n{here.last_words}")
    return done.stdout
