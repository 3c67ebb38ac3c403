"""One environment in several regions: the same stack in each, told apart where AWS is one."""

import json

import pytest
from frame import framed, linted

from apicompiler.cli import run
from apicompiler.compiler import accounts, plans

SEVERAL = """
environments:
  dev: {account: "111111111111", region: eu-west-1}
  prod: {account: "222222222222", regions: %s}
integrations: {books: {http: "https://${env.region}.example.com/{proxy}"}}
defaults: {integration: books, auth: none}
domains:
  main:
    {name: api.example.com, certificate: create, zone: {name: example.com, id: Z0123456789ABC}, paths: {/: v1}}
"""


def planned(regions, environments=()):
    outcome = linted(framed(SEVERAL % regions))
    assert outcome.is_sound, [diagnostic.finding.message for diagnostic in outcome.diagnostics]
    return plans(outcome, environments)


def test_each_region_has_the_same_stack_under_a_name_of_its_own():
    assert [plan.name for plan in planned("[eu-west-1, us-east-1]")] == [
        "example-dev", "example-prod-eu-west-1", "example-prod-us-east-1",
    ]  # fmt: skip
    one, other = planned("[eu-west-1, us-east-1]", ("prod",))
    there = one.to_json().replace("eu-west-1", "us-east-1")
    assert without_digests(json.loads(there)) == without_digests(json.loads(other.to_json()))


def without_digests(plan):
    """Leave out of a plan the name of the deployment, which holds the address of the region's backend."""
    return json.loads(json.dumps(plan).replace(plan["deployments"][0]["id"], "Deployment"))


def test_variables_are_those_of_each_region():
    outcome = linted(framed(SEVERAL % "[eu-west-1, us-east-1]"))
    backends = [target.blueprint.integrations["books"].http for target in outcome.targets]
    assert backends == [f"https://{region}.example.com/{{proxy}}" for region in ("eu-west-1", "eu-west-1", "us-east-1")]


def test_records_of_one_name_are_told_apart_and_lead_to_the_nearest_region():
    routings = [record.routing for plan in planned("[eu-west-1, us-east-1]", ("prod",)) for record in plan.records]
    assert [(found.identifier, found.region, found.failover) for found in routings] == [
        ("eu-west-1", "eu-west-1", None), ("eu-west-1", "eu-west-1", None),
        ("us-east-1", "us-east-1", None), ("us-east-1", "us-east-1", None),
    ]  # fmt: skip
    assert all(record.routing is None for record in planned("[eu-west-1, us-east-1]", ("dev",))[0].records)


def test_a_first_region_fails_over_to_a_second_when_its_check_fails():
    both = planned("{names: [eu-west-1, us-east-1], records: failover, check: /books}", ("prod",))
    routings = [record.routing for plan in both for record in plan.records]
    assert [(found.region, found.failover, found.health_check) for found in routings] == [
        (None, "PRIMARY", "HealthCheck"), (None, "PRIMARY", "HealthCheck"),
        (None, "SECONDARY", "HealthCheck"), (None, "SECONDARY", "HealthCheck"),
    ]  # fmt: skip
    checks = [check for plan in both for check in plan.health_checks]
    assert [(check.stage, check.path) for check in checks] == [("StageV1Live", "/books")] * 2


def test_a_region_may_join_later_without_other_names():
    [alone] = planned("[eu-west-1]", ("prod",))
    first, _ = planned("[eu-west-1, us-east-1]", ("prod",))
    assert alone == first


def test_every_region_of_an_account_has_its_role_for_logs():
    outcome = linted(framed(SEVERAL % "[eu-west-1, us-east-1]"))
    assert [account.id for account in accounts(outcome, ("prod",))] == [
        "apicompiler-account-222222222222-eu-west-1", "apicompiler-account-222222222222-us-east-1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("regions", "code"),
    [
        ("[]", "AC0210"), ("{names: []}", "AC0210"), ("[eu-west-1, 7]", "AC0103"), ("eu-west-1", "AC0103"),
        ("[nowhere]", "AC0105"), ("{names: {}}", "AC0103"), ("[eu-west-1, {}]", "AC0103"), ("null", "AC0103"),
    ],
)  # fmt: skip
def test_whatever_stands_for_regions_is_read_or_reported(regions, code):
    outcome = linted(framed(SEVERAL % regions))
    assert code in {diagnostic.rule.code for diagnostic in outcome.diagnostics}
    assert not outcome.is_sound


def test_commands_know_environments_of_several_regions(tmp_path, monkeypatch, capsys):
    for name, text in framed(SEVERAL % "[eu-west-1, us-east-1]").items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    assert run(["synth", "--env", "prod"]) == 0
    shown = capsys.readouterr().out
    assert "example-prod-eu-west-1" in shown
    assert "example-prod-us-east-1" in shown
    assert run(["explain", "listBooks", "--env", "prod"]) == 0
    assert "prod, eu-west-1" in capsys.readouterr().out
    assert run(["access"]) == 0
    assert run(["export", "--env", "prod"]) == 0
    capsys.readouterr()
    assert run(["synth", "--env", "nowhere"]) == 2
    assert "there are `dev`, `prod`" in capsys.readouterr().err
