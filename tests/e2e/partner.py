"""The partner: one contract, published inside of VPCs and to those who show a certificate."""

from collections.abc import Iterator
from typing import ClassVar

from call import Call
from cloud import Cloud
from example import Blueprint, Deployed, Example
from machine import ROOT
from things import Things
from verdict import Verdict, same


class Partner(Example):
    """What both ways in have in common."""

    name = "partner"
    source = ROOT / "blueprints/partner"
    points_at = (
        "partner-orders",
        "/ops/alarm-topic",
        "/net/vpc",
        "/net/subnet-a",
        "/net/subnet-b",
        "/net/callers",
        "/net/internal-certificate",
        "/net/internal-zone",
    )

    policy: ClassVar[tuple[str, ...]]
    """What its policy speaks of."""

    def prepare(self, things: Things) -> None:
        things.queue("partner-orders")
        things.table("partner-orders", "orderId")
        things.parameter("/ops/alarm-topic", things.topic("alarms"))

    def ask(self, deployed: Deployed) -> Iterator[Verdict]:
        policy = deployed.client("apigateway").get_rest_api(restApiId=deployed.ids["ApiOrders"]).get("policy", "")
        absent = [word for word in self.policy if word not in policy]
        yield same("private", "its policy stands at the API", absent, [])
        url = f"{deployed.url('ApiOrders')}/orders/1"
        closed = Call("private", "the address of the API itself is closed", "GET orders/1", 403, signed=True)
        yield deployed.make(closed, url)

    def change(self, blueprint: Blueprint) -> None:
        """Take a little more of what is asked for at once."""
        blueprint["operations"]["placeOrder"]["throttle"] = {"rate": 15, "burst": 30}

    def ask_changed(self, deployed: Deployed) -> Iterator[Verdict]:
        gateway = deployed.client("apigateway")
        [stage] = gateway.get_stages(restApiId=deployed.ids["ApiOrders"])["item"]
        rate = stage["methodSettings"]["~1orders/POST"]["throttlingRateLimit"]
        yield same("change", "orders are throttled later", rate, 15)


class Inside(Partner):
    """Reached from VPCs alone."""

    env = "inside"
    policy = ("aws:SourceVpce", "vpce-0123456789abcdef0")
    not_real: ClassVar = {"private": "the endpoint of the warehouse, and its domain, are somebody's own"}

    def fit(self, blueprint: Blueprint, cloud: Cloud) -> None:
        if cloud.is_real:
            said = blueprint["environments"]["inside"]["set"]
            del said["domains"], said["endpoint"]["private"]["vpcEndpoints"][1:]
            blueprint["executeApi"] = True

    def prepare(self, things: Things) -> None:
        super().prepare(things)
        for name, id in things.network().items():
            things.parameter(f"/net/{name}", id)
        certificate = things.arn("acm", "certificate/44444444-4444-4444-4444-444444444444")
        things.parameter("/net/internal-certificate", certificate)
        things.parameter("/net/internal-zone", things.zone("internal.example.com"))


class Outside(Partner):
    """Reached by those who show a certificate."""

    env = "outside"
    policy = ("333333333333", "444444444444")
    nowhere_real = "its domain, and who signs the certificates of partners, are somebody's own"

    def fit(self, blueprint: Blueprint, cloud: Cloud) -> None:
        blueprint["environments"]["outside"]["set"]["domains"]["main"]["zone"]["id"] = "ssm:/partner/zone-id-outside"

    def prepare(self, things: Things) -> None:
        super().prepare(things)
        things.parameter("/partner/zone-id", things.zone("example.com"))
