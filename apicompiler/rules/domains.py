"""Custom domains: names, base paths and records."""

import re

from apicompiler.blueprint import Address, Domain
from apicompiler.diagnostic import WARNING, Finding, Findings, Note, Replace
from apicompiler.limits import BASE_PATH_LENGTH, DOMAINS_PER_ACCOUNT, LEVELS_PER_DOMAIN
from apicompiler.rules import rule
from apicompiler.suggest import listed
from apicompiler.target import Target

CUSTOM_DOMAINS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains.html"
MAPPINGS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html"
QUOTAS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html"
ZONE = "{name: example.com, id: Z0123456789ABC}"
CERTIFICATE = "arn:aws:acm:{}:111111111111:certificate/12345678-1234-1234-1234-123456789012"


def example(region: str = "eu-west-1", **settings: str) -> str:
    """Write a blueprint with one domain, some of its keys replaced."""
    keys = {"name": "api.example.com", "certificate": f'"{CERTIFICATE.format(region)}"', "paths": "{/: v1}"}
    return "domains: {main: {" + ", ".join(f"{key}: {value}" for key, value in (keys | settings).items()) + "}}"


@rule("AC0903", binding=True, bad=example(paths="{/: v3}"), good=example(paths="{/: v1}"), evidence=MAPPINGS)
def unknown_mapped_api(target: Target) -> Findings:
    """A base path leads to an API and a stage that exist, as `api` or `api/stage`."""
    for domain in target.blueprint.domains.values():
        for path, text in domain.paths.items():
            if target.stage_named(text) is None:
                yield Finding(
                    at=domain.at / "paths" / path,
                    message=f"no API and stage is called `{text}`",
                    help=f"APIs are {listed(target.blueprint.apis)}, stages {listed(target.stages)}",
                )


@rule(
    "AC0904",
    bad=example(paths='{"/v1 beta": v1}'),
    good=example(paths="{/v1-beta: v1}"),
    evidence=MAPPINGS,
)
def invalid_base_path(target: Target) -> Findings:
    """A base path holds letters, digits and `$-_.+!*'()`, at most 300 of them."""
    for domain in target.blueprint.domains.values():
        for path in domain.paths:
            if message := wrong_path(path, BASE_PATH_LENGTH):
                yield Finding(at=(domain.at / "paths" / path).key, message=message, help="write it like `/v1`")


def wrong_path(path: str, allowed: int) -> str:
    """Say what is wrong with a base path of at most so many characters; nothing where it is right."""
    key = path.strip("/")
    found = re.search(r"[^A-Za-z0-9$_.+!*'()/-]", key)
    if found:
        return f"`{found[0]}` in the base path `{path}` is a character that API Gateway does not accept"
    if len(key) > allowed:
        return f"the base path has {len(key)} characters, {allowed} are allowed"
    if "//" in path:
        return f"the base path `{path}` has an empty segment"
    return f"the base path `{path}` does not begin with `/`" if path and not path.startswith("/") else ""


@rule(
    "AC0905",
    bad=example(paths="{/v1: v1, /v1/: v1}"),
    good=example(paths="{/v1: v1, /v2: v1}"),
    evidence="https://github.com/aws/aws-cdk/issues/5794",
)
def repeated_base_path(target: Target) -> Findings:
    """Every base path of a domain is another one."""
    for domain in target.blueprint.domains.values():
        first: dict[str, str] = {}
        for path in domain.paths:
            earlier = first.setdefault(path.strip("/"), path)
            if earlier != path:
                yield Finding(
                    at=(domain.at / "paths" / path).key,
                    message=f"`{path}` and `{earlier}` are one base path",
                    help="remove one of them",
                    notes=(Note((domain.at / "paths" / earlier).key, "the other one"),),
                )


@rule(
    "AC0906",
    bad=f"endpoint: edge\n{example('us-east-1', paths='{/shop/v1: v1}')}",
    good=f"endpoint: edge\n{example('us-east-1', paths='{/shop-v1: v1}')}",
    evidence="https://github.com/aws/aws-cdk/issues/15904",
)
def base_path_of_several_levels(target: Target) -> Findings:
    """A base path is one segment; only regional domains with TLS 1.2 or later take several."""
    for domain in target.blueprint.domains.values():
        if target.is_edge(domain):
            kind, cure = "an edge domain", "endpoint: regional"
        elif isinstance(domain, Domain) and domain.tls and domain.tls.policy == "TLS_1_0":
            kind, cure = "a domain with TLS 1.0", "tls: TLS_1_2"
        else:
            continue
        for path in domain.paths:
            if "/" in path.strip("/"):
                yield Finding(
                    at=(domain.at / "paths" / path).key,
                    message=f"`{path}` has several segments, and {kind} takes one",
                    help=f"write one segment, or `{cure}`",
                )


@rule(
    "AC0907",
    bad=f"endpoint: edge\n{example('us-east-1', paths='{/: v1, /v1: v1}')}",
    good=f"endpoint: edge\n{example('us-east-1', paths='{/v0: v1, /v1: v1}')}",
    evidence="https://github.com/amplify-education/serverless-domain-manager/issues/179",
)
def empty_base_path_beside_others(target: Target) -> Findings:
    """On an edge domain the empty base path stands alone.

    API Gateway refuses a second mapping beside it; a regional domain takes both.
    """
    for domain in filter(target.is_edge, target.blueprint.domains.values()):
        empty = [path for path in domain.paths if not path.strip("/")]
        if empty and len(domain.paths) > 1:
            yield Finding(
                at=(domain.at / "paths" / empty[0]).key,
                message="the empty base path stands beside others",
                help="give it a segment, or write `endpoint: regional`",
            )


