"""What is emitted is what CloudFormation takes, and what it does not take is not emitted."""

import json
import sys
from pathlib import Path

import pytest

from apicompiler import cloudformation
from apicompiler.cli.synthesis import synthesis
from apicompiler.compiler import accounts, lint, plans
from apicompiler.emit.conformance import Refused, conforming, violations
from apicompiler.emit.resources import elsewhere, resources
from apicompiler.emit.resources.accounts import emit_account
from apicompiler.emit.resources.resource import resource
from apicompiler.plan import ref
from apicompiler.read.files import DiskFolder

ROOT = Path(__file__).parents[2]
FOLDERS = [path.parent for path in sorted([*ROOT.glob("blueprints/*/*.yaml"), *ROOT.glob("tests/stories/*/*.yaml")])]
BLUEPRINTS = [folder for folder in dict.fromkeys(FOLDERS) if (folder / "blueprint.yaml").exists()]


def everything(outcome):
    for plan in plans(outcome):
        code = {function.id: {"S3Bucket": "code", "S3Key": "code.zip"} for function in plan.functions}
        bodies = {api.id: {"Bucket": "code", "Key": "a.json"} for api in plan.apis if api.carrier == "asset"}
        yield from resources(plan, {**code, **bodies})
        yield from elsewhere(plan)
    for account in accounts(outcome):
        yield from emit_account(account)


def wrong(type, **properties):
    return list(violations(resource("It", type, **properties)))


@pytest.mark.parametrize("folder", BLUEPRINTS, ids=lambda folder: folder.name)
def test_cloudformation_takes_whatever_is_planned(folder):
    outcome = lint("blueprint.yaml", DiskFolder(folder))
    if outcome.is_sound:
        assert conforming(everything(outcome))


def test_facts_are_those_of_the_schemas():
    sys.path.insert(0, str(ROOT / "tools"))
    import resource_facts

    written = json.loads(resource_facts.FACTS.read_text(encoding="utf-8"))
    assert written == json.loads(resource_facts.text()), "run `python tools/resource_facts.py`"
    demanded = resource_facts.all_facts()
    assert cloudformation.types() == demanded.keys(), "run `python tools/resource_facts.py`"
    for type in cloudformation.types() - written.keys():
        assert cloudformation.facts(type) == json.loads(demanded[type]), "run `python tools/resource_facts.py`"


def test_what_is_missing_unknown_or_of_another_type_is_named():
    assert wrong("AWS::ApiGateway::UsagePlanKey", KeyId="a", KeyType="API_KEY") == [": `UsagePlanId` is missing"]
    assert wrong("AWS::ApiGateway::Account", Role="a") == ["/Role: there is no such property"]
    assert wrong("AWS::ApiGateway::ApiKey", Enabled="yes") == ['/Enabled: "yes" is no boolean']
    assert wrong("AWS::Lambda::Alias", FunctionName="f", FunctionVersion="1", Name=True) == ["/Name: true is no string"]


def test_bounds_words_and_patterns_hold():
    plan = {"Quota": {"Limit": 0, "Period": "HOUR"}}
    assert wrong("AWS::ApiGateway::UsagePlan", **plan) == [
        "/Quota/Limit: 0 is less than 1",
        "/Quota/Period: `HOUR` is none of `DAY`, `WEEK`, `MONTH`",
    ]
    stage = {"RestApiId": "a", "StageName": "a.b", "MethodSettings": [{"ThrottlingRateLimit": -1}]}
    assert wrong("AWS::ApiGateway::Stage", **stage) == [
        "/StageName: `a.b` does not match `^[A-Za-z0-9_-]{1,128}$`",
        "/MethodSettings/0/ThrottlingRateLimit: -1 is less than 0",
    ]
    twice = {"RestApiId": "a", "MethodSettings": [{"HttpMethod": "GET"}] * 2}
    assert wrong("AWS::ApiGateway::Stage", **twice) == ["/MethodSettings: something is in it twice"]


def test_what_is_known_late_is_let_through():
    assert wrong("AWS::ApiGateway::UsagePlanKey", KeyId=ref("Key"), KeyType=ref("Type"), UsagePlanId=ref("Plan")) == []
    assert wrong("AWS::CertificateManager::Certificate", DomainName="{{resolve:ssm:/" + "a" * 80 + "}}") == []


def test_what_would_be_refused_is_not_written(tmp_path, monkeypatch, capsys):
    known = dict(cloudformation.emitted())
    known["AWS::ApiGateway::Deployment"] = {"required": ["Nonsense"]}
    monkeypatch.setattr(cloudformation, "emitted", lambda: known)
    with pytest.raises(Refused, match="AWS::ApiGateway::Deployment It: `Nonsense` is missing"):
        conforming([resource("It", "AWS::ApiGateway::Deployment")])
    blueprint = ROOT / "blueprints" / "petstore" / "blueprint.yaml"
    assert synthesis(str(blueprint), [], [], False, str(tmp_path / "out"), "quiet", False, "never") == 1
    assert "CloudFormation would refuse this, and nothing was written" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
