"""The distribution of CloudFront before a domain: what it may stand before, and who guards it."""

import re

from apicompiler.access import Iam
from apicompiler.blueprint import AllowedCountries, CloudFront, ExistingDomain, NetworkCaller
from apicompiler.diagnostic import WARNING, Finding, Findings, Note, Replace
from apicompiler.distribution import methods_behind, stages_behind
from apicompiler.limits import CERTIFICATE_NAME_LENGTH, ORIGIN_SECONDS
from apicompiler.methods import Method, titles
from apicompiler.plan import CLOUDFRONT
from apicompiler.pointers import Outside, WebAclArn
from apicompiler.rules import rule
from apicompiler.rules.domains import ZONE, example
from apicompiler.source import Location
from apicompiler.suggest import listed
from apicompiler.target import Target

GUIDE = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/"
QUOTAS = f"{GUIDE}cloudfront-limits.html"
HEADERS = f"{GUIDE}add-origin-custom-headers.html"
COUNTRIES = f"{GUIDE}georestrictions.html"
PROTOCOLS = "https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_OriginSslProtocols.html"
SIGNED = "https://dev.to/kuboyumi/solving-the-403-signature-mismatch-cloudfront-api-gateway-sigv4-2239"
NOT_A_NAME = "https://github.com/anomalyco/sst/issues/4278"
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
            notes=_stands_before(target),
        )


@rule("AC2202", bad=fronted(more=""), good=fronted(), evidence=HEADERS)
def open_way_around(target: Target) -> Findings:
    """Where an origin is locked, the address that API Gateway gives to its APIs is closed."""
    front = target.blueprint.cloud_front
    if front and front.origin_lock and target.blueprint.execute_api and stages_behind(target):
        yield Finding(
            at=(front.at / "originLock").key,
            message="the address that API Gateway itself gives to the APIs leads around the distribution",
            help="write `executeApi: false`, or `originLock: false`",
        )


@rule(
    "AC2203",
    bad=fronted().replace("}}\n", "}, other: {name: push.example.com, existing: true, paths: {/: v1}}}\n"),
    good=fronted("originLock: false").replace(
        "}}\n", "}, other: {name: push.example.com, existing: true, paths: {/: v1}}}\n"
    ),
    evidence=HEADERS,
)
def domain_beside_a_locked_one(target: Target) -> Findings:
    """Where an origin is locked, no other domain leads to what answers there: every call would be refused."""
    front = target.blueprint.cloud_front
    behind = stages_behind(target).values() if front and front.origin_lock else ()
    for domain in target.blueprint.domains.values():
        for path, text in domain.paths.items():
            if not target.is_fronted(domain) and target.stage_named(text) in behind:
                yield Finding(
                    at=domain.at / "paths" / path,
                    message=f"`{text}` answers nobody but the distribution, and `{domain.name}` leads around it",
                    help="remove it, or lead to another stage",
                    notes=_stands_before(target),
                )


