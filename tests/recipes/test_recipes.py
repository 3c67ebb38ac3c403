"""The recipes for CI do what they say: their scripts are run, and only what needs a network is written down instead."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml
from published import published

from apicompiler.cli import COMMANDS, command, version
from apicompiler.cli.doctor import PINNED_CLI
from apicompiler.cli.fast import understood

ROOT = Path(__file__).parents[2]
RECIPES = ROOT / "docs/recipes"
GITHUB = sorted((RECIPES / "github").glob("*.yml"))
GITLAB = RECIPES / "gitlab/.gitlab-ci.yml"
ACCOUNTS = {"dev": "111111111111", "prod": "222222222222"}
ASKING = {"preflight", "verify"}
"""Commands that ask the account."""
ABROAD = ("pip", "npm", "npx", "cdk", "gh", "aws", "apt-get")
"""Programs that need a network or an account."""


def load(path):
    # YAML 1.1 reads the word `on` as true.
    document = yaml.safe_load(path.read_text())
    return {"on" if key is True else key: value for key, value in document.items()}


@pytest.fixture
def repository(tmp_path):
    """A repository with the blueprint of the recipes, whose programs that go abroad only write down what they do."""
    home, bin = tmp_path / "repository", tmp_path / "bin"
    shutil.copytree(ROOT / "blueprints/intake", home / "blueprints/intake")
    lock = home / "blueprints/intake/blueprint.lock.yaml"
    lock.write_text(re.sub(r'desk: "\w+"', 'desk: "0000000000000000"', lock.read_text()))
    bin.mkdir()
    noted = f'#!/bin/sh\nprintf "%s\\n" "${{0##*/}} $*" >> {tmp_path}/noted\n'
    for name in ABROAD:
        (bin / name).write_text(noted)
    here = f'exec {sys.executable} -c "import sys; from apicompiler.cli import main; main()" "$@"\n'
    (bin / "apicompiler").write_text(f'{noted}case "$1" in {"|".join(ASKING)}) exit 0;; esac\n{here}')
    for program in bin.iterdir():
        program.chmod(0o755)
    git(home, "init", "--quiet", "--initial-branch", "main")
    git(home, "add", ".")
    git(home, "-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "--quiet", "--message", "All")
    git(tmp_path, "clone", "--quiet", "--bare", "repository", "origin.git")
    git(home, "remote", "add", "origin", str(tmp_path / "origin.git"))
    return tmp_path


def git(folder, *words):
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


def play(repository, scripts, **variables):
    """Run scripts as a runner does, and return what went abroad."""
    (repository / "noted").write_text("")
    environment = {
        "PATH": f"{repository / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(Path.home()),  # where the CDK unpacks itself once
        "GIT_CONFIG_GLOBAL": os.devnull,
        "RUNNER_TEMP": str(repository),
        "GITHUB_STEP_SUMMARY": str(repository / "summary.md"),
        "GITHUB_RUN_ID": "7",
        **variables,
    }
    for script in scripts:
        done = subprocess.run(
            ["bash", "-e", "-c", script],
            cwd=repository / "repository",
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
    return (repository / "noted").read_text().splitlines()


def assert_sound(repository, noted):
    """Check the versions, the stacks and the words of what went abroad."""
    manifest = repository / "repository/cdk.out/manifest.json"
    stacks = set(json.loads(manifest.read_text())["artifacts"]) if manifest.exists() else set()
    for line in noted:
        program, *words = line.split()
        if program in ("npm", "npx"):
            assert f"aws-cdk@{PINNED_CLI}" in words
        if program == "pip":
            assert f"apicompiler=={version()}" in words or "requirements.txt" in words
        if program in ("cdk", "npx"):
            assert words[-1] in stacks, f"{line}: there are {stacks}"
        if program == "apicompiler":
            assert_understood(words)


def assert_understood(words):
    if words[0] in COMMANDS:
        assert understood(command(words[0]), words[1:]) is not None, words
    else:
        assert words[0] in ASKING


# GitHub -------------------------------------------------------------------------------------------


def steps(file, job, **values):
    """Return the scripts of a job, with the values that expressions stand for."""
    found = [step["run"] for step in load(RECIPES / "github" / file)["jobs"][job]["steps"] if "run" in step]
    return [re.sub(r"\$\{\{ (?:matrix|inputs)\.(\w+) \}\}", lambda match: values[match[1]], text) for text in found]


@pytest.mark.parametrize("path", GITHUB, ids=lambda path: path.name)
def test_workflows_of_github_are_workflows(path):
    jsonschema.validate(load(path), published("github-workflow.json"))


def test_actions_have_the_versions_that_the_page_names():
    page = (ROOT / "docs/ci.md").read_text() + (ROOT / "README.md").read_text()
    named = set(re.findall(r"uses: ([\w./-]+@v\d+)\n", page))
    used = {
        step["uses"]
        for path in GITHUB
        for job in load(path)["jobs"].values()
        for step in job.get("steps", ())
        if "uses" in step
    }
    assert used <= named, used - named


def test_a_pull_request_is_checked(repository):
    noted = play(repository, steps("api.yml", "lint"))
    assert_sound(repository, noted)
    assert "apicompiler lint" in noted[1]
    assert "intake" in (repository / "summary.md").read_text()


def test_a_pull_request_is_compared_with_what_is_deployed(repository):
    noted = play(repository, steps("api.yml", "diff", env="dev"))
    assert_sound(repository, noted)
    assert noted[-1] == "cdk diff --app cdk.out --no-color --method template intake-dev"
    assert (repository / "summary.md").read_text().startswith("### intake-dev\n```\n")


def test_main_is_deployed(repository):
    noted = play(repository, steps("deploy.yml", "deploy", env="prod"))
    assert_sound(repository, noted)
    assert noted[-3:] == [
        "apicompiler preflight blueprints/intake --env prod",
        "cdk deploy --app cdk.out --require-approval never intake-prod",
        "apicompiler verify blueprints/intake --env prod",
    ]


def test_environments_are_in_the_accounts_that_workflows_name():
    jobs = load(RECIPES / "github/api.yml")["jobs"]
    named = [*jobs["diff"]["strategy"]["matrix"]["include"], *(jobs[env]["with"] for env in ACCOUNTS)]
    assert {(one["env"], one["account"], one["region"]) for one in named} == {
        (env, account, "eu-west-1") for env, account in ACCOUNTS.items()
    }


def test_promotion_is_asked_for_by_pull_request(repository):
    noted = play(repository, steps("promote.yml", "promote"), ENVIRONMENT="prod")
    assert noted[-1] == f"gh pr create --base main --title Promote prod --body-file {repository}/promoted.txt"
    assert "desk: 0000000000000000 →" in (repository / "promoted.txt").read_text()
    assert changed(repository, "promote-prod-7") == ["blueprints/intake/blueprint.lock.yaml"]


def changed(repository, branch):
    return git(repository / "origin.git", "diff", "--name-only", "main", branch).splitlines()


# GitLab -------------------------------------------------------------------------------------------


def job(name):
    """Return a job with all that it extends."""
    found = load(GITLAB)[name]
    return {**job(found["extends"]), **found} if "extends" in found else found


def played(repository, name, **variables):
    found = job(name)
    lines = [*found.get("before_script", ()), *found["script"]]
    script = "\n".join(["set -eo pipefail", *lines])
    return play(repository, [script], **found.get("variables", {}), AWS_TOKEN="token", **variables)


def test_the_pipeline_of_gitlab_is_one():
    jsonschema.validate(load(GITLAB), published("editor/schema/ci.json"))


def test_a_merge_request_is_checked(repository):
    assert_sound(repository, played(repository, "lint"))
    assert json.loads((repository / "repository/gl-code-quality-report.json").read_text()) == []


def test_a_merge_request_is_compared_with_what_is_deployed(repository):
    noted = played(repository, "diff-prod")
    assert_sound(repository, noted)
    assert noted[-1].endswith("diff --app cdk.out --method template intake-prod")


def test_the_default_branch_is_deployed(repository):
    noted = played(repository, "deploy-dev")
    assert_sound(repository, noted)
    assert [line.split()[1] for line in noted if line.startswith("apicompiler")] == ["synth", "preflight", "verify"]
    assert noted[-2].endswith("deploy --app cdk.out --require-approval never intake-dev")


def test_environments_are_in_the_accounts_that_the_pipeline_names():
    for kind in ("diff", "deploy"):
        for env, account in ACCOUNTS.items():
            assert job(f"{kind}-{env}")["variables"] == {"ENVIRONMENT": env, "ACCOUNT": account}


def test_promotion_is_asked_for_by_merge_request(repository):
    address = "https://ci:secret@gitlab.example.com/shop/apis.git"
    git(repository / "repository", "config", f"url.{repository}/origin.git.insteadOf", address)
    git(repository / "origin.git", "config", "receive.advertisePushOptions", "true")
    names = {"GITLAB_USER_NAME": "Ada", "GITLAB_USER_EMAIL": "ada@example.com", "CI_PIPELINE_ID": "9"}
    place = {"PUSH_TOKEN": "secret", "CI_SERVER_HOST": "gitlab.example.com", "CI_PROJECT_PATH": "shop/apis"}
    assert_sound(repository, played(repository, "promote", **names, **place))
    assert changed(repository, "promote-prod-9") == ["blueprints/intake/blueprint.lock.yaml"]


# CodePipeline -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def assembly(tmp_path_factory):
    """What the app of the pipeline compiles to, on a machine that has no other Node than the one that came along."""
    folder = tmp_path_factory.mktemp("codepipeline")
    shutil.copytree(RECIPES / "codepipeline", folder, dirs_exist_ok=True)
    shutil.copytree(ROOT / "blueprints/intake", folder / "blueprints/intake")
    environment = {"PATH": "/nowhere", "PYTHONPATH": str(ROOT), "HOME": str(Path.home()), "CDK_OUTDIR": "cdk.out"}
    app = json.loads((folder / "cdk.json").read_text())["app"].split()
    assert app[0] == "python3"
    done = subprocess.run(
        [sys.executable, *app[1:]], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return folder / "cdk.out"


def pipeline(assembly):
    return json.loads((assembly / "apis-pipeline.template.json").read_text())["Resources"].values()


def test_the_pipeline_deploys_dev_and_after_somebody_agreed_prod(assembly):
    [found] = [one["Properties"] for one in pipeline(assembly) if one["Type"] == "AWS::CodePipeline::Pipeline"]
    actions = {
        stage["Name"]: [action["Name"] for action in sorted(stage["Actions"], key=lambda each: each["RunOrder"])]
        for stage in found["Stages"]
    }
    assert list(actions)[-2:] == ["dev", "prod"]
    assert actions["dev"] == ["preflight-dev", "intake-dev.Prepare", "intake-dev.Deploy", "verify-dev"]
    assert sorted(actions["prod"][:2]) == ["Agree", "preflight-prod"]
    assert actions["prod"][2:] == ["intake-prod.Prepare", "intake-prod.Deploy", "verify-prod"]


@pytest.mark.parametrize("env", ACCOUNTS)
def test_its_stacks_are_those_that_synth_compiles(assembly, env, capsys):
    from apicompiler.cli import run

    [deployed] = (assembly / f"assembly-apis-pipeline-{env}").glob("*Api*.template.json")
    manifest = json.loads((deployed.parent / "manifest.json").read_text())
    [stack] = [one for one in manifest["artifacts"].values() if one["type"] == "aws:cloudformation:stack"]
    assert stack["properties"]["stackName"] == f"intake-{env}"
    assert stack["environment"] == f"aws://{ACCOUNTS[env]}/eu-west-1"
    assert run(["synth", str(ROOT / "blueprints/intake"), "--env", env, "--print"]) == 0
    compiled = json.loads(capsys.readouterr().out)
    assert json.loads(deployed.read_text())["Resources"] == compiled["Resources"]


def test_commands_of_its_builds_are_understood(assembly, repository):
    builds = [one["Properties"] for one in pipeline(assembly) if one["Type"] == "AWS::CodeBuild::Project"]
    commands = []
    for build in builds:
        specification = build["Source"]["BuildSpec"]
        if isinstance(specification, str):
            phases = json.loads(specification)["phases"]
            commands += [line for name in phases for line in phases[name].get("commands", ())]
    (repository / "repository/requirements.txt").write_text((RECIPES / "codepipeline/requirements.txt").read_text())
    ours = [line for line in dict.fromkeys(commands) if line.startswith(("apicompiler", "pip", "aws configure"))]
    noted = play(repository, ours)
    assert_sound(repository, noted)
    assert {line.split()[1] for line in noted if line.startswith("apicompiler")} == {"lint", *ASKING}
    assert {line.split()[-1] for line in commands if "npm install" in line} == {f"aws-cdk@{PINNED_CLI}"}


def test_it_installs_this_version():
    assert (RECIPES / "codepipeline/requirements.txt").read_text() == f"apicompiler=={version()}\n"
