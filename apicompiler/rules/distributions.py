"""The distribution of CloudFront before a domain: what it may stand before, and who guards it."""

from apicompiler.access import Iam
from apicompiler.blueprint import AllowedCountries, ExistingDomain, NetworkCaller
from apicompiler.diagnostic import WARNING, Finding, Findings, Note, Replace
from apicompiler.distribution import methods_behind, stages_behind
from apicompiler.limits import ORIGIN_SECONDS
from apicompiler.methods import Method, titles
from apicompiler.plan import CLOUDFRONT
from apicompiler.pointers import WebAclArn
from apicompiler.rules import rule
from apicompiler.rules.domains import ZONE, example
from apicompiler.source import Location
from apicompiler.suggest import listed
from apicompiler.target import Target

GUIDE = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/"
QUOTAS = f"{GUIDE}cloudfront-limits.html"
COUNTRIES = f"{GUIDE}georestrictions.html"
SIGNED = "https://dev.to/kuboyumi/solving-the-403-signature-mismatch-cloudfront-api-gateway-sigv4-2239"
ACL = '"arn:aws:wafv2:us-east-1:111111111111:{}/webacl/books/12345678-1234-1234-1234-123456789012"'
PUBLIC = "defaults: {integration: books, auth: none}"
# ISO 3166-1, as the schema of the resource has them.
CODES = frozenset(
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ "
    "CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO "
    "FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE "
    "JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO "
    "MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW "
    "PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM "
    "TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW".split()
)


def fronted(settings: str = "", more: str = "executeApi: false", auth: str = PUBLIC, **domain: str) -> str:
    """Write a blueprint with a distribution before its domain, some keys of both replaced."""
    keys = f"domain: main, {settings}" if settings else "domain: main"
    domains = example("us-east-1", **{"zone": ZONE} | domain)
    return "\n".join(filter(None, (f"cloudFront: {{{keys}}}", domains, more, auth)))


def sending(method: str) -> str:
    """Write a document with an operation that is sent something."""
    body = "requestBody: {content: {application/json: {schema: {type: object}}}}"
    answer = "responses: {'200': {description: ok}}"
    return f"\n--- openapi.yaml\npaths: {{/books: {{{method}: {{{body}, {answer}}}}}}}\n"


@rule(
    "AC2200",
    binding=True,
    bad=f"cloudFront: {{domain: shop}}\n{example()}",
    good=fronted(),
    evidence="docs/cdn.md",
)
def distribution_before_no_domain(target: Target) -> Findings:
    """A distribution stands before a domain that is made here."""
    front = target.blueprint.cloud_front
    if front is None or target.fronted:
        return
    existing = isinstance(target.blueprint.domains.get(front.domain), ExistingDomain)
    own = [domain.key for domain in target.own_domains]
    yield Finding(
        at=front.at / "domain",
        message=f"`{front.domain}` is made elsewhere, and so is what stands before it"
        if existing
        else f"no domain is called `{front.domain}`",
        help=f"name one that is made here: {listed(own)}" if own else "declare it in `domains`, with a certificate",
    )


@rule("AC2201", bad=fronted(auth="defaults: {integration: books, auth: iam}"), good=fronted(), evidence=SIGNED)
def signature_behind_cloudfront(target: Target) -> Findings:
    """What is called through a distribution is not signed.

    A signature is made over the name that is called. The distribution calls
    its origin by another one, and API Gateway refuses every such call.
    """
    asking: dict[Location, list[Method]] = {}
    for method in methods_behind(target):
        if isinstance(method.access.value, Iam):
            asking.setdefault(method.access.at, []).append(method)
    for at, methods in asking.items():
        yield Finding(
            at=at,
            message=f"{titles(methods)} would refuse every call: CloudFront calls by another name than was signed",
            help="let an authorizer decide who may call, or lead to these operations by a domain of their own",
            notes=stands_before(target),
        )


