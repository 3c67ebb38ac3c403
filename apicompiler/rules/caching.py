"""Caches: what they cost, and whose answer they give to whom."""

from collections.abc import Iterator

from apicompiler.blueprint import Cache, OperationCache
from apicompiler.caching import callers, is_cacheable, is_cached, known, settings
from apicompiler.diagnostic import INFO, WARNING, Finding, Findings, Note, Replace
from apicompiler.limits import CACHE_SIZES, CACHE_TTL_SECONDS
from apicompiler.methods import Method, titles
from apicompiler.openapi import places, variable
from apicompiler.rules import rule
from apicompiler.source import Location
from apicompiler.suggest import closest, listed
from apicompiler.target import Target
from apicompiler.written import CacheKey, Duration

CREATE_STAGE = "https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html"
CACHING = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html"
QUOTAS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html"
PUBLIC = "defaults: {integration: books, auth: none}"
USERS = (
    "authorizers: {users: {cognito: {userPool: "
    '"arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_AbCdEfGhI"}}}\ncache: {size: 0.5}\n'
)
CACHED = "cache: {size: 0.5}\noperations: {listBooks: {cache: {ttl: 1m}}}"
ORDER = """
--- openapi.yaml
paths:
  /orders:
    post:
      operationId: order
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {'200': {description: ok}}
    get: {operationId: orders, responses: {'200': {description: ok}}}
"""
PAGES = """
--- openapi.yaml
paths:
  /books:
    get:
      operationId: listBooks
      parameters: [{name: page, in: query, schema: {type: integer}}]
      responses: {'200': {description: ok}}
"""
SHELVES = "  /shelves: {get: {operationId: shelves, responses: {'200': {description: ok}}}}\n"
OBJECTS = PAGES.replace("schema: {type: integer}", "style: deepObject, schema: {type: object}")


@rule("AC0307", bad=f"cache: {{size: 1.5}}\n{PUBLIC}", good=f"cache: {{size: 1.6}}\n{PUBLIC}", evidence=CREATE_STAGE)
def unknown_cache_size(cache: Cache) -> Findings:
    """A cache has one of the eight sizes that API Gateway has."""
    if cache.size not in CACHE_SIZES:
        nearest = min(CACHE_SIZES, key=lambda size: abs(size - cache.size))
        yield Finding(
            at=cache.at / "size",
            message=f"there is no cache of {cache.size:g} GB",
            help=f"sizes are {listed(f'{size:g}' for size in CACHE_SIZES)}",
            fix=Replace(cache.at / "size", f"{nearest:g}"),
        )


@rule(
    "AC0308",
    bad=f"cache: {{size: 0.5, ttl: 2h}}\n{PUBLIC}",
    good=f"cache: {{size: 0.5, ttl: 1h}}\n{PUBLIC}",
    evidence=QUOTAS,
)
def cache_ttl(cache: Cache) -> Findings:
    """A cache keeps an answer for at most an hour."""
    yield from _too_long(cache.ttl, cache.at / "ttl")


@rule(
    "AC0309",
    bad="operations: {listBooks: {cache: {ttl: 2h}}}",
    good="operations: {listBooks: {cache: {ttl: 1h}}}",
    evidence=QUOTAS,
)
def operation_cache_ttl(cache: OperationCache) -> Findings:
    """An answer of an operation is kept for at most an hour."""
    if cache.ttl:
        yield from _too_long(cache.ttl, cache.at / "ttl")


@rule(
    "AC0310",
    bad=f"operations: {{listBooks: {{cache: {{keys: [query.pag]}}}}}}{PAGES}",
    good=f"operations: {{listBooks: {{cache: {{keys: [query.page]}}}}}}{PAGES}",
    evidence="https://github.com/awsdocs/aws-cloudformation-user-guide/pull/177",
)
def unknown_cache_key(target: Target) -> Findings:
    """A cache key is a parameter of an operation that it is written for.

    API Gateway refuses a key that the method does not declare. A header or
    parameter by which an authorizer knows its callers may be a key, too.
    """
    for cache, methods in _written(target):
        for index, key in enumerate(cache.keys or ()):
            if not any(_has(method, key) for method in methods):
                names = {name for method in methods for name in _names(method)}
                close = closest(str(key), sorted(names))
                yield Finding(
                    at=cache.at / "keys" / index,
                    message=f"`{key}` is no parameter of {titles(methods)}",
                    help=f"did you mean `{close}`?" if close else "declare it in the document, or remove it",
                    fix=Replace(cache.at / "keys" / index, close) if close else None,
                )


