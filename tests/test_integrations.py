"""The GitHub Action and the pre-commit hooks: what others run of this repository."""

import os
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml
from published import published
from test_cli import DOCUMENT, SMALL, clean

ROOT = Path(__file__).parents[1]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
STEPS = {step["id"]: step for step in ACTION["runs"]["steps"]}


class Runner:
    """A job of GitHub Actions that checks out a repository and runs steps of the action."""

    def __init__(self, folder):
        self.workspace, self.temp = folder / "work", folder / "temp"
        for made in (self.workspace / ".git", self.temp / "apicompiler/bin"):
            made.mkdir(parents=True)
        for name in ("python", "apicompiler"):
            script = f'#!/bin/sh\nexec "{Path(sys.executable).with_name(name)}" "$@"\n'
            (self.temp / "apicompiler/bin" / name).write_text(script)
            (self.temp / "apicompiler/bin" / name).chmod(0o755)
        self.output, self.summary = self.temp / "output", self.temp / "summary"
        (self.workspace / "blueprint.yaml").write_text(SMALL)
        (self.workspace / "openapi.yaml").write_text(DOCUMENT)

    def run(self, step, **inputs):
        given = {name: declared["default"] for name, declared in ACTION["inputs"].items()} | inputs
        known = {f"inputs.{name}": value for name, value in given.items()} | {"github.action_path": "/the/action"}
        declared = {
            name: re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda match: known[match[1]], value)
            for name, value in STEPS[step]["env"].items()
        }
        runner = {
            "RUNNER_TEMP": str(self.temp),
            "GITHUB_OUTPUT": str(self.output),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "CI": "true",
        }
        # As the runner starts it: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEPS[step]["run"]],
            cwd=self.workspace,
            env=clean() | runner | declared,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def outputs(self):
        return dict(line.split("=", 1) for line in self.output.read_text().splitlines())


@pytest.fixture
def runner(tmp_path):
    return Runner(tmp_path)


class TestAction:
    def test_it_keeps_the_published_schema(self):
        jsonschema.validate(ACTION, published("github-action.json"))

    def test_no_input_is_pasted_into_a_script(self):
        for step in STEPS.values():
            assert "${{" not in step["run"]

    def test_every_output_is_one_of_a_step(self, runner):
        runner.run("lint")
        for name, declared in ACTION["outputs"].items():
            assert declared["value"] == f"${{{{ steps.lint.outputs.{name} }}}}"
            assert name in runner.outputs

    def test_clean_blueprint_passes_and_says_so_in_the_summary(self, runner):
        done = runner.run("lint")
        assert done.returncode == 0, done.stderr
        assert runner.outputs == {"exit-code": "0", "error-count": "0", "warning-count": "0", "info-count": "0"}
        assert runner.summary.read_text().startswith("**apicompiler:** nothing found\n")

    def test_findings_are_annotated_counted_and_summarized(self, runner):
        (runner.workspace / "blueprint.yaml").write_text(SMALL.replace("iam", "ima").replace("eu-west-1", "eu-west-9"))
        done = runner.run("lint", sarif="lint.sarif")
        assert done.returncode == 1
        assert "::error file=blueprint.yaml,line=6," in done.stdout
        assert "::warning file=blueprint.yaml,line=4," in done.stdout
        assert (runner.outputs["error-count"], runner.outputs["warning-count"]) == ("1", "1")
        assert "| error | [AC0204]" in runner.summary.read_text()
        assert (runner.workspace / "lint.sarif").exists()

    def test_inputs_are_those_of_the_command(self, runner):
        (runner.workspace / "blueprint.yaml").write_text(SMALL.replace("eu-west-1", "eu-west-9"))
        assert runner.run("lint").returncode == 0
        strict = {"fail-on": "warning"}
        assert runner.run("lint", **strict).returncode == 1
        assert runner.run("lint", **strict, ignore="AC0202").returncode == 0
        assert runner.run("lint", **strict, select="AC0301,AC0302").returncode == 0
        assert runner.run("lint", **strict, format="concise", summary="false").stdout.startswith("blueprint.yaml:4")

    def test_several_paths_stand_on_lines_and_may_hold_blanks(self, runner):
        for folder in ("a b", "c; echo $(whoami)"):
            (runner.workspace / folder).mkdir()
            for name in ("blueprint.yaml", "openapi.yaml"):
                (runner.workspace / folder / name).write_bytes((runner.workspace / name).read_bytes())
        done = runner.run("lint", paths="a b\nc; echo $(whoami)\n")
        assert done.returncode == 0
        assert "a b/blueprint.yaml, c; echo $(whoami)/blueprint.yaml: nothing found" in done.stderr

    def test_no_blueprint_is_no_success(self, runner):
        assert runner.run("lint", paths="missing").returncode == 3
        assert runner.outputs == {"exit-code": "3"}

    @pytest.mark.parametrize(("version", "wanted"), [("", "/the/action"), ("1.2.3", "apicompiler==1.2.3")])
    def test_it_installs_what_stands_beside_it_or_a_version(self, runner, version, wanted):
        recorder = '#!/bin/sh\nif [ "$2" = venv ]; then mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; fi\necho "$@"\n'
        (runner.temp / "python").write_text(recorder)
        (runner.temp / "python").chmod(0o755)
        done = runner.run("install", version=version, python=str(runner.temp / "python"))
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines()[-1] == f"-m pip install --quiet --disable-pip-version-check {wanted}"


class TestHooks:
    def test_pre_commit_takes_them(self):
        words = [sys.executable, "-m", "pre_commit", "validate-manifest", ROOT / ".pre-commit-hooks.yaml"]
        environment = os.environ | {"PRE_COMMIT_HOME": str(Path.home() / ".cache/pre-commit")}
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    def test_they_run_when_something_changes_that_a_blueprint_may_name(self):
        for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text()):
            for name in ("blueprint.yaml", "apis/v1.yml", "openapi.json", "templates/order.vtl", ".apicompiler.toml"):
                assert re.search(hook["files"], name)
            assert not re.search(hook["files"], "README.md")
