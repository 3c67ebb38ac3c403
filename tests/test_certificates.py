"""A certificate of another region has a stack there, in every way in which a blueprint becomes stacks."""

import json
from pathlib import Path

import aws_cdk
import pytest
from frame import framed

from apicompiler.cdk import BlueprintStack
from apicompiler.compiler import lint, plans
from apicompiler.emit.assembly import synthesize
from apicompiler.emit.stack import new_app
from apicompiler.read.files import DiskFolder, MemoryFolder
from apicompiler.report.overview import overview

EDGE = Path(__file__).parent / "stories/domain-edge-certificate"
ELSEWHERE = '"arn:aws:acm:us-east-1:222222222222:certificate/12345678-1234-1234-1234-123456789012"'
REGIONAL = Path(__file__).parent / "stories/domain-certificate"


def certificates(template):
    return [r for r in template["Resources"].values() if r["Type"] == "AWS::CertificateManager::Certificate"]


def custom(template):
    return [r["Type"] for r in template["Resources"].values() if r["Type"].startswith("Custom::")]


def test_stack_of_ones_own_app_is_handed_the_certificate_from_one_beside_it(tmp_path):
    app = new_app(tmp_path)
    BlueprintStack(app, "Books", blueprint=str(EDGE), env="dev")
    app.synth()
    made, own = (json.loads((tmp_path / f"{n}.template.json").read_text()) for n in ("books-dev-certificates", "Books"))
    assert len(certificates(made)) == 1
    assert custom(own) == ["Custom::CrossRegionExportReader"]
    [domain] = [r for r in own["Resources"].values() if r["Type"] == "AWS::ApiGateway::DomainName"]
    assert domain["Properties"]["CertificateArn"]["Fn::GetAtt"][0].startswith("ExportsReader")


def test_nothing_is_handed_over_where_one_region_is_enough(tmp_path):
    for folder, environments in ((EDGE, ("us",)), (REGIONAL, ())):
        planned = plans(lint("blueprint.yaml", DiskFolder(folder)), environments)
        synthesize(planned, folder, tmp_path / folder.name)
        [name] = planned[0].stacks
        template = json.loads((tmp_path / folder.name / f"{name}.template.json").read_text())
        assert len(certificates(template)) == 1
        assert custom(template) == []


def test_stack_of_certificates_is_deployed_first(tmp_path):
    app = new_app(tmp_path)
    stack = BlueprintStack(app, "Books", blueprint=str(EDGE), env="dev")
    app.synth()
    assert [aws_cdk.Stack.of(each).stack_name for each in stack.dependencies] == ["books-dev-certificates"]


def test_overview_shows_every_stack_and_what_a_deployment_waits_for(tmp_path):
    folder = tmp_path / "blueprint"
    folder.mkdir()
    for file in EDGE.glob("*.yaml"):
        text = file.read_text().replace("    zone: {name: example.com, id: Z0123456789ABC}\n", "")
        (folder / file.name).write_text(text)
    outcome = lint("blueprint.yaml", DiskFolder(folder))
    planned = plans(outcome, ("dev",))
    synthesize(planned, folder, tmp_path / "out")
    text = overview(planned, outcome.targets, tmp_path / "out", styled=False)
    for word in ("books-dev-certificates", "us-east-1", "made elsewhere", "the record that proves dev.example.com"):
        assert word in text


@pytest.mark.parametrize(
    ("certificate", "zone", "code"),
    [
        (
            '"arn:aws:acm:us-east-1:222222222222:certificate/12345678-1234-1234-1234-123456789012"',
            "Z0123456789ABC",
            "AC0902",
        ),
        ("create", '"ssm:/dns/zone"', "AC0916"),
        ("create", None, "AC0915"),
    ],
)
def test_domain_of_a_user_pool_is_proven_like_any_other(certificate, zone, code):
    written = f", zone: {{name: example.com, id: {zone}}}" if zone else ""
    pool = f"userPool: create, domain: {{name: in.example.com, certificate: {certificate}{written}}}"
    found = lint("blueprint.yaml", MemoryFolder(framed(f"authorizers: {{users: {{cognito: {{{pool}}}}}}}")))
    assert [diagnostic.rule.code for diagnostic in found.diagnostics] == [code]
