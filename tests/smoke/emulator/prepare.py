"""Makes what a bookstore points at and does not own: functions, parameters, a secret and a hosted zone."""

import io
import json
import zipfile
from pathlib import Path

import boto3

FUNCTIONS = Path(__file__).parent.parent / "functions"
ACCOUNT = boto3.client("sts").get_caller_identity()["Account"]


def main() -> None:
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        for file in FUNCTIONS.glob("*.py"):
            archive.write(file, file.name)
    arns = {file.stem: make_function(file.stem, code.getvalue()) for file in FUNCTIONS.glob("*.py")}
    zone = boto3.client("route53").create_hosted_zone(Name="dev.example.com", CallerReference="smoke")
    for name, value in {
        "/bookstore/feed-arn": arns["feed"],
        "/bookstore/partner-auth-arn": arns["partner_auth"],
        "/dns/zone-id": zone["HostedZone"]["Id"].removeprefix("/hostedzone/"),
    }.items():
        boto3.client("ssm").put_parameter(Name=name, Value=value, Type="String")
    boto3.client("secretsmanager").create_secret(
        Name="/bookstore/keys", SecretString=json.dumps({"initech": "initech-has-a-key-of-its-own"})
    )


def make_function(module: str, code: bytes) -> str:
    """Make the function of a module, wait until it can be called, and return its ARN."""
    client = boto3.client("lambda")
    name = f"bookstore-{module.replace('_', '-')}"
    made = client.create_function(
        FunctionName=name,
        Runtime="python3.13",
        Handler=f"{module}.handler",
        Role=f"arn:aws:iam::{ACCOUNT}:role/{name}",
        Code={"ZipFile": code},
        Timeout=10,
    )
    client.get_waiter("function_active_v2").wait(FunctionName=name, WaiterConfig={"Delay": 0.2})
    return made["FunctionArn"]


if __name__ == "__main__":
    main()