@rule(
    "AC2205",
    bad=fronted("originLock: false", more="endpoint: edge"),
    good=fronted("originLock: false", more="endpoint: regional"),
    evidence="https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-endpoint-types.html",
)
def distribution_before_another_endpoint(target: Target) -> Findings:
    """A distribution stands before regional endpoints: an edge endpoint has one already, a private one no address."""
    if target.blueprint.cloud_front and target.blueprint.endpoint != "regional":
        yield Finding(
            at=target.at / "endpoint",
            message=f"CloudFront stands before a regional endpoint, and this one is {_kind(target)}",
            help="write `regional`, or remove `cloudFront`",
            notes=stands_before(target),
        )


@rule(
    "AC2206",
    binding=True,
    bad=fronted(
        "originLock: false", more="apis: {v1: openapi.yaml, live: {type: websocket, definition: live.yaml}}"
    ).replace("{/: v1}", "{/: live}")
    + "\n--- live.yaml\nselect: $request.body.action\nroutes: {$default: {integration: {mock: {status: 200}}}}\n",
    good=fronted("originLock: false"),
    evidence="https://docs.aws.amazon.com/waf/latest/developerguide/how-aws-waf-works-resources.html",
)
def other_kinds_behind_cloudfront(target: Target) -> Findings:
    """Behind a distribution stand REST APIs: WAF guards no stage of another kind, so nothing could lock the origin."""
    domain = target.fronted
    for path, text in domain.paths.items() if domain else ():
        named = target.stage_named(text)
        if domain and named and named[0] not in target.apis:
            yield Finding(
                at=domain.at / "paths" / path,
                message=f"`{named[0]}` is no REST API, and no distribution is put before it",
                help="give it a domain of its own",
                notes=stands_before(target),
            )


@rule(
    "AC2207",
    bad=fronted(mutualTls="{truststore: s3://trust/ca.pem, version: abc}"),
    good=fronted(),
    evidence="https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mutual-tls.html",
)
def mutual_tls_behind_cloudfront(target: Target) -> Findings:
    """A domain behind a distribution knows no mutual TLS: CloudFront ends the connection, and shows no certificate."""
    domain = target.fronted
    if domain and domain.mutual_tls:
        yield Finding(
            at=(domain.at / "mutualTls").key,
            message="callers connect to CloudFront, which would show none of their certificates to API Gateway",
            help="give those callers a domain of their own",
            notes=stands_before(target),
        )


@rule(
    "AC2208",
    bad=fronted(certificate="create") + '\nenvironments: {dev: {account: "111111111111", region: cn-north-1}}',
    good=fronted(),
    evidence="https://docs.aws.amazon.com/general/latest/gr/cf_region.html",
)
def cloudfront_where_there_is_none(target: Target) -> Findings:
    """A distribution reads its certificate in us-east-1, which accounts of China and GovCloud do not have."""
    front, region = target.blueprint.cloud_front, target.environment.region
    if front and region.partition != "aws":
        yield Finding(
            at=front.at.key,
            message=f"no distribution can be put before an API in {region}",
            help=f"write `set: {{cloudFront: null}}` in `{target.environment.key}`",
            notes=(Note(target.environment.at / "region", "deployed to this region"),),
        )


@rule(
    "AC2209",
    bad=fronted(f"waf: {ACL.format('regional')}"),
    good=fronted(f"waf: {ACL.format('global')}"),
    evidence="https://docs.aws.amazon.com/waf/latest/developerguide/cloudfront-features.html",
)
def web_acl_of_no_distribution(target: Target) -> Findings:
    """The web ACL of a distribution is one of CloudFront, made in us-east-1 of the same account."""
    front = target.blueprint.cloud_front
    acl = front.waf if front else None
    if not front or not isinstance(acl, WebAclArn):
        return
    if acl.part("scope") != "global" or acl.region != CLOUDFRONT:
        message = "the web ACL is a regional one, and guards no distribution"
    elif acl.account != str(target.environment.account):
        message = f"the web ACL belongs to account {acl.account}, the distribution to {target.environment.account}"
    else:
        return
    yield Finding(
        at=front.at / "waf",
        message=message,
        help="name one with the scope CLOUDFRONT in that account, or write `waf: managed`",
        notes=(Note(target.environment.at.key, "the environment that is deployed to"),),
    )


