"""What belongs to an account and region: it outlives its stack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from apicompiler import plan
from apicompiler.emit.resources.resource import Resource, resource
from apicompiler.plan import attribute


def emit_account(account: plan.Account) -> Iterator[Resource]:
    """Yield the role under which API Gateway writes logs, and what tells API Gateway of it."""
    role = "LogsRole"
    yield _kept(
        role,
        "AWS::IAM::Role",
        AssumeRolePolicyDocument={
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "apigateway.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                }
            ],
        },
        ManagedPolicyArns=[
            f"arn:{account.partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
        ],
    )
    yield _kept("Account", "AWS::ApiGateway::Account", CloudWatchRoleArn=attribute(role, "Arn"))


def _kept(id: str, type: str, **properties: Any) -> Resource:
    return resource(id, type, **properties).replace(retained=True)
