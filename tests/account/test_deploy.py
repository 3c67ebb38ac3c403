"""What is handed to the CDK CLI, and what is made of its end; a program that stands for it notes how it is called."""

import json
import os
import signal
import subprocess
import sys
import time

import boto3
import pytest

from apicompiler.cli import run

BLUEPRINT = """\
apicompiler: 1
name: books
apis: {v1: openapi.yaml}
environments:
  dev: {account: "111111111111", region: eu-west-1}
  prod: {account: "111111111111", region: eu-west-1}
  both: {account: "111111111111", regions: [eu-west-1, us-west-2]}
integrations: {books: {http: "https://books.example.com/{proxy}"}}
defaults: {integration: books, auth: iam}
"""
DOCUMENT = """\
openapi: 3.0.3
info: {title: Books, version: "1"}
paths: {/books: {get: {operationId: listBooks, responses: {"200": {description: The books}}}}}
"""
PROGRAM = """\
#!{python}
import json, os, pathlib, signal, sys, time
here = pathlib.Path({here!r})
words = sys.argv[1:]
if words == ["--version"]:
    print((here / "version").read_text())
    sys.exit()
(here / "words.json").write_text(json.dumps(words))
print("books-dev: deploying", flush=True)
told = (here / "outputs.json").read_text()
if told:
    pathlib.Path(words[words.index("--outputs-file") + 1]).write_text(told)
if (here / "slow").exists():
    (here / "began").touch()
    try:
        time.sleep(30)
    except KeyboardInterrupt:
        print("cdk: interrupted", flush=True)
        sys.exit(1)
if (here / "killed").exists():
    os.kill(os.getpid(), signal.SIGKILL)
sys.exit(int((here / "code").read_text()))
"""


