"""WebSocket APIs among everything else: domains, stages, usage plans, and sections that do not reach them."""

from collections.abc import Iterable

from apicompiler.blueprint import Domain, WebSocketApi
from apicompiler.diagnostic import WARNING, Finding, Findings, Note, Replace
from apicompiler.limits import SOCKET_TIMEOUT_MS
from apicompiler.rules import rule
from apicompiler.rules.domains import example
from apicompiler.rules.logs import overlong
from apicompiler.rules.websocket import GUIDE, LIVE, asyncapi, live
from apicompiler.selectors import parse
from apicompiler.source import Location
from apicompiler.suggest import closest, listed
from apicompiler.target import Target

KNOWN_ISSUES = f"{GUIDE}/api-gateway-known-issues.html"
CIPHERS = f"{GUIDE}/websocket-api-ciphers.html"
SAY = "say: {integration: {mock: {}}}"
MOCKED = "defaults: {integration: {mock: {}}, auth: iam}"
BOTH = "apis: {v1: openapi.yaml, live: {type: websocket, definition: live.yaml}}"


@rule(
    "AC1619",
    bad=live(SAY, example(paths="{/: v1, /live: live}")).replace(LIVE, BOTH),
    good=live(SAY, example(paths="{/live: live}")).replace(LIVE, BOTH),
    evidence=KNOWN_ISSUES,
)
def domain_shared_with_a_websocket(target: Target) -> Findings:
    """A domain leads to REST APIs or to WebSocket APIs: API Gateway does not let them share one."""
    for domain in target.blueprint.domains.values():
        kinds: dict[bool, str] = {}
        for path, text in domain.paths.items():
            if target.stage_named(text):
                kinds.setdefault(text.partition("/")[0] in target.sockets, path)
        if len(kinds) > 1:
            yield Finding(
                at=domain.at / "paths" / kinds[True],
                message=f"`{domain.name}` leads to WebSocket and to other APIs",
                help=f"give `{domain.paths[kinds[True]]}` a domain of its own",
                notes=(Note(domain.at / "paths" / kinds[False], "no WebSocket API"),),
            )


@rule(
    "AC1620",
    bad=live(SAY, example(paths="{/: live}", tls="{policy: SecurityPolicy_TLS13_1_3_2025_09, access: strict}")),
    good=live(SAY, example(paths="{/: live}", tls="TLS_1_2")),
    evidence=CIPHERS,
)
def security_policy_of_a_websocket(target: Target) -> Findings:
    """The domain of a WebSocket API has the security policy `TLS_1_2`, which accepts TLS 1.2 and 1.3."""
    yield from other_policies((d for d in target.own_domains if target.leads_to_socket(d)), "WebSocket APIs")


@rule(
    "AC1621",
    bad=live(
        SAY, "executeApi: false\n" + example(paths="{/: live}", mutualTls="{truststore: s3://trust/ca.pem, version: a}")
    ),
    good=live(SAY, "executeApi: false\n" + example(paths="{/: live}")),
    evidence=f"{GUIDE}/rest-api-mutual-tls.html",
)
def certificates_of_connecting_clients(target: Target) -> Findings:
    """Clients show certificates to REST APIs: the domain of a WebSocket API does not ask for them."""
    for domain in target.own_domains:
        if target.leads_to_socket(domain) and domain.mutual_tls:
            yield Finding(
                at=(domain.at / "mutualTls").key,
                message=f"API Gateway documents no mutual TLS for WebSocket APIs, to which `{domain.name}` leads",
                help="remove it, and let an authorizer on `$connect` decide",
            )


@rule(
    "AC1622",
    bad=live(SAY, "policy: {allow: [{cidr: 203.0.113.0/24}]}").replace(LIVE, BOTH),
    good=live(SAY).replace(LIVE, BOTH),
    evidence=f"{GUIDE}/apigateway-resource-policies.html",
)
def policy_that_connections_ignore(target: Target) -> Findings:
    """Where a policy says who may call at all, there is no WebSocket API: it has no resource policy.

    Everybody could connect, whatever the policy says.
    """
    if target.blueprint.policy:
        yield from _open(target, target.at / "policy", "a policy")


