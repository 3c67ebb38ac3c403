"""Domains of private endpoints: what holds for them, and not for others."""

from collections.abc import Iterator

from apicompiler.blueprint import Domain, ExistingDomain
from apicompiler.diagnostic import WARNING, Finding, Findings, Note
from apicompiler.limits import ASSOCIATIONS_PER_ACCOUNT, PRIVATE_DOMAINS_PER_ACCOUNT
from apicompiler.rules import rule
from apicompiler.rules.certificates import proven
from apicompiler.rules.domains import CERTIFICATE, QUOTAS, ZONE, example
from apicompiler.rules.endpoints import DOOR
from apicompiler.rules.vpc_endpoints import NAMED, private
from apicompiler.target import Target

PRIVATE_DOMAINS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-custom-domains.html"
RESOURCE = (
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-domainnamev2.html"
)
VALIDATION = "https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html"
INSIDE = "{name: example.com, id: Z0123456789ABC, private: true}"
WILDCARD = '"*.example.com"'
TRUST = "{truststore: s3://trust/ca.pem, version: abc}"


@rule(
    "AC2385",
    bad=f"{DOOR}\n{example(name=WILDCARD)}",
    good=f"{DOOR}\n{example(name='api.example.com')}",
    evidence=PRIVATE_DOMAINS,
)
def private_wildcard_domain(target: Target) -> Findings:
    """The name of a private domain is written out: a certificate may be for `*`, such a domain may not."""
    for domain in _private(target):
        if domain.name.startswith("*"):
            yield Finding(
                at=domain.at / "name",
                message=f"`{domain.name}` is for many names, and a private domain is for one",
                help=f"write one of them, such as `api{domain.name[1:]}`",
            )


@rule(
    "AC2386",
    bad=f"{DOOR}\n{example(paths='{/shop/v1: v1}')}",
    good=f"{DOOR}\n{example(paths='{/shop-v1: v1}')}",
    evidence=PRIVATE_DOMAINS,
)
def private_base_path_of_several_levels(target: Target) -> Findings:
    """A base path of a private domain is one segment."""
    for domain in _private(target):
        for path in domain.paths:
            if "/" in path.strip("/"):
                yield Finding(
                    at=(domain.at / "paths" / path).key,
                    message=f"`{path}` has several segments, and a private domain takes one",
                    help=f"write it as one, such as `/{path.strip('/').replace('/', '-')}`",
                )


@rule(
    "AC2387",
    bad=f"{DOOR}\n{example(tls='{policy: SecurityPolicy_TLS13_1_3_2025_09, access: strict}')}",
    good=f"{DOOR}\n{example(tls='TLS_1_2')}",
    evidence=PRIVATE_DOMAINS,
)
def security_policy_of_a_private_domain(target: Target) -> Findings:
    """A private domain accepts TLS 1.2 and later; nothing else can be chosen."""
    for domain in target.own_domains:
        if target.is_private(domain) and domain.tls and domain.tls.policy != "TLS_1_2":
            yield Finding(
                at=domain.tls.at / "policy",
                message=f"a private domain cannot be given `{domain.tls.policy}`",
                help="write `TLS_1_2`, or remove `tls` from the domain",
                notes=(Note((target.at / "endpoint").key, "the endpoint is private"),),
            )


@rule(
    "AC2388",
    bad=f"executeApi: false\n{DOOR}\n{example(mutualTls=TRUST)}",
    good=f"executeApi: false\n{DOOR}\n{example()}",
    evidence=RESOURCE,
)
def mutual_tls_of_a_private_domain(target: Target) -> Findings:
    """Mutual TLS is for regional domains: a private one has no truststore."""
    for domain in target.own_domains:
        if target.is_private(domain) and domain.mutual_tls:
            yield Finding(
                at=(domain.at / "mutualTls").key,
                message="a private domain cannot ask callers for a certificate",
                help="remove it, and let operations ask for IAM, or write `endpoint: regional`",
                notes=(Note((target.at / "endpoint").key, "the endpoint is private"),),
            )