class Cdk:
    """A program called `cdk`, which does as it is told."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        self.ends()
        program = folder / "cdk"
        program.write_text(PROGRAM.format(python=sys.executable, here=str(folder)))
        program.chmod(0o755)

    def ends(self, code=0, outputs=None, version="2.1148.1 (build 1)"):
        (self.folder / "code").write_text(str(code))
        (self.folder / "version").write_text(version)
        (self.folder / "outputs.json").write_text(json.dumps(outputs) if outputs else "")

    @property
    def words(self):
        path = self.folder / "words.json"
        return json.loads(path.read_text()) if path.exists() else None


@pytest.fixture
def project(tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith(("APICOMPILER", "CI", "AWS"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")  # there is no account
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    project = tmp_path / "project"
    project.mkdir()
    (project / "blueprint.yaml").write_text(BLUEPRINT)
    (project / "openapi.yaml").write_text(DOCUMENT)
    monkeypatch.chdir(project)
    return project


@pytest.fixture
def cdk(project, monkeypatch):
    made = Cdk(project.parent / "bin")
    monkeypatch.setenv("PATH", f"{made.folder}{os.pathsep}{os.environ['PATH']}")
    return made


@pytest.fixture
def call(capfd):
    def called(*words, preflight=("--no-preflight",)):
        code = run([*words, *preflight])
        sys.stdout.flush()
        printed = capfd.readouterr()
        return code, printed.out, printed.err

    return called


def test_assembly_is_written_and_handed_over_with_its_stack(project, cdk, call):
    url = "https://abc.execute-api.eu-west-1.amazonaws.com/live"
    cdk.ends(outputs={"books-dev": {"UrlStageV1Live": url}})
    code, out, err = call("deploy", "--env", "dev", "--yes", "--profile", "books")
    assert code == 0, err
    assert out.splitlines() == ["books-dev: deploying", "books-dev", f"  Where live is called  {url}"]
    assert err.startswith("blueprint.yaml: nothing found\n")
    assert (project / "cdk.out/books-dev.template.json").exists()
    words = cdk.words
    assert words.pop(words.index("--outputs-file") + 1).endswith("outputs.json")
    assert words == [
        "deploy", "--app", "cdk.out", "books-dev", "--outputs-file",
        "--require-approval", "never", "--profile", "books",
    ]  # fmt: skip


def test_every_region_is_deployed(project, cdk, call):
    assert call("deploy", "-e", "both", "-y", "-o", "out")[0] == 0
    assert cdk.words[:5] == ["deploy", "--app", "out", "books-both-eu-west-1", "books-both-us-west-2"]


def test_who_sits_at_a_terminal_is_asked_by_the_cdk(project, cdk, call, monkeypatch):
    monkeypatch.setattr("apicompiler.cli.deploying.is_interactive", lambda stream: True)
    assert call("deploy", "--env", "dev")[0] == 0
    assert "--require-approval" not in cdk.words


def test_where_nobody_can_be_asked_it_has_to_be_said(project, cdk, call):
    code, _, err = call("deploy", "--env", "dev")
    assert (code, cdk.words, (project / "cdk.out").exists()) == (2, None, False)
    assert err == "apicompiler: nobody is there to approve of what widens permissions: `--yes` does\n"


def test_error_stops_it_before_anything_is_written(project, cdk, call):
    (project / "blueprint.yaml").write_text(BLUEPRINT.replace("auth: iam", "auth: ima"))
    code, _, err = call("deploy", "--env", "dev", "--yes")
    assert (code, cdk.words, (project / "cdk.out").exists()) == (1, None, False)
    assert "error[AC0204]" in err
    assert err.endswith("blueprint.yaml: 1 error; nothing was written\n")


def test_environment_has_to_be_named_where_there_are_several(project, cdk, call):
    assert call("deploy", "--yes")[::2] == (2, "apicompiler: `--env` says where: there are `dev`, `prod`, `both`\n")
    assert "no environment is called `test`" in call("deploy", "--yes", "--env", "test")[2]


def test_failure_of_the_cdk_has_a_code_of_its_own(project, cdk, call):
    cdk.ends(code=1)
    code, out, err = call("deploy", "--env", "dev", "--yes")
    assert (code, out) == (5, "books-dev: deploying\n")
    assert err.endswith("apicompiler: `cdk deploy` ended with 1 and says why: dev may not be what was compiled\n")


def test_cdk_that_is_killed_is_told_so(project, cdk, call):
    (cdk.folder / "killed").touch()
    code, _, err = call("deploy", "--env", "dev", "--yes")
    assert code == 5
    assert "`cdk deploy` was ended by signal 9" in err


def test_cdk_that_is_missing_or_old_is_named_with_the_line_that_installs_it(project, cdk, call, monkeypatch):
    cdk.ends(version="2.100.0 (build 1)")
    code, _, err = call("deploy", "--env", "dev", "--yes")
    assert (code, cdk.words, (project / "cdk.out").exists()) == (2, None, False)
    assert "cannot deploy what is compiled here: npm install --global aws-cdk@2.1148.1" in err
    monkeypatch.setenv("PATH", str(project))
    code, _, err = call("deploy", "--env", "dev", "--yes")
    assert code == 2
    assert "`cdk` is not installed" in err


def test_interrupt_is_passed_on_and_the_last_word_is_heard(project, cdk):
    (cdk.folder / "slow").touch()
    program = "import sys; from apicompiler.cli import main; sys.argv = ['apicompiler', *sys.argv[1:]]; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", program, "deploy", "--env", "dev", "--yes", "--no-preflight"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    until(lambda: (cdk.folder / "began").exists())
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out.endswith("cdk: interrupted\n")
    assert err.endswith("what CloudFormation has begun it goes on with, whoever watches\n")


def test_protected_environment_is_neither_watched_nor_swapped(project, cdk, call):
    protected = BLUEPRINT.replace("eu-west-1}\n  both", "eu-west-1, protect: true}\n  both")
    (project / "blueprint.yaml").write_text(protected)
    for words in (["watch", "--yes"], ["deploy", "--hotswap"]):
        code, _, err = call(*words, "--env", "prod")
        assert (code, cdk.words) == (2, None)
        assert "`prod` is protected" in err


def test_watch_deploys_again_what_has_changed_and_nothing_that_is_wrong(project, cdk):
    program = "import sys; from apicompiler.cli import main; sys.argv = ['apicompiler', *sys.argv[1:]]; main()"
    log = project.parent / "log"
    with log.open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-c", program, "watch", "--env", "dev", "--yes", "--no-preflight"],
            stdout=said, stderr=said, start_new_session=True,
        )  # fmt: skip
    try:
        until(lambda: "watching 2 files" in log.read_text())
        (cdk.folder / "words.json").unlink()
        (project / "blueprint.yaml").write_text(BLUEPRINT.replace("auth: iam", "auth: ima"))
        until(lambda: log.read_text().count("watching") == 2)
        assert cdk.words is None
        (project / "blueprint.yaml").write_text(BLUEPRINT)
        (project / "openapi.yaml").write_text(DOCUMENT.replace("listBooks", "books"))
        until(lambda: log.read_text().count("watching") == 3)
        assert '"books"' in (project / "cdk.out/books-dev.template.json").read_text()
        assert cdk.words
    finally:
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(30) == 0


def until(found, seconds=60):
    end = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.05)


# preflight ----------------------------------------------------------------------------------------


@pytest.fixture
def account(project, cdk, aws):
    """Stand in for AWS, with what a deployment needs."""
    boto3.client("ssm").put_parameter(Name="/cdk-bootstrap/hnb659fds/version", Value="30", Type="String")
    boto3.client("iam").create_role(RoleName="logs", AssumeRolePolicyDocument="{}")
    patch = {"op": "replace", "path": "/cloudwatchRoleArn", "value": "arn:aws:iam::111111111111:role/logs"}
    boto3.client("apigateway").update_account(patchOperations=[patch])
    cdk.ends()


def test_account_that_has_everything_is_deployed_to(account, cdk, call):
    code, _, said = call("deploy", "--env", "dev", "--yes", preflight=())
    assert code == 0, said
    assert cdk.words[0] == "deploy"


def test_account_that_lacks_something_is_not(account, cdk, call):
    boto3.client("ssm").delete_parameter(Name="/cdk-bootstrap/hnb659fds/version")
    code, out, _ = call("deploy", "--env", "dev", "--yes", preflight=())
    assert (code, cdk.words) == (1, None)
    assert "cdk bootstrap aws://111111111111/eu-west-1" in out


def test_account_that_nobody_reaches_is_not_deployed_to(cdk, call):
    code, _, said = call("deploy", "--env", "dev", "--yes", preflight=())
    assert (code, cdk.words) == (4, None)
    assert "Unable to locate credentials" in said
