"""The function of the warehouse, which the bookstore points at: it tells partners what was sold."""

import json


def handler(event, context):
    return {"statusCode": 200, "body": json.dumps([{"isbn": "9780262033848", "sold": 3}])}
