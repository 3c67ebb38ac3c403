"""Compiles Swagger 2.0 documents that people use, where they stand, and writes down how that goes.

`python benchmarks/swagger.py CLONES` looks for each in a clone of its repository at `CLONES/owner/name`, and writes
`benchmarks/swagger.md`. Nothing of them is part of this repository.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path

from apicompiler.compiler import lint, plans
from apicompiler.read.files import Missing

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from importer import refusals

PAGE = Path(__file__).with_name("swagger.md")
DOCUMENTS = {
    "Alertmanager": ("prometheus/alertmanager", "api/v2/openapi.yaml"),
    "Argo Workflows": ("argoproj/argo-workflows", "api/openapi-spec/swagger.json"),
    "Docker Engine": ("moby/moby", "api/swagger.yaml"),
    "Harbor": ("goharbor/harbor", "api/v2.0/swagger.yaml"),
    "Hydra": ("ory/hydra", "spec/swagger.json"),
    "Kubeflow Pipelines": ("kubeflow/pipelines", "backend/api/v1beta1/swagger/kfp_api_single_file.swagger.json"),
    "Kubernetes": ("kubernetes-client/python", "kubernetes/swagger.json.unprocessed"),
    "Netlify": ("netlify/open-api", "swagger.yml"),
    "Portainer": ("portainer/portainer", "api/swagger.yaml"),
    "Rekor": ("sigstore/rekor", "openapi.yaml"),
    "Slack": ("slackapi/slack-api-specs", "web-api/slack_web_openapi_v2.json"),
}
RAISED = 20_000
BLUEPRINT = f"""\
apicompiler: 1
name: swagger
apis: {{v1: NAME}}
environments: {{dev: {{account: "111111111111", region: eu-west-1, quotas: {{resources: {RAISED}}}}}}}
integrations: {{backend: {{http: "https://backend.example.com/{{proxy}}"}}}}
defaults: {{integration: backend}}
operations: {{"* /**": {{auth: none, apiKey: false}}}}
"""


def main() -> None:
    clones = Path(sys.argv[1])
    rows = [row(name, clones, *where) for name, where in DOCUMENTS.items()]
    lines = [
        "# Swagger 2.0 documents that people use",
        "",
        "Each read from a clone of its repository by `python benchmarks/swagger.py CLONES`, and compiled with an HTTP "
        'backend and `operations: {"* /**": {auth: none}}`. Seconds are those to lint and to plan.',
        "",
        f"Measured {date.today().isoformat()}.",
        "",
        "| | document | commit | kB | operations | s | what came of it | given up |",
        "|---|---|---|---:|---:|---:|---|---|",
        *rows,
    ]
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(rows))


class Commit:
    """The folder of a document in a commit, with a blueprint beside it."""

    def __init__(self, clone: Path, blueprint: str, folder: Path) -> None:
        self.clone, self.blueprint, self.folder = clone, blueprint, folder

    def read(self, name: str) -> bytes:
        if name == "blueprint.yaml":
            return self.blueprint.encode()
        try:
            return git(self.clone, "show", f"HEAD:{(self.folder / name).as_posix()}")
        except subprocess.CalledProcessError:
            raise Missing(name) from None

    def listing(self, name: str) -> None:
        """No blueprint here has code."""


def row(name: str, clones: Path, repository: str, path: str) -> str:
    """Compile one document, and write its line of the table."""
    clone = clones / repository
    commit = git(clone, "rev-parse", "--short", "HEAD").decode().strip()
    content = git(clone, "show", f"HEAD:{path}")
    began = time.perf_counter()
    outcome = lint("blueprint.yaml", Commit(clone, BLUEPRINT.replace("NAME", Path(path).name), Path(path).parent))
    [made, *_] = plans(outcome) if outcome.is_sound else [None]
    seconds = time.perf_counter() - began
    operations = sum(len(target.all_methods) for target in outcome.targets)
    errors = [found for found in outcome.diagnostics if found.severity.word == "error"]
    refused = refusals(made.apis[0].body, RAISED) if made else []
    came = f"{errors[0].rule.code}: {errors[0].finding.message}" if errors else "compiles"
    came += f", and the importer model refuses {refused[0]}" if refused else ""
    notes = Counter(found.rule.code for found in outcome.diagnostics if found.severity.word != "error")
    given = ", ".join(f"{code} ({count})" for code, count in sorted(notes.items()))
    cells = (name, f"{repository} `{path}`", commit, f"{len(content) / 1e3:,.0f}", f"{operations:,}", f"{seconds:.2f}")
    return "| " + " | ".join((*cells, came, given)) + " |"


def git(clone: Path, *words: str) -> bytes:
    return subprocess.run(["git", "-C", str(clone), *words], capture_output=True, check=True).stdout


if __name__ == "__main__":
    main()
