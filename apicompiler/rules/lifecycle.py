"""APIs whose time is over: since when, until when, and what comes after them."""

from collections.abc import Iterator

from apicompiler import extensions
from apicompiler.blueprint import Api, HttpIntegration, LambdaIntegration
from apicompiler.diagnostic import INFO, WARNING, Finding, Findings, Note
from apicompiler.lifecycle import announcements
from apicompiler.methods import Method, titles
from apicompiler.routing import addresses
from apicompiler.rules import rule
from apicompiler.rules.domains import example
from apicompiler.suggest import closest, listed
from apicompiler.target import Target

DEPRECATION = "https://www.rfc-editor.org/rfc/rfc9745"
LINK = "https://www.rfc-editor.org/rfc/rfc5829"
PROXIES = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-types.html"
MOCKED = "defaults: {integration: {mock: {}}, auth: iam}\n"
UNDER = example(paths="{/v1: v1, /v2: v2}")


def lasting(v1: str, v2: str = "") -> str:
    """Write a blueprint with two APIs, something said about each, both under one domain."""
    return f"apis: {{v1: {{definition: openapi.yaml{v1}}}, v2: {{definition: openapi.yaml{v2}}}}}\n{MOCKED}{UNDER}"


@rule(
    "AC2020",
    bad=lasting(", deprecated: 2027-06-30, sunset: 2026-12-01"),
    good=lasting(", deprecated: 2026-12-01, sunset: 2027-06-30"),
    evidence=DEPRECATION,
)
def sunset_before_deprecation(api: Api) -> Findings:
    """An API is deprecated before it stops to answer, or on the same day."""
    if api.deprecated and api.sunset and api.sunset.seconds < api.deprecated.seconds:
        yield Finding(
            at=api.at / "sunset",
            message=f"`{api.key}` stops to answer on {api.sunset}, and is deprecated from {api.deprecated} on",
            help="put the sunset behind the other day",
            notes=(Note(api.at / "deprecated", "deprecated here"),),
        )


@rule("AC2021", bad=lasting(", successor: v3"), good=lasting(", successor: v2"), evidence=LINK)
def unknown_successor(target: Target) -> Findings:
    """The successor of an API is another REST API of the blueprint."""
    for key, api, successor in _succeeded(target):
        others = [name for name in target.apis if name != key]
        if successor not in others:
            close = closest(successor, others)
            yield Finding(
                at=api.at / "successor",
                message=f"`{key}` is to succeed itself" if successor == key else f"no API is called `{successor}`",
                help=f"did you mean `{close}`?"
                if close
                else (f"name one of {listed(others)}" if others else "declare it in `apis`, or remove this"),
            )


@rule(
    "AC2022",
    bad=lasting(", successor: v2", ", successor: v1"),
    good=lasting(", successor: v2"),
    evidence=LINK,
)
def successors_in_a_circle(target: Target) -> Findings:
    """Whoever follows successors comes to an end."""
    following = {key: successor for key, _, successor in _succeeded(target)}
    seen: set[str] = set()
    for key in following:
        chain = [key]
        while (after := following.get(chain[-1])) and after not in chain:
            chain.append(after)
        if after == key and len(chain) > 1 and key not in seen:
            seen.update(chain)
            yield Finding(
                at=target.blueprint.apis[key].at / "successor",
                message=f"from `{key}`, callers are sent to {listed(chain[1:])}, and back",
                help="remove one of these successors",
                notes=tuple(Note(target.blueprint.apis[name].at / "successor", "and here") for name in chain[1:]),
            )


@rule(
    "AC2023",
    severity=WARNING,
    bad=lasting(", deprecated: 2026-12-01, successor: v2", ", deprecated: 2026-11-01"),
    good=lasting(", deprecated: 2026-12-01, successor: v2"),
    evidence=LINK,
)
def deprecated_successor(target: Target) -> Findings:
    """Callers are sent to an API that is there to stay, not to one that is deprecated, too."""
    for key, api, successor in _succeeded(target):
        other = target.blueprint.apis.get(successor)
        if isinstance(other, Api) and successor != key and (other.deprecated or other.sunset):
            yield Finding(
                at=api.at / "successor",
                message=f"`{successor}`, to which callers of `{key}` are sent, is deprecated itself",
                help=f"write `successor: {other.successor}`"
                if other.successor
                else "name the API that is there to stay",
                notes=(Note(other.at / ("deprecated" if other.deprecated else "sunset"), "deprecated here"),),
            )


@rule(
    "AC2024",
    severity=WARNING,
    bad=lasting(", deprecated: 2026-12-01, successor: v2").replace(", /v2: v2", ""),
    good=lasting(", deprecated: 2026-12-01, successor: v2"),
    evidence=LINK,
)
def successor_without_address(target: Target) -> Findings:
    """A domain leads to a successor: a link needs an address that is known before anything is deployed."""
    for key, api, successor in _succeeded(target):
        if successor in target.apis and successor != key and not any(addresses(target, successor)):
            yield Finding(
                at=api.at / "successor",
                message=f"no domain leads to `{successor}`, and callers of `{key}` are sent no link to it",
                help=f"give it a base path in `domains`, as `paths: {{/{successor}: {successor}}}`",
            )


@rule(
    "AC2025",
    severity=INFO,
    bad=lasting(", deprecated: 2026-12-01").replace(
        "{mock: {}}", "{lambda: 'arn:aws:lambda:eu-west-1:111111111111:function:books'}"
    ),
    good=lasting(", deprecated: 2026-12-01"),
    evidence=PROXIES,
)
def announced_by_the_backend(target: Target) -> Findings:
    """A function or backend that is a proxy announces itself that its API is deprecated.

    What it answers goes through as it is; API Gateway adds no header to it. It
    does so wherever it makes the answer itself: of mocks, of integrations that
    are no proxies, and where a call does not get through.
    """
    for key, api in target.blueprint.apis.items():
        headers = announcements(target, key) if key in target.apis else {}
        proxied = [method for method in target.methods[key] if _is_proxy(method)] if headers else []
        if proxied and isinstance(api, Api):
            word = "deprecated" if api.deprecated else "sunset" if api.sunset else "successor"
            told = " and ".join(f"`{name}: {value}`" for name, value in headers.items())
            yield Finding(
                at=api.at / word,
                message=f"{titles(proxied)} of `{key}` {'is' if len(proxied) == 1 else 'are'} answered by backends, "
                "whose answers go through as they are",
                help=f"let them answer with {told}",
            )


def _succeeded(target: Target) -> Iterator[tuple[str, Api, str]]:
    for key, api in target.blueprint.apis.items():
        if isinstance(api, Api) and api.successor:
            yield key, api, api.successor


def _is_proxy(method: Method) -> bool:
    chosen = method.integration.value if method.integration else None
    return isinstance(chosen, LambdaIntegration | HttpIntegration | extensions.Integration) and chosen.is_proxy
