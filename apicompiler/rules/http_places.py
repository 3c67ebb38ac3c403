"""HTTP APIs among everything else: sections that do not reach them, domains, and logs."""

from collections.abc import Iterator

from apicompiler.blueprint import Blueprint, Defaults, Stage
from apicompiler.diagnostic import WARNING, Finding, Findings, Note
from apicompiler.rules import rule
from apicompiler.rules.domains import example
from apicompiler.rules.http_apis import BOTH, CHOOSING, GUIDE, HTTP
from apicompiler.rules.logs import overlong
from apicompiler.rules.websocket_places import other_policies, promised
from apicompiler.source import Location
from apicompiler.target import Target

MAPPINGS = f"{GUIDE}/http-api-mappings.html"
APART = """
apis: {{v1: openapi.yaml, v2: {{type: http, definition: others.yaml}}}}
usagePlans: {{gold: {{quota: 10/day, apis: [{}]}}}}
apiKeys: {{acme: {{usagePlan: gold}}}}
operations: {{listBooks: {{apiKey: true}}}}
--- others.yaml
openapi: 3.0.3
info: {{title: others, version: '1'}}
paths: {{/others: {{get: {{operationId: listOthers, responses: {{}}}}}}}}
"""
ENHANCED = "{policy: SecurityPolicy_TLS13_1_3_2025_09, access: strict}"


@rule(
    "AC1940",
    bad=HTTP + "compress: 1024",
    good=BOTH + "compress: 1024",
    evidence=CHOOSING,
)
def section_for_no_api(target: Target) -> Findings:
    """What HTTP APIs cannot do is asked for where another API of the blueprint can.

    They have no usage plans and keys, no cache, no firewall, no edge, no traces and no log of the execution; binary
    bodies need no word, and answers of the gateway itself and compression cannot be changed.
    """
    if not target.http_apis or target.apis:
        return
    key = next(iter(target.http_apis))
    for at, what in (*_of_rest(target), *(() if target.sockets else _of_rest_and_sockets(target))):
        yield Finding(
            at=at.key,
            message=f"an HTTP API has no {what}",
            help=f"write `type: rest` for `{key}`, or remove it",
            notes=(Note(target.blueprint.apis[key].at.key, "published as an HTTP API"),),
        )


@rule(
    "AC1941",
    bad=BOTH + "policy: {allow: [{cidr: 203.0.113.0/24}]}",
    good=BOTH,
    evidence=CHOOSING,
)
def policy_that_http_apis_ignore(target: Target) -> Findings:
    """Where a policy or a private endpoint says who may call at all, there is no HTTP API: it has neither.

    It could be called from everywhere.
    """
    written = ("policy", target.blueprint.policy), ("endpoint", target.door)
    for word, said in written:
        for key in target.http_apis if said else ():
            yield Finding(
                at=(target.at / word).key,
                message=f"`{key}` is an HTTP API, which has no "
                + ("resource policy" if word == "policy" else "private endpoint")
                + ": everybody could call it",
                help=f"write `type: rest` for `{key}`, or publish it with a blueprint of its own",
                notes=(Note(target.blueprint.apis[key].at.key, "this API"),),
            )


@rule(
    "AC1942",
    severity=WARNING,
    bad=BOTH + "waf: managed",
    good=BOTH,
    evidence="https://docs.aws.amazon.com/waf/latest/developerguide/how-aws-waf-works-resources.html",
)
def firewall_that_http_apis_pass(target: Target) -> Findings:
    """A firewall stands before every API of a blueprint: AWS WAF guards no HTTP API."""
    if target.blueprint.waf not in (None, "off") and target.apis:
        for key in target.http_apis:
            yield Finding(
                at=(target.at / "waf").key,
                message=f"no firewall stands before `{key}`, an HTTP API",
                help=f"write `type: rest` for `{key}`, or publish it with a blueprint of its own",
                notes=(Note(target.blueprint.apis[key].at.key, "this API"),),
            )


@rule(
    "AC1943",
    bad=APART.format("v1, v2"),
    good=APART.format("v1"),
    evidence=CHOOSING,
)
def plan_of_an_http_api(target: Target) -> Findings:
    """A usage plan is for REST and WebSocket APIs: calls of an HTTP API carry no key to count them by."""
    for plan in target.blueprint.usage_plans.values():
        for index, text in enumerate(plan.apis):
            key = text.partition("/")[0]
            if key in target.http_apis:
                yield Finding(
                    at=plan.at / "apis" / index,
                    message=f"`{key}` is an HTTP API, which no usage plan is for",
                    help=f"remove it, or write `type: rest` for `{key}`",
                    notes=(Note(target.blueprint.apis[key].at.key, "this API"),),
                )


