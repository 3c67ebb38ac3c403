"""`apicompiler lint` for a team: what counts, what is accepted, what is mended, and when it runs again."""

import json
import os
import signal
import subprocess
import time

import jsonschema
import pytest
from test_cli import BIN, DOCUMENT, SMALL, clean, run

NINE = SMALL.replace("eu-west-1", "eu-west-9")
MISTAKES = """\
# Books, and nothing else.
apicompiler: 1
name:   books   # as in the catalogue
apis: {v1: openapi.yaml}
endpoint: 'egde'
environments: {dev: {region: "eu-wset-1", account: "111111111111"}}
integrations: {books: {http: "https://books.example.com/{proxy}"}}
defaults: {auth: iam, integration: boks}
"""
MENDED = MISTAKES.replace("egde", "edge").replace("eu-wset-1", "eu-west-1").replace("boks", "books")


@pytest.fixture
def project(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / "blueprint.yaml").write_text(NINE)
    (tmp_path / "openapi.yaml").write_text(DOCUMENT)
    return tmp_path


class TestSelection:
    @pytest.mark.parametrize("word", ["AC0202", "unknown-region", "names", "AC02", "ac0202,AC0301"])
    def test_rules_are_left_out_by_code_name_theme_and_beginning(self, project, word):
        assert run("lint", "--fail-on=warning", "--ignore", word, cwd=project).returncode == 0
        assert run("lint", "--fail-on=warning", "--select", word, cwd=project).returncode == 1
        assert run("lint", "--fail-on=warning", "--select", "AC0301", cwd=project).returncode == 0

    def test_word_that_means_no_rule_is_a_wrong_call(self, project):
        done = run("lint", "--ignore", "unknown-regoin", cwd=project)
        assert done.returncode == 2
        assert "did you mean `unknown-region`?" in done.stderr

    def test_binding_rule_counts_whatever_is_selected(self, project):
        (project / "blueprint.yaml").write_text(SMALL.replace("integration: books", "integration: boks"))
        assert run("lint", "--select", "AC0301", "--ignore", "AC0203", cwd=project).returncode == 1


class TestSettings:
    def write(self, project, text, name=".apicompiler.toml"):
        (project / name).write_text(text)

    def test_own_file_and_shared_file_say_the_same(self, project):
        assert run("lint", "--fail-on", "warning", cwd=project).returncode == 1
        self.write(project, '[tool.apicompiler]\nignore = ["AC0202"]\nfail-on = "warning"\n', "pyproject.toml")
        assert run("lint", cwd=project).returncode == 0
        self.write(project, 'fail-on = "warning"\nformat = "concise"\n')
        done = run("lint", cwd=project)
        assert done.returncode == 1
        assert done.stdout.startswith("blueprint.yaml:4:")

    def test_command_line_wins_over_the_file(self, project):
        self.write(project, 'ignore = ["AC0202"]\nfail-on = "warning"\nformat = "json"\n')
        done = run("lint", "--ignore", "AC0301", "--fail-on", "error", "--format", "concise", cwd=project)
        assert done.returncode == 0
        assert "warning[AC0202]" in done.stdout

    def test_nearest_file_is_followed_and_none_above_the_repository(self, project):
        inner = project / "apis/books"
        inner.mkdir(parents=True)
        for name in ("blueprint.yaml", "openapi.yaml"):
            (project / name).rename(inner / name)
        self.write(project.parent, 'ignore = ["AC0202"]')
        assert run("lint", "--fail-on=warning", cwd=inner).returncode == 1
        self.write(project, 'ignore = ["AC0202"]')
        assert run("lint", "--fail-on=warning", cwd=inner).returncode == 0
        self.write(project / "apis", "")
        assert run("lint", "--fail-on=warning", cwd=inner).returncode == 1
        (project.parent / ".apicompiler.toml").unlink()

    def test_file_may_be_named(self, project):
        self.write(project, 'ignore = ["AC0202"]', "relaxed.toml")
        (project / "conf").mkdir()
        (project / "relaxed.toml").rename(project / "conf/.apicompiler.toml")
        words = ("lint", "--fail-on=warning")
        assert run(*words, "--config", "conf/.apicompiler.toml", cwd=project).returncode == 0
        assert run(*words, cwd=project, APICOMPILER_CONFIG="conf/.apicompiler.toml").returncode == 0
        done = run(*words, "--config", "missing.toml", cwd=project)
        assert done.returncode == 2
        assert "there is no file `missing.toml`" in done.stderr

    def test_names_of_files_begin_at_the_folder_of_the_settings(self, project):
        inner = project / "apis"
        inner.mkdir()
        for name in ("blueprint.yaml", "openapi.yaml"):
            (project / name).rename(inner / name)
        self.write(project, '[per-file]\n"apis/*.yaml" = ["AC0202"]\n')
        assert run("lint", "--fail-on=warning", "apis", cwd=project).returncode == 0
        self.write(project, '[per-file]\n"blueprint.yaml" = ["AC0202"]\n')
        assert run("lint", "--fail-on=warning", "apis", cwd=project).returncode == 1

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ('ignor = ["AC0202"]', "1:1: error[AC0101] unknown key `ignor`"),
            ('\nselect = ["AC0202", 3]', "2:21: error[AC0103]"),
            ('fail-on = "warnin"', "1:11: error[AC0104]"),
            ('[per-file]\n"*" = [\n  "nmaes"]', "3:3: error[AC0120] no rule or theme is called `nmaes`"),
            ('ignore = ["AC0203"]', "1:11: error[AC0124]"),
            ("ignore = [", "1:10: error[AC0126]"),
        ],
    )
    def test_mistake_in_settings_is_shown_at_its_place(self, project, text, said):
        self.write(project, text)
        done = run("lint", "--format", "concise", cwd=project)
        assert done.returncode == 2
        assert done.stdout.startswith(f".apicompiler.toml:{said}")

    def test_mistake_in_settings_stops_the_compiler(self, project):
        self.write(project, 'ignor = ["AC0202"]')
        done = run("synth", cwd=project)
        assert done.returncode == 2
        assert "`.apicompiler.toml` cannot be followed; `apicompiler lint` says why" in done.stderr

    def test_link_out_of_the_repository_is_not_followed(self, project, tmp_path_factory):
        secret = tmp_path_factory.mktemp("elsewhere") / "secret"
        secret.write_text("password of somebody")
        (project / ".apicompiler.toml").symlink_to(secret)
        done = run("lint", cwd=project)
        assert done.returncode == 2
        assert "leads out" in done.stderr
        assert "password" not in done.stdout + done.stderr

    def test_schema_knows_every_key_and_no_other(self, project):
        schema = json.loads(run("schema", "--settings").stdout)
        jsonschema.validate({"ignore": ["AC0202"], "per-file": {"*": []}, "fail-on": "info", "format": "sarif"}, schema)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({"ignor": []}, schema)


