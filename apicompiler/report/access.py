"""Who may call what: as decided from authorizers, signatures, keys, the resource policy and the endpoint."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from apicompiler.access import Guarded, Iam, Public
from apicompiler.blueprint import AnyCaller, CognitoAuthorizer
from apicompiler.methods import Method
from apicompiler.target import Target

Row = Mapping[str, Any]
COLUMNS = ("api", "operation", "callers", "key", "from", "limit")


def rows(target: Target) -> Iterator[Row]:
    """Yield who may call each operation of an environment, in the order of its documents.

    *callers* is `everybody`, `signed (IAM)`, or an authorizer with the scopes it asks for; of a WebSocket API, who
    may connect is asked once, and the rest of its routes are for whoever has.
    """
    for key, methods in target.methods.items():
        for method in methods:
            yield _row(target, key, method, method.operation.title, _callers(method), _from(target, key, method))
    for key, routes in target.routes.items():
        for route in routes:
            callers = _callers(route.method) if route.opens else "whoever is connected"
            yield _row(target, key, route.method, route.key, callers, _door(target))


def _row(target: Target, key: str, method: Method, title: str, callers: str, door: str) -> Row:
    return {
        "environment": target.place,
        "api": key,
        "operation": title,
        "id": method.operation.id,
        "callers": callers,
        "key": method.api_key,
        "from": door,
        "limit": _limit(target, method),
    }


def json_table(targets: Iterable[Target]) -> str:
    return json.dumps([row for target in targets for row in rows(target)], indent=2, ensure_ascii=False) + "\n"


def markdown_table(target: Target) -> str:
    written = (tuple(cell.replace("|", "\\|") for cell in row) for row in cells(target))
    lines = [f"| {' | '.join(row)} |" for row in (COLUMNS, tuple("---" for _ in COLUMNS), *written)]
    return "\n".join(lines) + "\n"


def text_table(target: Target) -> str:
    """Return the table in columns, for people."""
    whole = [COLUMNS, *cells(target)]
    widths = [max(map(len, column)) for column in zip(*whole, strict=True)]
    lines = ["  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in whole]
    return "\n".join(lines) + "\n"


def cells(target: Target, columns: tuple[str, ...] = COLUMNS) -> Iterator[tuple[str, ...]]:
    """Yield the rows as text."""
    yield from (tuple(_cell(row[column]) for column in columns) for row in rows(target))


def _cell(value: Any) -> str:
    return {True: "needed", False: "no"}[value] if isinstance(value, bool) else str(value)


def _callers(method: Method) -> str:
    access = method.access.value
    if isinstance(access, Public):
        return "everybody"
    if isinstance(access, Iam):
        return "signed (IAM)"
    assert isinstance(access, Guarded), "only what is decided has callers"
    kind = "Cognito" if isinstance(access.authorizer, CognitoAuthorizer) else "Lambda"
    scopes = f", scopes {' '.join(access.scopes)}" if access.scopes else ""
    return f"{access.name} ({kind}{scopes})"


def _from(target: Target, key: str, method: Method) -> str:
    """Say from where a call may come, and whom the resource policy keeps out."""
    said = [_door(target)]
    allowed = [caller for caller in target.allowed if _is_meant(target, caller, key, method)]
    denied = [caller for caller in target.denied if _is_meant(target, caller, key, method)]
    if allowed:
        said.append(f"only {', '.join(str(caller.who) for caller in allowed)}")
    elif target.allowed and not isinstance(method.access.value, Iam):
        said.append("nobody: the policy lets in others")
    if denied:
        said.append(f"not {', '.join(str(caller.who) for caller in denied)}")
    return "; ".join(said)


def _door(target: Target) -> str:
    if target.door:
        return f"VPC endpoints {', '.join(map(str, target.door.ways))}"
    names = [domain.name for domain in target.blueprint.domains.values()]
    if target.blueprint.execute_api:
        return "the internet"
    return f"the internet, by {', '.join(names)}"


def _is_meant(target: Target, caller: AnyCaller, key: str, method: Method) -> bool:
    return any(method is meant for meant in target.meant(caller, key))


def _limit(target: Target, method: Method) -> str:
    """Say how many calls are let through, of all callers together in the first stage."""
    own = method.throttle.value if method.throttle else next(iter(target.channels.values())).throttle
    return f"{own.rate:g}/s" if own else "that of the account"
