"""Deploys the chat to MiniStack: as much of its template as the emulator takes."""

import io
import json
import os
import time
import zipfile
from pathlib import Path

import boto3

TABLE, STACK, STAGE = "chat-connections", "chat-dev", "live"
LEFT_OUT = {
    "AWS::ApiGatewayV2::Deployment": "MiniStack's CloudFormation does not know it: a stage deploys by itself",
    "AWS::ApiGatewayV2::IntegrationResponse": "MiniStack's CloudFormation does not know it: its API is told instead",
    "AWS::ApiGatewayV2::Model": "MiniStack's CloudFormation does not know it, and no message is checked",
    "AWS::ApiGatewayV2::RouteResponse": "MiniStack's CloudFormation does not know it, and answers every route",
    "AWS::ApiGatewayV2::DomainName": "nobody resolves its name here",
    "AWS::ApiGatewayV2::ApiMapping": "its domain is left out",
    "AWS::Route53::RecordSet": "its domain is left out",
    "AWS::CertificateManager::Certificate": "its domain is left out",
}


def deploy(assembly: Path) -> tuple[dict[str, str], list[str]]:
    """Return the ids of what was made, by their names in the template, and what was left out."""
    template = json.loads((assembly / f"{STACK}.template.json").read_text())
    boto3.client("dynamodb").create_table(
        TableName=TABLE,
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    _upload(assembly, template["Resources"])
    kept, left_out = fitted(template["Resources"])
    cloud = boto3.client("cloudformation")
    cloud.create_stack(
        StackName=STACK, TemplateBody=json.dumps({"Resources": kept}), Capabilities=["CAPABILITY_NAMED_IAM"]
    )
    deadline = time.monotonic() + 60
    while (stack := cloud.describe_stacks(StackName=STACK)["Stacks"][0])["StackStatus"].endswith("_IN_PROGRESS"):
        assert time.monotonic() < deadline, "the stack is not made in time"
        time.sleep(0.2)
    assert stack["StackStatus"] == "CREATE_COMPLETE", stack
    made = cloud.describe_stack_resources(StackName=STACK)["StackResources"]
    ids = {found["LogicalResourceId"]: found["PhysicalResourceId"] for found in made}
    for found in template["Resources"].values():
        if found["Type"] == "AWS::ApiGatewayV2::IntegrationResponse":
            said = found["Properties"]
            boto3.client("apigatewayv2").create_integration_response(
                **said | {key: ids[said[key]["Ref"]] for key in ("ApiId", "IntegrationId")}
            )
    return ids, left_out


def fitted(resources):
    """Return what of the template the emulator takes, and say what is left out.

    It does not fill stage variables into the names of functions, so the one stage is filled in here.
    """
    resources = json.loads(json.dumps(resources).replace("${stageVariables.channel}", STAGE))
    kept = {id: found for id, found in resources.items() if found["Type"] not in LEFT_OUT}
    for found in kept.values():
        if "DependsOn" in found:
            found["DependsOn"] = [id for id in found["DependsOn"] if id in kept]
        if found["Type"] == "AWS::ApiGatewayV2::Stage":
            del found["Properties"]["DeploymentId"]
            found["Properties"]["AutoDeploy"] = True
    address = ["", [f"{os.environ['AWS_ENDPOINT_URL']}/_aws/execute-api/", {"Ref": "ApiLive"}, f"/{STAGE}"]]
    kept["FunctionChat"]["Properties"]["Environment"]["Variables"]["CONNECTIONS_URL"] = {"Fn::Join": address}
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