@rule(
    "AC2204",
    binding=True,
    bad=fronted(more=f"executeApi: false\nwaf: {ACL.format('regional').replace('us-east', 'eu-west')}"),
    good=fronted(more="executeApi: false\nwaf: managed"),
    evidence="https://docs.aws.amazon.com/waf/latest/developerguide/how-aws-waf-works-resources.html",
)
def lock_in_a_web_acl_of_others(target: Target) -> Findings:
    """What locks an origin is a rule of its web ACL, of which a stage has one: it is made here."""
    front = target.blueprint.cloud_front
    locked = dict.fromkeys(stage for _, stage in stages_behind(target).values()) if front and front.origin_lock else ()
    seen: set[Location] = set()
    for stage in locked:
        channel = target.channels[stage]
        at = (target.stages[stage].at if channel.has_own_waf else target.at) / "waf"
        if isinstance(channel.waf, Outside) and at not in seen:
            seen.add(at)
            yield Finding(
                at=at,
                message="a web ACL that is there already cannot ask for the key of the distribution",
                help="write `waf: managed`, and name yours in `cloudFront` if it is one of CloudFront",
                notes=_stands_before(target),
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
            notes=_stands_before(target),
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
                notes=_stands_before(target),
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
            notes=_stands_before(target),
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
    "AC2210",
    bad=fronted("origin: 'https://origin.example.com'"),
    good=fronted("origin: origin.example.com"),
    evidence=NOT_A_NAME,
)
def invalid_cloudfront_origin(target: Target) -> Findings:
    """The origin of a distribution is a domain of its own: a name and nothing else, in the zone of the other one."""
    front, domain = target.blueprint.cloud_front, target.fronted
    if not front or not domain:
        return
    origin = target.behind(domain)
    at = origin.at / "name" if front.origin else (front.at / "domain")
    label = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
    zone = domain.zone.name.lower().rstrip(".") if domain.zone else ""
    taken = {other.name: other for other in target.blueprint.domains.values()}
    better = f"origin.{domain.name.removeprefix('*.')}"
    if not re.fullmatch(rf"({label}\.)+{label}", origin.name) or len(origin.name) > 253:
        message = f"`{origin.name[:80]}` is no domain name"
    elif origin.name in taken:
        message = f"`{origin.name}` is what callers use, and would lead to the distribution itself"
    elif zone and origin.name != zone and not origin.name.endswith(f".{zone}"):
        message = f"`{origin.name}` does not lie in the zone `{zone}`, where its record is written"
    elif origin.certificate == "create" and len(origin.name) > CERTIFICATE_NAME_LENGTH:
        message = f"`{origin.name}` has {len(origin.name)} characters, and a certificate is made for 64 at most"
        better = f"origin.{zone or 'example.com'}"
    else:
        return
    yield Finding(
        at=at, message=message, help=f"write `origin: {better}`", fix=Replace(at, better) if front.origin else None
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
                notes=_stands_before(target),
            )


@rule(
    "AC2212",
    bad=fronted("countries: {allow: [DE, UK]}"),
    good=fronted("countries: {allow: [DE, GB]}"),
    evidence=COUNTRIES,
)
def unknown_country(front: CloudFront) -> Findings:
    """A country is named by its code of ISO 3166-1, once, and at least one is named."""
    if front.countries is None:
        return
    word = "allow" if isinstance(front.countries, AllowedCountries) else "deny"
    codes = front.countries.allow if isinstance(front.countries, AllowedCountries) else front.countries.deny
    at = front.countries.at / word
    if not codes:
        yield Finding(at=at, message="no country is named", help=f"write `{word}: [DE]`, or remove `countries`")
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
    "AC2213",
    bad=fronted(more="executeApi: false\ntls: {policy: SecurityPolicy_TLS13_1_3_2025_09, access: basic}"),
    good=fronted("tls: TLSv1.3_2025"),
    evidence=PROTOCOLS,
)
def origin_that_refuses_cloudfront(target: Target) -> Findings:
    """The origin of a distribution takes TLS 1.2, with which CloudFront calls it."""
    domain = target.fronted
    for tls in (target.blueprint.tls, domain.tls) if domain else ():
        if tls and tls.policy.startswith("SecurityPolicy_TLS13_1_3_"):
            yield Finding(
                at=tls.at / "policy",
                message=f"`{tls.policy}` takes TLS 1.3 alone, and CloudFront calls with TLS 1.2",
                help="write `cloudFront: {tls: TLSv1.3_2025}` for callers, and a policy of `TLS13_1_2` here",
                notes=_stands_before(target),
            )


@rule("AC2214", bad=fronted("originKey: 0"), good=fronted("originKey: 2"), evidence="docs/cdn.md")
def invalid_origin_key(front: CloudFront) -> Findings:
    """The keys of a distribution are numbered from 1, and are there where its origin is locked."""
    if front.origin_key < 1 or (front.origin_key > 1 and not front.origin_lock):
        yield Finding(
            at=front.at / "originKey",
            message=f"there is no key number {front.origin_key}"
            if front.origin_key < 1
            else "no key is shown, because the origin is not locked",
            help="write a number from 1 on" if front.origin_key < 1 else "remove it, or write `originLock: true`",
        )


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
            notes=_stands_before(target),
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
                notes=_stands_before(target),
            )


def _stands_before(target: Target) -> tuple[Note, ...]:
    front = target.blueprint.cloud_front
    return (Note(front.at.key, "CloudFront stands before it"),) if front else ()


def _kind(target: Target) -> str:
    return "an edge endpoint" if target.blueprint.endpoint == "edge" else "private"