@rule(
    "AC1623",
    bad=live(SAY, "endpoint: {private: {vpcEndpoints: [vpce-0123456789abcdef0]}}").replace(LIVE, BOTH),
    good=live(SAY).replace(LIVE, BOTH),
    evidence=f"{GUIDE}/apigateway-private-apis.html",
)
def private_websocket(target: Target) -> Findings:
    """Where the endpoint is private, there is no WebSocket API: it can be reached from everywhere."""
    if target.door:
        yield from _open(target, target.at / "endpoint", "a private endpoint")


@rule(
    "AC1624",
    severity=WARNING,
    bad=live(SAY, "tls: {policy: SecurityPolicy_TLS13_1_3_2025_09, access: strict}").replace(LIVE, BOTH),
    good=live(SAY, "tls: TLS_1_2").replace(LIVE, BOTH),
    evidence=CIPHERS,
)
def encryption_that_connections_ignore(target: Target) -> Findings:
    """What `tls` asks for holds for REST APIs: WebSocket APIs always accept TLS 1.2 and 1.3."""
    help = "publish it with a blueprint of its own, where nothing else is promised"
    yield from promised(target, target.sockets, "a WebSocket API", help)


@rule(
    "AC1625",
    bad=live(
        "say: {integration: {http: 'https://books.example.com', timeout: 40s}}",
        'environments: {dev: {account: "111111111111", region: eu-west-1, quotas: {timeout: 60s}}}',
    ),
    good=live(
        "say: {integration: {http: 'https://books.example.com', timeout: 29s}}",
        'environments: {dev: {account: "111111111111", region: eu-west-1, quotas: {timeout: 60s}}}',
    ),
    evidence=f"{GUIDE}/apigateway-websocket-api-integration-requests.html",
)
def websocket_timeout(target: Target) -> Findings:
    """What takes a message has 29 seconds, whatever AWS has raised for REST APIs."""
    raised = target.environment.quotas.timeout if target.environment.quotas else None
    highest = max(SOCKET_TIMEOUT_MS, raised.milliseconds if raised else 0)
    seen: set[Location] = set()
    for route in target.all_routes:
        timeout = route.method.timeout
        if not timeout or not SOCKET_TIMEOUT_MS < timeout.milliseconds <= highest:
            continue
        said = (*route.behaviours, route.event.said, route.integration, target.blueprint.defaults)
        at = next(part.at for part in said if part and getattr(part, "timeout", None) == timeout)
        if at not in seen:
            seen.add(at)
            yield Finding(
                at=at / "timeout",
                message=f"`{route.key}` has 29 seconds, not {timeout}",
                help="write `29s`, and let what takes longer post its answer later",
                fix=Replace(at / "timeout", "29s"),
            )


@rule(
    "AC1627",
    bad=live(
        SAY,
        "logging: {access: json, fields: {"
        + ", ".join(f"{'f' * 30}{n}: context.identity.sourceIp" for n in range(50))
        + "}}",
    ),
    good=live(SAY, "logging: {access: json, fields: {address: context.identity.sourceIp}}"),
    evidence=f"{GUIDE}/limits.html",
)
def long_log_of_connections(target: Target) -> Findings:
    """What a line of the access log holds is said in at most 3 KB."""
    if target.sockets:
        yield from overlong(target, "socket_fields")


@rule(
    "AC1628",
    bad=live("say: {integration: {mock: {}}, apiKey: true}"),
    good=live("say: {integration: {mock: {}}}"),
    evidence="https://github.com/serverless/serverless/issues/6096",
)
def api_key_after_connecting(target: Target) -> Findings:
    """An API key is shown when a connection is opened: no message has a header for it."""
    for route in target.all_routes:
        said = (*route.behaviours, *((route.event.said,) if route.event.said else ()))
        asking = next((part for part in said if part.api_key), None)
        if asking and not route.opens:
            yield Finding(
                at=asking.at / "apiKey",
                message=f"nobody could show a key with a message to `{route.key}`",
                help="write `$connect: {apiKey: true}`",
            )


