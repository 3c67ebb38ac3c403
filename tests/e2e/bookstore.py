"""The bookstore: two versions of its API under one domain, functions, authorizers, keys, caches and throttles."""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from typing import ClassVar

from backend import KNOWN, UNKNOWN
from call import Call, answer
from clients import called
from cloud import Cloud
from example import Blueprint, Deployed, Example
from machine import ROOT
from people import Pool
from things import Things
from verdict import Verdict, same
from verified import drifted, planned

SHOP, ADMIN, STRANGER = (f"https://{name}.dev.example.com" for name in ("shop", "admin", "stranger"))
HEALTH = '{"status": "ok", "price": "free, $0"}'
BUSY = {"status": "busy"}
ORDER = {"lines": [{"isbn": KNOWN, "count": 2}]}
INVALID = {"message": "Invalid request body"}
FORBIDDEN = {"message": "Forbidden"}
SORRY = {"reason": "It is the wrong one."}
SOLD = [{"isbn": KNOWN, "sold": 3}]
LIVE, PREVIEW = {"X-Channel": "live"}, {"X-Channel": "preview"}
ECHO = {"StartAt": "Echo", "States": {"Echo": {"Type": "Pass", "End": True}}}
KEYS = {"acme": "ApiKeyAcme", "globex": "ApiKeyGlobex", "initech": "ApiKeyInitech"}


class Bookstore(Example):
    """The largest example; *whole*, it is verified, and called by clients, which takes as long as all else."""

    def __init__(self, *, whole: bool = False) -> None:
        self.whole = whole

    name = "bookstore"
    source = ROOT / "blueprints/bookstore"
    points_at = (
        "/bookstore/feed-arn",
        "bookstore-orders-dev",
        "bookstore-stock-dev",
        "bookstore-followers-dev",
        "bookstore/partners",
        "bookstore/devices",
        "/bookstore/keys",
        "bookstore-returns",
        "bookstore-audit",
        "FulfilmentStateMachine",
        "role/bookstore-developers",
        "role/bookstore-batch",
        "/net/vpc-link",
        "/ops/alarm-topic",
    )
    not_real: ClassVar = {
        "http": "the backend listens on this machine alone",
        "domain": "nobody else can have example.com",
    }

    def fit(self, blueprint: Blueprint, cloud: Cloud) -> None:
        """Lay over its environment where the catalog is; what needs example.com stands where it may."""
        said = blueprint["environments"]["dev"]["set"]
        if cloud.is_real:
            del blueprint["domains"], said["domains"], blueprint["cloudFront"]
            # Nobody has the secrets of those who vouch for users, and a link needs a load balancer.
            del blueprint["authorizers"]["users"]["cognito"]["federation"]
            blueprint["integrations"]["reports"] = {"mock": {"body": {}}}
            return
        zone = {"name": "dev.example.com", "id": "ssm:/bookstore/zone-id"}
        for name in blueprint["domains"]:
            said["domains"].setdefault(name, {})["zone"] = zone
        said["stages"] = {stage: {"variables": {"catalogHost": cloud.backend}} for stage in ("live", "preview")}
        said["integrations"] = {"catalog": {"http": "http://${stageVariables.catalogHost}/{proxy}"}}

    def prepare(self, things: Things) -> None:
        """Make what others make: the feed of the warehouse, zones, tables, queues, secrets and people."""
        things.parameter("/bookstore/feed-arn", things.function("bookstore-feed", "feed.py"))
        things.parameter("/bookstore/zone-id", things.zone("dev.example.com"))
        things.parameter("/ops/alarm-topic", things.topic("bookstore-alarms"))
        things.table("bookstore-orders-dev", "customer", "id")
        things.table("bookstore-stock-dev", "isbn")
        things.table("bookstore-followers-dev", "id")
        things.secret("bookstore/partners", {"acme": "let-me-in"})
        things.secret("bookstore/devices", "a key to sign with")
        things.secret("/bookstore/keys", {"initech": "initech-has-a-key-of-its-own"})
        for provider in ("google", "facebook"):
            things.secret(f"/bookstore/{provider}", {"secret": "s3cr3t"})
            things.parameter(f"/bookstore/{provider}-id", "1234567890")
        things.queue("bookstore-returns")
        things.stream("bookstore-audit")
        role = things.role("bookstore-fulfilment", {"logs:CreateLogStream": "*"})
        for name in ("developers", "batch"):
            things.role(f"bookstore-{name}", {"logs:CreateLogStream": "*"})
        machine = things.state_machine("bookstore-fulfil", "STANDARD", ECHO, role)
        things.export("FulfilmentStateMachine", machine)
        if not things.cloud.is_real:
            things.parameter("/net/vpc-link", things.link("bookstore-reports"))

    def ask(self, deployed: Deployed) -> Iterator[Verdict]:
        yield from planned(deployed)
        if self.whole:
            yield from drifted(deployed)
        yield from metered(deployed)
        if not deployed.cloud.is_real:
            yield from named(deployed)
        for call in calls(api_keys(deployed)):
            yield deployed.make(call, address(deployed, call))
        if deployed.cloud.endpoint:
            named_call = Call(
                "domain",
                "the domain leads to v1",
                "GET v1/health",
                200,
                HEALTH,
                headers={"Host": "api.dev.example.com"},
            )
            yield deployed.make(named_call, f"{deployed.cloud.endpoint}/v1/health")
        yield from signed_in(deployed)
        yield reasoned(deployed)
        yield throttled(deployed)
        if self.whole:
            yield from called(deployed, deployed.url("ApiV2"), api_keys(deployed)["acme"], SOLD)
        yield from kept(deployed)
        yield from logged(deployed)

    def change(self, blueprint: Blueprint) -> None:
        """Say that it is busy, and know another one who may read."""
        blueprint["integrations"]["health"] = {"mock": {"status": 200, "body": BUSY}}

    def ask_changed(self, deployed: Deployed) -> Iterator[Verdict]:
        for api, stage in (("v1", "live"), ("v2", "live"), ("v2", "preview")):
            call = Call("change", f"{api}/{stage} has the new answer", f"GET {api}/{stage}/health", 200, BUSY)
            yield deployed.make(call, address(deployed, call))


