"""The shop: two versions of its API behind CloudFront in one place, and in two regions in another."""

from collections.abc import Iterator
from typing import ClassVar

from call import Call
from cloud import Cloud
from example import Blueprint, Deployed, Example
from machine import ROOT
from things import Things
from verdict import Verdict

FORBIDDEN = {"message": "Forbidden"}
ORDER = {"isbn": "9780262033848", "count": 1}
CLOSED = {"catalog": "closed"}
KEYS = {name: f"the-key-of-{name}-has-enough-letters" for name in ("acme", "globex")}


class Shop(Example):
    """What both places have in common."""

    name = "shop"
    source = ROOT / "blueprints/shop"
    points_at = (
        "function:partners",
        "account}:orders",
        "/shop/keys/acme",
        "/shop/keys/globex",
        "shop-us-logs",
        "/shop/zone-id",
    )
    nowhere_real = "nobody else can have example.com, and its addresses are closed"
    domain: ClassVar[str]

    def fit(self, blueprint: Blueprint, cloud: Cloud) -> None:
        blueprint["integrations"]["catalog"]["http"] = f"http://{cloud.backend}/{{proxy}}"
        blueprint["domains"]["main"]["zone"]["id"] = f"ssm:/shop/zone-id-{self.env}"

    def prepare(self, things: Things) -> None:
        things.function("partners", "partners.py")
        things.queue("orders")
        things.parameter("/shop/zone-id", things.zone(self.domain))
        for name, key in KEYS.items():
            things.secret(f"/shop/keys/{name}", key)

    def ask(self, deployed: Deployed) -> Iterator[Verdict]:
        """Ask the stages themselves, behind all that stands before them."""
        closed = Call("private", "the address of the API itself is closed", "GET catalog", 403)
        yield deployed.make(closed, f"{deployed.url('ApiV1')}/catalog")
        for call in calls():
            api, path = call.request.split()[1].split("/", 1)
            yield deployed.make(call, f"{deployed.url(f'Api{api.title()}')}/{path}")

    def change(self, blueprint: Blueprint) -> None:
        """Close the catalog for a while."""
        blueprint["integrations"]["closed"] = {"mock": {"status": 503, "body": CLOSED}}
        blueprint["operations"]["tag:catalog"]["integration"] = "closed"

    def ask_changed(self, deployed: Deployed) -> Iterator[Verdict]:
        call = Call("change", "the catalog is closed", "GET catalog", 503, CLOSED)
        yield deployed.make(call, f"{deployed.url('ApiV2')}/catalog")


def calls() -> Iterator[Call]:
    page = {"path": "/catalog?page=2"}
    yield Call("http", "v1 shows the catalog", "GET v1/catalog?page=2", 200, page)
    yield Call("http", "v2 shows a book", "GET v2/catalog/7", 200, {"path": "/catalog/7"})
    known = {"Authorization": "let-me-in"}
    acme = known | {"X-Api-Key": KEYS["acme"]}
    yield Call("keys", "offers want a key", "GET v2/offers", 403, FORBIDDEN, headers=known)
    yield Call("keys", "a key of a plan opens the offers", "GET v2/offers", 200, {"path": "/offers"}, headers=acme)
    yield Call("request", "who does not say who it is sees none", "GET v2/offers", 401)
    wrong = acme | {"Authorization": "who knows"}
    yield Call("request", "who is refused sees none", "GET v2/offers", 403, headers=wrong)
    yield Call("sqs", "an order is taken", "POST v2/orders", 202, body=ORDER, headers=acme)
    invalid = {"message": "Invalid request body"}
    yield Call("validation", "an order of nothing is not", "POST v2/orders", 400, invalid, body={}, headers=acme)


class Us(Shop):
    """Behind CloudFront, whose certificate has to be in us-east-1."""

    env, region, domain = "us", "us-east-1", "us.shop.example.com"

    def prepare(self, things: Things) -> None:
        super().prepare(things)
        things.bucket("shop-us-logs")


class World(Shop):
    """One region of two."""

    env, domain = "world", "shop.example.com"
