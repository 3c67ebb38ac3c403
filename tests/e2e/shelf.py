"""The shelf, a blueprint of the suite's own: one command deploys it, and others issue keys and swap documents."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from call import Call
from example import Blueprint, Deployed, Example
from machine import HERE
from verdict import Verdict, same

if TYPE_CHECKING:
    from life import Life

BUSY = {"status": "busy"}
LOANS = '  /loans: {get: {operationId: listLoans, responses: {"200": {description: The loans}}}}\n'


class Shelf(Example):
    name = "shelf"
    source = HERE / "blueprints/shelf"

    def ask(self, deployed: Deployed) -> Iterator[Verdict]:
        books = f"{deployed.url('ApiV1')}/books"
        yield deployed.make(Call("keys", "without a key nobody is let in", "GET books", 403), books)

    def change(self, blueprint: Blueprint) -> None:
        """Be busy."""
        blueprint["integrations"]["ok"]["mock"]["body"] = BUSY

    def ask_changed(self, deployed: Deployed) -> Iterator[Verdict]:
        books = f"{deployed.url('ApiV1')}/books"
        yield deployed.make(Call("change", "still nobody is let in", "GET books", 403), books)

    def live_on(self, life: "Life") -> Iterator[Verdict]:
        life.apicompiler("deploy", "--yes")
        yield Verdict("commands", "one command deploys what is deployed already")
        yield from _keys(life)
        yield from _swaps(life)
        listed = json.loads(life.apicompiler("keys", "list", "--format", "json"))
        states = [key["state"] for key in listed]
        yield same("commands", "keys are listed with what became of them", states, ["taken", "disabled"])


def _keys(life: "Life") -> Iterator[Verdict]:
    """Issue a key, and put another in its place."""
    life.apicompiler("keys", "issue", "acme")
    first = _shown(life)
    yield _ask(life, "an issued key is let in", "books", 200, first)
    life.apicompiler("keys", "rotate", "acme", "--overlap", "0s")
    second = _shown(life)
    yield same("commands", "a rotated key has another value", first != second, True)
    yield _ask(life, "a rotated key is let in", "books", 200, second)
    yield _ask(life, "what a rotation ended is not", "books", 403, first)


def _swaps(life: "Life") -> Iterator[Verdict]:
    """Swap the document without CloudFormation, and go back."""
    document, key = life.copy.folder / "openapi.yaml", _shown(life)
    before = document.read_text(encoding="utf-8")
    document.write_text(before + LOANS, encoding="utf-8")
    served = f"{life.copy.stack}-v1: the new document is served by live\n"
    yield same("commands", "a document is swapped", life.apicompiler("deploy", "--hotswap"), served)
    yield _ask(life, "what was swapped is served", "loans", 200, key)
    yield same("commands", "what is swapped is not swapped again", life.apicompiler("deploy", "--hotswap"), "")
    document.write_text(before, encoding="utf-8")
    back = f"{life.copy.stack}-v1: what the stack has is served by live\n"
    yield same("commands", "what the stack has is the way back", life.apicompiler("deploy", "--hotswap"), back)
    yield _ask(life, "what was swapped is gone", "loans", 403, key)


def _shown(life: "Life") -> str:
    return life.apicompiler("keys", "show", "acme").strip()


def _ask(life: "Life", name: str, path: str, status: int, key: str) -> Verdict:
    call = Call("commands", name, f"GET {path}", status, headers={"X-Api-Key": key})
    return life.deployed.make(call, f"{life.deployed.url('ApiV1')}/{path}")