def address(deployed: Deployed, call: Call) -> str:
    """Return where a call goes: its path begins with the API and the stage."""
    api, stage, path = call.request.split()[1].split("/", 2)
    return f"{deployed.url(f'Api{api.title()}', stage)}/{path}"


def api_keys(deployed: Deployed) -> dict[str, str]:
    """Return the values of the API keys."""
    gateway = deployed.client("apigateway")
    ids = {name: deployed.ids[id] for name, id in KEYS.items()}
    return {name: gateway.get_api_key(apiKey=id, includeValue=True)["value"] for name, id in ids.items()}


def calls(keys: Mapping[str, str]) -> Iterator[Call]:
    """Yield what is asked of the bookstore; *keys* are the values of its API keys."""
    yield Call("mock", "v1 is healthy, and its dollar sign arrives", "GET v1/live/health", 200, HEALTH)
    yield Call("mock", "v2 is healthy, and its dollar sign arrives", "GET v2/live/health", 200, HEALTH)
    yield Call("mock", "the preview of v2 is healthy", "GET v2/preview/health", 200, HEALTH)
    yield Call(
        "preflight",
        "an answer may be read by the second origin, too",
        "GET v2/live/health",
        200,
        headers={"Origin": ADMIN},
        answered={"Access-Control-Allow-Origin": ADMIN, "Vary": "Origin"},
    )

    book = f"/books/{KNOWN}"
    yield Call("http", "v1 passes a path on to the catalog", f"GET v1/live{book}", 200, {"path": book})
    yield Call("http", "v1 passes a status on to the reader", f"GET v1/live/books/{UNKNOWN}", 404)
    page, more = {"path": "/books?page=2"}, {"X-Next-Page": "3"}
    yield Call("http", "v1 turns the pages of the catalog", "GET v1/live/books?page=2", 200, page, answered=more)
    yield Call(
        "http", "v2 passes a path on to the catalog", f"GET v2/live/catalog{book}", 200, {"path": f"/catalog{book}"}
    )
    reviews = f"/catalog{book}/reviews"
    yield Call("http", "v2 passes a renamed path variable on", f"GET v2/live{reviews}", 200, {"path": reviews})
    search = "/catalog/books?q=lisp"
    yield Call("http", "v2 searches with what is required", f"GET v2/live{search}", 200, {"path": search})
    missing = {"message": "Missing required request parameters: [q]"}
    yield Call("validation", "v2 does not search without it", "GET v2/live/catalog/books", 400, missing)
    yield Call("routing", "what no document speaks of is not there", "GET v2/live/nothing", 403)

    quote = "POST v2/live/orders/quote"
    price = {"amount": 2500, "currency": "EUR"}
    yield Call("lambda", "an order gets its price", quote, 200, price, body=ORDER, answered=LIVE)
    preview = quote.replace("live", "preview")
    yield Call("variables", "the preview has a function of its own", preview, 200, price, body=ORDER, answered=PREVIEW)
    unsold = {"lines": [{"isbn": UNKNOWN, "count": 1}]}
    yield Call("lambda", "a book that is not sold has no price", quote, 400, body=unsold, answered=LIVE)
    yield Call("lambda", "a note may be null", quote, 200, body={**ORDER, "note": None})
    yield Call("validation", "an order without lines is invalid", quote, 400, INVALID, body={"lines": []})
    yield Call("validation", "an unknown property is invalid", quote, 400, INVALID, body={**ORDER, "colour": "red"})
    wrong = {"lines": [{"isbn": "short", "count": 2}]}
    yield Call("validation", "a shared schema is checked, too", quote, 400, INVALID, body=wrong)

    feed, shop = "GET v2/live/feed", {"Origin": SHOP}
    readable = {"Access-Control-Allow-Origin": SHOP}
    yield Call("keys", "the feed wants a key", feed, 403, FORBIDDEN)
    yield Call(
        "keys", "the feed wants a key that exists", feed, 403, FORBIDDEN, headers={"X-Api-Key": "0123456789" * 3}
    )
    yield Call("responses", "a refusal may be read by the shop", feed, 403, headers=shop, answered=readable)
    for name, key in keys.items():
        yield Call("keys", f"the feed knows the key {name}", feed, 200, SOLD, headers={"X-Api-Key": key})
    silver = {"X-Api-Key": keys["initech"]}
    yield Call(
        "keys", "a key is good for the stages of its plan only", "GET v2/preview/feed", 403, FORBIDDEN, headers=silver
    )

    preflight = {
        "Access-Control-Allow-Credentials": "true",
        "Access-Control-Allow-Methods": "GET,OPTIONS,POST",
        "Access-Control-Max-Age": "3600",
        "Vary": "Origin",
    }
    for origin, allowed in ((SHOP, SHOP), (ADMIN, ADMIN), (STRANGER, SHOP)):
        yield Call(
            "preflight",
            f"a preflight from {origin} needs no credentials",
            "OPTIONS v2/live/orders",
            204,
            headers={"Origin": origin, "Access-Control-Request-Method": "POST"},
            answered={**preflight, "Access-Control-Allow-Origin": allowed},
        )

    yield Call("cognito", "orders are listed to nobody", "GET v2/live/orders", 401)
    yield Call(
        "cognito", "orders are listed to no invented user", "GET v2/live/orders", 401, headers={"Authorization": "me"}
    )
    stock, count = f"PUT admin/live/stock/{KNOWN}", {"count": 1}
    yield Call("iam", "stock is set by nobody", stock, 403, body=count)
    yield Call("iam", "stock is set by whoever signs", stock, 204, body=count, signed=True)
    fulfil, north = "POST admin/live/orders/7/fulfilment", {"warehouse": "north"}
    yield Call("stepfunctions", "a fulfilment is begun", fulfil, 202, body=north, signed=True)
    nowhere = {"warehouse": "west"}
    yield Call("validation", "a fulfilment from nowhere is not", fulfil, 400, INVALID, body=nowhere, signed=True)
    told = {"who": "ann", "what": "looked"}
    yield Call("services", "what was done is told", "POST admin/live/audit", 202, body=told, signed=True)

    own, secret = "POST v2/live/partners/acme/orders", {"Authorization": "let-me-in"}
    yield Call(
        "request", "a partner places an order", f"{own}?partner=acme", 202, body=ORDER, headers=secret, answered=LIVE
    )
    yield Call("request", "a partner without identity is unknown", own, 401, body=ORDER)
    open_ = {"Authorization": "open"}
    yield Call(
        "request", "a partner with a wrong secret is unknown", f"{own}?partner=acme", 401, body=ORDER, headers=open_
    )
    yield Call(
        "request", "a partner nobody knows is unknown", f"{own}?partner=umbrella", 401, body=ORDER, headers=secret
    )
    yield Call("request", "a partner without a name is unknown", own, 401, body=ORDER, headers=secret)
    others = "POST v2/live/partners/globex/orders?partner=acme"
    yield Call("request", "a partner is refused the orders of others", others, 403, body=ORDER, headers=secret)

    events, known = "POST v2/live/devices/till-1/events", {"Authorization": token("till-1")}
    taken = {"taken": "on"}
    yield Call("token", "a device tells an event", events, 202, taken, body={"kind": "on"}, headers=known)
    yield Call("validation", "an event without a kind is invalid", events, 400, INVALID, body={}, headers=known)
    yield Call("token", "a device without a token is unknown", events, 401, body={"kind": "on"})
    forged = {"Authorization": "till-1.0123"}
    yield Call("token", "a device with a forged token is unknown", events, 401, body={"kind": "on"}, headers=forged)
    others = "POST v2/live/devices/till-2/events"
    yield Call("token", "a device is refused the events of others", others, 403, body={"kind": "on"}, headers=known)


