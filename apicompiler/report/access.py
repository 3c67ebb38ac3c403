"""Who may call what: as decided from authorizers, signatures, keys, the resource policy and the endpoint."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from apicompiler.access import Guarded, Iam, Public
from apicompiler.blueprint import (
    AllowedCountries,
    AnyCaller,
    CloudFront,
    Domain,
    ExistingDomain,
    Firewall,
    Waf,
)
from apicompiler.methods import Method
from apicompiler.target import Target

Row = Mapping[str, Any]
COLUMNS = ("api", "operation", "callers", "key", "from", "firewall", "limit")


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
            yield _row(target, key, route.method, route.key, callers, _door(target, key))


def _row(target: Target, key: str, method: Method, title: str, callers: str, door: str) -> Row:
    return {
        "environment": target.place,
        "api": key,
        "operation": title,
        "id": method.operation.id,
        "callers": callers,
        "key": method.api_key,
        "from": door,
        "firewall": _firewall(target, key),
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
    kind = "Cognito" if access.is_cognito else "JWT" if access.takes_tokens else "Lambda"
    scopes = f", scopes {' '.join(access.scopes)}" if access.scopes else ""
    return f"{access.name} ({kind}{scopes})"


def _from(target: Target, key: str, method: Method) -> str:
    """Say from where a call may come, and whom the resource policy keeps out."""
    said = [_door(target, key)]
    allowed = [caller for caller in target.allowed if _is_meant(target, caller, key, method)]
    denied = [caller for caller in target.denied if _is_meant(target, caller, key, method)]
    if allowed:
        said.append(f"only {', '.join(str(caller.who) for caller in allowed)}")
    elif target.allowed and not isinstance(method.access.value, Iam):
        said.append("nobody: the policy lets in others")
    if denied:
        said.append(f"not {', '.join(str(caller.who) for caller in denied)}")
    return "; ".join(said)


def _door(target: Target, key: str) -> str:
    """Say by which addresses an API is reached."""
    if target.door:
        return f"VPC endpoints {', '.join(map(str, target.door.ways))}"
    if target.blueprint.execute_api:
        return "the internet"
    ways = [_way(target, domain) for domain in _leading_to(target, key)]
    return f"the internet, by {', '.join(ways)}" if ways else "nowhere: no domain leads to it"


def _way(target: Target, domain: Domain | ExistingDomain) -> str:
    front = target.blueprint.cloud_front
    if front and target.is_fronted(domain):
        return f"{domain.name} through CloudFront{_countries(front)}"
    shown = isinstance(domain, Domain) and domain.mutual_tls
    return f"{domain.name} with a client certificate" if shown else domain.name


def _countries(front: CloudFront) -> str:
    if isinstance(front.countries, AllowedCountries):
        return f", in {' '.join(map(str, front.countries.allow))}"
    return f", not in {' '.join(map(str, front.countries.deny))}" if front.countries else ""


def _leading_to(target: Target, key: str) -> Iterator[Domain | ExistingDomain]:
    """Yield the domains under which an API answers, or an API that it became a part of."""
    whole = next((name for name, shares in target.divisions.items() if key in {share.key for share in shares}), key)
    for domain in target.blueprint.domains.values():
        routes = domain.routes if isinstance(domain, Domain) else ()
        named = {text.partition("/")[0] for text in (*domain.paths.values(), *(route.api for route in routes))}
        if named & {key, whole}:
            yield domain


def _firewall(target: Target, key: str) -> str:
    """Say which rules stop calls of the first stage of an API: WAF guards REST APIs and CloudFront."""
    waf = next(iter(target.channels.values())).waf if key in target.apis else "off"
    found = [] if waf == "off" else [_rules(waf)]
    front = target.blueprint.cloud_front
    if front and front.waf not in (None, "off") and any(map(target.is_fronted, _leading_to(target, key))):
        found.append(f"{_rules(front.waf)} at CloudFront")
    return ", ".join(found) or "no"


def _rules(waf: Waf | None) -> str:
    return " ".join(waf.rules) if isinstance(waf, Firewall) else str(waf)


def _is_meant(target: Target, caller: AnyCaller, key: str, method: Method) -> bool:
    return any(method is meant for meant in target.meant(caller, key))


def _limit(target: Target, method: Method) -> str:
    """Say how many calls are let through, of all callers together in the first stage."""
    own = method.throttle.value if method.throttle else next(iter(target.channels.values())).throttle
    return f"{own.rate:g}/s" if own else "that of the account"
