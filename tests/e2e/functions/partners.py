"""The authorizer that the shop points at: it knows one word."""


def handler(event, context):
    effect = "Allow" if event["headers"].get("Authorization") == "let-me-in" else "Deny"
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": "*"}
    return {"principalId": "partner", "policyDocument": {"Version": "2012-10-17", "Statement": [statement]}}
