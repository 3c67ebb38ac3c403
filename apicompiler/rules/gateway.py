"""What the gateway does for every operation: cross-origin answers and logs."""

import re

from apicompiler.blueprint import Cors, Logging
from apicompiler.diagnostic import INFO, WARNING, Finding, Findings, Replace
from apicompiler.limits import PREFLIGHT_SECONDS, RETENTION_DAYS
from apicompiler.rules import rule

CORS = "https://fetch.spec.whatwg.org/#http-cors-protocol"
LOGGING = "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html"
RETENTION = "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html"


@rule(
    "AC1001",
    bad="cors: {origins: ['*'], credentials: true}",
    good="cors: {origins: ['https://app.example.com'], credentials: true}",
    evidence=CORS,
)
def credentials_for_everybody(cors: Cors) -> Findings:
    """Credentials are allowed to origins that are named.

    Browsers refuse an answer that allows credentials to `*`.
    """
    if cors.credentials and "*" in cors.origins:
        yield Finding(
            at=cors.at / "credentials",
            message="browsers send no credentials where every origin is allowed",
            help="list the origins, or write `credentials: false`",
        )


@rule(
    "AC1002",
    bad="cors: {origins: ['https://app.example.com/']}",
    good="cors: {origins: ['https://app.example.com']}",
    evidence=CORS,
)
def invalid_origin(cors: Cors) -> Findings:
    """An origin is a scheme, a host and perhaps a port, as a browser sends it; or `*`, alone.

    It is compared letter by letter, so that one with a path or a slash at the
    end never matches.
    """
    if not cors.origins:
        yield Finding(at=cors.at / "origins", message="no origin is allowed", help="write `origins: ['https://…']`")
    for index, origin in enumerate(cors.origins):
        at = cors.at / "origins" / index
        if origin == "*":
            if len(cors.origins) > 1:
                yield Finding(at=at, message="`*` allows every origin, the others included", help="remove the others")
        elif not re.fullmatch(r"[a-z][a-z0-9+.-]*://[a-z0-9.-]+(:\d{1,5})?", origin):
            better = re.match(r"[a-z][a-z0-9+.-]*://[a-z0-9.-]+(:\d{1,5})?", origin.lower())
            yield Finding(
                at=at,
                message=f"`{origin[:80]}` is no origin that a browser sends",
                help=f"write `{better[0]}`" if better else "write it like `https://app.example.com`",
                fix=Replace(at, f"'{better[0]}'") if better else None,
            )


@rule(
    "AC1003",
    bad="cors: {origins: ['https://app.example.com'], headers: ['X-Trace Id']}",
    good="cors: {origins: ['https://app.example.com'], headers: [X-Trace-Id]}",
    evidence="https://www.rfc-editor.org/rfc/rfc9110#section-5.1",
)
def invalid_header_name(cors: Cors) -> Findings:
    """The name of a header holds letters, digits and hyphens."""
    for word, names in (("headers", cors.headers), ("expose", cors.expose)):
        for index, name in enumerate(names):
            if not re.fullmatch(r"[A-Za-z0-9!#$%&*+.^_`|~-]+", name):
                yield Finding(
                    at=cors.at / word / index,
                    message=f"`{name[:80]}` is no name of a header",
                    help="use letters, digits and `-`",
                )


@rule("AC1004", bad="logging: {retain: 100d}", good="logging: {retain: 90d}", evidence=RETENTION)
def log_retention(logging: Logging) -> Findings:
    """Logs are kept for a number of days that CloudWatch Logs knows."""
    if logging.retain is None or logging.retain.days in RETENTION_DAYS:
        return
    nearest = min(RETENTION_DAYS, key=lambda days: abs(days - (logging.retain.days if logging.retain else 0)))
    yield Finding(
        at=logging.at / "retain",
        message=f"CloudWatch Logs keeps nothing for {logging.retain}",
        help=f"write `{nearest}d`; it knows {', '.join(map(str, RETENTION_DAYS))} days",
        fix=Replace(logging.at / "retain", f"{nearest}d"),
    )


@rule(
    "AC1005",
    severity=WARNING,
    bad="logging: {execution: info, bodies: true}",
    good="logging: {execution: info, bodies: false}",
    evidence=LOGGING,
)
def logged_bodies(logging: Logging) -> Findings:
    """Logs hold no bodies: tokens and personal data would be in them, in plain text."""
    if logging.bodies:
        yield Finding(
            at=logging.at / "bodies",
            message="whole requests and responses are written to the log",
            help="write `bodies: false`",
            fix=Replace(logging.at / "bodies", "false"),
        )


@rule(
    "AC1030",
    severity=INFO,
    bad="cors: {origins: ['https://app.example.com'], maxAge: 7d}",
    good="cors: {origins: ['https://app.example.com'], maxAge: 24h}",
    evidence="https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Access-Control-Max-Age",
)
def preflight_remembered_too_long(cors: Cors) -> Findings:
    """No browser remembers the answer to a preflight for longer than a day, and most do for two hours."""
    if cors.max_age and cors.max_age.seconds > PREFLIGHT_SECONDS:
        yield Finding(
            at=cors.at / "maxAge",
            message=f"no browser remembers an answer for {cors.max_age}",
            help="write `24h`",
            fix=Replace(cors.at / "maxAge", "24h"),
        )


@rule(
    "AC1031",
    severity=WARNING,
    bad="cors: {origins: ['https://app.example.com'], credentials: true, expose: ['*']}",
    good="cors: {origins: ['https://app.example.com'], credentials: true, expose: [X-Total]}",
    evidence=CORS,
)
def wildcard_beside_credentials(cors: Cors) -> Findings:
    """Where credentials are allowed, headers are named.

    Browsers then take `*` for the name of a header, which nobody sends.
    """
    for word, names in (("headers", cors.headers), ("expose", cors.expose)):
        if cors.credentials and "*" in names:
            yield Finding(
                at=cors.at / word / names.index("*"),
                message="where credentials are allowed, `*` is a header called `*`",
                help="name the headers",
            )


@rule(
    "AC1032",
    severity=WARNING,
    bad="cors: {origins: ['http://app.example.com']}",
    good="cors: {origins: ['https://app.example.com']}",
    evidence="https://www.w3.org/TR/secure-contexts/",
)
def unencrypted_origin(cors: Cors) -> Findings:
    """Pages that may call come through TLS, or from the machine of a developer.

    Whoever is between a browser and such a page writes what it does, and calls in the name of its user.
    """
    for index, origin in enumerate(cors.origins):
        if re.match(r"http://(?!localhost\b|127\.0\.0\.1\b)", origin):
            at = cors.at / "origins" / index
            yield Finding(
                at=at,
                message=f"anybody on the way can change the page at `{origin[:80]}`",
                help=f"write `{origin.replace('http', 'https', 1)[:80]}`",
                fix=Replace(at, f"'{origin.replace('http', 'https', 1)}'"),
            )