def token(device: str) -> str:
    """Sign for a device, as the shop does when it sets one up."""
    return f"{device}.{hmac.new(b'a key to sign with', device.encode(), hashlib.sha256).hexdigest()}"


def signed_in(deployed: Deployed) -> Iterator[Verdict]:
    """Let a user sign in, order with the token, and send books back."""
    users, id, client = (
        deployed.client("cognito-idp"),
        deployed.ids["UserPoolUsers"],
        deployed.ids["PoolClientUsersShop"],
    )
    pages = deployed.cloud.sign_in(deployed.ids["PoolDomainUsers"], deployed.example.region)
    pool = Pool(users, pages, id, client, f"{SHOP}/signed-in")
    pool.join("ann@example.com")
    for scope, status in (("orders/write", 201), ("orders/read", 401)):
        token = pool.sign_in("ann@example.com", f"openid {scope}")["access_token"]
        bearer = {"Authorization": f"Bearer {token}"}
        name = f"a token for {scope} is answered with {status}"
        call = Call("cognito", name, "POST v2/live/orders", status, body=ORDER, headers=bearer)
        yield deployed.make(call, address(deployed, call))
        if status == 201:
            back = Call("sqs", "books are sent back", "POST v2/live/orders/7/returns", 202, body=SORRY, headers=bearer)
            yield deployed.make(back, address(deployed, back))
    returned = [
        json.loads(message["Body"]) for message in deployed.things.messages(deployed.things.name("bookstore-returns"))
    ]
    yield same("sqs", "what was sent back arrived", returned, [SORRY])


