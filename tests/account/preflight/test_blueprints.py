"""Every example is looked at in an account that has everything it rests on, and in one that has nothing."""

import json
import shutil
from fnmatch import fnmatchcase
from pathlib import Path
from secrets import token_hex
from typing import ClassVar

import pytest
from builder import Builder

from apicompiler.account.connection import Connection
from apicompiler.account.preflight.actions import Question, allowed
from apicompiler.cli import run
from apicompiler.compiler import lint
from apicompiler.read.files import DiskFolder

ROOT = Path(__file__).parents[3]
EMPTY = Path(__file__).parent / "empty"
EXAMPLES = [
    ("bookstore", "prod"), ("chat", "prod"), ("intake", "prod"), ("members", "prod"), ("partner", "inside"),
    ("partner", "outside"), ("petstore", "dev"), ("shop", "us"), ("shop", "world"),
]  # fmt: skip
every_example = pytest.mark.parametrize(("blueprint", "environment"), EXAMPLES)


def targets(folder, environment):
    found = lint("blueprint.yaml", DiskFolder(folder)).targets
    return [target for target in found if target.environment.key == environment]


class Listening(Connection):
    """A connection that writes down what it is asked.

    What stands in for AWS knows of no client certificates, and of no quotas of API Gateway.
    """

    ASKED: ClassVar[list[Question]] = []

    def ask(self, service, operation, region="", **parameters):
        self.ASKED.append(Question(service, operation, region or self.region, parameters))
        if operation == "get_service_quota":
            return {"Quota": {"Value": 100_000.0}}
        return super().ask(service, operation, region, **parameters)

    def each(self, service, operation, key, region="", **parameters):
        self.ASKED.append(Question(service, operation, region or self.region, parameters))
        unknown = operation == "get_client_certificates"
        return iter(()) if unknown else super().each(service, operation, key, region, **parameters)


@pytest.fixture
def here(aws, monkeypatch, tmp_path):
    """Put a blueprint where nothing else is, and let the account be the one that it names."""

    def put(blueprint, environment):
        shutil.copytree(ROOT / "blueprints" / blueprint, tmp_path / blueprint)
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr("moto.settings.ACM_VALIDATION_WAIT", -1)
        monkeypatch.setattr("moto.route53.models.create_route53_zone_id", lambda **_: f"Z{token_hex(8).upper()}")
        monkeypatch.setattr("apicompiler.cli.connecting.Connection", Listening)
        monkeypatch.setattr(Listening, "ASKED", [])
        account = str(targets(tmp_path / blueprint, environment)[0].environment.account)
        monkeypatch.setenv("MOTO_ACCOUNT_ID", account)
        monkeypatch.setattr("moto.core.models.DEFAULT_ACCOUNT_ID", account)
        return tmp_path / blueprint

    return put


@every_example
def test_an_account_that_has_everything_is_looked_at_without_a_word(here, capsys, blueprint, environment):
    """And what was asked is what the policy allows: nothing more, and nothing less."""
    folder = here(blueprint, environment)
    file = folder / "blueprint.yaml"
    for target in targets(folder, environment):
        for old, new in Builder(target).build().items():
            before, after = common(old, new)
            file.write_text(file.read_text().replace(before, after))
    assert run(["preflight", blueprint, "--env", environment, "--format", "concise", "--fail-on", "warning"]) == 0
    assert capsys.readouterr().out == ""
    assert run(["preflight", blueprint, "--env", environment, "--policy"]) == 0
    statements = json.loads(capsys.readouterr().out)["Statement"]
    allow = {(action, one) for held in statements for action in held["Action"] for one in held["Resource"]}
    place = targets(folder, environment)[0].environment
    asked = {pair for question in Listening.ASKED if question.service != "sts" for pair in allowed(question, place)}
    assert {pair for pair in asked if not any(matches(pair, other) for other in allow)} == set()
    assert {other for other in allow if not any(matches(pair, other) for pair in asked)} == set()


def matches(pair, allowed):
    return pair[0] == allowed[0] and fnmatchcase(pair[1], allowed[1])


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
