"""What is called to see whether an API answers as planned: nothing that changes anything.

Only GET, HEAD and OPTIONS are ever sent: what API Gateway answers by itself, a preflight, and a call without
credentials to an operation that asks for some.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from apicompiler.access import Guarded, Iam, Public
from apicompiler.account.deployed.address import Address, Answered
from apicompiler.account.deployed.places import Places
from apicompiler.account.trouble import Unreachable
from apicompiler.blueprint import MockAnswer, MockIntegration
from apicompiler.diagnostic import Diagnostic, Finding
from apicompiler.methods import Method
from apicompiler.noun import EMPTY, Noun
from apicompiler.rules.deployed import (
    NOT_CALLED,
    OLDER_TLS,
    OPEN_OPERATION,
    REFUSED_PREFLIGHT,
    SILENT_ADDRESS,
    WRONG_ANSWER,
)
from apicompiler.source import Location

SAFE = ("GET", "HEAD")
ANYBODY = "https://example.com"
"""An origin for an API that lets in all of them."""


class Call(Noun):
    """A request, and what it is for."""

    purpose: Literal["health", "preflight", "refusal"]
    method: Literal["GET", "HEAD", "OPTIONS"]
    path: str
    at: Location
    status: int = 200
    """Of an answer that is known."""
    headers: Mapping[str, str] = EMPTY

    @property
    def title(self) -> str:
        return f"`{self.method} {self.path}`"


def answered(places: Places, key: str, stage: str, address: Address) -> Iterator[Diagnostic]:
    """Call one stage of an API at an address, and yield what is not as planned."""
    planned = tuple(calls(places, key))
    if not planned:
        message = f"nothing of `{key}/{stage}` can be called without leaving a trace"
        yield Diagnostic(NOT_CALLED, Finding(places.target.blueprint.apis[key].at, message, "call it by hand"))
    try:
        for call in planned:
            answer = address.answer(call.method, call.path, call.headers)
            yield from judged(call, answer, f"{key}/{stage}")
        yield from _handshakes(places, key, address)
    except Unreachable as silence:
        help = "check the address; a new domain may take minutes, and a private one is called from inside of its VPC"
        at = places.target.blueprint.apis[key].at
        yield Diagnostic(SILENT_ADDRESS, Finding(at, f"{silence}, where `{key}/{stage}` should", help))


def calls(places: Places, key: str) -> Iterator[Call]:
    """Yield what is called of an API: one call of each purpose, if it has an operation for it."""
    methods = places.methods.get(key, {})
    cors = places.target.blueprint.cors
    yield from _first(_health(path, method) for (path, _), method in methods.items())
    if cors:
        yield from _first(
            Call(
                "preflight",
                "OPTIONS",
                _filled(path),
                cors.at,
                headers={
                    "Origin": ANYBODY if "*" in cors.origins else cors.origins[0],
                    "Access-Control-Request-Method": "GET" if verb == "ANY" else verb,
                },
            )
            for (path, verb), method in methods.items()
            if verb != "OPTIONS"
        )
    # Of several, the one that needs nothing besides: whatever else is missing may be refused first.
    guarded = ((_needs(method), path, verb, method) for (path, verb), method in methods.items() if _is_guarded(method))
    safe = sorted((each for each in guarded if each[2] in SAFE), key=lambda each: each[:3])
    yield from _first(Call("refusal", verb, _filled(path), method.access.at) for _, path, verb, method in safe)  # type: ignore[arg-type]


def _first(found: Iterator[Call | None]) -> Iterator[Call]:
    call = next(filter(None, found), None)
    if call:
        yield call


def _health(path: str, method: Method) -> Call | None:
    """Return a call of an operation that anybody may call, and API Gateway answers by itself."""
    answer = method.integration.value if method.integration else None
    is_open = isinstance(method.access.value, Public) and not method.api_key
    if method.operation.method != "GET" or not is_open or _needs(method) or not isinstance(answer, MockIntegration):
        return None
    status = answer.mock.status if isinstance(answer.mock, MockAnswer) else 200
    return Call("health", "GET", path, method.integration.at if method.integration else method.at, status)


def _needs(method: Method) -> int:
    """Count what a call has to have besides credentials."""
    return method.operation.path.count("{") + sum(parameter.required for parameter in method.operation.parameters)


def _is_guarded(method: Method) -> bool:
    return method.api_key or isinstance(method.access.value, Iam | Guarded)


def _filled(path: str) -> str:
    """Give every variable of a path a value; nothing has to be there."""
    return "/".join("apicompiler" if part.startswith("{") else part for part in path.split("/"))


def judged(call: Call, answer: Answered, stage: str) -> Iterator[Diagnostic]:
    """Say what is wrong with the answer to *call*."""
    told = f"{call.title} of `{stage}` is answered with {answer.status}"
    if call.purpose == "health" and answer.status // 100 != call.status // 100:
        help = (
            "see whether the resource policy, a web ACL or the base path stands before it; `--url` may lead elsewhere"
        )
        yield Diagnostic(WRONG_ANSWER, Finding(call.at, f"{told} rather than {call.status}", help))
    if call.purpose == "preflight":
        origin, allowed = call.headers["Origin"], answer.headers.get("access-control-allow-origin", "")
        if answer.status // 100 != 2 or allowed not in ("*", origin):
            seen = f"and lets in `{allowed}`" if allowed else "and lets in nobody"
            help = "browsers will not call it: deploy `cors` again, or see what has taken the OPTIONS method away"
            yield Diagnostic(REFUSED_PREFLIGHT, Finding(call.at, f"{told} {seen}, not `{origin}`", help))
    if call.purpose == "refusal" and answer.status not in (401, 403):
        is_open = answer.status < 400
        help = (
            "whoever knows the address gets in: compare its authorization with the plan, and deploy"
            if is_open
            else "nobody gets so far as to be refused: see the execution log, and whether the authorizer can be called"
        )
        if answer.status < 400 or answer.status >= 500:
            yield Diagnostic(
                OPEN_OPERATION, Finding(call.at, f"{told} without credentials, rather than 401 or 403", help)
            )


def _handshakes(places: Places, key: str, address: Address) -> Iterator[Diagnostic]:
    """Try the newest protocol that the plan does not allow, and say so where it is taken."""
    domain = next((made for made in places.plan.domains if made.name == address.host), None)
    own = next((made.security_policy for made in places.plan.apis if places.keys[made.id] == key), None)
    policy = domain.security_policy if domain else own
    refused = refused_protocol(policy)
    if refused and address.takes(refused):
        at = places.domain(domain.name) / "tls" if domain else places.of_blueprint("tls")
        message = f"`{address.host}` takes {refused.replace('v', ' ').replace('_', '.')}, and the plan says `{policy}`"
        help = "see what stands before API Gateway at this name, and which security policy its domain has"
        yield Diagnostic(OLDER_TLS, Finding(at, message, help))


def refused_protocol(policy: str | None) -> Literal["TLSv1_1", "TLSv1_2"] | None:
    """Return the newest protocol that a security policy does not allow; None where it allows all, or says nothing.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies-list.html
    (read 2026-11-28)
    """
    if policy is None or policy == "TLS_1_0":
        return None
    return "TLSv1_2" if policy.startswith("SecurityPolicy_TLS13_1_3") else "TLSv1_1"
