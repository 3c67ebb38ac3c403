"""Keeps which partner is connected, and which order each follows; whoever changes an order posts to them."""

import json
import os

import boto3

followers = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    request = event["requestContext"]
    key = {"id": request["connectionId"]}
    if request["routeKey"] == "$connect":
        followers.put_item(Item={**key, "partner": request["authorizer"]["principalId"]})
    elif request["routeKey"] == "$disconnect":
        followers.delete_item(Key=key)
    else:
        order = json.loads(event["body"])["order"]
        followers.update_item(
            Key=key,
            UpdateExpression="SET #order = :order",
            ExpressionAttributeNames={"#order": "order"},
            ExpressionAttributeValues={":order": order},
        )
        return {"statusCode": 200, "body": json.dumps({"following": order})}
    return {"statusCode": 200}
