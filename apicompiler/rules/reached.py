"""What a backend that is reached does with what it is sent."""

import re

from apicompiler.blueprint import EventBridgeIntegration, HttpIntegration
from apicompiler.diagnostic import Finding, Findings
from apicompiler.limits import DETAIL_TYPE, PORTS
from apicompiler.rules import rule
from apicompiler.target import Target

PORTS_PAGE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/setup-http-integrations.html"
STRUCTURE = "https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html"
ENTRY = "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html"
BUS = "integrations: {{books: {{eventBridge: 'arn:aws:events:eu-west-1:111111111111:event-bus/books', {}}}}}"


@rule(
    "AC0573",
    bad="integrations: {books: {http: 'https://books.example.com:444/{proxy}'}}",
    good="integrations: {books: {http: 'https://books.example.com:8443/{proxy}'}}",
    evidence=PORTS_PAGE,
)
def port_that_is_not_called(target: Target) -> Findings:
    """A backend is called at port 80, 443, or one from 1024 to 65535."""
    lowest, highest = PORTS
    uris = [(part.http, part.at / "http") for part in target.integrations if isinstance(part, HttpIntegration)]
    uris += [(str(getattr(said, "uri", "")), said.at / "uri") for said in target.said]
    for uri, at in uris:
        found = re.match(r"https?://[^/?#]*:(\d{1,9})(?=[/?#]|$)", uri)
        port = int(found[1]) if found else 443
        if port not in (80, 443) and not lowest <= port <= highest:
            yield Finding(
                at=at,
                message=f"API Gateway calls no backend at port {port}",
                help=f"let it listen at 80, 443, or a port from {lowest} to {highest}",
            )


@rule(
    "AC0576",
    bad=BUS.format("source: aws.books"),
    good=BUS.format("source: books"),
    evidence=STRUCTURE,
)
def event_in_the_name_of_aws(integration: EventBridgeIntegration) -> Findings:
    """The source of an event does not begin with `aws.`: such events are those of AWS.

    EventBridge answers 200 and does not take the event, so that callers are told that all is well.
    """
    if (integration.source or "").startswith("aws."):
        yield Finding(
            at=integration.at / "source",
            message=f"events of `{integration.source}` are dropped: AWS alone is their source",
            help=f"write `{(integration.source or '').removeprefix('aws.') or 'books'}`",
        )


@rule(
    "AC0577",
    bad=BUS.format(f"detailType: {'x' * 129}"),
    good=BUS.format(f"detailType: {'x' * 128}"),
    evidence=ENTRY,
)
def long_detail_type(integration: EventBridgeIntegration) -> Findings:
    """The type of an event's detail has at most 128 characters: EventBridge drops an event with a longer one."""
    if len(integration.detail_type or "") > DETAIL_TYPE:
        yield Finding(
            at=integration.at / "detailType",
            message=f"the type has {len(integration.detail_type or '')} characters, and {DETAIL_TYPE} are allowed",
            help="say what kind of event it is in a few words",
        )
