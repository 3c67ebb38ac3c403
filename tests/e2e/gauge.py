"""A blueprint of the suite's own: quotas, the throttle of one method, and versions by base path."""

from collections.abc import Iterator
from typing import ClassVar

from call import Call, answer
from cloud import Cloud
from example import Blueprint, Deployed, Example
from machine import HERE
from verdict import Verdict, same

FORBIDDEN = {"message": "Forbidden"}
HOST = {"Host": "gauge.example.com"}


class Gauge(Example):
    name = "gauge"
    source = HERE / "blueprints/gauge"
    not_real: ClassVar = {
        "http": "the backend listens on this machine alone",
        "domain": "nobody else can have example.com",
    }

    def fit(self, blueprint: Blueprint, cloud: Cloud) -> None:
        if cloud.is_real:
            del blueprint["domains"]
        else:
            blueprint["integrations"]["echo"]["http"] = f"http://{cloud.backend}/{{proxy}}"

    def ask(self, deployed: Deployed) -> Iterator[Verdict]:
        v1, v2, root = deployed.url("ApiV1"), deployed.url("ApiV2"), deployed.cloud.endpoint
        yield deployed.make(Call("mock", "v1 says what it is", "GET", 200, {"version": 1}), f"{v1}/version")
        yield deployed.make(Call("mock", "v2 says what it is", "GET", 200, {"version": 2}), f"{v2}/version")
        yield deployed.make(Call("http", "v1 passes its path on", "GET", 200, {"path": "/old"}), f"{v1}/old")
        yield deployed.make(Call("http", "v2 passes its path on", "GET", 200, {"path": "/new"}), f"{v2}/new")
        named = Call("domain", "the domain leads to v2", "GET", 200, {"path": "/new"}, headers=HOST)
        yield deployed.make(named, f"{root}/new")
        older = Call("domain", "its base path leads to v1", "GET", 200, {"path": "/old"}, headers=HOST)
        yield deployed.make(older, f"{root}/v1/old")
        yield from _counted(deployed, f"{v2}/counted")
        yield _slowed(deployed, f"{v2}/slow")

    def change(self, blueprint: Blueprint) -> None:
        """Ask for a key, where none was asked for."""
        blueprint["operations"]["getVersion"] = {"apiKey": True}

    def ask_changed(self, deployed: Deployed) -> Iterator[Verdict]:
        url = f"{deployed.url('ApiV2')}/version"
        yield deployed.make(Call("change", "the version is told with a key", "GET", 403, FORBIDDEN), url)


def _counted(deployed: Deployed, url: str) -> Iterator[Verdict]:
    """Five calls a day, then none."""
    key = deployed.client("apigateway").get_api_key(apiKey=deployed.ids["ApiKeyCounted"], includeValue=True)["value"]
    yield deployed.make(Call("keys", "a call that counts wants a key", "GET", 403, FORBIDDEN), url)
    counted = Call("quota", "", "GET", 200, headers={"X-Api-Key": key})
    statuses = [answer(counted, url)[0] for _ in range(20)]
    yield same("keys", "a call with a key is answered", statuses[0], 200)
    # API Gateway counts in many places at once, and lets a few through that are too many.
    yield same("quota", "a quota that is used up lets nobody in", statuses[-1], 429)


def _slowed(deployed: Deployed, url: str) -> Verdict:
    """One call a second, two at once: of many in a row, one is too many."""
    slow = Call("throttle", "one method is throttled", "GET", 429)
    tries = (deployed.make(slow, url) for _ in range(60))
    return next((tried for tried in tries if not tried.difference), Verdict("throttle", slow.name, "60 were answered"))
