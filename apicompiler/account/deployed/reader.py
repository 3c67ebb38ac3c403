"""Asks an account what stands in it, and remembers what it was not told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from apicompiler.account.connection import Connection
from apicompiler.account.trouble import Missing, Refused

Answer = Mapping[str, Any] | None
"""What a service says of a thing: nothing at all (empty) where it is gone, None where nobody was told."""
Answers = tuple[Mapping[str, Any], ...] | None


class Reader:
    """Reads from an account; a refusal is kept once for each operation, and the rest goes on."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.refusals: dict[str, Refused] = {}

    def one(self, service: str, operation: str, **parameters: Any) -> Answer:
        """Return what a service says of one thing.

        Raises:
            Unreachable: nobody answers.
        """
        try:
            return self.connection.ask(service, operation, **parameters)
        except Missing:
            return {}
        except Refused as refusal:
            self.refusals.setdefault(refusal.operation, refusal)
            return None

    def all(self, service: str, operation: str, key: str, **parameters: Any) -> Answers:
        """Return all of what stands under *key* in the pages of an answer; none where what holds them is gone.

        Raises:
            Unreachable: nobody answers.
        """
        try:
            return tuple(self._pages(service, operation, key, parameters))
        except Missing:
            return ()
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
