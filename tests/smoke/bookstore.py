"""Calls the deployed bookstore, and compares its answers and its account with what its documents promise."""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from typing import Any

from call import Call
from catalog import KNOWN, UNKNOWN
from verdict import Verdict, same

SHOP, ADMIN, STRANGER = (f"https://{name}.dev.example.com" for name in ("shop", "admin", "stranger"))
HEALTH = '{"status": "ok", "price": "free, $0"}'
ORDER = {"lines": [{"isbn": KNOWN, "count": 2}]}
INVALID = {"message": "Invalid request body"}
FORBIDDEN = {"message": "Forbidden"}
SOLD = [{"isbn": KNOWN, "sold": 3}]
LIVE, PREVIEW = {"X-Channel": "live"}, {"X-Channel": "preview"}


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
    price = {"amount": 2500, "currency": "EUR"}
    yield Call("an order gets its price", quote, 200, price, body=ORDER, answered=LIVE)
    preview = quote.replace("live", "preview")
    yield Call("the preview has a function of its own", preview, 200, price, body=ORDER, answered=PREVIEW)
    unsold = {"lines": [{"isbn": UNKNOWN, "count": 1}]}
    yield Call("a book that is not sold has no price", quote, 400, body=unsold, answered=LIVE)
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

    own, secret = "POST v2/live/partners/acme/orders", {"Authorization": "let-me-in"}
    yield Call("a partner places an order", f"{own}?partner=acme", 202, body=ORDER, headers=secret, answered=LIVE)
    yield Call("a partner without identity is unknown", own, 401, body=ORDER)
    open_ = {"Authorization": "open"}
    yield Call("a partner with a wrong secret is unknown", f"{own}?partner=acme", 401, body=ORDER, headers=open_)
    yield Call("a partner nobody knows is unknown", f"{own}?partner=umbrella", 401, body=ORDER, headers=secret)
    yield Call("a partner without a name is unknown", own, 401, body=ORDER, headers=secret)
    others = "POST v2/live/partners/globex/orders?partner=acme"
    yield Call("a partner is refused the orders of others", others, 403, body=ORDER, headers=secret)

    events, known = "POST v2/live/devices/till-1/events", {"Authorization": token("till-1")}
    taken = {"taken": "on"}
    yield Call("a device tells an event", events, 202, taken, body={"kind": "on"}, headers=known)
    yield Call("an event without a kind is invalid", events, 400, INVALID, body={}, headers=known)
    yield Call("a device without a token is unknown", events, 401, body={"kind": "on"})
    forged = {"Authorization": "till-1.0123"}
    yield Call("a device with a forged token is unknown", events, 401, body={"kind": "on"}, headers=forged)
    others = "POST v2/live/devices/till-2/events"
    yield Call("a device is refused the events of others", others, 403, body={"kind": "on"}, headers=known)


def token(device: str) -> str:
    """Sign for a device, as the shop does when it sets one up."""
    return f"{device}.{hmac.new(b'a key to sign with', device.encode(), hashlib.sha256).hexdigest()}"


def answers(endpoint: str, holdings: Mapping[str, Mapping[str, Any]]) -> Iterator[Verdict]:
    """Make every call."""
    apis = holdings["apis"]
    for call in calls(holdings["api keys"]):
        api, _, path = call.request.split()[1].partition("/")
        yield call.at(f"{endpoint}/_aws/execute-api/{apis[f'bookstore-dev-{api}']}/{path}")
    named = Call("the domain leads to v1", "GET v1/health", 200, HEALTH, headers={"Host": "api.dev.example.com"})
    yield named.at(f"{endpoint}/v1/health")
    yield _throttled(f"{endpoint}/_aws/execute-api/{apis['bookstore-dev-v2']}/preview/health")


def _throttled(url: str) -> Verdict:
    """The preview takes 20 requests a second, and 40 at once: of many in a row, one is too many."""
    call = Call("the preview is throttled", "GET v2/preview/health", 429)
    tries = (call.at(url) for _ in range(400))
    return next((tried for tried in tries if not tried.difference), Verdict(call.name, "400 requests were answered"))


def metered(holdings: Mapping[str, Mapping[str, Any]]) -> Iterator[Verdict]:
    """Check where the values of API keys are from, and whose answers are kept."""
    values = holdings["api keys"]
    keys = {f"bookstore-dev/{name}/api-key": values[f"bookstore-dev-{name}"] for name in ("acme", "globex")}
    yield same("keys that are made up stand in secrets", keys, holdings["secrets"])
    initech = values["bookstore-dev-initech"]
    yield same("a key that is pointed at has the value of its secret", initech, "initech-has-a-key-of-its-own")
    kept = [
        "~1catalog~1books/GET 300",
        "~1catalog~1books~1{isbn}/GET 300",
        "~1catalog~1books~1{isbn}~1reviews/GET 300",
        "~1feed/GET 3600",
    ]
    yield same(
        "the catalog and the feed are cached, and nothing else is", holdings["caches"], {"bookstore-dev-v2/live": kept}
    )


def named(holdings: Mapping[str, Mapping[str, Any]]) -> Iterator[Verdict]:
    """Check where the domain leads."""
    v1, v2 = (holdings["apis"].get(f"bookstore-dev-{version}") for version in ("v1", "v2"))
    paths = {"(none)": f"{v2}/live", "v1": f"{v1}/live", "v2": f"{v2}/live", "next": f"{v2}/preview"}
    yield same("the paths of the domain lead to their stages", holdings["domains"], {"api.dev.example.com": paths})
    records = ["A api.dev.example.com.", "AAAA api.dev.example.com."]
    yield same("the domain has its records", list(holdings["records"]), records)


def logged(holdings: Mapping[str, Mapping[str, Any]]) -> Iterator[Verdict]:
    """Check the access logs, after requests were made."""
    live = holdings["log groups"]["/aws/apigateway/bookstore-dev/v2/live"]
    yield same("access logs are kept 30 days", live["days"], 30)
    yield Verdict("access logs hold a line for every request", "" if live["lines"] else "no lines")


def arrived(found: Mapping[str, Any]) -> Iterator[Verdict]:
    """Check that the order of the partner is kept, with its price, and no other is."""
    kept = [{name: order[name] for name in ("lines", "status", "total")} for order in found["orders"]]
    wanted = {**ORDER, "status": "placed", "total": {"amount": 2500, "currency": "EUR"}}
    yield same("what was ordered is kept", kept, [wanted])
