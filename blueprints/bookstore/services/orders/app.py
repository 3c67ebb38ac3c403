"""Takes orders: prices them, keeps them, and shows them to whoever placed them."""

import json
import os
import uuid
from pathlib import Path

import boto3

PRICES = json.loads(Path(__file__).with_name("prices.json").read_text(encoding="utf-8"))
orders = boto3.resource("dynamodb").Table(os.environ["TABLE"])


class UnknownBook(Exception):
    """A book that the shop does not sell."""


def handler(event, context):
    try:
        status, body = ANSWERS[event["httpMethod"], event["resource"]](event)
    except UnknownBook as isbn:
        status, body = 400, {"message": f"No book has the number {isbn}"}
    return {
        "statusCode": status,
        "headers": {"Content-Type": "application/json", "X-Channel": event["stageVariables"]["channel"]},
        "body": json.dumps(body),
    }


def quote(event):
    return 200, total(json.loads(event["body"])["lines"])


def place(event):
    order = json.loads(event["body"])
    placed = {**order, "id": str(uuid.uuid4()), "status": "placed", "total": total(order["lines"])}
    orders.put_item(Item={"customer": customer(event), "id": placed["id"], "order": json.dumps(placed)})
    return 201, placed


def take(event):
    """Place the order of a partner, who is told that it was taken, and of it no more than its id."""
    return 202, {"id": place(event)[1]["id"]}


def listed(event):
    mine = boto3.dynamodb.conditions.Key("customer").eq(customer(event))
    return 200, [json.loads(item["order"]) for item in orders.query(KeyConditionExpression=mine)["Items"]]


def shown(event):
    found = orders.get_item(Key=key(event)).get("Item")
    return (200, json.loads(found["order"])) if found else (404, {"message": "There is no such order"})


def cancel(event):
    orders.delete_item(Key=key(event))
    return 204, None


def total(lines):
    return {"amount": sum(price(line["isbn"]) * line["count"] for line in lines), "currency": "EUR"}


def price(isbn):
    if isbn not in PRICES:
        raise UnknownBook(isbn)
    return PRICES[isbn]


def key(event):
    return {"customer": customer(event), "id": event["pathParameters"]["orderId"]}


def customer(event):
    """Return who calls: a user of the shop by the claims of a token, a partner by its name."""
    caller = event["requestContext"]["authorizer"]
    return caller["claims"]["sub"] if "claims" in caller else caller["principalId"]


ANSWERS = {
    ("POST", "/orders/quote"): quote,
    ("GET", "/orders"): listed,
    ("POST", "/orders"): place,
    ("GET", "/orders/{orderId}"): shown,
    ("DELETE", "/orders/{orderId}"): cancel,
    ("POST", "/partners/{partner}/orders"): take,
}
