"""The intake desk: every operation goes to a service of AWS, and what it served is promoted and rolled back."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from call import Call
from cloud import Cloud
from example import Blueprint, Deployed, Example
from machine import ROOT
from things import Things
from verdict import Verdict, same
from verified import planned

if TYPE_CHECKING:
    from life import Life

# Whatever text may hold: quotes of both kinds, what a template or a form would take for its own, more than ASCII.
AWKWARD = 'Zoë O\'Neil "Z" $5 #if & 100% \\ ü'
APPLICATION = {"form": "permit", "applicant": AWKWARD}
DRAFT = {"draftId": "d1", "form": AWKWARD, "pages": 3, "urgent": False, "answers": {"why": [1, None, "it's"]}}
INVALID = {"message": "Invalid request body"}
NOT_FOUND = {"message": "Not found"}
FORMS = ["passport", "permit", "licence for $1"]
TEXT = {"Content-Type": "text/plain"}
PAGE = '{"page": "it\'s \\u20ac 1"}'

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
OPENED, SHUT = {"language": "en"}, {"desk": "shut"}


class Intake(Example):
    name = "intake"
    source = ROOT / "blueprints/intake"
    points_at = (
        "intake-applications",
        "intake-payments",
        "intake-decide",
        "intake-fulfil",
        "intake-drafts",
        "intake-dev-attachments",
        "intake-announcements",
        "event-bus/intake",
        "intake-clicks",
        "/intake/metrics",
    )

    def fit(self, blueprint: Blueprint, cloud: Cloud) -> None:
        """Pin the stage, as production does: what it serves is written down."""
        blueprint["environments"]["dev"]["set"] = {"stages": {"live": {"pinned": True}}}

    def begin(self, life: "Life") -> None:
        """Let the stage serve what is there at first."""
        life.apicompiler("promote")

    def prepare(self, things: Things) -> None:
        """Make one thing of each service, and queues where what was published arrives."""
        things.queue("intake-applications")
        things.queue("intake-payments", fifo=True)
        role = things.role("intake", {"logs:*": "*"})
        things.state_machine("intake-decide", "EXPRESS", DECIDE, role)
        things.state_machine("intake-fulfil", "STANDARD", ECHO, role)
        things.table("intake-drafts", "draftId")
        things.bucket("intake-dev-attachments")
        things.topic("intake-announcements", things.queue("intake-announced", topics=True))
        things.bus("intake", "desk.intake", things.queue("intake-told", topics=True))
        things.stream("intake-clicks")
        things.log("/intake/metrics", "opened")

    def ask(self, deployed: Deployed) -> Iterator[Verdict]:
        yield from planned(deployed)
        for call in calls():
            yield deployed.make(replace(call, signed=True), f"{deployed.url('ApiDesk')}/{call.request.split()[1]}")
        for feature, place, seen, wanted in arrived(deployed):
            yield same(feature, f"what was sent arrived: {place}", seen, wanted)

    def change(self, blueprint: Blueprint) -> None:
        """Shut the desk, and give its stage another variable."""
        blueprint["integrations"]["desk"] = {"mock": {"body": SHUT, "headers": {"X-Desk": "stageVariables.desk"}}}
        blueprint["stages"]["live"]["variables"]["desk"] = "side"

    def ask_changed(self, deployed: Deployed) -> Iterator[Verdict]:
        """A pinned stage serves what it served; its variables are not pinned."""
        still = Call("change", "its variable is another", "GET desk", 200, answered={"X-Desk": "side"})
        yield self._desk(deployed, still)
        yield self._desk(deployed, Call("pinned", "a pinned stage serves what it did", "GET desk", 200, OPENED))

    def live_on(self, life: "Life") -> Iterator[Verdict]:
        """Promote what was changed, and go back."""
        life.apicompiler("promote")
        deployed = yield from life.deploy("pinned")
        yield self._desk(deployed, Call("pinned", "what is promoted is served", "GET desk", 200, SHUT))
        life.apicompiler("rollback")
        deployed = yield from life.deploy("pinned")
        yield self._desk(deployed, Call("pinned", "what is rolled back is served again", "GET desk", 200, OPENED))

    def _desk(self, deployed: Deployed, call: Call) -> Verdict:
        return deployed.make(call, f"{deployed.url('ApiDesk')}/desk")


def calls() -> Iterator[Call]:
    """Yield what is asked of the desk."""
    yield Call("sqs", "an application is taken", "POST applications", 202, body=APPLICATION)
    yield Call(
        "validation",
        "an application of no known form is invalid",
        "POST applications",
        400,
        INVALID,
        body={"form": "x"},
    )

    decide = "POST applications/7/decision"
    yield Call("stepfunctions", "a decision is waited for", decide, 200, {"granted": True}, body=APPLICATION)
    failed = {"message": "The execution did not succeed"}
    nobody = {**APPLICATION, "applicant": "nobody"}
    yield Call("stepfunctions", "a decision that fails is the fault of the desk", decide, 502, failed, body=nobody)
    yield Call("stepfunctions", "a fulfilment is started", "POST applications/7/fulfilment", 202, body=APPLICATION)

    pay, key = "POST applications/7/payments", {"Idempotency-Key": "once"}
    yield Call("sqs", "a payment is taken", pay, 202, body={"amount": 5}, headers=key)
    yield Call("sqs", "a payment that is sent again is taken again", pay, 202, body={"amount": 5}, headers=key)
    missing = {"message": "Missing required request parameters: [Idempotency-Key]"}
    yield Call("validation", "a payment without its key is not taken", pay, 400, missing, body={"amount": 5})

    draft = "drafts/d1"
    yield Call("dynamodb", "a draft is not there before it is kept", f"GET {draft}", 404, NOT_FOUND)
    yield Call("dynamodb", "a draft is kept", f"PUT {draft}", 200, body=DRAFT)
    yield Call("dynamodb", "a draft comes out as it went in", f"GET {draft}", 200, DRAFT)
    yield Call("dynamodb", "a draft is kept with what is required", f"PUT {draft}", 200, body={"form": "permit"})
    yield Call("dynamodb", "what was left out is not there", f"GET {draft}", 200, {"draftId": "d1", "form": "permit"})
    yield Call("dynamodb", "a draft is removed", f"DELETE {draft}", 204, "")
    yield Call("dynamodb", "a draft is not there once it is removed", f"GET {draft}", 404, NOT_FOUND)
    yield Call("dynamodb", "a draft is kept for good", "PUT drafts/d2", 200, body={"form": "passport"})

    page = f"{draft}/attachments/page.txt"
    yield Call("s3", "an attachment is not there before it is kept", f"GET {page}", 404, NOT_FOUND)
    yield Call("s3", "an attachment is kept", f"PUT {page}", 201, body=PAGE, headers=TEXT)
    yield Call("s3", "an attachment comes out as it went in", f"GET {page}", 200, PAGE, answered=TEXT)
    yield Call("validation", "an attachment need not be JSON", f"PUT {page}", 201, body="just text", headers=TEXT)
    yield Call("s3", "an attachment is removed", f"DELETE {page}", 204, "")
    yield Call("s3", "an attachment is not there once it is removed", f"GET {page}", 404, NOT_FOUND)

    yield Call("services", "an announcement is published", "POST announcements", 202, body={"text": AWKWARD})
    yield Call("services", "an event is told", "POST events", 202, body={"what": AWKWARD})
    yield Call("services", "a click is taken", "POST clicks", 202, body={"at": AWKWARD}, headers={"X-Session": "s1"})
    yield Call("services", "a metric is taken", "POST metrics", 202, {"accepted": True}, body={"name": "opened"})
    failed = {"accepted": False}
    yield Call(
        "services",
        "a metric that its log does not take is refused",
        "POST metrics",
        502,
        failed,
        body={"name": "unheard"},
    )

    yield Call("mock", "the desk is open", "GET desk", 200, answered={"X-Desk": "main"})
    yield Call("mock", "the forms are those of the document", "GET forms", 200, FORMS)


def arrived(deployed: Deployed) -> Iterator[tuple[str, str, object, object]]:
    """Yield what arrived, as it was sent and no oftener: the feature, the place, what is there, what should be."""
    things = deployed.things
    name = things.name
    applications = [json.loads(message["Body"]) for message in things.messages(name("intake-applications"))]
    yield "sqs", "applications", applications, [APPLICATION]
    payments = [_payment(message) for message in things.messages(f"{name('intake-payments')}.fifo")]
    yield "sqs", "payments", payments, [{"amount": 5, "group": "7", "key": "once"}]
    announced = [json.loads(json.loads(said["Body"])["Message"]) for said in things.messages(name("intake-announced"))]
    yield "services", "announcements", announced, [{"text": AWKWARD}]
    told = [json.loads(message["Body"]) for message in things.messages(name("intake-told"))]
    events = [{word: event[word] for word in ("source", "detail-type", "detail")} for event in told]
    event = {"source": "desk.intake", "detail-type": "tellEvent", "detail": {"what": AWKWARD}}
    yield "services", "events", events, [event]
    yield "stepfunctions", "fulfilments", list(_inputs(deployed, name("intake-fulfil"))), [APPLICATION]
    drafts = deployed.client("dynamodb").scan(TableName=name("intake-drafts"))["Items"]
    yield "dynamodb", "drafts", drafts, [{"draftId": {"S": "d2"}, "form": {"S": "passport"}}]
    yield "services", "clicks", list(_clicks(deployed, name("intake-clicks"))), [{"at": AWKWARD, "by": "s1"}]
    lines = deployed.client("logs").filter_log_events(logGroupName=name("/intake/metrics"))["events"]
    yield "services", "metrics", [json.loads(line["message"]) for line in lines], [{"name": "opened"}]


def _payment(message: Mapping[str, Any]) -> dict[str, Any]:
    said = message["Attributes"]
    return {**json.loads(message["Body"]), "group": said["MessageGroupId"], "key": said["MessageDeduplicationId"]}


def _inputs(deployed: Deployed, machine: str) -> Iterator[Any]:
    """Yield what the executions of a state machine were started with."""
    states = deployed.client("stepfunctions")
    arn = deployed.things.arn("states", f"stateMachine:{machine}")
    for execution in states.list_executions(stateMachineArn=arn)["executions"]:
        yield json.loads(states.describe_execution(executionArn=execution["executionArn"])["input"])


def _clicks(deployed: Deployed, stream: str) -> Iterator[dict[str, Any]]:
    kinesis = deployed.client("kinesis")
    for shard in kinesis.list_shards(StreamName=stream)["Shards"]:
        start = kinesis.get_shard_iterator(
            StreamName=stream, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )
        for record in kinesis.get_records(ShardIterator=start["ShardIterator"])["Records"]:
            yield {**json.loads(record["Data"]), "by": record["PartitionKey"]}
