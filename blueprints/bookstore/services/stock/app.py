"""Keeps the count of every book in store, and writes down what the devices of the shop tell."""

import json
import os

import boto3

stock = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    said, where = json.loads(event["body"]), event["pathParameters"]
    if event["resource"] == "/stock/{isbn}":
        stock.put_item(Item={"isbn": where["isbn"], "count": said["count"]})
        return {"statusCode": 204}
    print(json.dumps({"device": where["deviceId"], "kind": said["kind"]}))  # a line of the function's log
    return {"statusCode": 202, "body": json.dumps({"taken": said["kind"]})}
