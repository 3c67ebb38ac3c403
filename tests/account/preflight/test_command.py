"""`apicompiler preflight` says what it found as lint does, and what keeps it from looking."""

import json

import pytest

from apicompiler.cli import run

PETSTORE = """
apicompiler: 1
name: petstore
apis: {v1: openapi.yaml}
environments:
  dev: {account: "111111111111", region: eu-west-1}
  prod: {account: "222222222222", region: eu-west-1}
integrations: {pets: {http: "https://pets.example.com/{proxy}"}}
defaults: {integration: pets, auth: iam}
"""
CONTRACT = """
openapi: 3.0.3
info: {title: pets, version: "1"}
paths: {/pets: {get: {operationId: listPets, responses: {"200": {description: pets}}}}}
"""


@pytest.fixture
def petstore(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "openapi.yaml").write_text(CONTRACT)
    file = tmp_path / "blueprint.yaml"
    file.write_text(PETSTORE)
    return file


def test_findings_have_the_formats_of_lint(aws, petstore, capsys):
    assert (
        run(["preflight", "--env", "dev", "--format", "json", "--format", "github", "--format", "sarif=it.sarif"]) == 1
    )
    shown = capsys.readouterr().out
    assert '"AC2501"' in shown
    assert "::error file=blueprint.yaml,line=6" in shown
    assert "AC2501" in (petstore.parent / "it.sarif").read_text()


def test_the_least_severity_that_fails_is_chosen(aws, petstore, monkeypatch):
    assert run(["preflight", "--env", "dev", "--fail-on", "error"]) == 1
    monkeypatch.setattr("apicompiler.account.preflight.look", lambda *_: ())
    assert run(["preflight", "--env", "dev", "--fail-on", "info"]) == 0


def test_credentials_of_another_account_end_it_before_anything_is_asked(aws, petstore, capsys):
    assert run(["preflight", "--env", "prod"]) == 4
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "`prod` is in account 222222222222, and these credentials are of 111111111111" in shown.err
    assert "--profile" in shown.err


def test_nothing_is_half_told_when_the_second_account_cannot_be_reached(aws, petstore, capsys):
    assert run(["preflight", "--format", "json=found.json"]) == 4
    assert capsys.readouterr().out == ""
    assert not (petstore.parent / "found.json").exists()


def test_without_credentials_nothing_is_reached(petstore, monkeypatch, capsys):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", "none")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "none")
    assert run(["preflight", "--env", "dev"]) == 4
    assert "no credentials: Unable to locate credentials" in capsys.readouterr().err
    assert run(["preflight", "--env", "dev", "--policy"]) == 0
    actions = [action for held in json.loads(capsys.readouterr().out)["Statement"] for action in held["Action"]]
    assert "ssm:GetParameter" in actions


def test_a_policy_is_of_one_account(petstore, capsys):
    assert run(["preflight", "--policy"]) == 2
    assert "a policy is of one account, and there are 2: name environments with `--env`" in capsys.readouterr().err


def test_a_blueprint_that_is_not_sound_is_not_looked_at(petstore, capsys):
    petstore.write_text(PETSTORE.replace("integration: pets", "integration: pest"))
    assert run(["preflight", "--env", "dev"]) == 1
    assert "nothing in `integrations` is called `pest`" in capsys.readouterr().err


def test_a_comment_accepts_what_is_found_and_lint_does_not_call_it_unused(aws, petstore, capsys):
    said = petstore.read_text().replace(
        "eu-west-1}\n  prod", "eu-west-1} # apicompiler: ignore[AC2501, AC2505] on Monday\n  prod"
    )
    petstore.write_text(said)
    assert run(["preflight", "--env", "dev"]) == 0
    assert "nothing found" in capsys.readouterr().err
    assert run(["lint"]) == 0
    assert "nothing found" in capsys.readouterr().err


def test_a_zone_of_which_nobody_here_knows_whether_it_is_asked_is_named(aws, petstore, capsys, monkeypatch):
    import boto3

    monkeypatch.setattr("moto.route53.models.create_route53_zone_id", lambda **_: "Z0123456789ABC")
    made = boto3.client("route53").create_hosted_zone(Name="example.com", CallerReference="x")
    zone = "{name: example.com, id: Z0123456789ABC}"
    domain = f"{{name: pets.example.com, certificate: create, zone: {zone}, paths: {{/: v1}}}}"
    petstore.write_text(f"{PETSTORE}domains: {{main: {domain}}}\n")
    assert run(["preflight", "--env", "dev"]) == 1
    shown = capsys.readouterr().err
    assert "`dig NS example.com` should name" in shown
    assert made["DelegationSet"]["NameServers"][0] in shown
