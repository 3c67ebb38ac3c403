"""Applications of a user pool: what they may ask for, and where users come back to."""

import re
from collections import Counter
from collections.abc import Iterator

from apicompiler.access import Guarded
from apicompiler.blueprint import Client, CognitoAuthorizer, CognitoPools, Tokens
from apicompiler.blueprint.pools import CREATE
from apicompiler.diagnostic import Finding, Findings, Note, Replace
from apicompiler.limits import (
    CALLBACK_LENGTH,
    CALLBACKS,
    REFRESH_TOKEN_SECONDS,
    SCOPE_DESCRIPTION,
    SCOPES_PER_CLIENT,
    SCOPES_PER_SERVER,
    TOKEN_SECONDS,
)
from apicompiler.methods import Method
from apicompiler.rules import rule
from apicompiler.rules.pools import pool
from apicompiler.suggest import closest, listed
from apicompiler.target import Target

REFERENCE = "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/"
CREATE_CLIENT = REFERENCE + "API_CreateUserPoolClient.html"
CREATE_SERVER = REFERENCE + "API_CreateResourceServer.html"
SCOPE = REFERENCE + "API_ResourceServerScopeType.html"
CLIENTS = "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-client-apps.html"
MACHINES = "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html"
INTEGRATE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-enable-cognito-user-pool.html"
# What every user pool has, and no resource server.
SYSTEM_SCOPES = ("openid", "email", "phone", "profile", "aws.cognito.signin.user.admin")
BACK = '["https://app.example.com/"]'
DOCUMENT = """--- openapi.yaml
paths:
  /books:
    get: {{operationId: listBooks, security: [{{users: [{first}]}}], responses: {{'200': {{description: ok}}}}}}
    post: {{operationId: addBook, security: [{{users: [{second}]}}], responses: {{'200': {{description: ok}}}}}}
components: {{securitySchemes: {{users: {{type: http, scheme: bearer}}}}}}
"""


def clients(scopes: str = "{books/read: Read books}", **settings: str) -> str:
    """Write a blueprint with a user pool that has one application."""
    written = ", ".join(f"{key}: {value}" for key, value in settings.items())
    return pool(scopes=scopes, clients=f"{{app: {{{written}}}}}")


@rule(
    "AC0665",
    bad=pool(scopes="{read: Read books}"),
    good=pool(scopes="{books/read: Read books}"),
    evidence=SCOPE,
)
def invalid_scope(pools: CognitoPools) -> Findings:
    """A scope is `server/name` without spaces, quotes and backslashes, and says in 256 characters what it allows."""
    for scope, text in pools.scopes.items():
        at = pools.at / "scopes" / scope
        server, _, name = scope.rpartition("/")
        if (
            not server
            or not re.fullmatch(r"[\x21\x23-\x5B\x5D-\x7E]{1,256}", server)
            or not re.fullmatch(r"[\x21\x23-\x2E\x30-\x5B\x5D-\x7E]{1,256}", name)
        ):
            yield Finding(
                at=at.key,
                message=f"`{scope[:80]}` cannot be a scope",
                help="write what it is for, a slash, and a name, as `orders/read`",
            )
        elif not 1 <= len(text) <= SCOPE_DESCRIPTION:
            yield Finding(
                at=at,
                message=f"the text has {len(text)} characters, and 1 to {SCOPE_DESCRIPTION} are allowed",
                help="say in a few words what the scope allows",
            )


@rule(
    "AC0666",
    bad=pool(scopes="{" + ", ".join(f"books/s{n}: Do it" for n in range(SCOPES_PER_SERVER + 1)) + "}"),
    good=pool(scopes="{" + ", ".join(f"books/s{n}: Do it" for n in range(SCOPES_PER_SERVER)) + "}"),
    evidence=CREATE_SERVER,
)
def too_many_scopes(pools: CognitoPools) -> Findings:
    """There are at most 100 scopes before whose slash the same stands, and 50 that one application may ask for."""
    for server, count in Counter(scope.rpartition("/")[0] for scope in pools.scopes).items():
        if count > SCOPES_PER_SERVER:
            yield Finding(
                at=(pools.at / "scopes").key,
                message=f"there are {count} scopes of `{server}`, and {SCOPES_PER_SERVER} are allowed",
                help="let some begin with another word",
            )
    for client in pools.clients.values():
        count = len(client.scopes) if client.scopes is not None else len(pools.scopes) + 3
        if count > SCOPES_PER_CLIENT:
            yield Finding(
                at=client.at / "scopes",
                message=f"the application may ask for {count} scopes, and {SCOPES_PER_CLIENT} are allowed",
                help="name those it needs: `scopes: […]`",
            )


