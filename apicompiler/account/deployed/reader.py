"""Asks an account what stands in it, and remembers what it was not told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from apicompiler.account.connection import Connection
from apicompiler.account.trouble import Missing, Refused

T = TypeVar("T")
Answer = Mapping[str, Any] | None
"""What a service says of a thing: nothing at all (empty) where it is gone, None where nobody was told."""
Answers = tuple[Mapping[str, Any], ...] | None

MOST = 64 * 2**20
"""Bytes of a document; one that is imported has six million at the most."""


class Reader:
    """Reads from an account; a refusal is kept once for each operation, and the rest goes on.

    Where nobody answers at all, everything it does raises `Unreachable`.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.refusals: dict[str, Refused] = {}

    def one(self, service: str, operation: str, **parameters: Any) -> Answer:
        """Return what a service says of one thing."""
        gone: Answer = {}
        return self._told(lambda: self.connection.ask(service, operation, **parameters), gone)

    def document(self, service: str, operation: str, **parameters: Any) -> Answer:
        """Return the document that is the body of an answer."""
        gone: Answer = {}
        return self._told(lambda: json.loads(self.connection.read(service, operation, MOST, **parameters)), gone)

    def all(self, service: str, operation: str, key: str, **parameters: Any) -> Answers:
        """Return all of what stands under *key* in the pages of an answer; none where what holds them is gone."""
        gone: Answers = ()
        return self._told(lambda: tuple(self._pages(service, operation, key, parameters)), gone)

    def _told(self, ask: Callable[[], T], gone: T) -> T | None:
        """Return what is answered; what stands for a thing that is *gone*, and None where nobody is told."""
        try:
            return ask()
        except Missing:
            return gone
        except Refused as refusal:
            self.refusals.setdefault(refusal.operation, refusal)
            return None

    def _pages(self, service: str, operation: str, key: str, parameters: dict[str, Any]) -> Iterator[Mapping[str, Any]]:
        """Follow the tokens by hand: the clients know of no pages of API mappings."""
        token: dict[str, str] = {}
        while True:
            page = self.connection.ask(service, operation, **parameters, **token)
            yield from page.get(key, ())
            name = next((name for name in ("NextToken", "nextToken", "position") if page.get(name)), "")
            if not name or token == {name: page[name]}:
                return
            token = {name: page[name]}
