"""What stands behind HTTP integrations, on this machine: it answers with what it was asked for."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KNOWN, UNKNOWN = "9780262033848", "9999999999999"


class Handler(BaseHTTPRequestHandler):
    """Knows everything but one book."""

    def do_GET(self) -> None:
        self._answer({"path": self.path})

    def do_DELETE(self) -> None:
        self._answer({"path": self.path})

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._answer({"path": self.path, "sent": json.loads(sent or "null")})

    def _answer(self, what: dict[str, object]) -> None:
        body = json.dumps(what).encode()
        self.send_response(404 if UNKNOWN in self.path else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Next-Page", "3")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: what was asked for is in the answer."""


@contextmanager
def listening() -> Iterator[str]:
    """Run the backend as long as it is needed, and give its host and port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