def reasoned(deployed: Deployed) -> Verdict:
    """A body that is refused is refused with a reason."""
    call = Call("validation", "the reason is told", "POST v2/live/orders/quote", 400, body={"lines": []})
    _, _, text = answer(call, address(deployed, call))
    return Verdict(call.feature, call.name, "" if json.loads(text)["reason"] else "no reason")


def throttled(deployed: Deployed) -> Verdict:
    """The preview takes 20 requests a second, and 40 at once: of many in a row, one is too many."""
    call = Call("throttle", "the preview is throttled", "GET v2/preview/health", 429)
    tries = (deployed.make(call, address(deployed, call)) for _ in range(400))
    return next((tried for tried in tries if not tried.difference), Verdict("throttle", call.name, "400 were answered"))


def metered(deployed: Deployed) -> Iterator[Verdict]:
    """Check where the values of API keys are from, and whose answers are kept."""
    values, secrets = api_keys(deployed), deployed.client("secretsmanager")
    made = {name: f"{deployed.stack}/{name}/api-key" for name in ("acme", "globex")}
    held = {name: secrets.get_secret_value(SecretId=id)["SecretString"] for name, id in made.items()}
    yield same("keys", "keys that are made up stand in secrets", {name: values[name] for name in made}, held)
    initech = values["initech"]
    given = "initech-has-a-key-of-its-own"
    yield same("keys", "a key that is pointed at has the value of its secret", initech, given)
    wanted = [
        "~1catalog~1books/GET 300",
        "~1catalog~1books~1{isbn}/GET 300",
        "~1catalog~1books~1{isbn}~1reviews/GET 300",
        "~1feed/GET 3600",
    ]
    cached = {f"{api}/{stage}": methods for api in ("ApiV1", "ApiV2") for stage, methods in caches(deployed, api)}
    yield same("cache", "the catalog and the feed are cached, and nothing else is", cached, {"ApiV2/live": wanted})


