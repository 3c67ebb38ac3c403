"""Lets everybody in who gives a name; a chat among strangers would look closer."""


def handler(event, _context):
    name = (event.get("queryStringParameters") or {}).get("name", "")
    return {
        "principalId": name or "nobody",
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Action": "execute-api:Invoke",
                    "Effect": "Allow" if name else "Deny",
                    "Resource": event["methodArn"],
                }
            ],
        },
    }