class TestBaseline:
    def test_what_is_accepted_is_known_by_its_keys_and_not_by_its_line(self, project):
        done = run("lint", "--write-baseline", "known.json", cwd=project)
        assert (done.returncode, done.stderr) == (0, "known.json: 1 accepted\n")
        assert run("lint", "--fail-on=info", "--baseline", "known.json", cwd=project).returncode == 0
        (project / "blueprint.yaml").write_text("# one more line\n" + NINE)
        assert run("lint", "--fail-on=info", "--baseline", "known.json", cwd=project).returncode == 0
        (project / "blueprint.yaml").write_text(NINE.replace("eu-west-9", "eu-west-8"))
        assert run("lint", "--fail-on=warning", "--baseline", "known.json", cwd=project).returncode == 1

    def test_what_is_gone_is_stale(self, project):
        run("lint", "--write-baseline", "known.json", cwd=project)
        (project / "blueprint.yaml").write_text(SMALL)
        done = run("lint", "--baseline", "known.json", "--format", "concise", "--fail-on=warning", cwd=project)
        assert done.returncode == 1
        assert done.stdout.startswith(
            "known.json:4:14: warning[AC0125] what `AC0202` found in `blueprint.yaml` is gone"
        )

    def test_blueprint_that_was_not_looked_at_makes_nothing_stale(self, project):
        (project / "other").mkdir()
        for name in ("blueprint.yaml", "openapi.yaml"):
            (project / "other" / name).write_bytes((project / name).read_bytes())
        assert "2 accepted" in run("lint", ".", "other", "--write-baseline", "known.json", cwd=project).stderr
        assert run("lint", "other", "--fail-on=info", "--baseline", "known.json", cwd=project).returncode == 0
        assert run("lint", "other", ".", "--fail-on=info", "--baseline", "known.json", cwd=project).returncode == 0

    def test_settings_may_name_it(self, project):
        (project / "quality").mkdir()
        run("lint", "--write-baseline", "quality/known.json", cwd=project)
        (project / ".apicompiler.toml").write_text('baseline = "quality/known.json"\nfail-on = "info"\n')
        assert run("lint", cwd=project).returncode == 0
        before = (project / "quality/known.json").read_text()
        run("lint", "--write-baseline", "quality/known.json", cwd=project)
        assert (project / "quality/known.json").read_text() == before

    def test_what_cannot_be_compiled_is_not_accepted(self, project):
        (project / "blueprint.yaml").write_text(SMALL.replace("integration: books", "integration: boks"))
        done = run("lint", "--write-baseline", "known.json", cwd=project)
        assert done.returncode == 1
        assert done.stderr == "known.json: 0 accepted; 1 cannot be: nothing can be compiled with it\n"
        assert run("lint", "--baseline", "known.json", cwd=project).returncode == 1

    @pytest.mark.parametrize("text", ["", "[]", '{"version": 2, "findings": []}', '{"version": 1, "findings": [{}]}'])
    def test_file_that_is_none_is_shown(self, project, text):
        (project / "known.json").write_text(text)
        done = run("lint", "--baseline", "known.json", "--format", "concise", cwd=project)
        assert done.returncode == 2
        assert done.stdout.startswith("known.json:1:")


