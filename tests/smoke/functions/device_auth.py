"""Lets devices in by their token."""


def handler(event, context):
    return {
        "principalId": "a-device",
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Action": "execute-api:Invoke",
                    "Effect": "Allow" if event["authorizationToken"] == "known-device" else "Deny",
                    "Resource": event["methodArn"],
                }
            ],
        },
    }
