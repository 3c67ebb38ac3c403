"""Calls the deployed bookstore, and compares its answers with what its documents promise."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

from catalog import KNOWN, UNKNOWN
from machine import Broken
from verdict import Verdict

SHOP, ADMIN, STRANGER = (f"https://{name}.dev.example.com" for name in ("shop", "admin", "stranger"))
HEALTH = '{"status": "ok", "price": "free, $0"}'
ORDER = {"lines": [{"isbn": KNOWN, "count": 2}]}
INVALID = {"message": "Invalid request body"}
FORBIDDEN = {"message": "Forbidden"}
SOLD = [{"isbn": KNOWN, "sold": 3}]


@dataclass(frozen=True, slots=True)
class Call:
    """One request, and what API Gateway answers to it."""

    name: str
    request: str
    status: int
    answer: object = None
    """The body: a text to the letter, of a mapping the entries that are named here, anything else as JSON;
    None when it does not matter."""
    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict)
    answered: Mapping[str, str] = field(default_factory=dict)
    """Headers of the answer."""


def calls(keys: Mapping[str, str]) -> Iterator[Call]:
    """Yield what is asked of the bookstore; *keys* are the values of its API keys."""
    yield Call("v1 is healthy, and its dollar sign arrives", "GET v1/live/health", 200, HEALTH)
    yield Call("v2 is healthy, and its dollar sign arrives", "GET v2/live/health", 200, HEALTH)
    yield Call("the preview of v2 is healthy", "GET v2/preview/health", 200, HEALTH)
    yield Call(
        "an answer may be read by the second origin, too",
        "GET v2/live/health",
        200,
        headers={"Origin": ADMIN},
        answered={"Access-Control-Allow-Origin": ADMIN, "Vary": "Origin"},
    )

    book = f"/books/{KNOWN}"
    yield Call("v1 passes a path on to the catalog", f"GET v1/live{book}", 200, {"path": book})
    yield Call("v1 passes a status on to the reader", f"GET v1/live/books/{UNKNOWN}", 404)
    page, more = {"path": "/books?page=2"}, {"X-Next-Page": "3"}
    yield Call("v1 turns the pages of the catalog", "GET v1/live/books?page=2", 200, page, answered=more)
    yield Call("v2 passes a path on to the catalog", f"GET v2/live/catalog{book}", 200, {"path": f"/catalog{book}"})
    reviews = f"/catalog{book}/reviews"
    yield Call("v2 passes a renamed path variable on", f"GET v2/live{reviews}", 200, {"path": reviews})
    search = "/catalog/books?q=lisp"
    yield Call("v2 searches with what is required", f"GET v2/live{search}", 200, {"path": search})
    missing = {"message": "Missing required request parameters: [q]"}
    yield Call("v2 does not search without it", "GET v2/live/catalog/books", 400, missing)
    yield Call("what no document speaks of is not there", "GET v2/live/nothing", 403)

    quote = "POST v2/live/orders/quote"
    yield Call("an order gets its price", quote, 200, {"amount": 2500, "currency": "EUR"}, body=ORDER)
    yield Call("a note may be null", quote, 200, body={**ORDER, "note": None})
    yield Call("an order without lines is invalid", quote, 400, INVALID, body={"lines": []})
    yield Call("an unknown property is invalid", quote, 400, INVALID, body={**ORDER, "colour": "red"})
    wrong = {"lines": [{"isbn": "short", "count": 2}]}
    yield Call("a shared schema is checked, too", quote, 400, INVALID, body=wrong)

    feed, shop = "GET v2/live/feed", {"Origin": SHOP}
    readable = {"Access-Control-Allow-Origin": SHOP}
    yield Call("the feed wants a key", feed, 403, FORBIDDEN)
    yield Call("the feed wants a key that exists", feed, 403, FORBIDDEN, headers={"X-Api-Key": "0123456789" * 3})
    yield Call("a refusal may be read by the shop", feed, 403, headers=shop, answered=readable)
    for name, key in keys.items():
        yield Call(f"the feed knows the key {name}", feed, 200, SOLD, headers={"X-Api-Key": key})
    silver = {"X-Api-Key": keys["bookstore-dev-initech"]}
    yield Call("a key is good for the stages of its plan only", "GET v2/preview/feed", 403, FORBIDDEN, headers=silver)

    preflight = {
        "Access-Control-Allow-Credentials": "true",
        "Access-Control-Allow-Methods": "GET,OPTIONS,POST",
        "Access-Control-Max-Age": "3600",
        "Vary": "Origin",
    }
    for origin, allowed in ((SHOP, SHOP), (ADMIN, ADMIN), (STRANGER, SHOP)):
        yield Call(
            f"a preflight from {origin} needs no credentials",
            "OPTIONS v2/live/orders",
            204,
            headers={"Origin": origin, "Access-Control-Request-Method": "POST"},
            answered={**preflight, "Access-Control-Allow-Origin": allowed},
        )

    yield Call("orders are listed to nobody", "GET v2/live/orders", 401)
    yield Call("orders are listed to no invented user", "GET v2/live/orders", 401, headers={"Authorization": "me"})
    yield Call("stock is set by nobody", f"PUT v2/live/stock/{KNOWN}", 403, body={"count": 1})

    acme, secret = "POST v2/live/partners/7/orders?partner=acme", {"Authorization": "let-me-in"}
    taken = {"path": {"partner": "7"}, "caller": "acme", "channel": "live"}
    yield Call("a partner places an order", acme, 202, taken, body=ORDER, headers=secret)
    yield Call("a partner without identity is unknown", "POST v2/live/partners/7/orders", 401, body=ORDER)
    yield Call("a partner with a wrong secret is unknown", acme, 401, body=ORDER, headers={"Authorization": "open"})
    yield Call("a partner without a name is unknown", "POST v2/live/partners/7/orders", 401, body=ORDER, headers=secret)
    debtor = "POST v2/live/partners/7/orders?partner=debtor"
    yield Call("a denied partner is refused", debtor, 403, body=ORDER, headers=secret)

    events, known = "POST v2/live/devices/d1/events", {"Authorization": "known-device"}
    taken = {"path": {"deviceId": "d1"}, "caller": "a-device", "channel": "live"}
    yield Call("a device tells an event", events, 202, taken, body={"kind": "on"}, headers=known)
    yield Call("an event without a kind is invalid", events, 400, INVALID, body={}, headers=known)
    yield Call("a device without a token is unknown", events, 401, body={"kind": "on"})
    yield Call("a denied device is refused", events, 403, body={"kind": "on"}, headers={"Authorization": "stolen"})


def answers(endpoint: str, apis: Mapping[str, str], keys: Mapping[str, str]) -> Iterator[Verdict]:
    """Make every call; *apis* are ids by name."""
    for call in calls(keys):
        api, _, path = call.request.split()[1].partition("/")
        yield _verdict(call, f"{endpoint}/_aws/execute-api/{apis[f'bookstore-dev-{api}']}/{path}")
    named = Call("the domain leads to v1", "GET v1/health", 200, HEALTH, headers={"Host": "api.dev.example.com"})
    yield _verdict(named, f"{endpoint}/v1/health")
    yield _throttled(f"{endpoint}/_aws/execute-api/{apis['bookstore-dev-v2']}/preview/health")


def _throttled(url: str) -> Verdict:
    """The preview takes 20 requests a second, and 40 at once: of many in a row, one is too many."""
    call = Call("the preview is throttled", "GET v2/preview/health", 429)
    tries = (_verdict(call, url) for _ in range(400))
    return next((tried for tried in tries if not tried.difference), Verdict(call.name, "400 requests were answered"))


def _verdict(call: Call, url: str) -> Verdict:
    return Verdict(call.name, _difference(call, *_answer(call, url)))


def _answer(call: Call, url: str) -> tuple[int, Message, str]:
    """Return the status, the headers and the body that a call is answered with."""
    sent = None if call.body is None else json.dumps(call.body).encode()
    headers = {"Content-Type": "application/json"} if sent else {}
    request = Request(url, sent, {**headers, **call.headers}, method=call.request.split()[0])
    try:
        with build_opener(ProxyHandler({})).open(request, timeout=30) as response:
            return response.status, response.headers, response.read().decode()
    except HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.headers, refusal.read().decode()
    except OSError as problem:
        raise Broken(f"no answer to {call.request}: {problem}") from problem


def _difference(call: Call, status: int, headers: Message, text: str) -> str:
    """Return the first thing that is not as expected, or nothing."""
    if status != call.status:
        return f"status {status} rather than {call.status}"
    for name, value in call.answered.items():
        if name not in headers:
            return f"no header {name}"
        if headers[name] != value:
            return f"header {name} is {headers[name]} rather than {value}"
    seen = text if isinstance(call.answer, str) else _parsed(text)
    if isinstance(call.answer, dict) and isinstance(seen, dict):
        seen = {name: value for name, value in seen.items() if name in call.answer}
    return f"{seen} rather than {call.answer}" if call.answer not in (None, seen) else ""


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text