@rule(
    "AC0667",
    bad=clients(callbacks=BACK, scopes="{books/read: Read books}").replace(
        f"callbacks: {BACK}", f"callbacks: {BACK}, scopes: [books/raed]"
    ),
    good=clients(callbacks=BACK).replace(f"callbacks: {BACK}", f"callbacks: {BACK}, scopes: [books/read]"),
    evidence=CREATE_CLIENT,
)
def unknown_scope_of_a_client(pools: CognitoPools) -> Findings:
    """An application asks for scopes of its pool; one that calls by itself only for those of your own."""
    for client in pools.clients.values():
        known = [*pools.scopes, *(() if client.is_machine else SYSTEM_SCOPES)]
        for index, scope in enumerate(client.scopes or ()):
            if scope in known:
                continue
            at = client.at / "scopes" / index
            close = closest(scope, known)
            if client.is_machine and scope in SYSTEM_SCOPES:
                message, close = f"`{scope}` is about users, and `{client.key}` calls by itself", ""
            else:
                message = f"the pool has no scope `{scope}`"
            yield Finding(
                at=at,
                message=message,
                help=f"did you mean `{close}`?" if close else f"known here: {listed(known)}",
                fix=Replace(at, close) if close else None,
                notes=(Note((pools.at / "scopes").key, "the scopes of the pool"),) if pools.scopes else (),
            )


@rule("AC0668", bad=clients(callbacks="[]"), good=clients(callbacks=BACK), evidence=CLIENTS)
def client_without_callback(client: Client) -> Findings:
    """Users who sign in to an application come back to one of its addresses, of which it has at most 100."""
    if client.is_machine:
        return
    if not client.callbacks:
        yield Finding(
            at=client.at / "callbacks",
            message=f"nothing says where users of `{client.key}` come back to",
            help="write `callbacks: [https://…]`, or `flow: clientCredentials` where nobody signs in",
        )
    for word, urls in (("callbacks", client.callbacks), ("logout", client.logout)):
        if len(urls) > CALLBACKS:
            yield Finding(
                at=client.at / word,
                message=f"there are {len(urls)} addresses, and {CALLBACKS} are allowed",
                help="make several applications of it",
            )


@rule(
    "AC0669",
    bad=clients(callbacks="[http://app.example.com/]"),
    good=clients(callbacks="[https://app.example.com/]"),
    evidence=CREATE_CLIENT,
)
def insecure_callback(client: Client) -> Findings:
    """Users come back by https, to an app (`books://…`) or to `http://localhost`, without a `#` in the address."""
    for word, urls in (("callbacks", client.callbacks), ("logout", client.logout)):
        for index, url in enumerate(urls):
            at = client.at / word / index
            scheme, found, rest = url.partition("://")
            if not found or not rest or not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", scheme) or re.search(r"\s", url):
                yield Finding(at=at, message=f"`{url[:80]}` is no whole address", help="write it from `https://` on")
            elif scheme.lower() == "http" and not re.match(r"(localhost|127\.0\.0\.1|\[::1\])([:/?]|$)", rest):
                secure = f"https://{rest}"
                yield Finding(
                    at=at,
                    message=f"`{url[:80]}` is not encrypted, and carries what opens an account",
                    help=f"write `{secure[:80]}`",
                    fix=Replace(at, secure),
                )
            elif "#" in url or len(url) > CALLBACK_LENGTH:
                yield Finding(
                    at=at,
                    message=f"`{url[:80]}` has a fragment"
                    if "#" in url
                    else f"the address has more than {CALLBACK_LENGTH} characters",
                    help="remove what stands from `#` on" if "#" in url else "shorten it",
                )


@rule(
    "AC0670",
    bad=clients(flow="clientCredentials", callbacks=BACK).replace("callbacks", "scopes: [books/read], callbacks"),
    good=clients(flow="clientCredentials").replace("clientCredentials", "clientCredentials, scopes: [books/read]"),
    evidence="https://github.com/aws/aws-sdk-js-v3/pull/2650",
)
def machine_with_users(client: Client) -> Findings:
    """An application that calls by itself has nobody who signs in, comes back, or is vouched for."""
    if not client.is_machine:
        return
    for word, value in (
        ("callbacks", client.callbacks),
        ("logout", client.logout),
        ("providers", client.providers),
        ("direct", client.direct),
    ):
        if value:
            yield Finding(
                at=(client.at / word).key,
                message=f"`{client.key}` calls by itself: nobody signs in to it",
                help="remove it, or make another application of it",
                notes=(Note(client.at / "flow", "the flow of machines"),),
            )


