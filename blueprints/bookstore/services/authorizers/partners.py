"""Lets partners in by name and password, each to its own orders."""

import hmac
import json

from policy import answer, secret, unauthorized


def handler(event, context):
    headers = {name.lower(): value for name, value in event["headers"].items()}
    partner, password = event["queryStringParameters"]["partner"], headers["authorization"]
    expected = json.loads(secret()).get(partner)
    # Compared in constant time: how long it takes tells nothing about how much was right.
    if expected is None or not hmac.compare_digest(password.encode(), expected.encode()):
        raise unauthorized()
    # A connection of the WebSocket API has no path: what it follows is asked for once it is there.
    whose = (event.get("pathParameters") or {}).get("partner", partner)
    return answer(partner, event["methodArn"], allowed=whose == partner)
