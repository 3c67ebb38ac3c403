"""What a distribution of CloudFront keeps: by which selectors, by which keys, and for how many paths."""

import re

from apicompiler.access import Guarded
from apicompiler.blueprint import CloudFront
from apicompiler.caching import callers
from apicompiler.diagnostic import Finding, Findings, Note
from apicompiler.distribution import behaviors, confused, methods_behind, reads, stages_behind
from apicompiler.limits import (
    BEHAVIORS_PER_DISTRIBUTION,
    CACHE_SECONDS,
    HEADERS_PER_CACHE_POLICY,
    PATH_PATTERN_LENGTH,
)
from apicompiler.methods import Method
from apicompiler.rules import rule
from apicompiler.rules.distributions import GUIDE, QUOTAS, fronted
from apicompiler.selectors import Index, parse
from apicompiler.source import Location
from apicompiler.target import Target
from apicompiler.written import Duration

PATTERNS = f"{GUIDE}DownloadDistValuesCacheBehavior.html"
METHODS = f"{GUIDE}HTTPRequestMethodsCaching.html"
EXPIRATION = f"{GUIDE}Expiration.html"
KEYS = f"{GUIDE}understanding-the-cache-key.html"
WHO = "arn:aws:lambda:eu-west-1:111111111111:function:who"
USERS = "defaults: {integration: books, auth: users}"
ANSWER = "responses: {'200': {description: ok}}"


def paths(*names: str) -> str:
    """Write a document with these paths."""
    return "\n--- openapi.yaml\npaths:\n" + "".join(
        f"  {name}: {{get: {{{_parameters(name)}{ANSWER}}}}}\n" for name in names
    )


def known_by(identity: str) -> str:
    """Write an authorizer that knows callers by *identity*."""
    authorizer = f"{{lambda: '{WHO}', type: request, identity: [{identity}], ttl: 0s}}"
    return f"executeApi: false\nauthorizers: {{users: {authorizer}}}"


def _parameters(path: str) -> str:
    named = re.findall(r"\{(\w+)\+?\}", path)
    written = (f"{{name: {name}, in: path, required: true, schema: {{type: string}}}}" for name in named)
    return f"parameters: [{', '.join(written)}], " if named else ""


@rule(
    "AC2230",
    bad=fronted("cache: {POST /books: 5m}"),
    good=fronted("cache: {GET /books: 5m}"),
    evidence=METHODS,
)
def selector_that_keeps_nothing(target: Target) -> Findings:
    """A selector of `cloudFront.cache` names operations behind the distribution, and CloudFront keeps those of GET."""
    front = target.blueprint.cloud_front
    behind = tuple(methods_behind(target))
    for text in front.cache if front and behind else ():
        selector = parse(text)
        named = [method for method in behind if selector and selector.matches(method.operation)]
        if any(map(reads, named)):
            continue
        if selector is None:
            message, cure = (
                f"`{text}` names no operations",
                "write an operationId, `tag:x`, `GET /path` or `GET /path/**`",
            )
        elif not named:
            message, cure = f"`{text}` names no operation behind the distribution", "name one that its domain leads to"
        else:
            message, cure = f"`{text}` names no GET, and answers to nothing else are kept", "remove it"
        assert front
        yield Finding(at=(front.at / "cache" / text).key, message=message, help=cure)


@rule(
    "AC2231",
    bad=fronted("cache: {tag:news: 5m, tag:books: 1m}")
    + f"\n--- openapi.yaml\npaths: {{/books: {{get: {{tags: [news, books], {ANSWER}}}}}}}\n",
    good=fronted("cache: {tag:news: 5m, tag:books: 1m, GET /books: 1m}")
    + f"\n--- openapi.yaml\npaths: {{/books: {{get: {{tags: [news, books], {ANSWER}}}}}}}\n",
    evidence="docs/language.md",
)
def times_that_tie(target: Target) -> Findings:
    """Of two selectors that keep the answers of an operation for different times, one is more specific."""
    front = target.blueprint.cloud_front
    if front is None:
        return
    index = Index({text: (text, time) for text, time in front.cache.items()})
    reported: set[tuple[str, str]] = set()
    for method in filter(reads, methods_behind(target)):
        matching = index.matching(method.operation)
        for selector, (other, other_time) in matching[1:]:
            first, (text, time) = matching[0]
            if selector.rank == first.rank and time != other_time and (text, other) not in reported:
                reported.add((text, other))
                yield Finding(
                    at=(front.at / "cache" / other).key,
                    message=f"`{text}` and `{other}` both decide how long `{method.operation.title}` is kept",
                    help=f"decide it where it is most specific: `{method.operation.title}: …`",
                    notes=(Note((front.at / "cache" / text).key, "decided here too"),),
                )


@rule(
    "AC2232",
    bad=fronted("cache: {GET /books: 0s}"),
    good=fronted("cache: {GET /books: 'off'}"),
    evidence=EXPIRATION,
)
def time_out_of_range(front: CloudFront) -> Findings:
    """Answers are kept for a second at least, and a year at most."""
    lowest, highest = CACHE_SECONDS
    for text, time in front.cache.items():
        if isinstance(time, Duration) and not lowest <= time.seconds <= highest:
            yield Finding(
                at=front.at / "cache" / text,
                message=f"answers cannot be kept for {time}",
                help="write `off`" if time.seconds < lowest else "write `365d` at most",
            )


