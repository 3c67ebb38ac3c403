"""Keeps the emulator on this machine, and in the folder of its run."""

import tempfile
from typing import Any

from localemu.services.s3 import provider
from twisted.internet import endpoints


class LoopbackEndpoint(endpoints.TCP4ServerEndpoint):
    """A server endpoint that other machines cannot reach.

    LocalEmu reads a host from GATEWAY_LISTEN and listens on every interface
    nevertheless: it gives its endpoint a port, and no interface.
    """

    def __init__(self, reactor: Any, port: int, backlog: int = 50) -> None:
        super().__init__(reactor, port, backlog, interface="127.0.0.1")


def install() -> None:
    endpoints.TCP4ServerEndpoint = LoopbackEndpoint
    # The one path that LocalEmu does not derive from a setting: two runs would share their buckets.
    provider.DEFAULT_S3_TMP_DIR = f"{tempfile.gettempdir()}/s3"
