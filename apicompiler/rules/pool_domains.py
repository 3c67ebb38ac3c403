"""Where the users of a pool sign in: a prefix before Cognito's domain, or a domain of one's own."""

import re

from apicompiler.blueprint import CognitoPools, OwnDomain
from apicompiler.diagnostic import WARNING, Finding, Findings, Replace
from apicompiler.limits import DOMAIN_PREFIX
from apicompiler.plan import CLOUDFRONT
from apicompiler.pointers import CertificateArn
from apicompiler.rules import rule
from apicompiler.rules.pools import pool
from apicompiler.target import Target
from apicompiler.written import DomainPrefix

CREATE_DOMAIN = (
    "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolDomain.html"
)
OWN_DOMAIN = "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-add-custom-domain.html"
PREFIX = "https://github.com/mineiros-io/terraform-aws-cognito-user-pool/issues/69"
RESERVED = ("aws", "amazon", "cognito")
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
CERTIFICATE = '"arn:aws:acm:{}:{}:certificate/12345678-1234-1234-1234-123456789012"'


def _own(certificate: str, zone: str = "{name: example.com, id: Z0123456789ABC}", name: str = "in.example.com") -> str:
    written = f"name: {name}, certificate: {certificate}" + (f", zone: {zone}" if zone else "")
    return pool(domain=f"{{{written}}}")


@rule("AC0642", bad=pool(domain="Example_Users"), good=pool(domain="example-users"), evidence=PREFIX)
def invalid_domain_prefix(pools: CognitoPools) -> Findings:
    """A prefix holds lower-case letters, digits and hyphens, none at its ends, at most 63."""
    if not isinstance(pools.domain, DomainPrefix):
        return
    prefix = str(pools.domain)
    if "." in prefix:
        yield Finding(
            at=pools.at / "domain",
            message=f"`{prefix[:63]}` is a domain, and no prefix before that of Cognito",
            help=f"write `domain: {{name: {prefix[:63]}, certificate: create, zone: …}}`",
        )
    elif not re.fullmatch(LABEL, prefix):
        accepted = re.sub(r"[^a-z0-9]+", "-", prefix.lower()).strip("-")[:DOMAIN_PREFIX]
        yield Finding(
            at=pools.at / "domain",
            message=f"`{prefix[:63]}` cannot be a prefix",
            help=f"write `{accepted}`" if accepted else "use lower-case letters, digits and `-`",
            fix=Replace(pools.at / "domain", accepted) if accepted else None,
        )


@rule(
    "AC0643",
    bad=pool(domain="example-aws-users"),
    good=pool(domain="example-users"),
    evidence="https://github.com/aws-solutions/content-analysis-on-aws/issues/8",
)
def reserved_domain_word(target: Target) -> Findings:
    """The prefix of a user pool's domain does not hold `aws`, `amazon` or `cognito`.

    Where none is written it is made of the names of the blueprint, the
    environment and the authorizer, which then hold none of them either.
    """
    stack = target.stack
    for authorizer, pools in target.made_pools:
        if not pools.has_domain or isinstance(pools.domain, OwnDomain):
            continue
        prefix = str(pools.domain or target.pool_prefix(authorizer, stack))
        word = next((word for word in RESERVED if word in prefix), "")
        if word or (not pools.domain and len(prefix) > DOMAIN_PREFIX):
            fault = f"holds `{word}`" if word else f"has more than {DOMAIN_PREFIX} characters"
            yield Finding(
                at=pools.at / ("domain" if pools.domain else "userPool"),
                message=f"the prefix of the pool's domain, `{prefix}`, {fault}",
                help="write another one, as `domain: my-users`",
            )


@rule("AC0644", severity=WARNING, bad=pool(domain="auth"), good=pool(domain="example-auth"), evidence=PREFIX)
def generic_domain_prefix(target: Target) -> Findings:
    """A prefix is one that nobody else chooses: all user pools of a region, whosever they are, share one domain.

    One that holds the name of the blueprint or the account is seldom taken.
    """
    marks = (target.blueprint.name.lower(), str(target.environment.account))
    for _, pools in target.made_pools:
        if isinstance(pools.domain, DomainPrefix) and not any(mark in str(pools.domain).lower() for mark in marks):
            yield Finding(
                at=pools.at / "domain",
                message=f"`{pools.domain}` may be taken by anybody else in {target.environment.region}",
                help=f"write `{marks[0]}-{pools.domain}`, or nothing: a prefix with the account is then made",
            )


@rule(
    "AC0645",
    bad=_own(CERTIFICATE.format("eu-west-1", "111111111111")),
    good=_own(CERTIFICATE.format("us-east-1", "111111111111")),
    evidence=OWN_DOMAIN,
)
def pool_certificate_region(domain: OwnDomain) -> Findings:
    """The certificate of a user pool's domain is in us-east-1: CloudFront serves it."""
    certificate = domain.certificate
    if isinstance(certificate, CertificateArn) and certificate.region != CLOUDFRONT:
        yield Finding(
            at=domain.at / "certificate",
            message=f"the certificate is in {certificate.region}, and that of a user pool in {CLOUDFRONT}",
            help=f"request it in {CLOUDFRONT} and write that ARN, or `create`",
        )


@rule("AC0649", bad=_own("create", name="Users.example.com"), good=_own("create"), evidence=CREATE_DOMAIN)
def invalid_pool_domain(domain: OwnDomain) -> Findings:
    """A user pool's own domain is a lower-case name below another domain, with at most 63 characters."""
    if not re.fullmatch(rf"{LABEL}(\.{LABEL})+", domain.name) or len(domain.name) > DOMAIN_PREFIX:
        yield Finding(
            at=domain.at / "name",
            message=f"`{domain.name[:80]}` cannot be the domain of a user pool",
            help="write lower-case labels with dots between, 63 characters at most, as `login.example.com`",
        )
