"""Prints what arrived in the services behind the examples, as JSON: one list for each place."""

import json
from collections.abc import Iterator
from typing import Any

import boto3


def main() -> None:
    arrived = {
        "orders": [json.loads(item["order"]["S"]) for item in items("bookstore-orders-dev")],
        "applications": [json.loads(message["Body"]) for message in messages("applications")],
        "payments": [payment(message) for message in messages("payments.fifo")],
        "announced": [json.loads(json.loads(message["Body"])["Message"]) for message in messages("announced")],
        "told": [event(json.loads(message["Body"])) for message in messages("told")],
        "fulfilled": list(inputs("intake-fulfil")),
        "drafts": items("intake-drafts"),
        "clicks": list(clicks("intake-clicks")),
        "metrics": [json.loads(line) for line in lines("/intake/metrics")],
    }
    print(json.dumps(arrived))


def items(table: str) -> list[dict[str, Any]]:
    return boto3.client("dynamodb").scan(TableName=table)["Items"]


def messages(queue: str) -> list[dict[str, Any]]:
    sqs = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName=f"intake-{queue}")["QueueUrl"]
    received = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=2, AttributeNames=["All"])
    return received.get("Messages", [])


def payment(message: dict[str, Any]) -> dict[str, Any]:
    said = message["Attributes"]
    return {**json.loads(message["Body"]), "group": said["MessageGroupId"], "key": said["MessageDeduplicationId"]}


def event(told: dict[str, Any]) -> dict[str, Any]:
    return {name: told[name] for name in ("source", "detail-type", "detail")}


def inputs(machine: str) -> Iterator[Any]:
    """Yield what the executions of a state machine were started with."""
    states = boto3.client("stepfunctions")
    for found in states.list_state_machines()["stateMachines"]:
        if found["name"] == machine:
            for execution in states.list_executions(stateMachineArn=found["stateMachineArn"])["executions"]:
                yield json.loads(states.describe_execution(executionArn=execution["executionArn"])["input"])


def clicks(stream: str) -> Iterator[dict[str, Any]]:
    kinesis = boto3.client("kinesis")
    for shard in kinesis.list_shards(StreamName=stream)["Shards"]:
        start = kinesis.get_shard_iterator(
            StreamName=stream, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )
        for record in kinesis.get_records(ShardIterator=start["ShardIterator"])["Records"]:
            yield {**json.loads(record["Data"]), "by": record["PartitionKey"]}


def lines(group: str) -> list[str]:
    return [found["message"] for found in boto3.client("logs").filter_log_events(logGroupName=group)["events"]]


if __name__ == "__main__":
    main()
