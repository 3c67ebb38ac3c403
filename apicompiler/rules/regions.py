"""Several regions of one environment: what they can have in common, and how callers find one of them."""

from apicompiler.access import Public
from apicompiler.blueprint import Regions
from apicompiler.diagnostic import Finding, Findings, Note
from apicompiler.openapi import parts, variable
from apicompiler.rules import rule
from apicompiler.rules.distributions import fronted
from apicompiler.rules.domains import ZONE, example
from apicompiler.source import Location
from apicompiler.suggest import closest
from apicompiler.target import Target

ROUTE_53 = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/"
ROUTING = f"{ROUTE_53}routing-policy.html"
FAILOVER = f"{ROUTE_53}routing-policy-failover.html"
CHECKS = f"{ROUTE_53}health-checks-creating-values.html"
RECORDS = "https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html"
PUBLIC = "defaults: {integration: books, auth: none}\n"


def several(regions: str = "[eu-west-1, us-east-1]", more: str = "") -> str:
    """Write a blueprint with an environment in several regions."""
    return f'environments: {{dev: {{account: "111111111111", regions: {regions}}}}}\n{more}'


@rule("AC2300", bad=several("[eu-west-1, eu-west-1]"), good=several(), evidence=RECORDS)
def repeated_region(regions: Regions) -> Findings:
    """A region is named once: each has a stack, and a record, of its own."""
    for index, region in enumerate(regions.names):
        if region in regions.names[:index]:
            yield Finding(at=regions.at / "names" / index, message=f"`{region}` is named already", help="remove it")


@rule(
    "AC2301",
    bad=several("[eu-west-1, cn-north-1]"),
    good=several(),
    evidence="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html",
)
def regions_of_several_partitions(regions: Regions) -> Findings:
    """The regions of an environment belong to one account, and so to one partition of AWS."""
    first = regions.names[0] if regions.names else None
    for index, region in enumerate(regions.names):
        if first and region.partition != first.partition:
            yield Finding(
                at=regions.at / "names" / index,
                message=f"no account has both `{first}` and `{region}`",
                help="declare an environment of its own for it",
            )


@rule(
    "AC2302",
    bad=several("{names: [eu-west-1, us-east-1, us-west-2], records: failover, check: /books}", PUBLIC),
    good=several("{names: [eu-west-1, us-east-1], records: failover, check: /books}", PUBLIC),
    evidence=FAILOVER,
)
def failover_among_others_than_two(regions: Regions) -> Findings:
    """One region fails over to one other: Route 53 knows a primary record and a secondary one."""
    if regions.records == "failover" and len(set(regions.names)) != 2:
        yield Finding(
            at=regions.at / "records",
            message=f"a primary region and a secondary one are two, and there are {len(set(regions.names))}",
            help="write `records: latency`, which leads callers past a region that fails, too",
        )


@rule(
    "AC2303",
    bad=several(
        "{names: [eu-west-1, us-east-1], records: failover}", example(certificate="create", zone=ZONE, record="cname")
    ),
    good=several(
        "{names: [eu-west-1, us-east-1], records: failover}", example(certificate="create", zone=ZONE, record="alias")
    ),
    evidence=f"{ROUTE_53}dns-failover-determining-health-of-endpoints.html",
)
def failover_that_nothing_starts(target: Target) -> Findings:
    """What fails over is checked: a CNAME knows nothing of where it leads.

    An alias does: it leads elsewhere when API Gateway is not available in a region.
    """
    regions = target.regions
    if not regions or regions.records != "failover" or regions.check:
        return
    for domain in target.own_domains:
        if domain.zone and domain.record == "cname":
            yield Finding(
                at=domain.at / "record",
                message="nothing tells whether the first region answers, so callers are never led to the second",
                help="write `record: alias`, or `check: /health`, a path that everybody may GET, beside `failover`",
                notes=(Note(regions.at / "records", "it is asked for here"),),
            )


@rule(
    "AC2304",
    binding=True,
    bad=several("{names: [eu-west-1, us-east-1], check: /book}", PUBLIC),
    good=several("{names: [eu-west-1, us-east-1], check: /books}", PUBLIC),
    evidence=CHECKS,
)
def check_of_no_path(target: Target) -> Findings:
    """What is checked is a path of a REST API that has a GET, and no variables."""
    regions = target.regions
    if regions is None or not regions.check:
        return
    known = [method.operation.public for method in target.all_methods if method.operation.method == "GET"]
    if not target.checked:
        close = closest(regions.check, known)
        message = f"no API has `GET {regions.check[:80]}`"
        cure = f"did you mean `{close}`?" if close else "name the path of a GET, such as `/health`"
    elif any(map(variable, parts(regions.check))):
        message, cure = f"`{regions.check}` has variables, and Route 53 calls one path", "name a path without any"
    else:
        return
    yield Finding(at=regions.at / "check", message=message, help=cure)


