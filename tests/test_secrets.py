"""What is secret is pointed at: no file that apicompiler writes, and nothing it prints, holds a secret."""

import json
from pathlib import Path

import pytest
from frame import framed

from apicompiler.channels import ACCESS_LOG
from apicompiler.compiler import lint, plans
from apicompiler.emit.stack import emit, new_app
from apicompiler.pointers import Secret
from apicompiler.read.files import DiskFolder, MemoryFolder

HERE = Path(__file__).parent
BLUEPRINTS = sorted(path.parent for path in (HERE.parent / "blueprints").glob("*/blueprint.yaml"))
STORIES = sorted(path.parent for path in (HERE / "stories").glob("*/template.json"))
# CloudFormation puts a secret where a reference to it stands. Whoever may read the resource then reads it,
# unless the service shows it to nobody without being asked: the value of an API key. What Cognito tells another
# provider it is given by value, and in no other way: docs/cognito.md says who can read it. The key of an origin is
# a header that a distribution sends and a web ACL asks for, both by value: docs/cdn.md says who can read that.
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
KEPT = {
    ("AWS::ApiGateway::ApiKey", "Value"),
    ("AWS::CloudFront::Distribution", "DistributionConfig"),
    ("AWS::Cognito::UserPoolIdentityProvider", "ProviderDetails"),
    ("AWS::WAFv2::WebACL", "Rules"),
}


def shown_secrets(template):
    """Return the properties of resources that would show a secret to whoever reads the resource."""
    return [
        (resource["Type"], name)
        for resource in template["Resources"].values()
        for name, value in resource.get("Properties", {}).items()
        if "{{resolve:secretsmanager:" in json.dumps(value) and (resource["Type"], name) not in KEPT
    ]


@pytest.mark.parametrize("folder", BLUEPRINTS, ids=lambda folder: folder.name)
def test_no_resource_of_an_example_shows_a_secret(folder, tmp_path):
    app = new_app(tmp_path)
    for plan in plans(lint("blueprint.yaml", DiskFolder(folder))):
        emit(app, plan, folder)
    app.synth()
    for file in tmp_path.glob("*.template.json"):
        assert shown_secrets(json.loads(file.read_text())) == []


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_no_resource_of_a_story_shows_a_secret(story):
    for template in json.loads((story / "template.json").read_text()).values():
        assert shown_secrets(template) == []


def test_pointer_to_a_secret_stays_a_pointer():
    assert Secret("secret:/bookstore/keys").value == "{{resolve:secretsmanager:/bookstore/keys:SecretString}}"
    assert Secret("secret:/books:acme").value == "{{resolve:secretsmanager:/books:SecretString:acme}}"


@pytest.mark.parametrize(
    "place",
    [
        "functions: {orders: {code: src, handler: app.handler, runtime: python3.13, environment: {KEY: 'SECRET'}}}",
        "stages: {live: {variables: {key: 'SECRET'}}}",
        "integrations: {books: {mock: {body: {key: 'SECRET'}}}}",
    ],
)
def test_reference_that_would_bring_a_secret_to_light_cannot_be_written(place):
    files = framed(place.replace("SECRET", "{{resolve:secretsmanager:books:SecretString:password}}"))
    outcome = lint("blueprint.yaml", MemoryFolder({**files, "src/app.py": "handler = print"}))
    assert "dynamic-reference" in {diagnostic.rule.name for diagnostic in outcome.diagnostics}
    assert not outcome.is_sound


def test_access_log_tells_which_key_it_was_and_nothing_that_lets_in():
    assert "$context.identity.apiKeyId" in ACCESS_LOG.values()
    assert not {"$context.identity.apiKey", "$context.authorizer.claims"} & set(ACCESS_LOG.values())
    assert not [value for value in ACCESS_LOG.values() if "header" in value.lower()]


@pytest.mark.parametrize("folder", BLUEPRINTS, ids=lambda folder: folder.name)
def test_logs_hold_no_bodies_unless_a_blueprint_says_so(folder):
    for plan in plans(lint("blueprint.yaml", DiskFolder(folder))):
        assert not any(setting.bodies for stage in plan.stages for setting in stage.settings)
