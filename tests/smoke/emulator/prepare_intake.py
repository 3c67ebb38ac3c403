"""Makes what the intake desk points at: one thing of each service, and queues where what was published arrives."""

import json
import time

import boto3
from prepare_bookstore import ACCOUNT, make_table

ROLE = f"arn:aws:iam::{ACCOUNT}:role/intake"
ECHO = {"StartAt": "Echo", "States": {"Echo": {"Type": "Pass", "End": True}}}
DECIDE = {
    "StartAt": "Choose",
    "States": {
        "Choose": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.applicant", "StringEquals": "nobody", "Next": "Fail"}],
            "Default": "Grant",
        },
        "Grant": {"Type": "Pass", "Result": {"granted": True}, "End": True},
        "Fail": {"Type": "Fail", "Error": "Nobody"},
    },
}


def main() -> None:
    sqs, events, logs = boto3.client("sqs"), boto3.client("events"), boto3.client("logs")
    for name in ("applications", "announced", "told"):
        sqs.create_queue(QueueName=f"intake-{name}")
    sqs.create_queue(QueueName="intake-payments.fifo", Attributes={"FifoQueue": "true"})
    make_state_machine("decide", "EXPRESS", DECIDE)
    make_state_machine("fulfil", "STANDARD", ECHO)
    make_table("intake-drafts", ("draftId",))
    boto3.client("s3").create_bucket(
        Bucket="intake-dev-attachments",
        CreateBucketConfiguration={"LocationConstraint": boto3.session.Session().region_name},
    )
    topic = boto3.client("sns").create_topic(Name="intake-announcements")["TopicArn"]
    boto3.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue_arn("announced"))
    events.create_event_bus(Name="intake")
    events.put_rule(Name="all", EventBusName="intake", EventPattern=json.dumps({"source": ["desk.intake"]}))
    events.put_targets(Rule="all", EventBusName="intake", Targets=[{"Id": "told", "Arn": queue_arn("told")}])
    make_stream("intake-clicks")
    logs.create_log_group(logGroupName="/intake/metrics")
    logs.create_log_stream(logGroupName="/intake/metrics", logStreamName="opened")


def queue_arn(name: str) -> str:
    return f"arn:aws:sqs:{boto3.session.Session().region_name}:{ACCOUNT}:intake-{name}"


def make_state_machine(name: str, type: str, definition: object) -> None:
    boto3.client("stepfunctions").create_state_machine(
        name=f"intake-{name}", type=type, definition=json.dumps(definition), roleArn=ROLE
    )


def make_stream(name: str) -> None:
    """Make a stream, and wait until it takes records."""
    kinesis = boto3.client("kinesis")
    kinesis.create_stream(StreamName=name, ShardCount=1)
    while kinesis.describe_stream_summary(StreamName=name)["StreamDescriptionSummary"]["StreamStatus"] != "ACTIVE":
        time.sleep(0.1)