@rule(
    "AC1629",
    bad=asyncapi("{}", f"{MOCKED}\noperations: {{say: {{cache: {{ttl: 1m}}}}}}"),
    good=asyncapi("{}", f"{MOCKED}\noperations: {{say: {{throttle: {{rate: 5}}}}}}"),
    evidence=f"{GUIDE}/api-gateway-caching.html",
)
def cache_of_messages(target: Target) -> Findings:
    """Answers to messages are not cached: only REST APIs have a cache."""
    rest = {id(said) for said in target.blueprint.operations.values() if _names_an_operation(target, said.key)}
    for route in target.all_routes:
        for said in route.behaviours:
            if said.cache is not None and id(said) not in rest:
                yield Finding(
                    at=(said.at / "cache").key,
                    message=f"the answers of `{route.key}` are not cached",
                    help="remove it",
                )


@rule(
    "AC1630",
    bad=live(SAY).replace("live.yaml}}", "live.yaml, select: $request.body.kind}}"),
    good=live(SAY, select="$request.body.kind"),
    evidence="docs/websocket.md",
)
def said_beside_a_route_file(target: Target) -> Findings:
    """A file of routes says itself what tells messages apart and who gets an answer; an AsyncAPI document cannot."""
    for key, api in target.blueprint.apis.items():
        if isinstance(api, WebSocketApi) and target.sockets[key].is_route_file:
            for word in ("select", "reply"):
                if getattr(api, word):
                    yield Finding(
                        at=(api.at / word).key,
                        message=f"`{api.definition}` is a file of routes, and says that itself",
                        help=f"write `{word}` there",
                    )


@rule(
    "AC1631",
    bad=asyncapi("{}", f"apis: {{live: {{type: websocket, definition: live.yaml, reply: [sya]}}}}\n{MOCKED}"),
    good=asyncapi("{}", f"apis: {{live: {{type: websocket, definition: live.yaml, reply: [say]}}}}\n{MOCKED}"),
    evidence="docs/websocket.md",
)
def reply_of_no_operation(target: Target) -> Findings:
    """Whose senders get an answer is an operation of the document, or the key of its route."""
    for key, api in target.blueprint.apis.items():
        if not isinstance(api, WebSocketApi) or target.sockets[key].is_route_file:
            continue
        known = {name for event in target.sockets[key].events for name in (event.key, event.operation.id)}
        for index, name in enumerate(api.reply):
            if name not in known:
                close = closest(name, sorted(known))
                yield Finding(
                    at=api.at / "reply" / index,
                    message=f"`{name}` is no operation that receives messages",
                    help=f"did you mean `{close}`?" if close else f"name one of {listed(sorted(known)[:8])}",
                    fix=Replace(api.at / "reply" / index, close) if close else None,
                )


def _names_an_operation(target: Target, text: str) -> bool:
    selector = parse(text)
    return selector is not None and any(selector.matches(method.operation) for method in target.all_methods)


def _open(target: Target, at: Location, what: str) -> Findings:
    for key in target.sockets:
        yield Finding(
            at=at.key,
            message=f"`{key}` is a WebSocket API, which cannot have {what}: everybody could connect",
            help="publish it with a blueprint of its own, and let `$connect` decide who comes in",
            notes=(Note(target.blueprint.apis[key].at.key, "this API"),),
        )


def other_policies(domains: Iterable[Domain], of: str) -> Findings:
    """Find *domains* of the second control plane with another security policy than it has."""
    for domain in domains:
        if domain.tls and domain.tls.policy != "TLS_1_2":
            yield Finding(
                at=domain.tls.at / "policy",
                message=f"`{domain.tls.policy}` is not for domains of {of}",
                help="write `tls: TLS_1_2`, or leave it out",
            )


def promised(target: Target, keys: Iterable[str], what: str, help: str) -> Findings:
    """Find the APIs of *keys*, each *what* is said of it, where `tls` promises more than they do."""
    tls = target.blueprint.tls
    if tls is None or tls.policy == "TLS_1_2":
        return
    for key in keys:
        yield Finding(
            at=tls.at / "policy",
            message=f"`{key}` is {what}, and accepts TLS 1.2 and 1.3 whatever is written here",
            help=help.format(key),
            notes=(Note(target.blueprint.apis[key].at.key, "this API"),),
        )
