"""Plans who may call a Lambda function: the narrowest set of sources that fits into its policy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from apicompiler import extensions, plan
from apicompiler.access import Guarded
from apicompiler.blueprint import FunctionName, LambdaAuthorizer, LambdaIntegration, Part
from apicompiler.limits import FUNCTION_POLICY_BYTES, PERMISSION_BYTES
from apicompiler.lower.functions import called, made_here
from apicompiler.lower.ids import canonical, digest, logical_id
from apicompiler.openapi import ANY, structure
from apicompiler.plan import Late, Value
from apicompiler.target import Target, filled

Source = tuple[str, ...]
"""Stage, method, and the segments of a path; `*` for anything."""

# Half of a function's policy: others (other APIs, other tools) may call it too.
BUDGET = FUNCTION_POLICY_BYTES // 2


def lower_permissions(target: Target, stack: str) -> Iterator[plan.Permission]:
    """Yield the permissions of all functions: of an alias that a stage variable names, for each of its values."""
    for key in (*target.apis, *target.http_apis, *target.sockets):
        callers: dict[str, tuple[Value, str | None, set[Source]]] = {}
        for named, alias, stage, source in _calls(target, key):
            variables = target.stages[stage].variables
            function = for_stage(called(target, stack, named, alias), variables)
            made = made_here(target, named, filled(alias or "", variables))
            callers.setdefault(canonical(function), (function, made, set()))[2].add(source)
        for function, made, sources in callers.values():
            yield from permissions(logical_id("Api", key), function, sources, made)


def _calls(target: Target, key: str) -> Iterator[tuple[FunctionName, str | None, str, Source]]:
    """Yield what calls functions in one API: the function, the alias, the stage, and the source."""
    yield from _calls_of_routes(target, key)
    for method in target.methods.get(key, ()):
        chosen = method.integration.value if method.integration else None
        access = method.access.value
        for stage in target.stages:
            if (named := _function(target, chosen)) is not None:
                path = target.published_path(key, method.operation)
                yield *named, stage, source(stage, method.operation.method, path)
            if isinstance(access, Guarded) and (named := _function(target, access.authorizer)) is not None:
                yield *named, stage, ("authorizers", "*")


def _function(target: Target, part: Part | None) -> tuple[FunctionName, str | None] | None:
    """Return the function that a part calls, and its alias; None where none is called, or in a role that may."""
    if isinstance(part, LambdaIntegration | LambdaAuthorizer):
        return part.lambda_, part.alias
    if isinstance(part, extensions.Integration) and part.credentials:
        return None
    if isinstance(part, extensions.Authorizer) and part.authorizer_credentials:
        return None
    if isinstance(part, extensions.Integration | extensions.Authorizer):
        place = target.environment
        arn = extensions.function_at_home(part.function, str(place.account), place.region)
        return (arn, None) if arn else None
    return None


def _calls_of_routes(target: Target, key: str) -> Iterator[tuple[FunctionName, str | None, str, Source]]:
    """Yield what calls functions in one WebSocket API: its sources are a stage and a route.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-control-access-iam.html
    """
    for route in target.routes.get(key, ()):
        chosen, asked = route.integration, route.authorizer
        for stage in target.stages:
            if isinstance(chosen, LambdaIntegration):
                named = route.key if re.fullmatch(r"[\w$.-]+", route.key) else "*"
                yield chosen.lambda_, chosen.alias, stage, (stage, named)
            if asked:
                yield asked.lambda_, asked.alias, stage, ("authorizers", "*")


def for_stage(value: Value, variables: Mapping[str, str]) -> Value:
    """Return *value* as one stage sees it."""
    if isinstance(value, str):
        return filled(value, variables)
    if "Fn::Join" not in value:
        return value
    return Late({"Fn::Join": ["", [for_stage(piece, variables) for piece in value["Fn::Join"][1]]]})


def source(stage: str, method: str, path: str) -> Source:
    """Return the source of one method; a path variable is anything, and the root is an empty segment."""
    segments = tuple("*" if word == "{}" else word for word in structure(path))
    end = ("",) if path.endswith("/") else ()
    return (stage, "*" if method == ANY else method, *segments, *end)


def permissions(
    api: str, function: Value, sources: Iterable[Source], made: str | None = None
) -> Iterator[plan.Permission]:
    """Yield the permissions for *function* to be called from *sources* of the API with the id *api*."""
    for found in sorted(fitting(set(sources), len(canonical(function)))):
        yield plan.Permission(
            id=f"Permission{digest([api, function, found])[:12]}",
            function=function,
            api=api,
            source="/".join(found),
            made_here=made,
        )


def fitting(sources: set[Source], name_bytes: int) -> set[Source]:
    """Widen *sources* as little as needed: any method first, then shorter and shorter paths, then any stage."""
    longest = max((len(found) for found in sources), default=2) - 2
    if _size(sources, name_bytes) > BUDGET:
        sources = {(stage, "*", *path) for stage, _, *path in sources}
    while _size(sources, name_bytes) > BUDGET and longest > 0:
        longest -= 1
        sources = {_cut(found, longest) for found in sources}
    if _size(sources, name_bytes) > BUDGET:
        sources = {("*", "*", "*")}
    return sources


def _size(sources: Iterable[Source], name_bytes: int) -> int:
    """Return at least what permissions for *sources* take in the policy of a function."""
    return sum(PERMISSION_BYTES + name_bytes + len("/".join(found)) for found in sources)


def _cut(found: Source, longest: int) -> Source:
    """Let the path go on as it likes behind its first *longest* segments."""
    return found if len(found) <= longest + 2 else (*found[: longest + 2], "*")
