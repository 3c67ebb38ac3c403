"""What was decided about an operation, a function or an API in one environment, and where each value comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from apicompiler import plan
from apicompiler.access import Guarded, Iam, Public
from apicompiler.blueprint import Defaults, Function, Part
from apicompiler.grammar import keys
from apicompiler.limits import FUNCTION_POLICY_BYTES, IMPORTED_DOCUMENT_BYTES, INLINE_BYTES, RESOURCES_PER_API
from apicompiler.methods import Method
from apicompiler.noun import Noun
from apicompiler.openapi import structure
from apicompiler.report.text import address
from apicompiler.selectors import Index
from apicompiler.source import Document, Location
from apicompiler.target import Target

Row = tuple[str, str, str]
"""What is decided, how, and by what."""


class Subject(Noun):
    """One environment, with its plan and the files it was read from; *base* is their folder as it is shown."""

    target: Target
    plan: plan.Plan
    documents: Mapping[str, Document]
    base: str

    def place(self, at: Location) -> str:
        return address(at, self.documents, self.base)


def operation(subject: Subject, key: str, method: Method) -> str:
    """Explain one operation of the API *key*."""
    heading = f"{method.operation.title}  ({key}, {subject.target.place})"
    return "\n".join([heading, *_table(_operation(subject, key, method))])


def function(subject: Subject, declared: Function) -> str:
    """Explain one function: what it is in AWS, and who may call it."""
    made = next(found for found in subject.plan.functions if found.name == f"{subject.plan.name}-{declared.key}")
    rows: list[Row] = [
        ("name", made.name, subject.place(declared.at)),
        _package(subject, declared, made.package),
    ]
    rows += _long_form(subject, declared, leaving_out=("code", "image"))
    for permissions in _policies(subject.plan, made.name):
        size = sum(permission.bytes for permission in permissions)
        leave = f"{len(permissions)} permissions, {size:,} of {FUNCTION_POLICY_BYTES:,} bytes"
        rows.append(("called as", str(permissions[0].function), leave))
        rows += [("  from", permission.source, f"of {permission.api}") for permission in permissions]
    return "\n".join([f"{declared.key}  (function, {subject.target.place})", *_table(rows)])


def _package(subject: Subject, declared: Function, package: plan.Zip | plan.Image) -> Row:
    if isinstance(package, plan.Image):
        return "image", package.uri, subject.place(declared.at / "image")
    beside = f", with {package.dependencies.file}" if package.dependencies else ""
    return "code", f"{package.path}, {package.digest[:12]}{beside}", subject.place(declared.at / "code")


def api(subject: Subject, key: str) -> str:
    """Explain one API: how large it is, and what carries it."""
    lowered = next(found for found in subject.plan.apis if found.name == f"{subject.plan.name}-{key}")
    quotas = subject.target.environment.quotas
    allowed = quotas.resources if quotas else RESOURCES_PER_API
    methods = subject.target.methods[key]
    places = {structure(method.operation.path)[:depth] for method in methods for depth in range(20)}
    calls = Counter(method.operation.method for method in methods)
    carried = "in the template" if lowered.carrier == "inline" else "beside the template, as an asset"
    limit = INLINE_BYTES if lowered.carrier == "inline" else IMPORTED_DOCUMENT_BYTES
    rows: list[Row] = [
        ("name", lowered.name, subject.place(subject.target.blueprint.apis[key].at)),
        ("operations", str(len(methods)), ", ".join(f"{count} {verb}" for verb, count in calls.most_common())),
        ("resources", str(len(places)), f"of {allowed}"),
        ("models", str(len(lowered.body.get("components", {}).get("schemas", {}))), ""),
        ("document", f"{lowered.size:,} bytes, {carried}", f"of {limit:,}"),
        ("permissions", str(sum(found.api == lowered.id for found in subject.plan.permissions)), ""),
    ]
    return "\n".join([f"{key}  (API, {subject.target.place})", *_table(rows)])


def socket(subject: Subject, key: str) -> str:
    """Explain one WebSocket API: what tells messages apart, who may connect, and what each route calls."""
    target = subject.target
    declared, routes = target.sockets[key], target.routes[key]
    opening = next(route.method for route in routes if route.opens)
    rows: list[Row] = [
        ("name", f"{subject.plan.name}-{key}", subject.place(target.blueprint.apis[key].at)),
        ("select", declared.select, subject.place(declared.selects_at)),
        ("auth", _who(opening), subject.place(opening.access.at)),
        ("apiKey", str(opening.api_key).lower(), ""),
    ]
    for route in routes:
        chosen = route.method.integration
        what = (chosen.value.title if chosen else "nothing") + (", replies" if route.event.reply else "")
        rows.append((route.key, what, subject.place(chosen.at) if chosen else ""))
    return "\n".join([f"{key}  (WebSocket API, {target.place})", *_table(rows)])


def _operation(subject: Subject, key: str, method: Method) -> Iterator[Row]:
    target, found = subject.target, method.operation
    yield "operation", found.id or "without an operationId", subject.place(found.at)
    published = target.published_path(key, found)
    yield "published as", f"{found.method} {published}", ""
    yield from _integration(subject, method)
    yield "auth", _who(method), subject.place(method.access.at)
    for word, value in (
        ("apiKey", str(method.api_key).lower()),
        ("validate", method.validation),
        ("timeout", str(method.timeout or "29s")),
        ("throttle", _throttle(method)),
        ("cache", _shown(method.cache.value) if method.cache else "that of the stage"),
    ):
        yield word, value, _origin(subject, method, word)


def _integration(subject: Subject, method: Method) -> Iterator[Row]:
    """Show what answers in its long form."""
    chosen = method.integration
    if chosen is None:
        return
    yield "integration", chosen.value.title, subject.place(chosen.at)
    yield from _long_form(subject, chosen.value)


def _long_form(subject: Subject, part: Part, leaving_out: tuple[str, ...] = ()) -> Iterator[Row]:
    """Show every key of a part that says something, the defaults included that it does not write."""
    kind: Any = type(part)
    for key in keys(kind).values():
        value = getattr(part, key.field)
        if value in (None, (), {}) or key.word in leaving_out or (isinstance(value, Mapping) and not value):
            continue
        is_default = not key.required and value == kind.DEFAULTS[key.field]
        yield f"  {key.word}", _shown(value), "default" if is_default else subject.place(part.at / key.word)


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


def _origin(subject: Subject, method: Method, word: str) -> str:
    """Return the place that decided a setting: a selector, the integration, the document, or the defaults."""
    target, field = subject.target, {"apiKey": "api_key"}.get(word, word)
    said: list[Part] = [part for _, part in Index(target.blueprint.operations).matching(method.operation)]
    if field == "timeout" and method.integration:
        said.append(method.integration.value)
    validator = method.operation.validator
    if field == "validate" and validator and not any(getattr(part, field) for part in said):
        return subject.place(validator.at)
    defaults: Defaults | None = target.blueprint.defaults
    said += [defaults] if defaults and hasattr(defaults, field) else []
    if field == "api_key" and method.api_key and not any(getattr(part, field) for part in said):
        return f"the document's security, {subject.place(method.operation.at)}"
    decided = next((part for part in said if getattr(part, field, None) is not None), None)
    if decided:
        return subject.place(decided.at / word)
    return f"profile {target.blueprint.profile}" if field == "validate" else "default"


def _policies(made: plan.Plan, name: str) -> Iterator[list[plan.Permission]]:
    """Yield the permissions to call one function, those of each alias together: each has a policy of its own."""
    found: dict[str, list[plan.Permission]] = {}
    for permission in made.permissions:
        called = str(permission.function).partition(":function:")[2]
        if called == name or called.startswith(f"{name}:"):
            found.setdefault(called, []).append(permission)
    yield from found.values()


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


def _table(rows: Iterator[Row] | list[Row]) -> Iterator[str]:
    """Write rows in columns; a long value does not push the others aside."""
    rows = list(rows)
    first = max(len(what) for what, _, _ in rows)
    second = min(max(len(value) for _, value, _ in rows), 60)
    for what, value, origin in rows:
        yield f"  {what:{first}}  {value:{second}}  {origin}".rstrip()
