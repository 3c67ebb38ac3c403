"""cdk-nag's AwsSolutions pack finds nothing in the examples but what is accepted, for a reason, in one file."""

import json
import re
import shutil
from fnmatch import fnmatchcase
from pathlib import Path

import aws_cdk
import pytest
import yaml
from cdk_nag import AwsSolutionsChecks

from apicompiler.cdk import BlueprintStack

HERE = Path(__file__).parent
BLUEPRINTS = HERE.parents[1] / "blueprints"
ACCEPTED = yaml.safe_load((HERE / "accepted.yaml").read_text())
PROFILES = ("relaxed", "standard", "strict")
EXAMPLES = {
    "bookstore": ("dev",),
    "intake": ("dev",),
    "members": ("dev",),
    "partner": ("inside", "outside"),
    "shop": ("us",),
}


@pytest.fixture(scope="module")
def stacks(tmp_path_factory):
    """Synthesize the examples under each profile, looked through by the pack."""
    return {profile: synthesized(profile, tmp_path_factory.mktemp(profile)) for profile in PROFILES}


def synthesized(profile, folder):
    app = aws_cdk.App(
        outdir=str(folder / "out"),
        post_cli_context={"@aws-cdk/core:failSynthOnValidationErrors": False},
    )
    aws_cdk.Validations.of(app).add_plugins(AwsSolutionsChecks())
    for name, environments in EXAMPLES.items():
        copy = shutil.copytree(BLUEPRINTS / name, folder / name)
        file = copy / "blueprint.yaml"
        file.write_text(re.sub(r"(?m)^profile: \w+$", f"profile: {profile}", file.read_text()))
        for env in environments:
            BlueprintStack(app, f"{name}-{env}", blueprint=str(copy), env=env)
    app.synth()
    return folder / "out"


def found(out):
    """Return the findings of a synth, each with the resource it is about."""
    report = json.loads((out / "validation-report.json").read_text())
    return {
        (violation["ruleName"], construct["constructPath"].replace("/Blueprint/", "/"))
        for plugin in report["pluginReports"]
        for violation in plugin["violations"]
        for construct in violation["violatingConstructs"]
    }


def accepted(profile):
    return [entry for entry in ACCEPTED if profile in entry.get("profiles", PROFILES)]


def explains(entry, finding):
    rule, place = finding
    return like(rule, entry["finding"]) and any(like(place, pattern) for pattern in entry["at"])


def like(text, pattern):
    return fnmatchcase(text, pattern.replace("[", "[[]"))


@pytest.mark.parametrize("profile", PROFILES)
def test_every_finding_is_accepted_for_a_reason(stacks, profile):
    entries = accepted(profile)
    unexplained = [
        finding for finding in sorted(found(stacks[profile])) if not any(explains(entry, finding) for entry in entries)
    ]
    assert unexplained == []


@pytest.mark.parametrize("profile", PROFILES)
def test_everything_accepted_is_still_found(stacks, profile):
    findings = found(stacks[profile])
    idle = [
        entry["finding"] for entry in accepted(profile) if not any(explains(entry, finding) for finding in findings)
    ]
    assert idle == []


def test_every_reason_is_given():
    assert all(entry["because"].strip().endswith(".") for entry in ACCEPTED)


def test_a_stricter_profile_accepts_less():
    relaxed, standard, strict = ({entry["finding"] for entry in accepted(profile)} for profile in PROFILES)
    assert strict < standard < relaxed


@pytest.mark.parametrize("profile", ["standard", "strict"])
def test_operations_are_validated_by_their_own_validators(stacks, profile):
    for template in map(json.loads, (file.read_text() for file in stacks[profile].glob("*.template.json"))):
        for resource in template["Resources"].values():
            if resource["Type"] == "AWS::ApiGateway::RestApi":
                body = resource["Properties"]["Body"]
                names = {
                    operation["x-amazon-apigateway-request-validator"]
                    for path in body["paths"].values()
                    for method, operation in path.items()
                    if method != "options" and operation.get("requestBody")
                }
                assert names <= {"all", "body"}
                assert names <= body["x-amazon-apigateway-request-validators"].keys()
