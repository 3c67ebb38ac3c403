"""Every example is looked at in an account that has everything it rests on, and in one that has nothing."""

import shutil
from pathlib import Path
from secrets import token_hex

import pytest
from builder import Builder

from apicompiler.account.connection import Connection
from apicompiler.cli import run
from apicompiler.compiler import lint
from apicompiler.read.files import DiskFolder

ROOT = Path(__file__).parents[3]
EMPTY = Path(__file__).parent / "empty"
EXAMPLES = [
    ("bookstore", "dev"), ("bookstore", "test"), ("bookstore", "prod"), ("chat", "prod"), ("intake", "prod"),
    ("members", "prod"), ("partner", "inside"), ("partner", "outside"), ("petstore", "dev"), ("shop", "us"),
    ("shop", "world"),
]  # fmt: skip
every_example = pytest.mark.parametrize(("blueprint", "environment"), EXAMPLES)


def targets(folder, environment):
    found = lint("blueprint.yaml", DiskFolder(folder)).targets
    return [target for target in found if target.environment.key == environment]


PAGES = Connection.each


def every(connection, service, operation, *words, **parameters):
    """Yield what there is; what stands in for AWS knows of no client certificates."""
    unknown = operation == "get_client_certificates"
    return iter(()) if unknown else PAGES(connection, service, operation, *words, **parameters)


@pytest.fixture
def here(aws, monkeypatch, tmp_path):
    """Put a blueprint where nothing else is, and let the account be the one that it names."""

    def put(blueprint, environment):
        shutil.copytree(ROOT / "blueprints" / blueprint, tmp_path / blueprint)
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr("moto.settings.ACM_VALIDATION_WAIT", -1)
        monkeypatch.setattr("moto.route53.models.create_route53_zone_id", lambda **_: f"Z{token_hex(8).upper()}")
        monkeypatch.setattr(Connection, "each", every)
        account = str(targets(tmp_path / blueprint, environment)[0].environment.account)
        monkeypatch.setenv("MOTO_ACCOUNT_ID", account)
        monkeypatch.setattr("moto.core.models.DEFAULT_ACCOUNT_ID", account)
        return tmp_path / blueprint

    return put


@every_example
def test_an_account_that_has_everything_is_looked_at_without_a_word(here, capsys, blueprint, environment):
    folder = here(blueprint, environment)
    file = folder / "blueprint.yaml"
    for target in targets(folder, environment):
        for old, new in Builder(target).build().items():
            before, after = common(old, new)
            file.write_text(file.read_text().replace(before, after))
    assert run(["preflight", blueprint, "--env", environment, "--format", "concise", "--fail-on", "warning"]) == 0
    assert capsys.readouterr().out == ""


def common(old, new):
    """Return where two ids differ: of ARNs, what stands behind the last sign that is no letter and no digit."""
    if not old.startswith("arn:"):
        return old, new
    if ":userpool/" in old:
        return old.rpartition("_")[2], new.rpartition("_")[2]
    return old.rpartition("/")[2], new.rpartition("/")[2]


@every_example
def test_an_account_that_has_nothing_is_told_what_it_lacks(here, capsys, recorded, blueprint, environment):
    here(blueprint, environment)
    assert run(["preflight", blueprint, "--env", environment]) == 1
    shown = capsys.readouterr()
    recorded(EMPTY / f"{blueprint}-{environment}.txt", shown.out + shown.err)
