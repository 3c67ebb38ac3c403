"""One request to a deployed example, and how far its answer is from what API Gateway answers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from machine import Broken
from verdict import Verdict


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs requests, and for which region."""

    credentials: Credentials
    region: str

    def sign(self, request: Request) -> None:
        """Sign a request as a client of AWS does."""
        body = request.data if isinstance(request.data, bytes) else None
        signed = AWSRequest(request.get_method(), request.full_url, dict(request.header_items()), body)
        SigV4Auth(self.credentials, "execute-api", self.region).add_auth(signed)
        for name, value in signed.headers.items():
            request.add_header(name, value)


@dataclass(frozen=True, slots=True)
class Call:
    """One request, and what API Gateway answers to it."""

    feature: str
    name: str
    request: str
    status: int
    answer: object = None
    """The body: a text to the letter, of a mapping the entries that are named here, anything else as JSON;
    None when it does not matter."""
    body: object = None
    """What is sent: a text as it is, anything else as JSON."""
    headers: Mapping[str, str] = field(default_factory=dict)
    answered: Mapping[str, str] = field(default_factory=dict)
    """Headers of the answer."""
    signed: bool = False

    def at(self, url: str, signer: Signer | None = None) -> Verdict:
        """Make the call."""
        return Verdict(self.feature, self.name, _difference(self, *answer(self, url, signer)))


def answer(call: Call, url: str, signer: Signer | None = None) -> tuple[int, Message, str]:
    """Return the status, the headers and the body that a call is answered with."""
    sent = None if call.body is None else (call.body if isinstance(call.body, str) else json.dumps(call.body)).encode()
    headers = {"Content-Type": "application/json"} if sent else {}
    request = Request(url, sent, {**headers, **call.headers}, method=call.request.split()[0])
    if call.signed and signer:
        signer.sign(request)
    try:
        with build_opener(ProxyHandler({})).open(request, timeout=40) as response:
            return response.status, response.headers, response.read().decode()
    except HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.headers, refusal.read().decode()
    except OSError as problem:
        raise Broken(f"no answer to {call.request}: {problem}") from problem


def _difference(call: Call, status: int, headers: Message, text: str) -> str:
    """Return the first thing that is not as expected, or nothing."""
    if status != call.status:
        return f"status {status} rather than {call.status}"
    for name, value in call.answered.items():
        if name not in headers:
            return f"no header {name}"
        if headers[name] != value:
            return f"header {name} is {headers[name]} rather than {value}"
    seen = text if isinstance(call.answer, str) else _parsed(text)
    if isinstance(call.answer, dict) and isinstance(seen, dict):
        seen = {name: value for name, value in seen.items() if name in call.answer}
    return f"{seen} rather than {call.answer}" if call.answer not in (None, seen) else ""


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text
