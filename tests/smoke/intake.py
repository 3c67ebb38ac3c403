"""Calls the deployed intake desk, and compares its answers, and what arrived behind it, with what was asked.

The emulator looks at no signature, so the calls of clerks have none.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from call import Call
from verdict import Verdict, same

# Whatever text may hold: quotes of both kinds, what a template or a form would take for its own, more than ASCII.
AWKWARD = 'Zoë O\'Neil "Z" $5 #if & 100% \\ ü'
APPLICATION = {"form": "permit", "applicant": AWKWARD}
DRAFT = {"draftId": "d1", "form": AWKWARD, "pages": 3, "urgent": False, "answers": {"why": [1, None, "it's"]}}
INVALID = {"message": "Invalid request body"}
NOT_FOUND = {"message": "Not found"}
FORMS = ["passport", "permit", "licence for $1"]
TEXT = {"Content-Type": "text/plain"}
PAGE = '{"page": "it\'s \\u20ac 1"}'


def calls() -> Iterator[Call]:
    """Yield what is asked of the desk."""
    yield Call("an application is taken", "POST applications", 202, body=APPLICATION)
    yield Call("an application of no known form is invalid", "POST applications", 400, INVALID, body={"form": "x"})

    decide = "POST applications/7/decision"
    yield Call("a decision is waited for", decide, 200, {"granted": True}, body=APPLICATION)
    failed = {"message": "The execution did not succeed"}
    nobody = {**APPLICATION, "applicant": "nobody"}
    yield Call("a decision that fails is the fault of the desk", decide, 502, failed, body=nobody)
    yield Call("a fulfilment is started", "POST applications/7/fulfilment", 202, body=APPLICATION)

    pay, key = "POST applications/7/payments", {"Idempotency-Key": "once"}
    yield Call("a payment is taken", pay, 202, body={"amount": 5}, headers=key)
    yield Call("a payment that is sent again is taken again", pay, 202, body={"amount": 5}, headers=key)
    missing = {"message": "Missing required request parameters: [Idempotency-Key]"}
    yield Call("a payment without its key is not taken", pay, 400, missing, body={"amount": 5})

    draft = "drafts/d1"
    yield Call("a draft is not there before it is kept", f"GET {draft}", 404, NOT_FOUND)
    yield Call("a draft is kept", f"PUT {draft}", 200, body=DRAFT)
    yield Call("a draft comes out as it went in", f"GET {draft}", 200, DRAFT)
    yield Call("a draft is kept with what is required", f"PUT {draft}", 200, body={"form": "permit"})
    yield Call("what was left out is not there", f"GET {draft}", 200, {"draftId": "d1", "form": "permit"})
    yield Call("a draft is removed", f"DELETE {draft}", 204, "")
    yield Call("a draft is not there once it is removed", f"GET {draft}", 404, NOT_FOUND)
    yield Call("a draft is kept for good", "PUT drafts/d2", 200, body={"form": "passport"})

    page = f"{draft}/attachments/page.txt"
    yield Call("an attachment is not there before it is kept", f"GET {page}", 404, NOT_FOUND)
    yield Call("an attachment is kept", f"PUT {page}", 201, body=PAGE, headers=TEXT)
    yield Call("an attachment comes out as it went in", f"GET {page}", 200, PAGE, answered=TEXT)
    yield Call("an attachment need not be JSON", f"PUT {page}", 201, body="just text", headers=TEXT)
    yield Call("an attachment is removed", f"DELETE {page}", 204, "")
    yield Call("an attachment is not there once it is removed", f"GET {page}", 404, NOT_FOUND)

    yield Call("an announcement is published", "POST announcements", 202, body={"text": AWKWARD})
    yield Call("an event is told", "POST events", 202, body={"what": AWKWARD})
    yield Call("a click is taken", "POST clicks", 202, body={"at": AWKWARD}, headers={"X-Session": "s1"})
    yield Call("a metric is taken", "POST metrics", 202, {"accepted": True}, body={"name": "opened"})
    failed = {"accepted": False}
    yield Call("a metric that its log does not take is refused", "POST metrics", 502, failed, body={"name": "unheard"})

    yield Call("the desk is open", "GET desk", 200, answered={"X-Desk": "main"})
    yield Call("the forms are those of the document", "GET forms", 200, FORMS)


ARRIVED: Mapping[str, Any] = {
    "applications": [APPLICATION],
    "payments": [{"amount": 5, "group": "7", "key": "once"}],
    "announced": [{"text": AWKWARD}],
    "told": [{"source": "desk.intake", "detail-type": "tellEvent", "detail": {"what": AWKWARD}}],
    "fulfilled": [APPLICATION],
    "drafts": [{"draftId": {"S": "d2"}, "form": {"S": "passport"}}],
    "clicks": [{"at": AWKWARD, "by": "s1"}],
    "metrics": [{"name": "opened"}],
}


def answers(endpoint: str, holdings: Mapping[str, Mapping[str, Any]]) -> Iterator[Verdict]:
    """Make every call."""
    api = holdings["apis"]["intake-dev-desk"]
    for call in calls():
        yield call.at(f"{endpoint}/_aws/execute-api/{api}/live/{call.request.split()[1]}")


def arrived(found: Mapping[str, Any]) -> Iterator[Verdict]:
    """Check that everything arrived, as it was sent and no oftener."""
    for place, wanted in ARRIVED.items():
        yield same(f"what was sent arrived: {place}", found[place], wanted)