@rule(
    "AC2233",
    bad=fronted("cache: {GET /books: 1m}", more=known_by("context.identity.sourceIp"), auth=USERS),
    good=fronted("cache: {GET /books: 1m}", more=known_by("header.X-User"), auth=USERS),
    evidence=KEYS,
)
def callers_that_cannot_be_told_apart(target: Target) -> Findings:
    """What is kept for one caller is given to no other: something in the request tells them apart."""
    seen: set[Location] = set()
    for method in (method for pattern in behaviors(target) if pattern.kept for method in pattern.methods):
        at = _deciding(target, method)
        if isinstance(method.access.value, Guarded) and callers(method) is None and at not in seen:
            seen.add(at)
            yield Finding(
                at=at,
                message=f"answers of `{method.operation.title}` depend on who calls, and no header or query tells that",
                help="write `off`, or let the authorizer know callers by a header",
                notes=(Note(method.access.at, "who may call is decided here"),),
            )


@rule(
    "AC2234",
    bad=fronted("cache: {GET /books: 1m}")
    + f"\n--- openapi.yaml\npaths: {{/books: {{get: {{{ANSWER}, parameters: ["
    + ", ".join(f"{{name: X-{n}, in: header, schema: {{type: string}}}}" for n in range(HEADERS_PER_CACHE_POLICY))
    + "]}}}\n",
    good=fronted("cache: {GET /books: 1m}"),
    evidence=QUOTAS,
)
def many_headers_that_tell_apart(target: Target) -> Findings:
    """CloudFront tells answers apart by ten headers at most, of which one is `Authorization`."""
    for pattern in behaviors(target):
        headers = pattern.kept.headers if pattern.kept else ()
        if len(headers) > HEADERS_PER_CACHE_POLICY:
            method = pattern.methods[0]
            yield Finding(
                at=_deciding(target, method),
                message=f"{len(headers)} headers tell answers of `{method.operation.title}` apart, "
                f"and {HEADERS_PER_CACHE_POLICY} may",
                help="write `off`, or declare fewer",
                notes=(Note(method.at, "the operation"),),
            )


@rule(
    "AC2235",
    binding=True,
    bad=fronted("cache: {'GET /files/{id}': 1m}") + paths("/files/{id}", "/{proxy+}"),
    good=fronted("cache: {'GET /files/{id}': 1m, 'GET /{proxy+}': 1m}") + paths("/files/{id}", "/{proxy+}"),
    evidence=PATTERNS,
)
def paths_that_cloudfront_takes_for_others(target: Target) -> Findings:
    """What is kept of a path is kept of every path that CloudFront cannot tell from it.

    A star in its patterns stands for slashes, too, where a variable of API
    Gateway is one segment.
    """
    for earlier, pattern in confused(target):
        method = next((method for found in (earlier, pattern) if found.kept for method in found.methods), None)
        assert method, "one of them is kept"
        yield Finding(
            at=_deciding(target, method),
            message=f"CloudFront takes paths of `{pattern.text}` for `{earlier.text}`, and keeps those otherwise",
            help="say the same of both",
            notes=tuple(Note(found.methods[0].at, f"`{found.text}`") for found in (earlier, pattern) if found.methods),
        )


@rule(
    "AC2236",
    binding=True,
    bad=fronted("cache: {tag:kept: 1m}")
    + "\n--- openapi.yaml\npaths:\n"
    + "".join(f"  /a{n}: {{get: {{tags: [kept], {ANSWER}}}}}\n" for n in range(BEHAVIORS_PER_DISTRIBUTION + 1)),
    good=fronted("cache: {tag:kept: 1m}") + f"\n--- openapi.yaml\npaths: {{/a: {{get: {{tags: [kept], {ANSWER}}}}}}}\n",
    evidence=QUOTAS,
)
def many_behaviors(target: Target) -> Findings:
    """A distribution has a behavior for each pattern of paths, and 75 of them."""
    front = target.blueprint.cloud_front
    if front and len(behaviors(target)) > BEHAVIORS_PER_DISTRIBUTION:
        yield Finding(
            at=(front.at / "cache").key,
            message=f"more than {BEHAVIORS_PER_DISTRIBUTION} patterns of paths are needed",
            help="keep what has a common path for one time: `GET /catalog/**`",
        )


@rule(
    "AC2237",
    bad=fronted("cache: {GET /books: 1m}", paths="{/v1(beta): v1}"),
    good=fronted("cache: {GET /books: 1m}", paths="{/v1-beta: v1}"),
    evidence=PATTERNS,
)
def path_without_pattern(target: Target) -> Findings:
    """A path of which answers are kept is a pattern of CloudFront: of few characters, and 255 of them."""
    front, domain = target.blueprint.cloud_front, target.fronted
    if not front or not domain or not front.cache:
        return
    for path in domain.paths:
        found = re.search(r"[^A-Za-z0-9_.$/~\"'@:+&-]", path)
        if found and path.strip("/") in stages_behind(target):
            yield Finding(
                at=(domain.at / "paths" / path).key,
                message=f"`{found[0]}` in `{path}` is no character of a pattern of CloudFront",
                help="write it like `/v1`",
            )
    for pattern in behaviors(target):
        if len(pattern.text) > PATH_PATTERN_LENGTH and pattern.kept:
            method = pattern.methods[0]
            yield Finding(
                at=_deciding(target, method),
                message=f"the path has {len(pattern.text)} characters, and a pattern has {PATH_PATTERN_LENGTH} at most",
                help="write `off`",
                notes=(Note(method.at, "the operation"),),
            )


def _deciding(target: Target, method: Method) -> Location:
    """Return where it is said how long answers of *method* are kept."""
    front = target.blueprint.cloud_front
    assert front, "nothing is kept without a distribution"
    (_, text), *_ = Index({text: text for text in front.cache}).matching(method.operation)
    return front.at / "cache" / text