@rule(
    "AC2211",
    bad=fronted(more="executeApi: false\npolicy: {allow: [{cidr: 203.0.113.0/24}]}"),
    good=fronted("countries: {allow: [DE]}"),
    evidence="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-aws-condition-keys.html",
)
def addresses_behind_cloudfront(target: Target) -> Findings:
    """Behind a distribution no policy speaks of addresses: every call comes from one of CloudFront's."""
    if not stages_behind(target):
        return
    for caller in (*target.allowed, *target.denied):
        if isinstance(caller, NetworkCaller):
            yield Finding(
                at=caller.at / "cidr",
                message="API Gateway sees the addresses of CloudFront, and none of a caller",
                help="put a web ACL with an IP set before the distribution: `cloudFront: {waf: arn:…}`",
                notes=stands_before(target),
            )


@rule(
    "AC2212",
    bad=fronted("countries: {allow: [DE, UK]}"),
    good=fronted("countries: {allow: [DE, GB]}"),
    evidence=COUNTRIES,
)
def unknown_country(target: Target) -> Findings:
    """A country is named by its code of ISO 3166-1, once, and at least one is named."""
    countries = target.blueprint.cloud_front.countries if target.blueprint.cloud_front else None
    if countries is None:
        return
    allowed = isinstance(countries, AllowedCountries)
    codes = countries.allow if isinstance(countries, AllowedCountries) else countries.deny
    at = countries.at / ("allow" if allowed else "deny")
    if not codes and target.is_whole(at):
        yield Finding(at=at, message="no country is named", help=f"write `{at.name}: [DE]`, or remove `countries`")
    for index, code in enumerate(codes):
        if str(code) not in CODES:
            close = {"UK": "GB", "EL": "GR"}.get(str(code), "")
            yield Finding(
                at=at / index,
                message=f"no country has the code `{code}`",
                help=f"write `{close}`" if close else "write a code of ISO 3166-1, such as `DE`",
                fix=Replace(at / index, close) if close else None,
            )
        elif code in codes[:index]:
            yield Finding(at=at / index, message=f"`{code}` is named already", help="remove it")


@rule(
    "AC2215",
    bad=fronted(more="executeApi: false\nenvironments: {dev: {account: '111111111111', region: eu-west-1, "
    "quotas: {timeout: 180s}}}"),
    good=fronted(more="executeApi: false\nenvironments: {dev: {account: '111111111111', region: eu-west-1, "
    "quotas: {timeout: 120s}}}"),
    evidence=QUOTAS,
)  # fmt: skip
def answer_that_comes_too_late(target: Target) -> Findings:
    """CloudFront waits two minutes for an answer at most."""
    timeout = target.environment.quotas.timeout if target.environment.quotas else None
    longest = ORIGIN_SECONDS[1]
    if timeout and target.blueprint.cloud_front and timeout.milliseconds > longest * 1000:
        assert target.environment.quotas
        yield Finding(
            at=target.environment.quotas.at / "timeout",
            message=f"integrations may take {timeout}, and CloudFront waits {longest}s at most",
            help=f"write `{longest}s`",
            notes=stands_before(target),
        )


@rule(
    "AC2216",
    severity=WARNING,
    bad=fronted() + sending("get"),
    good=fronted() + sending("post"),
    evidence=f"{GUIDE}RequestAndResponseBehaviorCustomOrigin.html",
)
def get_with_a_body_behind_cloudfront(target: Target) -> Findings:
    """A GET through a distribution has no body: CloudFront refuses one that does."""
    for method in methods_behind(target):
        if method.operation.method == "GET" and method.operation.body:
            yield Finding(
                at=method.operation.body.at.key,
                message=f"CloudFront refuses every call of `{method.operation.title}` that has a body",
                help="make it a POST, or send what it asks for in the query",
                notes=stands_before(target),
            )


def stands_before(target: Target) -> tuple[Note, ...]:
    front = target.blueprint.cloud_front
    return (Note(front.at.key, "CloudFront stands before it"),) if front else ()


def _kind(target: Target) -> str:
    return "an edge endpoint" if target.blueprint.endpoint == "edge" else "private"