@rule(
    "AC2305",
    bad=several("{names: [eu-west-1, us-east-1], check: /books}"),
    good=several("{names: [eu-west-1, us-east-1], check: /books}", PUBLIC),
    evidence=CHECKS,
)
def check_that_is_refused(target: Target) -> Findings:
    """Route 53 may call what it checks: it signs nothing, has no key, and comes from many addresses."""
    if target.regions is None:
        return
    at = target.regions.at / "check"
    for _, method in target.checked[:1]:
        title = method.operation.title
        if not isinstance(method.access.value, Public):
            yield Finding(
                at=at,
                message=f"`{title}` refuses Route 53, which knows no authorization, and every region would fail",
                help=f"write `operations: {{{method.operation.id or title}: {{auth: none}}}}`, or check another path",
                notes=(Note(method.access.at, "who may call is decided here"),),
            )
        elif method.api_key:
            yield Finding(
                at=at, message=f"`{title}` asks for an API key, and Route 53 has none", help="check another path"
            )
        elif target.allowed:
            yield Finding(
                at=at,
                message="the policy lets in others than Route 53, and every region would fail",
                help="leave out `check`, or `allow` in the policy",
                notes=(Note(target.allowed[0].at, "somebody is let in here"),),
            )


@rule(
    "AC2306",
    bad=several(
        "{names: [eu-west-1, us-east-1], check: /books}",
        f"{PUBLIC}executeApi: false\n{example(certificate='create', zone=ZONE)}",
    ),
    good=several(
        "{names: [eu-west-1, us-east-1], check: /books}",
        f"{PUBLIC}executeApi: true\n{example(certificate='create', zone=ZONE)}",
    ),
    evidence=CHECKS,
)
def check_of_a_closed_address(target: Target) -> Findings:
    """Regions are checked at the addresses that API Gateway gives: a domain of all of them tells none apart."""
    regions, blueprint = target.regions, target.blueprint
    if regions and regions.check and (not blueprint.execute_api or target.door):
        closed = target.at / ("endpoint" if target.door else "executeApi")
        yield Finding(
            at=regions.at / "check",
            message="Route 53 would call the address that API Gateway gives, which is closed",
            help="leave out `check`: records then lead past a region whose address is not healthy, or open the address",
            notes=(Note(closed, "closed here"),),
        )


@rule(
    "AC2307",
    bad=several(more="endpoint: edge\n" + example("us-east-1")),
    good=several(more="endpoint: regional\n" + example(certificate="create", zone=ZONE)),
    evidence="https://docs.aws.amazon.com/apigateway/latest/developerguide/dns-failover.html",
)
def edge_in_several_regions(target: Target) -> Findings:
    """A domain in several regions is a regional one: one at the edge exists once in all of AWS."""
    if target.regions and target.blueprint.endpoint == "edge" and target.own_domains:
        yield Finding(
            at=target.at / "endpoint",
            message="a domain at the edge exists once, and every region would make its own",
            help="write `endpoint: regional`",
            notes=(Note(target.regions.at.key, "the regions"),),
        )


@rule(
    "AC2308",
    bad=several("[us-east-1, us-west-2]", fronted()),
    good=several(more="endpoint: regional\n" + example(certificate="create", zone=ZONE)),
    evidence="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html",
)
def distribution_in_several_regions(target: Target) -> Findings:
    """A distribution exists once, in no region: two of them cannot have one name."""
    front = target.blueprint.cloud_front
    if target.regions and front:
        yield Finding(
            at=front.at.key,
            message="each region would make a distribution with the same name, and CloudFront has a name once",
            help=f"write `set: {{cloudFront: null}}` in `{target.environment.key}`, or `region` instead of `regions`",
            notes=(Note(target.regions.at.key, "the regions"),),
        )


@rule(
    "AC2309",
    bad=several(
        more="authorizers: {users: {cognito: {userPool: create}}}\ndefaults: {integration: books, auth: users}"
    ),
    good=several(
        more="authorizers: {users: {cognito: {userPool: "
        '"arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_AbCdEfGhI"}}}\n'
        "defaults: {integration: books, auth: users}"
    ),
    evidence="https://docs.aws.amazon.com/cognito/latest/developerguide/security-cognito-regional-data-considerations.html",
)
def user_pool_in_several_regions(target: Target) -> Findings:
    """A user pool has one region: users of one would be unknown to the other."""
    seen: set[Location] = set()
    for _, pools in target.made_pools if target.regions else ():
        if pools.at not in seen and target.regions:
            seen.add(pools.at)
            yield Finding(
                at=pools.at / "userPool",
                message="each region would have users of its own, who are unknown in the others",
                help="make the pool in a blueprint with one region, and write its ARN here",
                notes=(Note(target.regions.at.key, "the regions"),),
            )


@rule(
    "AC2310",
    bad=several(
        more="apiKeys: {acme: {usagePlan: gold}}\nusagePlans: {gold: {quota: 100/day}}\n"
        "defaults: {integration: books, auth: iam, apiKey: true}"
    ),
    good=several(
        more="apiKeys: {acme: {usagePlan: gold, value: 'secret:/keys/acme'}}\nusagePlans: {gold: {quota: 100/day}}\n"
        "defaults: {integration: books, auth: iam, apiKey: true}"
    ),
    evidence="https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html",
)
def key_that_differs_by_region(target: Target) -> Findings:
    """A key has one value in all regions: a made one is another in each, and its holder is led to any of them."""
    for key in target.blueprint.api_keys.values() if target.regions else ():
        if key.value is None and target.regions:
            yield Finding(
                at=key.at.key,
                message=f"each region would make another value for `{key.key}`, whose holder has one",
                help="write `value: 'secret:…'`, a secret that Secrets Manager replicates to every region",
                notes=(Note(target.regions.at.key, "the regions"),),
            )