class TestFix:
    @pytest.fixture
    def wrong(self, project):
        (project / "blueprint.yaml").write_text(MISTAKES)
        return project

    def test_fixes_change_what_is_wrong_and_nothing_else(self, wrong):
        done = run("lint", "--fix", cwd=wrong)
        assert (wrong / "blueprint.yaml").read_text() == MENDED
        assert done.returncode == 0
        assert done.stderr.startswith("fixed: blueprint.yaml\nblueprint.yaml: nothing found\n")
        assert sorted(path.name for path in wrong.iterdir()) == [".git", "blueprint.yaml", "openapi.yaml"]

    def test_fixing_twice_changes_nothing(self, wrong):
        run("lint", "--fix", cwd=wrong)
        before = (wrong / "blueprint.yaml").stat().st_mtime_ns
        assert "fixed" not in run("lint", "--fix", cwd=wrong).stderr
        assert (wrong / "blueprint.yaml").stat().st_mtime_ns == before

    def test_marks_of_other_systems_are_kept(self, wrong):
        before = b"\xef\xbb\xbf" + MISTAKES.replace("\n", "\r\n").encode()
        (wrong / "blueprint.yaml").write_bytes(before)
        (wrong / "blueprint.yaml").chmod(0o640)
        run("lint", "--fix", cwd=wrong)
        assert (wrong / "blueprint.yaml").read_bytes() == b"\xef\xbb\xbf" + MENDED.replace("\n", "\r\n").encode()
        assert (wrong / "blueprint.yaml").stat().st_mode & 0o777 == 0o640

    def test_link_stays_a_link(self, wrong):
        (wrong / "blueprint.yaml").rename(wrong / "real.yaml")
        (wrong / "blueprint.yaml").symlink_to("real.yaml")
        run("lint", "--fix", cwd=wrong)
        assert (wrong / "blueprint.yaml").is_symlink()
        assert (wrong / "real.yaml").read_text() == MENDED

    def test_json_stays_json(self, project):
        (project / "blueprint.yaml").unlink()
        blueprint = {
            "apicompiler": 1,
            "name": "books",
            "apis": {"v1": "openapi.yaml"},
            "environments": {"dev": {"account": "111111111111", "region": "eu-wset-1"}},
            "integrations": {"books": {"http": "https://books.example.com/{proxy}", "timeout": "40s"}},
            "defaults": {"integration": "books", "auth": "iam"},
        }
        (project / "blueprint.json").write_text(json.dumps(blueprint))
        assert run("lint", "--fix", cwd=project).returncode == 0
        blueprint["environments"]["dev"]["region"] = "eu-west-1"
        blueprint["integrations"]["books"]["timeout"] = "29s"
        assert (project / "blueprint.json").read_text() == json.dumps(blueprint)

    def test_what_is_ignored_is_not_fixed(self, wrong):
        run("lint", "--fix", "--ignore", "unknown-region", cwd=wrong)
        assert "eu-wset-1" in (wrong / "blueprint.yaml").read_text()

    def test_diff_shows_what_would_change_and_writes_nothing(self, wrong):
        done = run("lint", "--diff", cwd=wrong)
        assert done.returncode == 1
        assert (wrong / "blueprint.yaml").read_text() == MISTAKES
        subprocess.run(["git", "init", "-q"], cwd=wrong, check=True)
        subprocess.run(["git", "apply"], cwd=wrong, input=done.stdout, text=True, check=True)
        assert (wrong / "blueprint.yaml").read_text() == MENDED
        done = run("lint", "--diff", cwd=wrong)
        assert (done.returncode, done.stdout) == (0, "")

    def test_modes_exclude_each_other(self, wrong):
        assert run("lint", "--fix", "--diff", cwd=wrong).returncode == 2
        assert (wrong / "blueprint.yaml").read_text() == MISTAKES


class TestWatch:
    def test_it_checks_again_when_a_file_changes_and_ends_without_a_word(self, project):
        process = subprocess.Popen(
            [BIN, "lint", "--watch", "--format", "concise"],
            cwd=project,
            env=clean(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # Whoever runs in the background is told to ignore it, and so are those who are started there.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        try:
            assert "AC0202" in until_it_watches(process)
            (project / "blueprint.yaml").write_text(SMALL)
            assert "nothing found" in until_it_watches(process)
            (project / "openapi.yaml").unlink()
            assert "AC0001" in until_it_watches(process)
            (project / "openapi.yaml").write_text(DOCUMENT)
            assert "nothing found" in until_it_watches(process)
            (project / ".apicompiler.toml").write_text("ignor = []\n")
            assert "AC0101" in until_it_watches(process)
            time.sleep(0.3)
            os.kill(process.pid, signal.SIGINT)
            rest = process.communicate(timeout=20)[0]
            assert (process.returncode, rest.strip()) == (0, "")
        finally:
            process.kill()


def until_it_watches(process):
    seen = ""
    for line in process.stdout:
        if line.startswith("watching "):
            return seen
        seen += line
    raise AssertionError(f"it ended: {seen}")
