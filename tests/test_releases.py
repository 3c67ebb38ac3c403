"""Pinned stages: what is promoted is served, and what was served before can be served again."""

import shutil

import pytest
import yaml

from apicompiler.cli import run
from apicompiler.compiler import lint, plans
from apicompiler.read.files import DiskFolder

BLUEPRINT = """\
apicompiler: 1
name: books
apis: {v1: openapi.yaml, v2: openapi.yaml}
environments:
  dev: {account: "111111111111", region: eu-west-1}
  prod: {account: "222222222222", region: eu-west-1}
stages: {live: {pinned: true, variables: {alias: live}}, preview: {variables: {alias: preview}}}
functions: {books: {code: code, handler: app.handler, runtime: python3.13, aliases: [live, preview]}}
integrations: {books: {lambda: books, alias: "${stageVariables.alias}"}}
defaults: {integration: books, auth: iam}
"""
DOCUMENT = """\
openapi: 3.0.3
info: {title: Books, version: "1"}
paths:
  /books: {get: {operationId: listBooks, responses: {"200": {description: The books}}}}
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / "blueprint.yaml").write_text(BLUEPRINT)
    (tmp_path / "openapi.yaml").write_text(DOCUMENT)
    (tmp_path / "code").mkdir()
    (tmp_path / "code/app.py").write_text("handler = print\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lock(project):
    return yaml.safe_load((project / "blueprint.lock.yaml").read_text())["releases"]


def change(project):
    """Change both the contract and the code, so that there is something newer."""
    document = (project / "openapi.yaml").read_text()
    more = "  /shelves: {get: {operationId: listShelves, responses: {'200': {description: The shelves}}}}\n"
    (project / "openapi.yaml").write_text(document + more)
    (project / "code/app.py").write_text("handler = repr\n")


def served(project):
    """Return the deployments that each stage of the first environment serves, and the version of each alias."""
    [plan, _] = plans(lint("blueprint.yaml", DiskFolder(project)))
    stages = {f"{stage.api} {stage.name}": stage.deployment[-16:] for stage in plan.stages}
    kept = {deployment.id[-16:] for deployment in plan.deployments}
    assert set(stages.values()) <= kept, "what a stage serves stays in the template"
    assert {alias.version for alias in plan.aliases} <= {version.id for version in plan.versions}
    return stages | {alias.name: alias.version[-16:] for alias in plan.aliases}


def test_stage_that_was_never_promoted_is_an_error_that_says_what_to_type(project, capsys):
    assert run(["lint"]) == 1
    assert "apicompiler promote --env dev" in capsys.readouterr().out


def test_promoted_stage_stays_when_everything_changes_and_goes_on_when_it_is_promoted(project):
    assert run(["promote"]) == 0
    assert run(["lint"]) == 0
    before = served(project)
    assert before["ApiV1 live"] == before["ApiV1 preview"]
    change(project)
    now = served(project)
    assert {key: now[key] for key in ("ApiV1 live", "ApiV2 live", "live")} == {
        key: before[key] for key in ("ApiV1 live", "ApiV2 live", "live")
    }
    assert all(now[key] != before[key] for key in ("ApiV1 preview", "ApiV2 preview", "preview"))
    assert run(["promote", "--env", "dev"]) == 0
    promoted = served(project)
    assert promoted["ApiV1 live"] == now["ApiV1 preview"]
    assert promoted["live"] == now["preview"]
    assert run(["rollback", "--env", "dev"]) == 0
    assert served(project) == now


def test_one_api_of_one_stage_is_promoted_alone(project):
    run(["promote"])
    before = lock(project)["dev"]["live"][0]["apis"]
    change(project)
    assert run(["promote", "--env", "dev", "--stage", "live", "--api", "v2"]) == 0
    [first, *others] = lock(project)["dev"]["live"]
    assert first["apis"]["v1"] == before["v1"]
    assert first["apis"]["v2"] != before["v2"]
    assert others[0]["apis"] == before
    assert len(lock(project)["prod"]["live"]) == 1


def test_promoting_twice_changes_nothing_and_five_releases_are_kept(project):
    run(["promote"])
    once = (project / "blueprint.lock.yaml").read_bytes()
    run(["promote"])
    assert (project / "blueprint.lock.yaml").read_bytes() == once
    for number in range(6):
        (project / "code/app.py").write_text(f"handler = {number}\n")
        run(["promote", "--env", "dev"])
    assert len(lock(project)["dev"]["live"]) == 5


def test_releases_are_kept_where_the_first_environment_pins_nothing(project):
    only_prod = BLUEPRINT.replace("pinned: true, ", "").replace(
        'prod: {account: "222222222222", region: eu-west-1}',
        'prod: {account: "222222222222", region: eu-west-1, set: {stages: {live: {pinned: true}}}}',
    )
    (project / "blueprint.yaml").write_text(only_prod)
    run(["promote"])
    before = lock(project)["prod"]["live"]
    change(project)
    assert run(["promote"]) == 0
    assert lock(project)["prod"]["live"][1:] == before
    assert run(["rollback"]) == 0
    assert lock(project) == {"prod": {"live": before}}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["promote", "--stage", "preview"], 2, "no pinned stage is called `preview`; there is `live`"),
        (["promote", "--env", "test"], 2, "no environment is called `test`"),
        (["promote", "--api", "v3"], 2, "no API is called `v3`"),
        (["promote", "nowhere"], 3, "there is no file `nowhere`"),
        (["rollback"], 1, "`live` in `dev`: there is no release before this one"),
    ],
)
def test_call_that_cannot_be_followed_says_why_and_writes_nothing(project, capsys, words, code, said):
    run(["promote"])
    before = (project / "blueprint.lock.yaml").read_bytes()
    assert run(words) == code
    assert said in capsys.readouterr().err
    assert (project / "blueprint.lock.yaml").read_bytes() == before


def test_nothing_is_pinned_where_no_stage_is(project, capsys):
    (project / "blueprint.yaml").write_text(BLUEPRINT.replace("pinned: true, ", ""))
    assert run(["promote"]) == 2
    assert "write `pinned: true`" in capsys.readouterr().err
    assert not (project / "blueprint.lock.yaml").exists()


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("releases: {dev: {live: [{apis: {v1: 12}}]}}", [37]),
        ("releases: {dev: {live: [{apis: {v1: xyz}}]}}", [37]),
        ("[", [1]),
        ("releases: {dev: [1]}", [12]),
        ("releases: {dev: {live: [{deployments: {}}]}}", [25, 26]),
    ],
)
def test_lock_that_cannot_be_read_is_a_finding_at_its_place(project, capsys, text, columns):
    (project / "blueprint.lock.yaml").write_text(text)
    assert run(["lint", "--format", "concise"]) == 1
    places = [line.split(": ")[0] for line in capsys.readouterr().out.splitlines()]
    assert places == [f"blueprint.lock.yaml:1:{column}" for column in columns]


def test_lock_is_looked_for_only_where_something_is_pinned(project):
    shutil.copy(project / "blueprint.yaml", project / "before.yaml")
    (project / "blueprint.yaml").write_text(BLUEPRINT.replace("pinned: true, ", ""))
    (project / "blueprint.lock.yaml").write_text("[")
    assert run(["lint"]) == 0