@rule(
    "AC2389",
    bad=f"{DOOR}\ndomains: {{main: {{name: api.example.com, existing: true, paths: {{/v1: v1}}}}}}",
    good=f"{DOOR}\n{example()}",
    evidence=PRIVATE_DOMAINS,
)
def private_domain_made_elsewhere(target: Target) -> Findings:
    """A private domain is made by the blueprint that gives it base paths.

    Its name does not tell which it is: there may be several of one name, and API Gateway gives each an id of its own.
    """
    for domain in _private(target):
        if isinstance(domain, ExistingDomain):
            yield Finding(
                at=domain.at / "existing",
                message=f"`{domain.name}` does not tell which private domain is meant",
                help="declare it here, with a `certificate`",
            )


@rule(
    "AC2390",
    binding=True,
    bad=f"{DOOR}\n{example(zone=INSIDE)}",
    good=f"{private(NAMED)}\n{example(zone=INSIDE)}",
    evidence="https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html",
)
def record_that_leads_to_an_id(target: Target) -> Findings:
    """Where the record of a private domain is written, the DNS name of an interface endpoint is known.

    That is what the record leads to. Of an endpoint that is made here it is
    known, and the id of any other does not tell it.
    """
    door = target.door
    if door is None or door.named or not door.vpc_endpoints or not target.is_whole(door.at / "vpcEndpoints"):
        return
    for domain in target.own_domains:
        if target.is_private(domain) and domain.zone:
            yield Finding(
                at=(domain.at / "zone").key,
                message=f"nobody knows which name `{domain.name}` should lead to",
                help=f"write `{{id: {door.vpc_endpoints[0]}, dnsName: …, dnsZone: …}}` in `vpcEndpoints`, "
                "or remove `zone`",
                notes=(Note(door.at / "vpcEndpoints", "endpoints by their ids alone"),),
            )


@rule(
    "AC2391",
    bad=f"{private(NAMED)}\n{example(certificate='create', zone=INSIDE)}",
    good=f"{private(NAMED)}\n{example(zone=INSIDE)}",
    evidence=VALIDATION,
)
def certificate_proven_in_private(target: Target) -> Findings:
    """A certificate that is made proves itself by a record that everybody sees: it is not made in a private zone.

    The deployment would stand still until it fails.
    """
    for domain, _ in proven(target):
        if domain.certificate == "create" and domain.zone and domain.zone.private:
            yield Finding(
                at=domain.zone.at / "private",
                message=f"nobody outside sees the record that proves `{domain.name}`",
                help="write the ARN of a certificate that exists, or name a public zone",
                notes=(Note(domain.at / "certificate", "made and proven by the deployment"),),
            )


@rule(
    "AC2392",
    severity=WARNING,
    bad=example(zone=INSIDE),
    good=example(zone=ZONE),
    evidence="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zones-private.html",
)
def public_domain_in_a_private_zone(target: Target) -> Findings:
    """The record of a public domain stands in a public zone: nobody else finds it."""
    for domain in target.own_domains:
        if domain.zone and domain.zone.private and not target.is_private(domain):
            yield Finding(
                at=domain.zone.at / "private",
                message=f"only VPCs find `{domain.name}`, and its endpoint is public",
                help="name the public zone, or write `endpoint: {private: …}`",
            )


@rule(
    "AC2393",
    severity=WARNING,
    bad=f"{DOOR}\ndomains: {{"
    + ", ".join(
        f"d{n}: {{name: d{n}.example.com, certificate: '{CERTIFICATE.format('eu-west-1')}', paths: {{/: v1}}}}"
        for n in range(PRIVATE_DOMAINS_PER_ACCOUNT + 1)
    )
    + "}",
    good=f"{DOOR}\n{example()}",
    evidence=QUOTAS,
)
def many_private_domains(target: Target) -> Findings:
    """An account has at most 50 private domains in a region and 100 access associations, unless AWS has raised both."""
    made = [domain for domain in target.own_domains if target.is_private(domain)]
    associations = len(made) * len(target.door.ways if target.door else ())
    counted = (
        (len(made), PRIVATE_DOMAINS_PER_ACCOUNT, "private domains"),
        (associations, ASSOCIATIONS_PER_ACCOUNT, "associations of private domains with VPC endpoints"),
    )
    for count, most, what in counted:
        if count > most:
            yield Finding(
                at=(target.at / "domains").key,
                message=f"{count} {what}, and an account has at most {most} unless AWS has raised it",
                help="ask AWS to raise the quota before you deploy, or let one domain lead to several APIs",
            )


def _private(target: Target) -> Iterator[Domain | ExistingDomain]:
    yield from filter(target.is_private, target.blueprint.domains.values())
