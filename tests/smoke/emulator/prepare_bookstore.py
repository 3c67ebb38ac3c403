"""Makes what the bookstore points at: the feed of the warehouse, a hosted zone, tables, secrets and parameters."""

import io
import json
import zipfile
from pathlib import Path

import boto3

FEED = Path(__file__).parent.parent / "functions" / "feed.py"
ACCOUNT = boto3.client("sts").get_caller_identity()["Account"]


def main() -> None:
    zone = boto3.client("route53").create_hosted_zone(Name="dev.example.com", CallerReference="smoke")
    for name, value in {
        "/bookstore/feed-arn": make_feed(),
        "/dns/zone-id": zone["HostedZone"]["Id"].removeprefix("/hostedzone/"),
    }.items():
        boto3.client("ssm").put_parameter(Name=name, Value=value, Type="String")
    for name, keys in {"bookstore-orders-dev": ("customer", "id"), "bookstore-stock-dev": ("isbn",)}.items():
        make_table(name, keys)
    for name, value in {
        "bookstore/partners": json.dumps({"acme": "let-me-in"}),
        "bookstore/devices": "a key to sign with",
        "/bookstore/keys": json.dumps({"initech": "initech-has-a-key-of-its-own"}),
    }.items():
        boto3.client("secretsmanager").create_secret(Name=name, SecretString=value)


def make_feed() -> str:
    """Make the function of the warehouse, wait until it can be called, and return its ARN."""
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.write(FEED, FEED.name)
    client = boto3.client("lambda")
    made = client.create_function(
        FunctionName="bookstore-feed",
        Runtime="python3.13",
        Handler="feed.handler",
        Role=f"arn:aws:iam::{ACCOUNT}:role/bookstore-feed",
        Code={"ZipFile": code.getvalue()},
        Timeout=10,
    )
    client.get_waiter("function_active_v2").wait(FunctionName="bookstore-feed", WaiterConfig={"Delay": 0.2})
    return made["FunctionArn"]


def make_table(name: str, keys: tuple[str, ...]) -> None:
    """Make a table whose items are told apart by texts."""
    boto3.client("dynamodb").create_table(
        TableName=name,
        KeySchema=[{"AttributeName": key, "KeyType": kind} for key, kind in zip(keys, ("HASH", "RANGE"), strict=False)],
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
        BillingMode="PAY_PER_REQUEST",
    )