def caches(deployed: Deployed, api: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the stages of an API that have a cache, with the methods whose answers it keeps, and for how long."""
    for stage in deployed.client("apigateway").get_stages(restApiId=deployed.ids[api])["item"]:
        if stage.get("cacheClusterEnabled"):
            kept = {path: said for path, said in stage["methodSettings"].items() if said["cachingEnabled"]}
            yield stage["stageName"], [f"{path} {said['cacheTtlInSeconds']}" for path, said in sorted(kept.items())]


def named(deployed: Deployed) -> Iterator[Verdict]:
    """Check where the domain leads."""
    v1, v2 = deployed.ids["ApiV1"], deployed.ids["ApiV2"]
    wanted = {"(none)": f"{v2}/live", "v1": f"{v1}/live", "v2": f"{v2}/live", "next": f"{v2}/preview"}
    mappings = deployed.client("apigateway").get_base_path_mappings(domainName="api.dev.example.com")["items"]
    paths = {mapping["basePath"]: f"{mapping['restApiId']}/{mapping['stage']}" for mapping in mappings}
    yield same("domain", "the paths of the domain lead to their stages", paths, wanted)
    route53 = deployed.client("route53")
    zone = deployed.client("ssm").get_parameter(Name="/bookstore/zone-id")["Parameter"]["Value"]
    records = [
        f"{record['Type']} {record['Name']}"
        for record in route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
        if "AliasTarget" in record
    ]
    there = [f"{type} {name}.dev.example.com." for name in ("admin", "api", "push") for type in ("A", "AAAA")]
    yield same("domain", "the domains have their records", sorted(records, key=_by_name), there)


def _by_name(record: str) -> list[str]:
    return record.split()[::-1]


def kept(deployed: Deployed) -> Iterator[Verdict]:
    """Check that the order of the partner is kept, with its price, and no other is."""
    items = deployed.client("dynamodb").scan(TableName=deployed.things.name("bookstore-orders-dev"))["Items"]
    items = [item for item in items if item["customer"]["S"] == "acme"]
    orders = [json.loads(item["order"]["S"]) for item in items]
    seen = [{name: order[name] for name in ("lines", "status", "total")} for order in orders]
    wanted = {**ORDER, "status": "placed", "total": {"amount": 2500, "currency": "EUR"}}
    yield same("lambda", "what was ordered is kept", seen, [wanted])


def logged(deployed: Deployed) -> Iterator[Verdict]:
    """Check the access logs, after requests were made."""
    logs = deployed.client("logs")
    [group] = logs.describe_log_groups(logGroupNamePrefix=f"/aws/apigateway/{deployed.stack}/v2/live")["logGroups"]
    yield same("logs", "access logs are kept 30 days", group.get("retentionInDays", 0), 30)
    lines = logs.filter_log_events(logGroupName=group["logGroupName"])["events"]
    yield Verdict("logs", "access logs hold a line for every request", "" if lines else "no lines")