@rule(
    "AC0671",
    bad=clients(flow="clientCredentials"),
    good=clients(flow="clientCredentials").replace("clientCredentials", "clientCredentials, scopes: [books/read]"),
    evidence=MACHINES,
)
def client_without_scopes(client: Client) -> Findings:
    """An application may ask for something: without a scope it is given no token.

    One that users sign in to may ask for every scope of the pool when nothing
    is said; one that calls by itself names its own.
    """
    if client.scopes == () or (client.is_machine and client.scopes is None):
        yield Finding(
            at=client.at / "scopes",
            message=f"nothing says what `{client.key}` may ask for",
            help="write `scopes: […]`, with scopes of the pool",
        )


@rule(
    "AC0672",
    bad=clients(callbacks=BACK, tokens="{access: 1m}"),
    good=clients(callbacks=BACK, tokens="{access: 5m}"),
    evidence="https://github.com/aws/aws-cdk/pull/11752",
)
def token_lifetime(tokens: Tokens) -> Findings:
    """Tokens are good for 5 minutes to a day, refresh tokens for an hour to 3650 days."""
    for word, duration, (lowest, highest) in (
        ("access", tokens.access, TOKEN_SECONDS),
        ("id", tokens.id, TOKEN_SECONDS),
        ("refresh", tokens.refresh, REFRESH_TOKEN_SECONDS),
    ):
        seconds = duration.milliseconds / 1000
        if not lowest <= seconds <= highest or seconds % 1:
            units = {300: "5m", 3600: "1h", 86_400: "1d", 315_360_000: "3650d"}
            nearest = (
                f"{int(seconds)}s" if lowest <= seconds <= highest else units[lowest if seconds < lowest else highest]
            )
            yield Finding(
                at=tokens.at / word,
                message=f"a token cannot be good for {duration}",
                help=f"write `{nearest}`",
                fix=Replace(tokens.at / word, nearest),
            )


@rule(
    "AC0673",
    bad=clients(callbacks=BACK, providers="[gogle]"),
    good=clients(callbacks=BACK, providers="[cognito]"),
    evidence="https://github.com/lgallard/terraform-aws-cognito-user-pool/pull/72",
)
def unknown_provider_of_a_client(pools: CognitoPools) -> Findings:
    """Who vouches for the users of an application is the pool itself, or stands in `federation`."""
    known = ("cognito", *pools.federation)
    for client in pools.clients.values():
        for index, name in enumerate(client.providers or ()):
            if name not in known:
                close = closest(name, known)
                yield Finding(
                    at=client.at / "providers" / index,
                    message=f"nobody is called `{name}` in `federation`",
                    help=f"did you mean `{close}`?" if close else f"known here: {listed(known)}",
                )


@rule(
    "AC0674",
    bad=pool(clients=f"{{app/web: {{callbacks: {BACK}}}}}"),
    good=pool(clients=f"{{app-web: {{callbacks: {BACK}}}}}"),
    evidence=CREATE_CLIENT,
)
def invalid_client_name(client: Client) -> Findings:
    """The name of an application holds letters, digits, `-` and `_`, at most 40."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", client.key):
        accepted = re.sub(r"[^A-Za-z0-9_-]+", "-", client.key).strip("-")[:40]
        yield Finding(
            at=client.at.key,
            message=f"`{client.key[:60]}` cannot be the name of an application",
            help=f"write `{accepted}`" if accepted else "use letters, digits, `-` and `_`",
            fix=Replace(client.at.key, accepted) if accepted else None,
        )


@rule(
    "AC0675",
    bad=pool(scopes="{books/read: Read books}") + DOCUMENT.format(first="books/read", second="books/write"),
    good=pool(scopes="{books/read: Read books, books/write: Change books}")
    + DOCUMENT.format(first="books/read", second="books/write"),
    evidence=INTEGRATE,
)
def undeclared_scope(target: Target) -> Findings:
    """A scope that the document asks for is one that the user pool gives.

    No token could hold any other, and every call would be refused.
    """
    for method, access, pools in _guarded(target):
        for index, scope in enumerate(access.scopes):
            if pools.named == (CREATE,) and scope not in (*pools.scopes, *SYSTEM_SCOPES):
                written = method.access.at.file == method.operation.at.file
                close = closest(scope, pools.scopes)
                yield Finding(
                    at=method.access.at / access.name / index if written else method.access.at,
                    message=f"`{method.operation.title}` asks for `{scope}`, a scope that the user pool does not have",
                    help=f"did you mean `{close}`?" if close else f"declare it: `scopes: {{{scope}: …}}`",
                    notes=(Note((pools.at / "scopes").key, "the scopes of the pool"),),
                )


def _guarded(target: Target) -> Iterator[tuple[Method, Guarded, CognitoPools]]:
    """Yield the operations that a Cognito authorizer guards."""
    for method in target.all_methods:
        access = method.access.value
        if isinstance(access, Guarded) and isinstance(access.authorizer, CognitoAuthorizer):
            yield method, access, access.authorizer.cognito
