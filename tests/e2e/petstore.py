"""The petstore: a Swagger 2.0 document, answered by one HTTP backend, called by whoever signs."""

from collections.abc import Iterator
from typing import ClassVar

from call import Call
from cloud import Cloud
from example import Blueprint, Deployed, Example
from machine import ROOT
from verdict import Verdict

REX = {"name": "Rex", "kind": "dog"}
CLOSED = {"message": "closed"}


class Petstore(Example):
    name = "petstore"
    source = ROOT / "blueprints/petstore"
    not_real: ClassVar = {"http": "the backend listens on this machine alone", "routing": "what answers is the backend"}

    def fit(self, blueprint: Blueprint, cloud: Cloud) -> None:
        blueprint["integrations"]["pets"]["http"] = f"http://{cloud.backend}/{{proxy}}"

    def ask(self, deployed: Deployed) -> Iterator[Verdict]:
        for call in calls():
            yield deployed.make(call, f"{deployed.url('ApiV1')}/{call.request.split()[1]}")

    def change(self, blueprint: Blueprint) -> None:
        """Stop to list pets."""
        blueprint["integrations"]["closed"] = {"mock": {"status": 410, "body": CLOSED}}
        blueprint["operations"] = {"listPets": {"integration": "closed"}}

    def ask_changed(self, deployed: Deployed) -> Iterator[Verdict]:
        url = f"{deployed.url('ApiV1')}/pets"
        yield deployed.make(Call("change", "pets are listed no more", "GET pets", 410, CLOSED, signed=True), url)


def calls() -> Iterator[Call]:
    seen = {"path": "/pets?limit=2"}
    yield Call("http", "a page of pets is the backend's", "GET pets?limit=2", 200, seen, signed=True)
    yield Call("http", "a pet goes through as it was sent", "POST pets", 200, {"sent": REX}, body=REX, signed=True)
    yield Call("http", "a path variable is passed on", "GET pets/7", 200, {"path": "/pets/7"}, signed=True)
    yield Call("routing", "another method is another operation", "DELETE pets/7", 200, signed=True)
    yield Call("routing", "what no document speaks of is not there", "GET dogs", 403, signed=True)
    yield Call("iam", "who does not sign sees no pets", "GET pets", 403, {"message": "Missing Authentication Token"})
