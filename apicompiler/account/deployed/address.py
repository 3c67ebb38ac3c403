"""An address that is called: one request at a time, no redirects, and no longer than a moment."""

from __future__ import annotations

import ssl
import warnings
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Literal
from urllib.parse import urlsplit

from apicompiler.account.trouble import Unreachable
from apicompiler.noun import EMPTY, Noun

PATIENCE = 10
"""Seconds."""
LONGEST = 64 * 1024
"""Bytes of an answer that are read; nobody looks at them."""
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Answered(Noun):
    """What came back."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""


class Address(Noun):
    """Where a stage is called: `https`, or anything on this machine."""

    url: str

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def is_safe(self) -> bool:
        """Whether what is sent there is read by nobody else."""
        parts = urlsplit(self.url)
        return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and self.host in LOOPBACK))

    def below(self, path: str) -> Address:
        """Return the same address with a base path."""
        return Address(f"{self.url.rstrip('/')}/{path}" if path else self.url)

    def answer(
        self, method: Literal["GET", "HEAD", "OPTIONS"], path: str, headers: Mapping[str, str] = EMPTY
    ) -> Answered:
        """Send a request without a body, and return what comes back.

        Raises:
            Unreachable: nothing does, or nothing that is HTTP.
        """
        assert method in ("GET", "HEAD", "OPTIONS"), "nothing that changes anything is ever sent"
        parts = urlsplit(self.url)
        connection: HTTPConnection
        if parts.scheme == "https":
            connection = HTTPSConnection(self.host, parts.port, timeout=PATIENCE, context=ssl.create_default_context())
        else:
            connection = HTTPConnection(self.host, parts.port, timeout=PATIENCE)
        try:
            connection.request(method, parts.path.rstrip("/") + path, headers={"User-Agent": "apicompiler", **headers})
            response = connection.getresponse()
            response.read(LONGEST)
            return Answered(response.status, {name.lower(): value for name, value in response.getheaders()})
        except (OSError, HTTPException, ValueError) as error:
            raise Unreachable(
                f"`{self.url}` does not answer: {str(error).rstrip('.') or type(error).__name__}"
            ) from None
        finally:
            connection.close()

    def takes(self, protocol: Literal["TLSv1_1", "TLSv1_2"]) -> bool:
        """Whether a handshake that knows no newer *protocol* succeeds; where it fails, either side may have refused."""
        parts = urlsplit(self.url)
        if parts.scheme != "https":
            return False
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # nothing is sent, and nothing is believed
        try:
            with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
                context.set_ciphers("DEFAULT:@SECLEVEL=0")
                context.minimum_version = ssl.TLSVersion.TLSv1
                context.maximum_version = ssl.TLSVersion[protocol]
            connection = HTTPSConnection(self.host, parts.port, timeout=PATIENCE, context=context)
            connection.connect()
        except (OSError, ValueError):
            return False
        connection.close()
        return True
