"""Stands where API Gateway would, and lets in who sends a key, a token or a signature as AWS has it."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

CREDENTIALS = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "a/token+of==ours")
REGION = "eu-west-1"
KEY, TOKEN = "a-key-of-twenty-letters", "a.token.of-ours"
PREFIX = "/a%20b"
"""What the address begins with: a path that has to be encoded twice."""

ISBN = "9780000000001"
QUERY = "the art & craft of b*~ü/?+="
CALLS = ("GET /catalog/books", "PUT /stock/9780000000001", "GET /feed", "GET /orders")
"""What each client calls: signed with a query, signed with a body, with the key, with the token."""


class Gate(ThreadingHTTPServer):
    """A server that remembers what came, and what was wrong with it."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.came: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}{PREFIX}"


class _Handler(BaseHTTPRequestHandler):
    server: Gate

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = self.path.partition("?")[0].removeprefix(PREFIX)
        wrong = self._wrong(path, body)
        self.server.came.append(f"{self.command} {path}" + (f": {wrong}" if wrong else ""))
        content = b"" if self.command == "PUT" else b"[]"
        self.send_response(403 if wrong else 204 if self.command == "PUT" else 200)
        if content:
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_PUT = _answer  # noqa: N815

    def _wrong(self, path: str, body: bytes) -> str:
        """Return what is wrong with a call, or nothing."""
        said = self.headers.get("Authorization", "")
        if path == "/orders":
            return "" if said == f"Bearer {TOKEN}" else "no token"
        if path == "/feed" and self.headers.get("X-API-Key") != KEY:
            return "no key"
        if self.command == "PUT" and json.loads(body) != {"count": 3}:
            return "another body"
        return "" if said == self._signed(said, body) else "no signature, or a wrong one"

    def _signed(self, said: str, body: bytes) -> str:
        """Sign the call anew, with the headers that *said* it was signed with."""
        match = re.search(r"SignedHeaders=([^,]+)", said)
        names = match[1].split(";") if match else []
        moment = self.headers.get("X-Amz-Date", "")
        signer = _At(moment)
        path, _, query = self.path.partition("?")
        pairs = parse_qsl(query, keep_blank_values=True)  # encoded anew, as AWS does
        request = AWSRequest(self.command, f"http://{self.headers['Host']}{path}", data=body, params=pairs)
        for name in names:
            request.headers[name] = self.headers.get(name, "")
        signer.add_auth(request)
        signed: str = request.headers["Authorization"]
        return signed

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the verdicts do."""


class _At(SigV4Auth):
    """botocore's own signer, at a moment that the caller names."""

    def __init__(self, moment: str) -> None:
        super().__init__(CREDENTIALS, "execute-api", REGION)
        self.moment = moment

    def add_auth(self, request: AWSRequest) -> None:
        request.context["timestamp"] = self.moment
        self._modify_request_before_signing(request)
        canonical = self.canonical_request(request)
        self._inject_signature_to_request(request, self.signature(self.string_to_sign(request, canonical), request))


@contextmanager
def gate() -> Iterator[Gate]:
    server = Gate()
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
