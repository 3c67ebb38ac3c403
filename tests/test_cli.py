"""The commands, as they are typed."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from apicompiler.cli import COMMANDS
from apicompiler.diagnostic import SITE
from apicompiler.report.formats import FORMATS

ROOT = Path(__file__).parents[1]
BOOKSTORE = ROOT / "blueprints/bookstore"
PETSTORE = ROOT / "blueprints/petstore"
SPLIT = ROOT / "tests/stories/split"
BIN = Path(sys.executable).with_name("apicompiler")
SMALL = """\
apicompiler: 1
name: books
apis: {v1: openapi.yaml}
environments: {dev: {account: "111111111111", region: eu-west-1}}
integrations: {books: {http: "https://books.example.com/{proxy}"}}
defaults: {integration: books, auth: iam}
"""
DOCUMENT = """\
openapi: 3.0.3
info: {title: "Books & more", version: "1"}
paths:
  /books:
    get: {operationId: listBooks, responses: {"200": {description: The books}}}
"""


def clean():
    """Return the environment of somebody who sits at a terminal, wherever the tests run."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("APICOMPILER", "CI", "AWS"))}


def run(*words, cwd=ROOT, **environment):
    return subprocess.run(
        [BIN, *map(str, words)], cwd=cwd, env=clean() | environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def project(tmp_path):
    (tmp_path / "blueprint.yaml").write_text(SMALL)
    (tmp_path / "openapi.yaml").write_text(DOCUMENT)
    return tmp_path


class TestLint:
    def test_of_notes_that_say_the_same_the_first_are_shown_and_all_are_counted(self, project):
        paths = "".join(
            f"  /a{n}/x-{{id}}: {{get: {{responses: {{'200': {{description: ok}}}}}}}}\n" for n in range(40)
        )
        (project / "openapi.yaml").write_text(DOCUMENT + paths)
        done = run("lint", cwd=project)
        assert (done.returncode, done.stdout.count("-->")) == (0, 3)
        assert done.stdout.endswith("info[AC0402]: 37 more; `--format concise` shows all\n")
        assert "blueprint.yaml: 40 info\n" in done.stderr
        assert run("lint", "--format", "concise", cwd=project).stdout.count("[AC0402]") == 40

    def test_clean_blueprint_exits_with_0_and_prints_nothing_on_stdout(self):
        done = run("lint", "blueprints/bookstore", "blueprints/petstore/blueprint.yaml")
        assert (done.returncode, done.stdout) == (0, "")
        counted, *notices = done.stderr.splitlines()
        assert counted.endswith("nothing found")
        assert [notice.partition(":")[0] for notice in notices] == [
            "blueprints/bookstore/blueprint.yaml",
            "blueprints/petstore/blueprint.yaml",
        ]

    def test_role_for_logs_is_told_of_and_is_no_finding(self, project):
        done = run("lint", cwd=project)
        assert done.returncode == 0
        assert done.stderr.splitlines() == [
            "blueprint.yaml: nothing found",
            "blueprint.yaml: logs need a role in 111111111111 eu-west-1, once: "
            "`apicompiler synth --account` compiles it",
        ]
        report = json.loads(run("lint", "--format", "json", cwd=project).stdout)
        assert report["findings"] == []
        assert [notice["file"] for notice in report["notices"]] == ["blueprint.yaml"]

    def test_nobody_is_told_of_a_role_where_nothing_is_logged(self, project):
        (project / "blueprint.yaml").write_text(SMALL + "profile: relaxed\n")
        assert run("lint", cwd=project).stderr == "blueprint.yaml: nothing found\n"
        assert json.loads(run("lint", "--format", "json", cwd=project).stdout)["notices"] == []

    @pytest.mark.parametrize("format", FORMATS)
    def test_secret_that_was_written_is_not_shown(self, project, format):
        key = "usagePlans: {gold: {quota: 1/day}}\napiKeys: {acme: {usagePlan: gold, value: Tr0ub4dor-and-more}}\n"
        (project / "blueprint.yaml").write_text(SMALL + key)
        done = run("lint", "--format", format, cwd=project)
        assert done.returncode == 1
        assert "a secret is pointed at, never written" in done.stdout
        assert "Tr0ub4dor" not in done.stdout + done.stderr

    def test_finding_exits_with_1_and_shows_the_file_as_it_is_reached(self, project):
        (project / "blueprint.yaml").write_text(SMALL.replace("integration: books", "integration: boks"))
        done = run("lint", project.name, cwd=project.parent)
        assert done.returncode == 1
        assert f" --> {project.name}/blueprint.yaml:6:25\n" in done.stdout
        assert "did you mean `books`?" in done.stdout
        assert done.stderr == f"{project.name}/blueprint.yaml: 1 error\n"

    def test_concise_is_one_line_for_each_finding(self, project):
        (project / "blueprint.yaml").write_text(SMALL.replace("iam", "ima").replace("name:", "nmae:"))
        done = run("lint", "--format", "concise", cwd=project)
        assert done.stdout.splitlines() == [
            f"blueprint.yaml:1:1: error[AC0102] `name` is missing ({SITE}/rules/AC0102/)",
            f"blueprint.yaml:2:1: error[AC0101] unknown key `nmae` ({SITE}/rules/AC0101/)",
        ]

    def test_json_is_versioned_and_has_places_and_fixes(self, project):
        (project / "blueprint.yaml").write_text(SMALL.replace("integration: books", "integration: boks"))
        [finding] = json.loads(run("lint", "--format=json", cwd=project).stdout)["findings"]
        assert finding["code"] == "AC0203"
        assert (finding["line"], finding["column"], finding["endColumn"]) == (6, 25, 29)
        assert finding["fix"]["text"] == "books"

    def test_github_annotations_escape_what_would_end_them(self, project):
        (project / "blueprint.yaml").write_text(SMALL.replace("name: books", 'name: "50%: a, b"'))
        done = run("lint", cwd=project, APICOMPILER_OUTPUT_FORMAT="github")
        first = done.stdout.splitlines()[0]
        place = "file=blueprint.yaml,line=2,col=7,endLine=2,endColumn=18"
        assert first.startswith(f"::error {place},title=AC0201 invalid-name::`50%25: a, b` cannot be a name")
        assert "%0Ahelp: " in first

    def test_several_formats_go_into_files_and_one_is_printed(self, project):
        (project / "blueprint.yaml").write_text(SMALL.replace("iam", "ima"))
        words = ("--format", "sarif=lint.sarif", "--format=junit=lint.xml", "--format", "concise")
        done = run("lint", *words, cwd=project)
        assert done.returncode == 1
        assert done.stdout.count("\n") == 1
        assert json.loads((project / "lint.sarif").read_text())["version"] == "2.1.0"
        assert (project / "lint.xml").read_text().startswith("<?xml")
        assert sorted(path.name for path in project.iterdir()) == [
            "blueprint.yaml", "lint.sarif", "lint.xml", "openapi.yaml",
        ]  # fmt: skip

    def test_formats_may_come_from_the_environment(self, project):
        done = run("lint", cwd=project, APICOMPILER_OUTPUT_FORMAT="json sarif=lint.sarif")
        assert json.loads(done.stdout)["version"] == 1
        assert (project / "lint.sarif").exists()

    @pytest.mark.parametrize(
        ("format", "said"),
        [
            ("sarf", "did you mean `sarif`?"),
            ("text", "there are `full`, `concise`"),
            ("sarif=", "names no file"),
            ("sarif=no/such/folder", "cannot be written"),
        ],
    )
    def test_format_that_cannot_be_had_is_a_wrong_call(self, project, format, said):
        done = run("lint", "--format", format, cwd=project)
        assert done.returncode == 2
        assert said in done.stderr

    def test_files_are_named_from_the_root_of_the_repository(self, project):
        (project / ".git").mkdir()
        (project / "apis/v 1").mkdir(parents=True)
        for name in ("blueprint.yaml", "openapi.yaml"):
            (project / name).rename(project / "apis/v 1" / name)
        (project / "apis/v 1/blueprint.yaml").write_text(SMALL.replace("iam", "ima"))
        done = run("lint", "--format", "github", "v 1", cwd=project / "apis")
        assert done.stdout.startswith("::error file=apis/v 1/blueprint.yaml,line=6,")

    def test_fail_on_and_exit_zero_decide_the_exit_code_and_nothing_else(self, project):
        (project / "blueprint.yaml").write_text(SMALL.replace("eu-west-1", "eu-west-9"))
        assert run("lint", cwd=project).returncode == 0
        assert run("lint", "--fail-on", "warning", cwd=project).returncode == 1
        done = run("lint", "--fail-on", "warning", "--exit-zero", cwd=project)
        assert done.returncode == 0
        assert "AC0202" in done.stdout

    def test_warnings_are_errors_where_the_profile_is_strict(self, project):
        (project / "blueprint.yaml").write_text(SMALL.replace("eu-west-1", "eu-west-9") + "profile: strict\n")
        done = run("lint", cwd=project)
        assert done.returncode == 1
        assert "error[AC0202]" in done.stdout

    def test_no_blueprint_exits_with_3(self, tmp_path):
        assert run("lint", cwd=tmp_path).returncode == 3
        done = run("lint", "missing.yaml", cwd=tmp_path)
        assert done.returncode == 3
        assert "there is no file `missing.yaml`" in done.stderr

    def test_wrong_call_exits_with_2(self):
        done = run("lint", "--formt", "json")
        assert done.returncode == 2
        assert "--format" in done.stderr

    def test_colors_are_for_terminals_and_for_who_asks(self, project):
        (project / "blueprint.yaml").write_text(SMALL.replace("iam", "ima"))
        assert "\x1b[" not in run("lint", cwd=project).stdout
        assert "\x1b[" in run("lint", "--color", "always", cwd=project).stdout
        assert "\x1b[" in run("lint", cwd=project, FORCE_COLOR="1").stdout
        assert "\x1b[" not in run("lint", cwd=project, FORCE_COLOR="1", NO_COLOR="1").stdout

    def test_reader_that_goes_away_is_no_defect(self, project):
        (project / "blueprint.yaml").write_text(SMALL.replace("iam", "ima"))
        done = subprocess.run(
            f"{BIN} lint | true", shell=True, cwd=project, capture_output=True, text=True, check=False
        )
        assert "apicompiler is wrong" not in done.stderr


class TestSynth:
    def test_bookstore_is_compiled_for_all_environments(self, tmp_path):
        done = run("synth", BOOKSTORE, "-o", tmp_path / "out")
        assert done.returncode == 0, done.stderr
        assert {path.name for path in (tmp_path / "out").glob("*.template.json")} == {
            f"bookstore-{name}.template.json"
            for name in ("dev", "test-certificates", "test", "prod-certificates", "prod")
        }
        for word in ("bookstore-prod", "HTTP catalog", "users", "gold", "api.example.com", "cdk deploy"):
            assert word in done.stdout

    def test_one_environment_and_one_api_can_be_printed(self, tmp_path):
        done = run("synth", BOOKSTORE, "--env", "dev", "--api", "v1", "--print", cwd=tmp_path)
        template = json.loads(done.stdout)
        types = [resource["Type"] for resource in template["Resources"].values()]
        assert types.count("AWS::ApiGateway::RestApi") == 1
        assert "AWS::ApiGateway::DomainName" in types
        assert not (tmp_path / "cdk.out").exists()

    def test_some_apis_go_into_a_stack_of_their_own(self, tmp_path):
        assert run("synth", BOOKSTORE, "-e", "dev", "--api", "v2", "-o", tmp_path / "out", "-q").returncode == 0
        assert [path.name for path in (tmp_path / "out").glob("*.template.json")] == ["bookstore-dev-v2.template.json"]

    def test_environment_may_come_from_the_environment(self, tmp_path):
        done = run("synth", BOOKSTORE, "-o", tmp_path / "out", "-q", APICOMPILER_ENV="dev")
        assert done.returncode == 0, done.stderr
        assert [path.name for path in (tmp_path / "out").glob("*.template.json")] == ["bookstore-dev.template.json"]

    def test_accounts_are_stacks_of_their_own(self, tmp_path):
        done = run("synth", BOOKSTORE, "--account", "-o", tmp_path / "out")
        assert done.returncode == 0, done.stderr
        assert "apicompiler-account-222222222222" in done.stdout
        manifest = json.loads((tmp_path / "out/manifest.json").read_text())["artifacts"]
        stacks = {
            name: found["properties"]["stackName"]
            for name, found in manifest.items()
            if found["type"] == "aws:cloudformation:stack"
        }
        assert stacks == {
            "apicompiler-account-111111111111-eu-west-1": "apicompiler-account-eu-west-1",
            "apicompiler-account-111111111111-eu-central-1": "apicompiler-account-eu-central-1",
            "apicompiler-account-222222222222-eu-west-1": "apicompiler-account-eu-west-1",
        }

    def test_account_of_one_environment_can_be_printed(self, tmp_path):
        done = run("synth", BOOKSTORE, "--account", "--env", "test", "--print", cwd=tmp_path)
        resources = json.loads(done.stdout)["Resources"]
        assert {found["Type"] for found in resources.values()} == {"AWS::IAM::Role", "AWS::ApiGateway::Account"}
        for found in resources.values():
            assert (found["DeletionPolicy"], found["UpdateReplacePolicy"]) == ("Retain", "Retain")

    def test_account_is_for_all_apis(self, tmp_path):
        done = run("synth", BOOKSTORE, "--account", "--api", "v1", "-o", tmp_path / "out")
        assert done.returncode == 2
        assert "`--account` is for all APIs" in done.stderr

    def test_unknown_environment_and_api_are_named(self, tmp_path):
        done = run("synth", BOOKSTORE, "--env", "stage", "-o", tmp_path / "out")
        assert done.returncode == 2
        assert "no environment is called `stage`; there are `dev`, `test`, `prod`" in done.stderr
        assert run("synth", BOOKSTORE, "--api", "v3", "-o", tmp_path / "out").returncode == 2

    def test_errors_leave_what_was_there(self, project):
        assert run("synth", "-q", cwd=project).returncode == 0
        before = contents(project / "cdk.out")
        (project / "blueprint.yaml").write_text(SMALL.replace("iam", "ima"))
        done = run("synth", cwd=project)
        assert done.returncode == 1
        assert "AC0204" in done.stderr
        assert done.stdout == ""
        assert contents(project / "cdk.out") == before

    def test_check_fails_when_the_assembly_is_stale(self, project):
        assert run("synth", "--check", cwd=project).returncode == 1
        assert run("synth", "-q", cwd=project).returncode == 0
        assert run("synth", "--check", cwd=project).returncode == 0
        (project / "blueprint.yaml").write_text(SMALL.replace("books.example", "shelf.example"))
        done = run("synth", "--check", cwd=project)
        assert done.returncode == 1
        assert "stale: cdk.out/books-dev.template.json" in done.stderr

    def test_output_that_is_a_file_is_refused(self, project):
        (project / "taken").write_text("mine")
        assert run("synth", "-o", "taken", cwd=project).returncode == 2
        assert (project / "taken").read_text() == "mine"

    def test_progress_is_silent_where_nobody_watches(self, project):
        assert run("synth", "-q", cwd=project).stderr == ""

    def test_killing_it_at_any_moment_leaves_a_whole_assembly(self, project):
        assert run("synth", "-q", cwd=project).returncode == 0
        before = contents(project / "cdk.out")
        (project / "blueprint.yaml").write_text(SMALL.replace("books.example", "shelf.example"))
        assert run("synth", "-q", "-o", "other", cwd=project).returncode == 0
        after = contents(project / "other")
        seen = set()
        for step in range(8):
            process = subprocess.Popen([BIN, "synth", "-q"], cwd=project, start_new_session=True)
            time.sleep(0.15 + 0.3 * step)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            now = contents(project / "cdk.out")
            assert now in (before, after)
            seen.add(now == after)
        assert False in seen, "no run was killed before its end"
        assert run("synth", "-q", cwd=project).returncode == 0
        assert contents(project / "cdk.out") == after
        assert [path.name for path in project.glob(".cdk.out*")] == []


class TestExport:
    @pytest.mark.parametrize("format", ["yaml", "json"])
    def test_prints_what_stands_in_the_template(self, project, format):
        text = run("export", "--format", format, cwd=project).stdout
        template = json.loads(run("synth", "--print", cwd=project).stdout)
        assert yaml.safe_load(text) == template["Resources"]["ApiV1"]["Properties"]["Body"]
        assert format == "yaml" or json.loads(text)["openapi"] == "3.0.1"

    def test_takes_the_environment_and_the_api_that_are_named(self):
        done = run("export", BOOKSTORE, "--env", "prod", "--api", "v1")
        assert yaml.safe_load(done.stdout)["info"]["title"] == "bookstore-prod-v1"

    def test_takes_each_of_those_that_a_split_api_becomes(self):
        whole, first, other = (run("export", SPLIT, *args) for args in ((), ("--api", "v1"), ("--api", "v1-4")))
        assert whole.stdout == first.stdout
        assert (
            whole.stderr == "apicompiler: `v1` is split into `v1`, `v1-1`, `v1-3`, `v1-4`; this is the first of them\n"
        )
        assert list(yaml.safe_load(other.stdout)["paths"]) == ["/orders", "/orders/{id}"]
        assert other.stderr == ""
        assert len(yaml.safe_load(run("export", SPLIT, "--public").stdout)["paths"]) == 17
        assert run("export", SPLIT, "--public", "--api", "v1-4").returncode == 2

    def test_writes_a_file(self, project):
        assert run("export", "-o", "out.yaml", cwd=project).stdout == ""
        assert (project / "out.yaml").read_text() == run("export", cwd=project).stdout
        assert run("export", "-o", "no/such/folder", cwd=project).returncode == 2
        assert [path.name for path in project.iterdir() if path.name.startswith(".out")] == []

    def test_tells_callers_what_they_may_call(self):
        done = run("export", BOOKSTORE, "--public", "--openapi", "3.1", "--api", "v1", "--env", "prod")
        contract = yaml.safe_load(done.stdout)
        assert contract["openapi"] == "3.1.0"
        assert contract["servers"][0]["url"] == "https://api.example.com/v1"

    def test_says_what_a_version_has_no_words_for(self, project):
        text = (project / "openapi.yaml").read_text()
        webhooks = "webhooks: {sold: {post: {responses: {'200': {description: ok}}}}}\n"
        (project / "openapi.yaml").write_text(text.replace("3.0.3", "3.1.0") + webhooks)
        done = run("export", "--public", "--openapi", "3.0", cwd=project)
        assert done.returncode == 0
        assert done.stderr == "openapi.yaml:6:1: OpenAPI 3.0 has no webhooks: they are left out\n"

    def test_one_document_is_asked_for_at_a_time(self, project):
        assert run("export", "--public", "--gateway", cwd=project).returncode == 2
        assert run("export", "--openapi", "3.1", cwd=project).returncode == 2
        assert run("export", "--gateway", cwd=project).stdout == run("export", cwd=project).stdout

    def test_websocket_api_has_no_document_of_openapi(self):
        done = run("export", BOOKSTORE.with_name("chat"))
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.endswith("has routes, and no document of OpenAPI\n")

    def test_refuses_what_does_not_deploy_and_what_is_not_there(self, project):
        assert run("export", "--api", "v2", cwd=project).returncode == 2
        assert run("export", "nowhere", cwd=project).returncode == 3
        (project / "openapi.yaml").write_text("openapi: 3.0.3\n")
        done = run("export", cwd=project)
        assert (done.returncode, done.stdout) == (1, "")


class TestApp:
    """`app.py`, as the CDK CLI starts it."""

    def test_app_gives_the_same_templates_as_synth(self, tmp_path):
        assert run("synth", BOOKSTORE, "-o", tmp_path / "ours", "-q").returncode == 0
        # What the CLI adds to the context of every app.
        context = {"blueprint": "blueprints/bookstore", "aws:cdk:enable-path-metadata": True}
        environment = os.environ | {"CDK_OUTDIR": str(tmp_path / "theirs"), "CDK_CONTEXT_JSON": json.dumps(context)}
        subprocess.run([sys.executable, "app.py"], cwd=ROOT, env=environment, check=True)
        ours, theirs = (
            {path.name: path.read_bytes() for path in (tmp_path / name).glob("*.template.json")}
            for name in ("ours", "theirs")
        )
        assert ours == theirs
        assert len(ours) == 5

    def test_context_names_the_environment(self, tmp_path):
        context = {"blueprint": "blueprints/bookstore", "env": "dev"}
        environment = os.environ | {"CDK_OUTDIR": str(tmp_path), "CDK_CONTEXT_JSON": json.dumps(context)}
        subprocess.run([sys.executable, "app.py"], cwd=ROOT, env=environment, check=True)
        assert [path.name for path in tmp_path.glob("*.template.json")] == ["bookstore-dev.template.json"]

    def test_context_asks_for_the_accounts(self, tmp_path):
        assert run("synth", BOOKSTORE, "--account", "-e", "prod", "-o", tmp_path / "ours", "-q").returncode == 0
        context = {"blueprint": "blueprints/bookstore", "env": "prod", "account": "true"}
        environment = os.environ | {"CDK_OUTDIR": str(tmp_path / "theirs"), "CDK_CONTEXT_JSON": json.dumps(context)}
        subprocess.run([sys.executable, "app.py"], cwd=ROOT, env=environment, check=True)
        [ours], [theirs] = (list((tmp_path / name).glob("*.template.json")) for name in ("ours", "theirs"))
        assert (ours.name, ours.read_bytes()) == (theirs.name, theirs.read_bytes())

    @pytest.mark.parametrize(
        ("context", "word"),
        [({"blueprint": "nowhere"}, "no file `nowhere`"), ({"blueprint": "blueprints/bookstore", "env": "x"}, "`x`")],
    )
    def test_mistake_ends_in_words_and_not_in_a_traceback(self, context, word, tmp_path):
        environment = os.environ | {"CDK_OUTDIR": str(tmp_path), "CDK_CONTEXT_JSON": json.dumps(context)}
        done = subprocess.run(
            [sys.executable, "app.py"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 1
        assert word in done.stderr
        assert "Traceback" not in done.stderr

    def test_blueprint_is_a_stack_in_an_app_of_ones_own(self, tmp_path):
        program = (
            "import aws_cdk\n"
            "from apicompiler.cdk import BlueprintStack\n"
            f"app = aws_cdk.App(outdir={str(tmp_path)!r})\n"
            "BlueprintStack(app, 'Orders', blueprint='blueprints/petstore', env='dev', description='Pets')\n"
            "app.synth()\n"
        )
        subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True)
        template = json.loads((tmp_path / "Orders.template.json").read_text())
        assert template["Description"] == "Pets"
        assert "ApiV1" in template["Resources"]


class TestInit:
    ANSWERS = ("--account", "111111111111", "--region", "eu-west-1", "--integration", "https://books.example.com")

    @pytest.fixture
    def folder(self, tmp_path):
        (tmp_path / "openapi.yaml").write_text(DOCUMENT)
        return tmp_path

    def test_what_it_writes_lints_clean(self, folder):
        assert run("init", *self.ANSWERS, cwd=folder).returncode == 0
        text = (folder / "blueprint.yaml").read_text()
        assert "name: books-more\n" in text
        assert 'backend: {http: "https://books.example.com/{proxy}"}' in text
        assert run("lint", "--fail-on", "info", cwd=folder).returncode == 0

    @pytest.mark.parametrize("document", ["v2.yaml", "v1.yaml"])
    @pytest.mark.parametrize("auth", ["iam", "none", "arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_A"])
    def test_security_of_the_document_is_overruled_where_it_has_no_authorizer(self, folder, document, auth):
        for file in (BOOKSTORE / "openapi").iterdir():
            (folder / file.name).write_bytes(file.read_bytes())
        assert run("init", document, *self.ANSWERS, "--auth", auth, cwd=folder).returncode == 0
        assert run("lint", "--fail-on", "warning", cwd=folder).returncode == 0

    def test_swagger_is_taken_too(self, tmp_path):
        (tmp_path / "swagger.yaml").write_bytes((PETSTORE / "swagger.yaml").read_bytes())
        assert run("init", *self.ANSWERS, cwd=tmp_path).returncode == 0

    def test_what_is_not_said_is_asked_for_by_name_where_nobody_can_answer(self, folder):
        done = run("init", cwd=folder)
        assert done.returncode == 2
        assert "say --account" in done.stderr
        assert not (folder / "blueprint.yaml").exists()

    def test_wrong_answers_are_refused(self, folder):
        done = run("init", *self.ANSWERS, "--auth", "everybody", cwd=folder)
        assert done.returncode == 2
        assert "--auth `everybody`" in done.stderr

    def test_blueprint_that_is_there_stays(self, folder):
        (folder / "blueprint.yaml").write_text("mine")
        assert run("init", *self.ANSWERS, cwd=folder).returncode == 2
        assert (folder / "blueprint.yaml").read_text() == "mine"
        assert run("init", *self.ANSWERS, "--force", cwd=folder).returncode == 0

    def test_no_document_exits_with_3(self, tmp_path):
        assert run("init", *self.ANSWERS, cwd=tmp_path).returncode == 3

    def test_a_person_is_asked(self, folder):
        lead, follow = pty.openpty()
        process = subprocess.Popen([BIN, "init"], cwd=folder, env=clean(), stdin=follow, stdout=follow, stderr=follow)
        os.close(follow)
        for question, answer in (
            (b"What is it called?", b"shelf\n"),
            (b"AWS account", b"12\n"),
            (b"an AWS account has 12 digits", b"111111111111\n"),
            (b"AWS region", b"eu-west-1\n"),
            (b"What answers?", b"mock\n"),
            (b"Who may call?", b"none\n"),
        ):
            seen = b""
            while question not in seen:
                seen += os.read(lead, 4096)
            os.write(lead, answer)
        assert process.wait(timeout=30) == 0
        os.close(lead)
        assert "name: shelf\n" in (folder / "blueprint.yaml").read_text()


class TestGraph:
    def test_mermaid_is_printed_for_the_first_environment(self):
        done = run("graph", BOOKSTORE)
        assert done.stdout.startswith("flowchart LR\n  accTitle: bookstore-dev\n")
        assert done.stderr == ""

    def test_file_says_by_its_ending_what_it_holds(self, tmp_path):
        for name, start in (("a.svg", "<svg "), ("a.gv", "digraph "), ("a.mmd", "flowchart ")):
            assert run("graph", BOOKSTORE, "-e", "prod", "-o", tmp_path / name).returncode == 0
            assert (tmp_path / name).read_text().startswith(start)
            assert "bookstore-prod" in (tmp_path / name).read_text()
        assert run("graph", BOOKSTORE, "--format", "dot", "-o", tmp_path / "a.txt").returncode == 0
        assert (tmp_path / "a.txt").read_text() == run("graph", BOOKSTORE, "--format", "dot").stdout
        assert len(list(tmp_path.iterdir())) == 4

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (("-o", "picture.png"), "`picture.png` may be anything: say `--format`"),
            (("-o", "no/such/folder.svg"), "cannot be written"),
            (("--env", "stage"), "no environment is called `stage`; there are `dev`, `test`, `prod`"),
            (("--api", "v3"), "no API is called `v3`; there are `v1`, `v2`"),
            (("--by", "path"), "'path' is not one of 'segment'"),
        ],
        ids=lambda value: value[1] if isinstance(value, tuple) else "",
    )
    def test_picture_that_cannot_be_had_is_a_wrong_call(self, words, said, tmp_path):
        done = run("graph", BOOKSTORE, *words, cwd=tmp_path)
        assert done.returncode == 2
        assert said in " ".join(done.stderr.split())
        assert list(tmp_path.iterdir()) == []

    def test_one_api_is_drawn_and_operations_are_gathered_as_asked(self):
        shown = run("graph", BOOKSTORE, "--api", "v2", "--by", "tag").stdout
        assert "v2 / live" in shown
        assert "v1 / live" not in shown
        assert '["orders<br>GET /orders<br>' in shown

    def test_what_is_not_sound_has_no_picture(self, project):
        (project / "blueprint.yaml").write_text(SMALL.replace("iam", "ima"))
        done = run("graph", cwd=project)
        assert (done.returncode, done.stdout) == (1, "")
        assert "error[AC0204]" in done.stderr
        assert done.stderr.endswith("blueprint.yaml: 1 error; nothing was written\n")
        assert run("graph", "missing.yaml", cwd=project).returncode == 3

    def test_neither_pictures_nor_pages_wait_for_the_cdk(self, tmp_path):
        program = (
            "import sys\n"
            "from apicompiler.cli import run\n"
            f"assert run(['graph', {str(BOOKSTORE)!r}, '-o', {str(tmp_path / 'a.svg')!r}]) == 0\n"
            f"assert run(['report', {str(BOOKSTORE)!r}, '-o', {str(tmp_path / 'a.html')!r}]) == 0\n"
            "sys.exit(repr({'aws_cdk', 'jsii', 'boto3', 'rich', 'typer'} & sys.modules.keys() or 0))\n"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
        assert done.stderr.splitlines()[-1] == "0", done.stderr


class TestReport:
    def test_page_is_written_about_every_environment(self, tmp_path):
        done = run("report", BOOKSTORE, cwd=tmp_path)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "report.html: written\n")
        text = (tmp_path / "report.html").read_text()
        assert all(f'id="{name}:quotas"' in text for name in ("dev", "test", "prod"))

    def test_page_may_be_about_one_environment_and_be_called_as_one_likes(self, tmp_path):
        assert run("report", BOOKSTORE, "--env", "prod", "-o", tmp_path / "prod.html").returncode == 0
        text = (tmp_path / "prod.html").read_text()
        assert 'id="prod:quotas"' in text
        assert 'id="dev:quotas"' not in text

    def test_what_is_not_sound_leaves_the_page_that_was_there(self, project):
        assert run("report", cwd=project).returncode == 0
        before = (project / "report.html").read_text()
        (project / "blueprint.yaml").write_text(SMALL.replace("iam", "ima"))
        assert run("report", cwd=project).returncode == 1
        assert (project / "report.html").read_text() == before

    def test_findings_that_are_no_errors_are_on_the_page(self, project):
        (project / "blueprint.yaml").write_text(SMALL.replace("eu-west-1", "eu-west-9"))
        assert run("report", cwd=project).returncode == 0
        assert "warning[AC0202]" in (project / "report.html").read_text()


