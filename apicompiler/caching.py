"""Which answers a stage with a cache keeps, and what tells one of them from another."""

from __future__ import annotations

import re

from apicompiler import extensions
from apicompiler.access import Guarded, Iam
from apicompiler.blueprint import Cors, LambdaAuthorizer, OperationCache
from apicompiler.methods import Method
from apicompiler.written import CacheKey

PLACES = {"header": "header", "querystring": "query"}
AUTHORIZATION = (CacheKey("header.Authorization"),)
ORIGIN = CacheKey("header.Origin")


def is_cached(method: Method) -> bool:
    """Whether a cache keeps the answers of *method*: those of a GET without body, unless something else is said.

    What an answer depends on must be known: what API Gateway is not told of is no key.
    """
    if method.cache:
        return method.cache.value != "off"
    return is_cacheable(method) and not method.operation.untold


def is_cacheable(method: Method) -> bool:
    """Whether nothing but parameters tells the answers of *method* apart."""
    operation = method.operation
    return operation.method == "GET" and operation.body is None and "?" not in operation.path


def settings(method: Method) -> OperationCache | None:
    """Return what is written about the cache of *method*."""
    said = method.cache.value if method.cache else None
    return said if isinstance(said, OperationCache) else None


def cache_keys(method: Method, cors: Cors | None) -> tuple[CacheKey, ...]:
    """Return what tells the cached answers of *method* apart, besides the variables of its path.

    Where no keys are written, it is all that the document knows of a request
    and who sends it: nobody is given what was meant for somebody else.
    """
    said = settings(method)
    if said and said.keys is not None:
        chosen = [found for key in said.keys if (found := known(method, key))]
    else:
        chosen = [*_declared(method), *(() if said and said.shared else callers(method) or ())]
    if cors and len(cors.origins) > 1:
        chosen.append(ORIGIN)  # an answer names the one origin whose pages may read it
    return tuple({_folded(key): key for key in reversed(chosen)}.values())[::-1]


def callers(method: Method) -> tuple[CacheKey, ...] | None:
    """Return the keys that tell the callers of *method* apart; None where no key does.

    A signature is another one for each request.
    """
    access = method.access.value
    if isinstance(access, Iam):
        return None
    if not isinstance(access, Guarded):
        return ()
    if isinstance(access.authorizer, extensions.Authorizer):
        found = (re.fullmatch(r"method\.request\.(header|querystring)\.(.+)", s) for s in access.authorizer.sources)
        return tuple(CacheKey(f"{PLACES[match[1]]}.{match[2]}") for match in found if match) or None
    if not isinstance(access.authorizer, LambdaAuthorizer) or access.authorizer.identity is None:
        return AUTHORIZATION
    sources = (source for source in access.authorizer.identity if source.part("where") in ("header", "query"))
    return tuple(CacheKey(source.text) for source in sources) or None


def known(method: Method, key: CacheKey) -> CacheKey | None:
    """Return what *key* names of *method*, as it is declared: a parameter, or what the authorizer reads."""
    everything = (*_declared(method), *(callers(method) or ()))
    return next((found for found in everything if _folded(found) == _folded(key)), None)


def _declared(method: Method) -> list[CacheKey]:
    return [CacheKey(f"{parameter.where}.{parameter.name}") for parameter in method.operation.told]


def _folded(key: CacheKey) -> str:
    """Names of headers are the same in capitals."""
    return key.text.lower() if key.part("where") == "header" else key.text
