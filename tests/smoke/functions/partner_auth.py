"""Lets partners in by the request they send, and says no to one who did not pay."""


def handler(event, context):
    if event["headers"].get("Authorization") != "let-me-in":
        raise Exception("Unauthorized")  # the word that API Gateway answers with 401
    partner = event["queryStringParameters"].get("partner", "nobody")
    return {
        "principalId": partner,
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Action": "execute-api:Invoke",
                    "Effect": "Deny" if partner == "debtor" else "Allow",
                    "Resource": event["methodArn"],
                }
            ],
        },
    }
