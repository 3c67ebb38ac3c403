"""Custom domains: names, certificates, base paths and records."""

import re

from apicompiler.blueprint import Domain
from apicompiler.diagnostic import Finding, Findings, Note, Replace
from apicompiler.limits import BASE_PATH_LENGTH
from apicompiler.rules import rule
from apicompiler.suggest import listed
from apicompiler.target import Target

EDGE_CERTIFICATE = "https://github.com/architect/architect/issues/25"
CUSTOM_DOMAINS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains.html"
MAPPINGS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html"
CERTIFICATE = "arn:aws:acm:{}:111111111111:certificate/12345678-1234-1234-1234-123456789012"


def _example(region: str = "eu-west-1", **settings: str) -> str:
    """Write a blueprint with one domain, some of its keys replaced."""
    keys = {"name": "api.example.com", "certificate": f'"{CERTIFICATE.format(region)}"', "paths": "{/: v1}"}
    return "domains: {main: {" + ", ".join(f"{key}: {value}" for key, value in (keys | settings).items()) + "}}"


@rule(
    "AC0901",
    bad=f"endpoint: edge\n{_example('eu-west-1')}",
    good=f"endpoint: edge\n{_example('us-east-1')}",
    evidence=EDGE_CERTIFICATE,
)
def certificate_region(target: Target) -> Findings:
    """The certificate of an edge domain is in us-east-1, that of a regional one in the region of the API.

    Edge domains are served by CloudFront, which reads certificates in
    us-east-1 only.
    """
    edge = target.blueprint.endpoint == "edge"
    needed = "us-east-1" if edge else str(target.environment.region)
    for domain in target.blueprint.domains.values():
        if domain.certificate.region != needed:
            kind = "an edge domain" if edge else f"a domain of {needed}"
            yield Finding(
                at=domain.at / "certificate",
                message=f"the certificate is in {domain.certificate.region}, and that of {kind} is in {needed}",
                help=f"request it in {needed} and write that ARN"
                + ("" if edge else ", or write `endpoint: edge` and a certificate of us-east-1"),
                notes=(Note(target.environment.at.key, "the environment that is deployed to"),),
            )


@rule(
    "AC0902",
    bad=_example().replace("111111111111", "222222222222"),
    good=_example(),
    evidence=CUSTOM_DOMAINS,
)
def certificate_account(target: Target) -> Findings:
    """The certificate of a domain belongs to the account that is deployed to."""
    for domain in target.blueprint.domains.values():
        if domain.certificate.account != str(target.environment.account):
            yield Finding(
                at=domain.at / "certificate",
                message=f"the certificate belongs to account {domain.certificate.account}, "
                f"and `{target.environment.key}` is deployed to {target.environment.account}",
                help="request it in that account and write that ARN",
            )


@rule("AC0903", bad=_example(paths="{/: v3}"), good=_example(paths="{/: v1}"), evidence=MAPPINGS)
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
    bad=_example(paths='{"/v1 beta": v1}'),
    good=_example(paths="{/v1-beta: v1}"),
    evidence=MAPPINGS,
)
def invalid_base_path(domain: Domain) -> Findings:
    """A base path holds letters, digits and `$-_.+!*'()`, at most 300 of them."""
    for path in domain.paths:
        key = path.strip("/")
        found = re.search(r"[^A-Za-z0-9$_.+!*'()/-]", key)
        if found:
            message = f"`{found[0]}` in the base path `{path}` is a character that API Gateway does not accept"
        elif len(key) > BASE_PATH_LENGTH:
            message = f"the base path has {len(key)} characters, {BASE_PATH_LENGTH} are allowed"
        elif "//" in path:
            message = f"the base path `{path}` has an empty segment"
        elif path and not path.startswith("/"):
            message = f"the base path `{path}` does not begin with `/`"
        else:
            continue
        yield Finding(at=(domain.at / "paths" / path).key, message=message, help="write it like `/v1`")


