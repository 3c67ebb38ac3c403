"""What was decided about an operation, a function or an API in one environment, and where each value comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from apicompiler import plan
from apicompiler.access import Guarded, Iam, Public
from apicompiler.addresses import addresses
from apicompiler.blueprint import Defaults, Function, Part
from apicompiler.division import divided
from apicompiler.grammar import keys
from apicompiler.headroom import models, policies
from apicompiler.lifecycle import announcements
from apicompiler.limits import FUNCTION_POLICY_BYTES, IMPORTED_DOCUMENT_BYTES, INLINE_BYTES, ROUTES_PER_API
from apicompiler.methods import Method
from apicompiler.openapi import Operation, resources
from apicompiler.outcome import Outcome
from apicompiler.report.text import address
from apicompiler.routes import Route
from apicompiler.shares import Share
from apicompiler.source import Document, Location, look_up
from apicompiler.target import Target

Row = tuple[str, str, Location | str]
"""What is decided, how, and by what: a place, or what is no place."""
Written = tuple[str, str, str]
"""A row, its place written out."""


class Subject(Outcome):
    """One environment, with the files it was read from; *base* is their folder as it is shown."""

    documents: Mapping[str, Document]
    base: str

    def written(self, rows: Iterable[Row]) -> Iterator[Written]:
        """Write the places of *rows* out; looking them all up costs as much as one."""
        whole = tuple(rows)
        look_up(self.documents, (origin for _, _, origin in whole if isinstance(origin, Location)))
        for what, value, origin in whole:
            yield what, value, address(origin, self.documents, self.base) if isinstance(origin, Location) else origin


def operation(subject: Subject, key: str, method: Method) -> str:
    """Explain one operation of the API *key*."""
    heading = f"{method.operation.title}  ({key}, {subject.target.place})"
    return "\n".join([heading, *_table(subject, operation_rows(subject, key, method))])


def function(subject: Subject, declared: Function) -> str:
    """Explain one function: what it is in AWS, and who may call it."""
    made = next(found for found in subject.plan.functions if found.name == f"{subject.plan.name}-{declared.key}")
    rows: list[Row] = [
        ("name", made.name, declared.at),
        _package(declared, made.package),
    ]
    rows += _long_form(declared, leaving_out=("code", "image"))
    for called, permissions in policies(subject.plan).items():
        if called.partition(":")[0] != made.name:
            continue
        size = sum(permission.bytes for permission in permissions)
        leave = f"{len(permissions)} permissions, {size:,} of {FUNCTION_POLICY_BYTES:,} bytes"
        rows.append(("called as", str(permissions[0].function), leave))
        rows += [("  from", permission.source, f"of {permission.api}") for permission in permissions]
    return "\n".join([f"{declared.key}  (function, {subject.target.place})", *_table(subject, rows)])


def _package(declared: Function, package: plan.Zip | plan.Image) -> Row:
    if isinstance(package, plan.Image):
        return "image", package.uri, declared.at / "image"
    beside = f", with {package.dependencies.file}" if package.dependencies else ""
    return "code", f"{package.path}, {package.digest[:12]}{beside}", declared.at / "code"


def api(subject: Subject, key: str) -> str:
    """Explain one API: how large it is, and what carries it; where it is split, each of the several."""
    target = divided(subject.target)
    shares = target.divisions.get(key)
    if shares is None:
        return _api(subject, target, key)
    return "\n\n".join(_api(subject, target, share.key, share) for share in shares)


def _api(subject: Subject, target: Target, key: str, share: Share | None = None) -> str:
    lowered = next(found for found in subject.plan.apis if found.name == f"{subject.plan.name}-{key}")
    methods = target.methods[key]
    rows: list[Row] = [
        ("name", lowered.name, target.blueprint.apis[key].at),
        _operations(methods),
        *_lifecycle(target, key),
        *([("paths below", _beginnings(share), "")] if share else []),
        ("resources", str(resources(target.apis[key].paths)), f"of {target.quotas.resources}"),
        ("models", str(len(models(lowered))), ""),
        *_document(subject, lowered),
    ]
    return "\n".join([f"{key}  (API, {subject.target.place})", *_table(subject, rows)])


def _lifecycle(target: Target, key: str) -> Iterator[Row]:
    """Show what callers are told of an API whose time is over."""
    declared = target.blueprint.apis[key]
    words = {"Deprecation": "deprecated", "Sunset": "sunset", "Link": "successor"}
    for name, value in announcements(target, key).items():
        yield words[name], f"{name}: {value}", declared.at / words[name]


def _beginnings(share: Share) -> str:
    """Say which beginnings of paths an API answers for that is one of several."""
    return ", ".join("/" + "/".join(branch) if branch else "/ and variables" for branch in sorted(share.branches))


def raw(subject: Subject, ids: Mapping[str, str]) -> str:
    """List the names under which `raw` speaks of what is made, with the logical id and the type of each."""
    made = addresses(divided(subject.target))
    rows: list[Row] = [(name, ids[name], address.type) for name, address in made.items()]
    return "\n".join([f"raw  ({subject.target.place})", *_table(subject, rows)])


def http_api(subject: Subject, key: str) -> str:
    """Explain one HTTP API: how large it is, and what carries it."""
    lowered = next(made.api for made in subject.plan.http_apis if made.api.name == f"{subject.plan.name}-{key}")
    methods = subject.target.methods[key]
    authorizers = lowered.body.get("components", {}).get("securitySchemes", {})
    rows: list[Row] = [
        ("name", lowered.name, subject.target.blueprint.apis[key].at),
        _operations(methods),
        ("routes", str(len(subject.target.distinct_methods[key])), f"of {ROUTES_PER_API}"),
        ("authorizers", ", ".join(authorizers) or "none", ""),
        *_document(subject, lowered),
    ]
    return "\n".join([f"{key}  (HTTP API, {subject.target.place})", *_table(subject, rows)])


def _operations(methods: tuple[Method, ...]) -> Row:
    calls = Counter(method.operation.method for method in methods)
    return "operations", str(len(methods)), ", ".join(f"{count} {verb}" for verb, count in calls.most_common())


def _document(subject: Subject, lowered: plan.RestApi | plan.HttpApi) -> Iterator[Row]:
    carried = "in the template" if lowered.carrier == "inline" else "beside the template, as an asset"
    limit = INLINE_BYTES if lowered.carrier == "inline" else IMPORTED_DOCUMENT_BYTES
    yield "document", f"{lowered.size:,} bytes, {carried}", f"of {limit:,}"
    yield "permissions", str(sum(found.api == lowered.id for found in subject.plan.permissions)), ""


def socket(subject: Subject, key: str) -> str:
    """Explain one WebSocket API: what tells messages apart, who may connect, and what each route calls."""
    target = subject.target
    declared, routes = target.sockets[key], target.routes[key]
    opening = next(route.method for route in routes if route.opens)
    rows: list[Row] = [
        ("name", f"{subject.plan.name}-{key}", target.blueprint.apis[key].at),
        ("select", declared.select, declared.selects_at),
        ("auth", _who(opening), opening.access.at),
        ("apiKey", str(opening.api_key).lower(), ""),
    ]
    for route in routes:
        chosen = route.method.integration
        what = (chosen.value.title if chosen else "nothing") + (", replies" if route.event.reply else "")
        rows.append((route.key, what, chosen.at if chosen else ""))
    return "\n".join([f"{key}  (WebSocket API, {target.place})", *_table(subject, rows)])


def operation_rows(subject: Subject, key: str, method: Method) -> Iterator[Row]:
    """Yield everything that was decided about an operation."""
    target, found = subject.target, method.operation
    said = [part for _, part in target.index.matching(found)]
    yield "operation", found.id or "without an operationId", found.at
    published = target.published_path(key, found)
    yield "published as", f"{found.method} {published}", _home(target, key, found)
    yield from _integration(method)
    yield "auth", _who(method), method.access.at
    is_http = key in target.http_apis
    settings = (
        ("apiKey", str(method.api_key).lower()),
        ("validate", method.validation),
        ("timeout", str(method.timeout or ("30s" if is_http else "29s"))),
        ("throttle", _throttle(method)),
        ("cache", _shown(method.cache.value) if method.cache else "that of the stage"),
    )
    for word, value in settings:
        if not is_http or word in ("timeout", "throttle"):
            yield word, value, _origin(subject, method, word, said)


def _home(target: Target, key: str, operation: Operation) -> str:
    """Say which of several APIs publishes an operation, where its own is split."""
    shares = target.shares.get(key, ())
    home = (share.key for share in shares if any(item.public == operation.public for item in share.items))
    return f"by {next(home)}" if len(shares) > 1 else ""


def route_rows(subject: Subject, route: Route) -> Iterator[Row]:
    """Yield everything that was decided about a route of a WebSocket API."""
    method, own = route.method, route.event.said
    said = [*route.behaviours, *((own,) if own else ())]
    yield "operation", method.operation.id, route.event.at
    yield from _integration(method)
    if route.opens:
        yield "auth", _who(method), method.access.at
        yield "apiKey", str(method.api_key).lower(), _origin(subject, method, "apiKey", said)
    yield "validate", "body" if route.is_checked else "none", _origin(subject, method, "validate", said)
    yield "throttle", _throttle(method), _origin(subject, method, "throttle", said)
    yield "replies", str(route.event.reply).lower(), ""


def _integration(method: Method) -> Iterator[Row]:
    """Show what answers in its long form."""
    chosen = method.integration
    if chosen is None:
        return
    yield "integration", chosen.value.title, chosen.at
    yield from _long_form(chosen.value)


def _long_form(part: Part, leaving_out: tuple[str, ...] = ()) -> Iterator[Row]:
    """Show every key of a part that says something, the defaults included that it does not write."""
    kind: Any = type(part)
    for key in keys(kind).values():
        value = getattr(part, key.field)
        if value in (None, (), {}) or key.word in leaving_out or (isinstance(value, Mapping) and not value):
            continue
        is_default = not key.required and value == kind.DEFAULTS[key.field]
        yield f"  {key.word}", _shown(value), "default" if is_default else part.at / key.word


def _who(method: Method) -> str:
    access = method.access.value
    if isinstance(access, Guarded):
        return access.name + (f", scopes {' '.join(access.scopes)}" if access.scopes else "")
    return "iam" if isinstance(access, Iam) else "none: everybody" if isinstance(access, Public) else "undecided"


def _throttle(method: Method) -> str:
    if method.throttle is None:
        return "that of the stage"
    throttle = method.throttle.value
    return f"{throttle.rate:g} a second, {throttle.room} at once"


def _origin(subject: Subject, method: Method, word: str, selected: Sequence[Part]) -> Location | str:
    """Return the place that decided a setting: what selectors say, the integration, the document, or the defaults."""
    target, field = subject.target, {"apiKey": "api_key"}.get(word, word)
    said = list(selected)
    if field == "timeout" and method.integration:
        said.append(method.integration.value)
    validator = method.operation.validator
    if field == "validate" and validator and not any(getattr(part, field) for part in said):
        return validator.at
    defaults: Defaults | None = target.blueprint.defaults
    said += [defaults] if defaults and hasattr(defaults, field) else []
    if field == "api_key" and method.api_key and not any(getattr(part, field) for part in said):
        return method.operation.security.at if method.operation.security else method.operation.at
    decided = next((part for part in said if getattr(part, field, None) is not None), None)
    if decided:
        return decided.at / word
    return f"profile {target.blueprint.profile}" if field == "validate" else "default"


def _shown(value: Any) -> str:
    if isinstance(value, Part):
        kind: Any = type(value)
        said = {key.word: getattr(value, key.field) for key in keys(kind).values()}
        return ", ".join(f"{word}: {_shown(inner)}" for word, inner in said.items() if inner not in (None, (), {}))
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_shown(inner)}" for name, inner in value.items())
    if isinstance(value, tuple):
        return ", ".join(map(_shown, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _table(subject: Subject, found: Iterable[Row]) -> Iterator[str]:
    """Write rows in columns; a long value does not push the others aside."""
    rows = list(subject.written(found))
    first = max(len(what) for what, _, _ in rows)
    second = min(max(len(value) for _, value, _ in rows), 60)
    for what, value, origin in rows:
        yield f"  {what:{first}}  {value:{second}}  {origin}".rstrip()
