"""Changes a deployed bookstore by hand, as somebody does in the console, and prints what sets it back.

Given that as its argument, it sets it back.
"""

import json
import sys
from typing import Any

import boto3

gateway = boto3.client("apigateway")


def main(back: str) -> None:
    if back:
        for change in json.loads(back):
            patch(**change)
        return
    api = next(api["id"] for api in gateway.get_rest_apis()["items"] if api["name"] == "bookstore-dev-v2")
    key = next(key["id"] for key in gateway.get_api_keys()["items"] if key["name"] == "bookstore-dev-acme")
    usage_plan = next(plan for plan in gateway.get_usage_plans()["items"] if plan["name"] == "bookstore-dev-gold")
    served = gateway.get_stage(restApiId=api, stageName="preview")["deploymentId"]
    stage = {"restApiId": api, "stageName": "preview"}
    other = gateway.create_deployment(restApiId=api)["id"]
    changes = [
        ("update_stage", stage, "/deploymentId", other, served),
        ("update_stage", stage, "/*/*/throttling/rateLimit", "7", "20"),
        ("update_stage", stage, "/variables/channel", "elsewhere", "preview"),
        ("update_api_key", {"apiKey": key}, "/enabled", "false", "true"),
        ("update_usage_plan", {"usagePlanId": usage_plan["id"]}, "/quota/limit", "1", "1000000"),
    ]
    for operation, where, path, value, _ in changes:
        patch(operation, where, path, value)
    set_back = [
        {"operation": operation, "where": where, "path": path, "value": before}
        for operation, where, path, _, before in changes
    ]
    print(json.dumps(set_back))


def patch(operation: str, where: dict[str, Any], path: str, value: str) -> None:
    getattr(gateway, operation)(**where, patchOperations=[{"op": "replace", "path": path, "value": value}])


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
