"""Keeps who is connected, and passes on what they say."""

import json
import os
from functools import cache

import boto3


def handler(event, _context):
    """Take whatever happens to a connection: it is opened or closed, or a message comes in."""
    request = event["requestContext"]
    if request["routeKey"] == "$connect":
        name = request["authorizer"]["name"]  # as the authorizer found it in the token
        table().put_item(Item={"id": request["connectionId"], "name": name})
    elif request["routeKey"] == "$disconnect":
        forget(request["connectionId"])
    elif request["routeKey"] == "say":
        say(request, json.loads(event["body"])["text"])
    elif request["routeKey"] == "who":
        return {"statusCode": 200, "body": json.dumps({"here": sorted(one["name"] for one in everybody())})}
    return {"statusCode": 200}


def say(request, text):
    """Post *text* to everybody, the one who said it included."""
    present = everybody()
    name = next((one["name"] for one in present if one["id"] == request["connectionId"]), "somebody")
    api = clients(request["apiId"], request["stage"])
    for one in present:
        try:
            api.post_to_connection(ConnectionId=one["id"], Data=json.dumps({"from": name, "text": text}))
        except api.exceptions.GoneException:  # API Gateway does not promise to tell of every end
            forget(one["id"])


def forget(connection):
    table().delete_item(Key={"id": connection})


def everybody():
    return table().scan().get("Items", [])


@cache
def table():
    return boto3.resource("dynamodb").Table(os.environ["TABLE"])


@cache
def clients(api, stage):
    """Return what posts to connections: at the address of the API itself, under whatever domain clients came."""
    region = os.environ["AWS_REGION"]
    address = os.environ.get("CONNECTIONS_URL", f"https://{api}.execute-api.{region}.amazonaws.com/{stage}")
    return boto3.client("apigatewaymanagementapi", endpoint_url=address)