@rule(
    "AC1944",
    bad=HTTP + "operations: {listBooks: {validate: body}}",
    good=BOTH + "operations: {listBooks: {validate: body}}",
    evidence=CHOOSING,
)
def asked_of_an_http_api(target: Target) -> Findings:
    """What is asked for an operation can be done by an API that publishes it: HTTP APIs check and cache nothing."""
    for said, names in _settings(target):
        for word, what in (("validate", "checks no requests"), ("cache", "has no cache")):
            if getattr(said, word) not in (None, "none", "off"):
                yield Finding(
                    at=(said.at / word).key,
                    message=f"an HTTP API {what}, and no other publishes {names}",
                    help=f"write `type: rest` for `{next(iter(target.http_apis))}`, or remove it",
                )


@rule(
    "AC1945",
    bad=HTTP + example(paths="{/: v1}", tls=ENHANCED),
    good=HTTP + example(paths="{/: v1}", tls="TLS_1_2"),
    evidence=MAPPINGS,
)
def security_policy_of_an_http_api(target: Target) -> Findings:
    """The domain of an HTTP API has the security policy `TLS_1_2`, which accepts TLS 1.2 and 1.3."""
    yield from other_policies((d for d in target.own_domains if target.leads_to_http(d)), "HTTP APIs")


@rule(
    "AC1946",
    bad=HTTP
    + "logging: {access: json, fields: {"
    + ", ".join(f"{'f' * 30}{n}: context.identity.sourceIp" for n in range(50))
    + "}}",
    good=HTTP + "logging: {access: json, fields: {address: context.identity.sourceIp}}",
    evidence=f"{GUIDE}/http-api-quotas.html",
)
def long_log_of_an_http_api(target: Target) -> Findings:
    """What a line of the access log of an HTTP API holds is said in at most 3 KB."""
    if target.http_apis:
        yield from overlong(target, "http_fields")


@rule(
    "AC1947",
    severity=WARNING,
    bad=BOTH + f"tls: {ENHANCED}",
    good=BOTH + "tls: TLS_1_2",
    evidence=f"{GUIDE}/http-api-ciphers.html",
)
def encryption_that_http_apis_ignore(target: Target) -> Findings:
    """What `tls` asks for holds for REST APIs: HTTP APIs always accept TLS 1.2 and 1.3."""
    help = "write `type: rest` for `{}`, or publish it with a blueprint of its own"
    yield from promised(target, target.http_apis, "an HTTP API", help)


def _of_rest(target: Target) -> Iterator[tuple[Location, str]]:
    """Yield what is asked for and only REST APIs can do."""
    blueprint = target.blueprint
    sections = (
        ("endpoint", blueprint.endpoint == "edge", "edge endpoint"),
        ("binary", bool(blueprint.binary), "list of binary types: it looks at each body itself"),
        ("compress", isinstance(blueprint.compress, int), "compression"),
        ("responses", bool(blueprint.responses), "gateway responses that could be changed"),
    )
    yield from ((target.at / word, what) for word, is_said, what in sections if is_said)
    for said in _channels(target):
        settings = (
            ("cache", said.cache not in (None, "off"), "cache"),
            ("tracing", said.tracing is True, "traces of X-Ray"),
            ("waf", said.waf not in (None, "off"), "firewall"),
        )
        yield from ((said.at / word, what) for word, is_said, what in settings if is_said)


def _of_rest_and_sockets(target: Target) -> Iterator[tuple[Location, str]]:
    """Yield what is asked for and REST and WebSocket APIs can do."""
    blueprint = target.blueprint
    sections = (
        ("usagePlans", bool(blueprint.usage_plans), "usage plans"),
        ("apiKeys", bool(blueprint.api_keys), "API keys"),
        ("keySource", blueprint.key_source != "header", "API keys"),
    )
    yield from ((target.at / word, what) for word, is_said, what in sections if is_said)
    for stage in target.stages.values():
        if stage.client_certificate:
            yield stage.at / "clientCertificate", "certificate that it shows to backends"
    for said in _channels(target):
        logging = said.logging
        if logging and logging.execution not in (None, "off"):
            yield logging.at / "execution", "log of the execution"
        if logging and logging.bodies:
            yield logging.at / "bodies", "log of the execution"


def _channels(target: Target) -> tuple[Blueprint | Stage, ...]:
    return (target.blueprint, *target.stages.values())


def _settings(target: Target) -> Iterator[tuple[Defaults, str]]:
    """Yield what is said of operations that only HTTP APIs publish, and whose operations they are."""
    for said in target.blueprint.operations.values():
        if target.is_for_http(said):
            yield said, f"what `{said.key}` names"
    defaults = target.blueprint.defaults
    if defaults and target.is_for_http(defaults):
        yield defaults, "anything"
