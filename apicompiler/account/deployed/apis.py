"""Compares APIs: who reaches them at all, and what becomes of each call."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from apicompiler import plan
from apicompiler.account.deployed.facts import UNKNOWN, Fact, Known, apart, shown
from apicompiler.account.deployed.operations import (
    CALLED,
    GUARDED,
    WORDS,
    Operation,
    Operations,
    differences,
    of_definition,
    of_export,
    of_plan,
    of_routes,
    of_second,
)
from apicompiler.account.deployed.places import Places
from apicompiler.account.deployed.snapshots import older
from apicompiler.account.deployed.stages import set_right
from apicompiler.account.deployed.standing import Standing
from apicompiler.diagnostic import Diagnostic, Finding
from apicompiler.extensions import PREFIX
from apicompiler.rules.deployed import CHANGED_API, CHANGED_OPERATION
from apicompiler.source import Location


def settings(places: Places, standing: Standing) -> Iterator[Fact]:
    """Yield what can be said of the settings of each API."""
    for api in places.plan.apis:
        if answer := standing.apis.get(api.id):
            title = f"API `{places.keys[api.id]}`"
            for word, what, wanted, found in _settings(api, answer, standing.known):
                at = places.of_blueprint(word, instead=places.api(api.id))
                yield Fact(CHANGED_API, at, f"{what} of {title}", wanted, found, set_right(places))
    for second in places.plan.of_second:
        if answer := standing.apis.get(second.api.id):
            what = f"the execute-api address of API `{places.keys[second.api.id]}`"
            found = _address(not answer.get("DisableExecuteApiEndpoint", False))
            at, wanted = (
                places.of_blueprint("executeApi", instead=places.api(second.api.id)),
                _address(second.api.is_open),
            )
            yield Fact(CHANGED_API, at, what, wanted, found, set_right(places))


def _address(is_open: bool) -> str:
    return "open" if is_open else "closed"


def _settings(api: plan.RestApi, found: Mapping[str, Any], known: Known) -> Iterator[tuple[str, str, Any, Any]]:
    body, endpoint = api.body, found.get("endpointConfiguration", {})
    is_open = not found.get("disableExecuteApiEndpoint", False)
    yield "endpoint", "the endpoint", (api.endpoint,), tuple(endpoint.get("types", ()))
    if api.vpc_endpoints:
        doors = tuple(sorted(map(known.text, api.vpc_endpoints)))
        yield "endpoint", "the VPC endpoints", doors, tuple(sorted(endpoint.get("vpcEndpointIds", ())))
    yield "executeApi", "the execute-api address", _address(api.is_open), _address(is_open)
    if api.security_policy:
        yield "tls", "the security policy", api.security_policy, found.get("securityPolicy", "")
    if api.access_mode:
        yield "tls", "the access mode", api.access_mode, found.get("endpointAccessMode", "")
    binary = tuple(sorted(body.get(f"{PREFIX}binary-media-types", ())))
    yield "binary", "`binary`", binary, tuple(sorted(found.get("binaryMediaTypes", ())))
    least = body.get(f"{PREFIX}minimum-compression-size")
    yield "compress", "`compress`", least, found.get("minimumCompressionSize")
    source = body.get(f"{PREFIX}api-key-source", "HEADER")
    yield "keySource", "the source of API keys", source.upper(), found.get("apiKeySource", "HEADER")
    wanted, seen = policy(body.get(f"{PREFIX}policy", {}), known), policy(found.get("policy", {}), known)
    if not any(UNKNOWN in statement for statement in wanted):
        yield "policy", "the resource policy, beyond what both have,", _without(wanted, seen), _without(seen, wanted)


def _without(statements: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(statement for statement in statements if statement not in others)


def policy(said: Any, known: Known) -> tuple[str, ...]:
    """Write a resource policy in one form for all its spellings: that of the API differs from that of its import.

    API Gateway writes `execute-api:/` out as the ARN of the API, and gives back the text with its quotes escaped.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-create-attach.html
    (read 2026-11-28)
    """
    document = _read(said) if isinstance(said, str) else said
    return tuple(sorted(json.dumps(_statement(each, known), sort_keys=True) for each in document.get("Statement", ())))


def _read(text: str) -> Any:
    """Return a policy from its text; one that cannot be read is none that anybody planned."""
    for written in (text or "{}", f'"{text}"'):
        try:
            document = json.loads(written)
            return json.loads(document) if isinstance(document, str) else document
        except ValueError:
            continue
    return {"Statement": [{"Unreadable": text}]}


def _statement(said: Mapping[str, Any], known: Known) -> dict[str, Any]:
    everybody = {"Principal": {"AWS": "*"}} if said.get("Principal") == "*" else {}
    return {word: _plain(value, known) for word, value in {**said, **everybody}.items() if word != "Sid"}


def _plain(value: Any, known: Known) -> Any:
    """Write a part of a policy as a list where it may be one, and an account as the root it stands for."""
    if isinstance(value, Mapping) and not isinstance(value, plan.Late):
        return {word: _plain(inner, known) for word, inner in value.items()}
    if isinstance(value, list | tuple):
        return sorted(text for inner in value for text in _plain(inner, known))
    written = str(value).lower() if isinstance(value, bool) else str(known.text(value))
    text = re.sub(r"^arn:[\w-]+:execute-api:[^:]*:[^:]*:[^/]*/", "execute-api:/", written)
    return [re.sub(r"^(\d{12})$", rf"arn:{known.plan.partition}:iam::\1:root", text)]


def operations(places: Places, standing: Standing) -> Iterator[Diagnostic]:
    """Say what is served or defined otherwise than planned, each once, and all the places where it is."""
    passed_over = older(places, standing)
    for api in places.plan.apis:
        if api.id in standing.definitions:
            wanted = of_plan(api.body, standing.known)
            seen = {
                f"stage {places.title(stage)}": of_export(export, standing.known)
                for stage in places.plan.stages
                if stage.api == api.id and stage.id not in passed_over and (export := standing.exports.get(stage.id))
            }
            defined = of_definition(standing.definitions[api.id], standing.known)
            if defined is not None:
                seen[f"the definition of `{places.keys[api.id]}`"] = defined
            yield from _compared(places, api.id, wanted, seen)
    for second in places.plan.of_second:
        if second.api.id in standing.routes:
            defined = of_routes(standing.routes[second.api.id])
            if defined is not None:
                seen = {f"the definition of `{places.keys[second.api.id]}`": defined}
                yield from _compared(places, second.api.id, of_second(second, standing.known), seen)


def _compared(places: Places, api: str, wanted: Operations, seen: Mapping[str, Operations]) -> Iterator[Diagnostic]:
    found: dict[tuple[Operation, str, str, str], list[str]] = defaultdict(list)
    for where, operations in seen.items():
        for operation in wanted.keys() - operations.keys():
            found[operation, "", "there", "missing"].append(where)
        for operation in operations.keys() - wanted.keys():
            found[operation, "", "missing", "there"].append(where)
        for operation in wanted.keys() & operations.keys():
            for name, mine, theirs in differences(wanted[operation], operations[operation]):
                wanted_part, found_part = apart(mine, theirs)
                found[operation, name, shown(wanted_part), shown(found_part)].append(where)
    for ((path, verb), name, mine, theirs), wheres in sorted(found.items()):
        title, whole = f"`{verb} {path}`".replace(" `", "`"), _together(wheres)
        at = _place(places, api, (path, verb), name, is_planned=(path, verb) in wanted)
        if name:
            message = f"{WORDS[name]} of {title} is {theirs} in {whole}, and {mine} in the plan"
        else:
            message = (
                f"{title} is in {whole}, and not in the plan" if theirs == "there" else f"{title} is missing in {whole}"
            )
        yield Diagnostic(
            CHANGED_OPERATION,
            Finding(at, message, _set_right(places, api, any(where.startswith("stage") for where in wheres))),
        )


def _together(words: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _place(places: Places, api: str, operation: Operation, name: str, is_planned: bool) -> Location:
    """Return what decided something of an operation; a preflight stands where they are asked for."""
    key, (path, verb) = places.keys[api], operation
    if not path:
        verb, _, path = verb.partition(" ")
    method = places.method(key, path, verb) if is_planned else None
    if method is None:
        return places.of_blueprint("cors") if is_planned and verb == "OPTIONS" else places.api(api)
    if name in CALLED and method.integration:
        return method.integration.at
    return method.access.at if name in GUARDED else method.operation.at


def _set_right(places: Places, api: str, is_served: bool) -> str:
    """Say how an API becomes what its document says: no change set looks into it.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/drift-aware-change-sets.html (read 2026-11-28)
    """
    key, env = places.keys[api], places.target.environment.key
    how = "apigateway put-rest-api --mode overwrite" if key in places.target.apis else "apigatewayv2 reimport-api"
    if key in places.target.sockets:
        return set_right(places)
    again = f"import what `apicompiler export --env {env} --api {key}` prints again, with `aws {how}`"
    if is_served:
        return f"callers get this: {again}; what a deployment changes next in the document is served with all the rest"
    return f"it is not served yet, and would be by whoever deploys by hand: {again}"
