"""Deploys to MiniStack as much of a template as the emulator takes."""

import io
import json
import os
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3

STAGE = "live"
LEFT_OUT = {
    "AWS::ApiGatewayV2::Deployment": "MiniStack's CloudFormation does not know it: a stage deploys by itself",
    "AWS::ApiGatewayV2::IntegrationResponse": "MiniStack's CloudFormation does not know it: its API is told instead",
    "AWS::ApiGatewayV2::Model": "MiniStack's CloudFormation does not know it, and no message is checked",
    "AWS::ApiGatewayV2::RouteResponse": "MiniStack's CloudFormation does not know it, and answers every route",
    "AWS::ApiGatewayV2::DomainName": "nobody resolves its name here",
    "AWS::ApiGatewayV2::ApiMapping": "its domain is left out",
    "AWS::Route53::RecordSet": "its domain is left out",
    "AWS::CertificateManager::Certificate": "its domain is left out",
    "AWS::Cognito::UserPoolIdentityProvider": "nobody has the secrets of those providers here",
}
Resources = dict[str, Any]


def template(assembly: Path, stack: str) -> Resources:
    """Return what a stack holds."""
    return json.loads((assembly / f"{stack}.template.json").read_text())["Resources"]


def deploy(assembly: Path, stack: str, fit: Callable[[Resources], Resources]) -> tuple[dict[str, str], list[str]]:
    """Return the ids of what was made, by their names in the template, and what was left out.

    *fit* makes of the resources what the emulator takes.
    """
    resources = template(assembly, stack)
    _upload(assembly, resources)
    kept, left_out = _fitted(resources)
    cloud = boto3.client("cloudformation")
    cloud.create_stack(
        StackName=stack, TemplateBody=json.dumps({"Resources": fit(kept)}), Capabilities=["CAPABILITY_NAMED_IAM"]
    )
    deadline = time.monotonic() + 60
    while (made := cloud.describe_stacks(StackName=stack)["Stacks"][0])["StackStatus"].endswith("_IN_PROGRESS"):
        assert time.monotonic() < deadline, "the stack is not made in time"
        time.sleep(0.2)
    assert made["StackStatus"] == "CREATE_COMPLETE", made
    found = cloud.describe_stack_resources(StackName=stack)["StackResources"]
    return {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in found}, left_out


def _fitted(resources: Resources) -> tuple[Resources, list[str]]:
    """Return what of the template the emulator knows, and say what is left out."""
    kept = {id: found for id, found in resources.items() if found["Type"] not in LEFT_OUT}
    for found in kept.values():
        if "DependsOn" in found:
            found["DependsOn"] = [id for id in found["DependsOn"] if id in kept]
        if found["Type"] == "AWS::ApiGatewayV2::Stage":
            del found["Properties"]["DeploymentId"]
            found["Properties"]["AutoDeploy"] = True
    kinds = {found["Type"] for found in resources.values()}
    return kept, [f"{kind}: {LEFT_OUT[kind]}" for kind in LEFT_OUT if kind in kinds]


def _upload(assembly: Path, resources) -> None:
    """Put the code of functions where `cdk deploy` would put it."""
    store = boto3.client("s3")
    codes = [found["Properties"]["Code"] for found in resources.values() if found["Type"] == "AWS::Lambda::Function"]
    for bucket in {code["S3Bucket"] for code in codes}:
        place = {"LocationConstraint": os.environ["AWS_REGION"]}
        store.create_bucket(Bucket=bucket, CreateBucketConfiguration=place)
    for code in codes:
        folder = assembly / f"asset.{code['S3Key'].removesuffix('.zip')}"
        store.put_object(Bucket=code["S3Bucket"], Key=code["S3Key"], Body=_zipped(folder))


def _zipped(folder: Path) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            archive.write(file, file.relative_to(folder))
    return content.getvalue()