class TestTheRest:
    def test_explain_takes_code_and_name(self):
        by_code, by_name = run("explain", "AC0301"), run("explain", "invalid-stage-name")
        assert by_code.stdout == by_name.stdout
        assert "Accepted:" in by_code.stdout

    def test_explain_suggests_a_rule(self):
        done = run("explain", "invalid-stge-name")
        assert done.returncode == 2
        assert "did you mean `invalid-stage-name`?" in done.stderr

    def test_explain_shows_where_each_value_of_an_operation_comes_from(self):
        lines = run("explain", "createOrder", BOOKSTORE).stdout.splitlines()
        assert lines[0] == "POST /orders  (v2, dev)"
        origins = {line.split()[0]: line.split()[-1] for line in lines[1:]}
        assert origins["throttle"].startswith(f"{BOOKSTORE}/blueprint.yaml:")
        assert origins["auth"].startswith(f"{BOOKSTORE}/openapi/v2.yaml:")
        assert origins["apiKey"] == "default"

    def test_explain_tells_what_carries_an_api_and_how_large_it_is(self):
        shown = run("explain", "v2", BOOKSTORE, "--env", "prod").stdout
        assert "v2  (API, prod)" in shown
        assert "in the template" in shown

    def test_explain_shows_what_a_split_api_becomes(self):
        shown = run("explain", "v1", SPLIT).stdout
        assert [line.split()[0] for line in shown.splitlines() if "(API, dev)" in line] == [
            "v1",
            "v1-1",
            "v1-3",
            "v1-4",
        ]
        assert re.search(r"paths below +/orders\n", shown)
        assert re.search(r"published as +GET /orders +by v1-4\n", run("explain", "listOrders", SPLIT).stdout)
        assert "by v1" not in run("explain", "listOrders", SPLIT, "--env", "prod").stdout

    def test_explain_suggests_an_operation(self):
        done = run("explain", "creatOrder", BOOKSTORE)
        assert done.returncode == 2
        assert "did you mean `createOrder`?" in done.stderr

    def test_access_shows_who_may_call_what(self):
        table = run("access", BOOKSTORE).stdout
        assert "GET /orders " in table
        assert "users (Cognito, scopes orders/read)" in table
        found = {
            (row["api"], row["operation"]): row
            for row in json.loads(run("access", BOOKSTORE, "--format", "json").stdout)
        }
        assert found["admin", "PUT /stock/{isbn}"]["callers"] == "signed (IAM)"
        assert found["v2", "GET /feed"]["key"] is True
        assert run("access", BOOKSTORE, "--format", "markdown").stdout.startswith("| api | operation |")

    def test_access_shows_who_may_connect_and_send(self):
        table = run("access", ROOT / "blueprints/chat").stdout
        assert re.search(r"live +\$connect +tickets \(Lambda\) +no +the internet +no +500/s", table)
        assert re.search(r"live +say +whoever is connected +no +the internet +no +50/s", table)

    def test_rules_lists_them_all_and_by_theme(self):
        assert len(run("rules").stdout.splitlines()) >= 80
        themed = json.loads(run("rules", "--theme", "stages", "--format", "json").stdout)
        assert {rule["theme"] for rule in themed} == {"stages"}

    def test_schema_is_json_on_stdout_or_in_a_file(self, tmp_path):
        printed = run("schema").stdout
        assert run("schema", "-o", tmp_path / "s.json").returncode == 0
        assert json.loads(printed) == json.loads((tmp_path / "s.json").read_text())

    def test_doctor_names_what_is_missing_and_the_line_that_installs_it(self, tmp_path):
        done = run("doctor", PATH=str(tmp_path), HOME=str(tmp_path))
        assert done.returncode == 1
        assert "ok  Node" in done.stdout
        assert "npm install --global aws-cdk@2.1148.1" in done.stdout

    def test_doctor_refuses_the_cli_that_was_published_by_mistake(self, tmp_path):
        fake = tmp_path / "cdk"
        fake.write_text("#!/bin/sh\necho '3.0.0 (build 1)'\n")
        fake.chmod(0o755)
        done = run("doctor", PATH=f"{tmp_path}:{os.environ['PATH']}", HOME=str(tmp_path), AWS_PROFILE="x")
        assert "NO  CDK CLI" in done.stdout
        fake.write_text("#!/bin/sh\necho '2.1148.1 (build 1)'\n")
        done = run("doctor", PATH=f"{tmp_path}:{os.environ['PATH']}", HOME=str(tmp_path), AWS_PROFILE="x")
        assert done.returncode == 0, done.stdout

    def test_help_names_every_command(self):
        done = run("--help")
        assert done.returncode == 0
        for word in COMMANDS:
            assert word in done.stdout

    @pytest.mark.parametrize("word", COMMANDS)
    def test_every_command_has_help(self, word):
        done = run(word, "--help")
        assert done.returncode == 0
        assert "Usage: apicompiler" in done.stdout

    @pytest.mark.parametrize("word", ["list", "issue", "rotate", "expire", "show"])
    def test_command_of_a_group_has_help(self, word):
        done = run("keys", word, "--help")
        assert done.returncode == 0
        assert f"Usage: apicompiler keys {word}" in done.stdout

    def test_group_says_what_it_has(self):
        assert "No such command 'isue'" in run("keys", "isue").stderr
        assert "rotate" in run("keys").stdout + run("keys").stderr

    def test_shell_completes_commands_and_rules(self):
        words = {"_APICOMPILER_COMPLETE": "complete_bash", "COMP_CWORD": "1", "COMP_WORDS": "apicompiler expl"}
        assert run(**words).stdout.split() == ["explain"]
        words |= {"COMP_CWORD": "2", "COMP_WORDS": "apicompiler explain AC030"}
        assert "AC0301" in run(**words).stdout.split()

    def test_version_is_the_one_of_the_package(self):
        assert run("--version").stdout.strip().count(".") == 2

    def test_defect_leaves_a_report_and_no_traceback(self, project):
        program = (
            "import apicompiler.cli.linting as module, apicompiler.cli as cli, sys\n"
            "def broken(*_): raise KeyError('x')\n"
            "module.lint = broken\n"
            "sys.exit(cli.run(['lint']))\n"
        )
        done = subprocess.run([sys.executable, "-c", program], cwd=project, capture_output=True, text=True, check=False)
        assert done.returncode == 70
        assert "Traceback" not in done.stderr
        report = Path(done.stderr.split("with the file ")[1].split(";")[0])
        assert "KeyError" in report.read_text()
        report.unlink()


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_lsp_without_its_package_says_which_line_installs_it():
    program = "import sys\nsys.modules['pygls'] = None\nfrom apicompiler.cli import run\nsys.exit(run(['lsp']))\n"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "apicompiler: `lsp` needs a package more: pip install 'apicompiler[lsp]'\n"
