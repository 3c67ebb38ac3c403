"""The members of a club, and what is done when somebody joins."""

import json

MEMBERS = {"1": {"name": "Ada", "since": "2020-01-01"}}


def handler(event, _):
    member = MEMBERS.get(event["pathParameters"]["memberId"])
    if event["requestContext"]["http"]["method"] == "PUT":
        return {"statusCode": 204}
    return {"statusCode": 200, "body": json.dumps(member)} if member else {"statusCode": 404}


def welcome(event, _):
    """Be called by the user pool when somebody has shown that an address is theirs."""
    return event