@rule(
    "AC0908",
    bad=example(name="example.com", record="cname", zone="{name: example.com, id: Z0123456789ABC}"),
    good=example(name="example.com", record="alias", zone="{name: example.com, id: Z0123456789ABC}"),
    evidence="https://github.com/cloudfoundry/bosh-bootloader/issues/310",
)
def cname_at_the_top(domain: Domain) -> Findings:
    """No CNAME stands at the top of a zone; an alias may."""
    if domain.zone and domain.record == "cname" and _folded(domain.name) == _folded(domain.zone.name):
        yield Finding(
            at=domain.at / "record",
            message=f"`{domain.name}` is the top of its zone, where no CNAME may stand",
            help="write `record: alias`",
            fix=Replace(domain.at / "record", "alias"),
        )


@rule(
    "AC0909",
    bad=example(zone="{name: example.org, id: Z0123456789ABC}"),
    good=example(zone="{name: example.com, id: Z0123456789ABC}"),
    evidence="https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html",
)
def domain_outside_its_zone(domain: Domain) -> Findings:
    """The records of a domain stand in a zone that its name ends with."""
    if not domain.zone:
        return
    name, zone = _folded(domain.name), _folded(domain.zone.name)
    if name != zone and not name.endswith("." + zone):
        yield Finding(
            at=domain.zone.at / "name",
            message=f"`{domain.name}` does not lie in the zone `{domain.zone.name}`",
            help="name the zone that it lies in",
        )


@rule(
    "AC0910",
    bad=example(name="https://api.example.com"),
    good=example(name="api.example.com"),
    evidence=CUSTOM_DOMAINS,
)
def invalid_domain_name(target: Target) -> Findings:
    """A domain name is lower-case labels joined by dots, the first perhaps `*`."""
    for domain in target.blueprint.domains.values():
        label = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
        if not re.fullmatch(rf"(\*\.)?({label}\.)+{label}", domain.name) or len(domain.name) > 253:
            better = re.sub(r"^[a-z]+://|/.*$", "", domain.name.lower())
            usable = re.fullmatch(rf"(\*\.)?({label}\.)+{label}", better)
            yield Finding(
                at=domain.at / "name",
                message=f"`{domain.name[:80]}` is no domain name",
                help=f"write `{better}`" if usable else "write it like `api.example.com`",
                fix=Replace(domain.at / "name", better) if usable else None,
            )


@rule(
    "AC0911",
    bad=example().removesuffix("}") + ", other: {name: api.example.com, certificate: "
    f'"{CERTIFICATE.format("eu-west-1")}", paths: {{/: v1}}}}}}',
    good=example().removesuffix("}") + ", other: {name: push.example.com, certificate: "
    f'"{CERTIFICATE.format("eu-west-1")}", paths: {{/: v1}}}}}}',
    evidence=CUSTOM_DOMAINS,
)
def repeated_domain(target: Target) -> Findings:
    """A domain name is declared once: it can exist once in a region."""
    first: dict[str, Address] = {}
    for domain in target.blueprint.domains.values():
        earlier = first.setdefault(_folded(domain.name), domain)
        if earlier is not domain:
            yield Finding(
                at=domain.at / "name",
                message=f"`{domain.name}` is declared already",
                help="put the base paths of both under one of them",
                notes=(Note(earlier.at / "name", "declared here too"),),
            )


@rule("AC0912", bad=example(paths="{}"), good=example(paths="{/: v1}"), evidence=MAPPINGS)
def domain_without_paths(target: Target) -> Findings:
    """A domain leads somewhere."""
    for domain in target.blueprint.domains.values():
        if not domain.paths and not (isinstance(domain, Domain) and domain.routes):
            yield Finding(
                at=domain.at / "paths",
                message=f"no API answers under `{domain.name}`",
                help="write `paths: {/: api}`",
            )


def _folded(name: str) -> str:
    return name.lower().rstrip(".")


@rule(
    "AC0950",
    severity=WARNING,
    bad="domains: {"
    + ", ".join(
        f"d{n}: {{name: d{n}.example.com, certificate: '{CERTIFICATE.format('eu-west-1')}', paths: {{/: v1}}, "
        "zone: {name: example.com, id: Z0123456789ABCDEFGHIJ}, record: cname}"
        for n in range(DOMAINS_PER_ACCOUNT + 1)
    )
    + "}",
    good=example(),
    evidence=QUOTAS,
)
def many_domains(target: Target) -> Findings:
    """An account has at most 120 public domains in a region, unless AWS has raised the quota."""
    count = sum(not target.is_private(domain) for domain in target.own_domains)
    if count > DOMAINS_PER_ACCOUNT:
        yield Finding(
            at=(target.at / "domains").key,
            message=f"{count} domains, and an account has at most {DOMAINS_PER_ACCOUNT} unless AWS has raised it",
            help="ask AWS to raise the quota before you deploy, or let one domain lead to several APIs by base paths",
        )


@rule(
    "AC0951",
    bad=example(paths="{" + ", ".join(f"/a/p{n}: v1" for n in range(LEVELS_PER_DOMAIN + 1)) + "}"),
    good=example(paths="{" + ", ".join(f"/p{n}: v1" for n in range(LEVELS_PER_DOMAIN + 1)) + "}"),
    evidence=QUOTAS,
)
def too_many_levels(target: Target) -> Findings:
    """A domain has at most 200 base paths of several segments."""
    for domain in target.blueprint.domains.values():
        count = sum("/" in path.strip("/") for path in domain.paths)
        if count > LEVELS_PER_DOMAIN:
            yield Finding(
                at=(domain.at / "paths").key,
                message=f"{count} base paths have several segments, {LEVELS_PER_DOMAIN} may",
                help="give some of them one segment",
            )
