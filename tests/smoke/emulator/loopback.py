"""Keeps the emulator to this machine.

LocalEmu reads a host from GATEWAY_LISTEN and then listens on every interface
nevertheless: it gives its server endpoint a port and no interface.
"""

from typing import Any

from twisted.internet import endpoints


class LoopbackEndpoint(endpoints.TCP4ServerEndpoint):
    """A server endpoint that other machines cannot reach."""

    def __init__(self, reactor: Any, port: int, backlog: int = 50, interface: str = "127.0.0.1") -> None:
        super().__init__(reactor, port, backlog, "127.0.0.1")


def install() -> None:
    endpoints.TCP4ServerEndpoint = LoopbackEndpoint