@rule(
    "AC0905",
    bad=_example(paths="{/v1: v1, /v1/: v1}"),
    good=_example(paths="{/v1: v1, /v2: v1}"),
    evidence="https://github.com/aws/aws-cdk/issues/5794",
)
def repeated_base_path(domain: Domain) -> Findings:
    """Every base path of a domain is another one."""
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
    bad=f"endpoint: edge\n{_example('us-east-1', paths='{/shop/v1: v1}')}",
    good=f"endpoint: edge\n{_example('us-east-1', paths='{/shop-v1: v1}')}",
    evidence="https://github.com/aws/aws-cdk/issues/15904",
)
def base_path_of_several_levels(target: Target) -> Findings:
    """A base path of an edge domain is one segment; only regional domains take several."""
    if target.blueprint.endpoint != "edge":
        return
    for domain in target.blueprint.domains.values():
        for path in domain.paths:
            if "/" in path.strip("/"):
                yield Finding(
                    at=(domain.at / "paths" / path).key,
                    message=f"`{path}` has several segments, and an edge domain takes one",
                    help="write one segment, or `endpoint: regional`",
                )


@rule(
    "AC0907",
    bad=f"endpoint: edge\n{_example('us-east-1', paths='{/: v1, /v1: v1}')}",
    good=f"endpoint: edge\n{_example('us-east-1', paths='{/v0: v1, /v1: v1}')}",
    evidence="https://github.com/amplify-education/serverless-domain-manager/issues/179",
)
def empty_base_path_beside_others(target: Target) -> Findings:
    """On an edge domain the empty base path stands alone.

    API Gateway refuses a second mapping beside it; a regional domain takes both.
    """
    if target.blueprint.endpoint != "edge":
        return
    for domain in target.blueprint.domains.values():
        empty = [path for path in domain.paths if not path.strip("/")]
        if empty and len(domain.paths) > 1:
            yield Finding(
                at=(domain.at / "paths" / empty[0]).key,
                message="the empty base path stands beside others",
                help="give it a segment, or write `endpoint: regional`",
            )


@rule(
    "AC0908",
    bad=_example(name="example.com", record="cname", zone="{name: example.com, id: Z0123456789ABC}"),
    good=_example(name="example.com", record="alias", zone="{name: example.com, id: Z0123456789ABC}"),
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
    bad=_example(zone="{name: example.org, id: Z0123456789ABC}"),
    good=_example(zone="{name: example.com, id: Z0123456789ABC}"),
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
    bad=_example(name="https://api.example.com"),
    good=_example(name="api.example.com"),
    evidence=CUSTOM_DOMAINS,
)
def invalid_domain_name(domain: Domain) -> Findings:
    """A domain name is lower-case labels joined by dots, the first perhaps `*`."""
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
    bad=_example().removesuffix("}") + ", other: {name: api.example.com, certificate: "
    f'"{CERTIFICATE.format("eu-west-1")}", paths: {{/: v1}}}}}}',
    good=_example().removesuffix("}") + ", other: {name: push.example.com, certificate: "
    f'"{CERTIFICATE.format("eu-west-1")}", paths: {{/: v1}}}}}}',
    evidence=CUSTOM_DOMAINS,
)
def repeated_domain(target: Target) -> Findings:
    """A domain name is declared once: it can exist once in a region."""
    first: dict[str, Domain] = {}
    for domain in target.blueprint.domains.values():
        earlier = first.setdefault(_folded(domain.name), domain)
        if earlier is not domain:
            yield Finding(
                at=domain.at / "name",
                message=f"`{domain.name}` is declared already",
                help="put the base paths of both under one of them",
                notes=(Note(earlier.at / "name", "declared here too"),),
            )


@rule("AC0912", bad=_example(paths="{}"), good=_example(paths="{/: v1}"), evidence=MAPPINGS)
def domain_without_paths(domain: Domain) -> Findings:
    """A domain leads somewhere."""
    if not domain.paths:
        yield Finding(
            at=domain.at / "paths",
            message=f"no API answers under `{domain.name}`",
            help="write `paths: {/: api}`",
        )


def _folded(name: str) -> str:
    return name.lower().rstrip(".")