@rule(
    "AC0311",
    bad=f"{USERS}defaults: {{integration: books, auth: users, cache: {{keys: []}}}}",
    good=f"{USERS}defaults: {{integration: books, auth: users, cache: {{shared: true, keys: []}}}}",
    evidence="https://github.com/DianaIonita/serverless-api-gateway-caching/issues/87",
)
def cache_that_mixes_callers(target: Target) -> Findings:
    """Answers that are not for everyone are cached by who asks.

    The cache answers whoever may call: without a key that tells callers apart,
    one is given what was meant for another. Nothing tells signed requests
    apart, because each has another signature.
    """
    reported: set[Location] = set()
    for method in target.rest_methods:
        if not (target.caches and is_cached(method)):
            continue
        said, needed = settings(method), callers(method)
        chosen = said.keys if said else None
        at = method.cache.at if method.cache else _cache_at(target)
        if (said and said.shared) or at in reported:
            continue
        if needed is None:
            help = "write `cache: off` in `operations`"
        elif chosen is not None and (missing := set(needed) - {known(method, key) for key in chosen}):
            help = f"add {listed(sorted(map(str, missing)))} to `keys`"
        else:
            continue
        reported.add(at)
        yield Finding(
            at=at.key,
            message=f"`{method.operation.title}` would answer one caller with what was meant for another",
            help=f"{help}, or `shared: true` where the answer is the same for all of them",
            notes=(Note(method.access.at.key, "not everyone may call it"),),
        )


@rule(
    "AC0312",
    bad=f"{PUBLIC}\noperations: {{order: {{cache: {{ttl: 1m}}}}}}{ORDER}",
    good=f"{PUBLIC}\noperations: {{orders: {{cache: {{ttl: 1m}}}}}}{ORDER}",
    evidence=CACHING,
)
def cached_body(target: Target) -> Findings:
    """What is answered to a request with a body is not cached.

    The body is no part of the key: the second request would be given the
    answer to the first, and never reach the backend.
    """
    for method in target.rest_methods:
        if method.operation.body and method.cache and is_cached(method):
            yield Finding(
                at=method.cache.at.key,
                message=f"`{method.operation.title}` has a body, which is no part of a cache key",
                help="write `cache: off`, or remove it",
            )


@rule(
    "AC0317",
    bad=f"{PUBLIC}\n{CACHED}{OBJECTS}",
    good=f"{PUBLIC}\n{CACHED}{PAGES}",
    evidence=CACHING,
)
def cache_that_mixes_requests(target: Target) -> Findings:
    """What an answer depends on is known where it is cached.

    A cookie, or a parameter that API Gateway takes under no name, is no key:
    one request would be given the answer to another.
    """
    for method in target.rest_methods:
        said = settings(method)
        if target.caches and said and said.keys is None and method.operation.untold:
            names = [parameter.name for parameter in method.operation.untold]
            yield Finding(
                at=said.at.key,
                message=f"{listed(names)} of `{method.operation.title}` cannot be a cache key",
                help="write `keys` where the answer does not depend on it, or `cache: off`",
            )


@rule(
    "AC0318",
    severity=INFO,
    bad=f"cache: {{size: 0.5}}\n{PUBLIC}{OBJECTS}{SHELVES}",
    good=f"cache: {{size: 0.5}}\n{PUBLIC}{PAGES}",
    evidence=CACHING,
)
def operation_not_cached(target: Target) -> Findings:
    """An operation is cached by itself if all that its answer may depend on can be a key."""
    for method in target.rest_methods:
        untold = method.operation.untold
        if target.caches and untold and not method.cache and is_cacheable(method):
            yield Finding(
                at=method.at.key,
                message=f"`{method.operation.title}` is not cached: "
                f"{listed(parameter.name for parameter in untold)} cannot be a key",
                help="write `cache` with `keys` in `operations` where the answer does not depend on it",
            )


@rule(
    "AC0313",
    severity=WARNING,
    bad="cache: {size: 0.5}\ndefaults: {integration: books, auth: none, cache: off}",
    good="cache: {size: 0.5}\ndefaults: {integration: books, auth: none}",
    evidence=CACHING,
)
def cache_that_keeps_nothing(target: Target) -> Findings:
    """A cache, which costs by the hour, keeps the answers of an operation."""
    if target.caches and target.rest_methods and not any(map(is_cached, target.rest_methods)):
        yield Finding(
            at=_cache_at(target).key,
            message="no operation is cached, and the cache costs by the hour",
            help="remove it, or write `cache: {ttl: 5m}` in `operations`",
        )


def _too_long(ttl: Duration, at: Location) -> Findings:
    lowest, highest = CACHE_TTL_SECONDS
    if not lowest <= ttl.milliseconds <= highest * 1000:
        yield Finding(
            at=at,
            message=f"`{ttl}` is longer than answers are kept",
            help="write at most `1h`",
            fix=Replace(at, "1h"),
        )
    elif ttl.milliseconds % 1000:
        yield Finding(at=at, message=f"`{ttl}` is no whole number of seconds", help="write `1s` or more")


def _written(target: Target) -> Iterator[tuple[OperationCache, list[Method]]]:
    """Yield what is written about caches, each with the operations about which nothing else decides."""
    decided: dict[int, tuple[OperationCache, list[Method]]] = {}
    for method in target.rest_methods:
        if said := settings(method):
            decided.setdefault(id(said), (said, []))[1].append(method)
    yield from decided.values()


def _has(method: Method, key: CacheKey) -> bool:
    return known(method, key) is not None or str(key) in _names(method)


def _names(method: Method) -> list[str]:
    """Return what may be a key of *method*."""
    operation = method.operation
    declared = (f"{p.where}.{p.name}" for p in operation.told)
    return [*declared, *(f"path.{variable(part)}" for _, part in places(operation.path))]


def _cache_at(target: Target) -> Location:
    return next(channel.cache.at for channel in target.channels.values() if channel.cache)
