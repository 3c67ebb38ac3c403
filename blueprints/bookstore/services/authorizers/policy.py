"""What authorizers have in common: the answer API Gateway wants, and secrets."""

import functools
import os

import boto3


def answer(caller, resource, allowed=True):
    return {
        "principalId": caller,
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {"Action": "execute-api:Invoke", "Effect": "Allow" if allowed else "Deny", "Resource": resource}
            ],
        },
    }


def unauthorized():
    """Return the error, of this wording, that API Gateway answers with 401."""
    return Exception("Unauthorized")


@functools.cache
def secret():
    """Return the secret of this authorizer, read once for as long as the function stays warm."""
    return boto3.client("secretsmanager").get_secret_value(SecretId=os.environ["SECRET"])["SecretString"]
