"""Every example compiles without a word, and what comes out is what CloudFormation takes."""

import json
import subprocess
import sys
from pathlib import Path

import aws_cdk
import jsonschema
import pytest
import yaml

from apicompiler.compiler import accounts, lint, plans
from apicompiler.emit.assembly import differences, synthesize
from apicompiler.emit.stack import emit, emit_typed, new_app
from apicompiler.read.files import DiskFolder
from apicompiler.report.json_schema import json_schema

ROOT = Path(__file__).parents[1]
BLUEPRINTS = sorted(path.parent for path in (ROOT / "blueprints").glob("*/blueprint.yaml"))
every_blueprint = pytest.mark.parametrize("folder", BLUEPRINTS, ids=lambda path: path.name)


def compiled(folder):
    outcome = lint("blueprint.yaml", DiskFolder(folder))
    assert outcome.diagnostics == ()
    return outcome


@every_blueprint
def test_example_compiles_without_a_diagnostic(folder):
    assert plans(compiled(folder))


@every_blueprint
def test_cfn_lint_reports_no_error_on_any_template(folder, tmp_path):
    outcome = compiled(folder)
    synthesize((*plans(outcome), *accounts(outcome)), folder, tmp_path)
    templates = sorted(map(str, tmp_path.glob("*.template.json")))
    assert templates
    done = subprocess.run(
        [Path(sys.executable).with_name("cfn-lint"), "--format", "parseable", *templates],
        capture_output=True,
        text=True,
        check=False,
    )
    # What hands a certificate over from one region to another is the CDK's own.
    assert [line for line in done.stdout.splitlines() if "CustomCrossRegionExport" not in line] == []


@every_blueprint
def test_example_fits_the_schema_for_editors(folder):
    text = (folder / "blueprint.yaml").read_text()
    jsonschema.validate(yaml.safe_load(text), json_schema())


def test_schema_for_editors_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(json_schema())


def test_schema_for_editors_knows_no_other_keys():
    blueprint = yaml.safe_load((ROOT / "blueprints/bookstore/blueprint.yaml").read_text())
    blueprint["stages"]["live"]["varables"] = {}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(blueprint, json_schema())


@every_blueprint
def test_template_holds_the_body_as_it_was_meant(folder, tmp_path):
    planned = plans(compiled(folder))
    synthesize(planned, folder, tmp_path)
    for plan in planned:
        template = json.loads((tmp_path / f"{plan.name}.template.json").read_text())
        for api in plan.apis:
            assert template["Resources"][api.id]["Properties"]["Body"] == api.body


@every_blueprint
def test_same_input_gives_the_same_bytes(folder, tmp_path):
    synthesize(plans(compiled(folder)), folder, tmp_path / "first")  # what is installed, is installed here
    for name in ("one", "two/deeper"):
        (tmp_path / name).mkdir(parents=True)
        program = (
            "import sys; from pathlib import Path; from apicompiler.compiler import lint, plans;"
            "from apicompiler.read.files import DiskFolder; from apicompiler.emit.assembly import synthesize;"
            "root, out = map(Path, sys.argv[1:]);"
            "synthesize(plans(lint('blueprint.yaml', DiskFolder(root))), root, out)"
        )
        # Another process each time: another seed for the hashes of strings, another order of sets.
        subprocess.run([sys.executable, "-c", program, str(folder), str(tmp_path / name)], check=True)
    assert differences(tmp_path / "one", tmp_path / "two/deeper") == []


def test_bookstore_has_two_versions_and_three_environments():
    outcome = compiled(ROOT / "blueprints/bookstore")
    assert [target.environment.key for target in outcome.targets] == ["dev", "test", "prod"]
    assert list(outcome.targets[0].apis) == ["v1", "v2", "admin"]
    assert list(outcome.targets[0].sockets) == ["live"]


def test_shop_has_cloudfront_or_two_regions_and_is_guarded_in_both():
    us, *world = plans(compiled(ROOT / "blueprints/shop"))
    assert [plan.region for plan in (us, *world)] == ["us-east-1", "eu-west-1", "us-west-2"]
    assert [acl.scope for acl in us.web_acls] == ["REGIONAL", "CLOUDFRONT"]
    assert [[acl.scope for acl in plan.web_acls] for plan in world] == [["REGIONAL"], ["REGIONAL"]]
    assert not any(api.is_open for plan in (us, *world) for api in plan.apis)


@every_blueprint
def test_stack_in_an_app_of_ones_own_has_the_same_resources_under_types_that_aspects_know(folder, tmp_path):
    plan = plans(compiled(folder))[0]
    app = new_app(tmp_path)
    emit(app, plan, folder)
    own = aws_cdk.Stack(app, "Own", env=aws_cdk.Environment(account=plan.account, region=plan.region))
    emit_typed(own, plan, folder)
    kinds = {type(construct).__name__ for construct in own.node.find_all()}
    app.synth()
    theirs, ours = (json.loads((tmp_path / f"{name}.template.json").read_text()) for name in ("Own", plan.name))
    assert theirs["Resources"] == ours["Resources"]
    assert theirs["Outputs"] == ours["Outputs"]
    assert {"CfnStage", "CfnDeployment"} <= kinds
    assert kinds & {"CfnRestApi", "CfnApi"}
