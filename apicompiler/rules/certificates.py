"""What a domain proves itself with, and what it accepts: certificates, TLS, and mutual TLS."""

from collections.abc import Iterator

from apicompiler.blueprint import Domain, OwnDomain, Tls
from apicompiler.diagnostic import WARNING, Finding, Findings, Note, Replace
from apicompiler.limits import CERTIFICATE_NAME_LENGTH
from apicompiler.plan import CLOUDFRONT
from apicompiler.pointers import CertificateArn
from apicompiler.rules import rule
from apicompiler.rules.domains import CERTIFICATE, CUSTOM_DOMAINS, ZONE, example
from apicompiler.target import Target

EDGE_CERTIFICATE = "https://github.com/architect/architect/issues/25"
VALIDATION = (
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "aws-properties-certificatemanager-certificate-domainvalidationoption.html"
)
DYNAMIC = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm.html"
TLS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-custom-domain-tls-version.html"
POLICIES = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies-list.html"
MUTUAL_TLS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mutual-tls.html"
TRUST = "{truststore: s3://trust/ca.pem, version: abc}"
LONG_NAME = "a" * 40 + "." + "b" * 20 + ".example.com"
ENHANCED = "SecurityPolicy_TLS13_1_3_2025_09"
STRICT = f"{{policy: {ENHANCED}, access: strict}}"


@rule(
    "AC0901",
    bad=f"endpoint: edge\n{example('eu-west-1')}",
    good=f"endpoint: edge\n{example('us-east-1')}",
    evidence=EDGE_CERTIFICATE,
)
def certificate_region(target: Target) -> Findings:
    """The certificate of an edge domain is in us-east-1, that of a regional one in the region of the API.

    Edge domains are served by CloudFront, which reads certificates in
    us-east-1 only; and so does a distribution before a domain.
    """
    for domain, certificate in _known(target):
        edge, needed = target.is_edge(domain), target.certificate_region(domain)
        if certificate.region != needed:
            kind = "an edge domain" if edge else f"a domain of {needed}"
            kind = "a domain behind CloudFront" if target.is_fronted(domain) else kind
            is_choice = not edge and target.blueprint.cloud_front is None
            yield Finding(
                at=domain.at / "certificate",
                message=f"the certificate is in {certificate.region}, and that of {kind} is in {needed}",
                help=f"request it in {needed} and write that ARN"
                + (", or write `endpoint: edge` and a certificate of us-east-1" if is_choice else ""),
                notes=(Note(target.environment.at.key, "the environment that is deployed to"),),
            )


@rule(
    "AC0902",
    bad=example().replace("111111111111", "222222222222"),
    good=example(),
    evidence=CUSTOM_DOMAINS,
)
def certificate_account(target: Target) -> Findings:
    """The certificate of a domain, of a user pool's too, belongs to the account that is deployed to."""
    for domain, _ in proven(target):
        certificate = domain.certificate
        if isinstance(certificate, CertificateArn) and certificate.account != str(target.environment.account):
            yield Finding(
                at=domain.at / "certificate",
                message=f"the certificate belongs to account {certificate.account}, "
                f"and `{target.environment.key}` is deployed to {target.environment.account}",
                help="request it in that account and write that ARN",
            )


@rule(
    "AC0914",
    bad=example(certificate="create", name=LONG_NAME, zone=ZONE),
    good=example(certificate="create", name="api.example.com", zone=ZONE),
    evidence="https://github.com/aws/aws-cdk/issues/21777",
)
def long_certificate_name(domain: Domain) -> Findings:
    """A certificate that is made is for a name of at most 64 characters."""
    if domain.certificate == "create" and len(domain.name) > CERTIFICATE_NAME_LENGTH:
        yield Finding(
            at=domain.at / "name",
            message=f"the name has {len(domain.name)} characters, and a certificate is made for "
            f"{CERTIFICATE_NAME_LENGTH} at most",
            help="choose a shorter name, or request a certificate whose first name is short, and write its ARN",
        )


@rule(
    "AC0915",
    severity=WARNING,
    bad=example(certificate="create"),
    good=example(certificate="create", zone=ZONE),
    evidence=VALIDATION,
)
def certificate_that_waits(target: Target) -> Findings:
    """A certificate that is made proves itself by a record in the domain's zone.

    Without a zone a deployment stands still until somebody has written that
    record by hand; Certificate Manager shows it while it waits.
    """
    for domain, _ in proven(target):
        if domain.certificate == "create" and domain.zone is None:
            yield Finding(
                at=domain.at / "certificate",
                message=f"the deployment waits until somebody writes the record that proves `{domain.name}`",
                help="write `zone: {name: …, id: …}`, or the ARN of a certificate that exists",
            )


@rule(
    "AC0916",
    bad="endpoint: edge\n" + example(certificate="create", zone='{name: example.com, id: "ssm:/dns/zone"}'),
    good="endpoint: edge\n" + example(certificate="create", zone=ZONE),
    evidence=DYNAMIC,
)
def zone_read_in_another_region(target: Target) -> Findings:
    """The zone of a certificate that is made in another region is written out.

    Parameters and exports are found in the region of the stack that reads
    them, and such a certificate has a stack of its own in us-east-1.
    """
    for domain, region in proven(target):
        is_late = domain.certificate == "create" and domain.zone is not None and domain.zone.id.IS_LATE
        if domain.zone and is_late and region != str(target.environment.region):
            yield Finding(
                at=domain.zone.at / "id",
                message=f"`{domain.zone.id}` would be looked for in {region}, where the certificate is made",
                help="write the id itself, like `Z0123456789ABCDEFGHIJ`",
                notes=(Note(target.environment.at.key, f"deployed to {target.environment.region}"),),
            )


@rule("AC0917", severity=WARNING, bad="tls: TLS_1_0", good="tls: TLS_1_2", evidence=TLS)
def outdated_tls(tls: Tls) -> Findings:
    """Callers encrypt with TLS 1.2 or later: what came before is broken."""
    if tls.policy == "TLS_1_0":
        yield Finding(
            at=tls.at / "policy",
            message="TLS 1.0 is accepted, which no longer protects anybody",
            help="write `TLS_1_2`",
            fix=Replace(tls.at / "policy", "TLS_1_2"),
        )


@rule(
    "AC0918",
    bad=f"endpoint: edge\ntls: {{policy: {ENHANCED}, access: basic}}",
    good="endpoint: edge\ntls: {policy: SecurityPolicy_TLS13_2025_EDGE, access: basic}",
    evidence=POLICIES,
)
def security_policy_of_another_endpoint(target: Target) -> Findings:
    """Edge endpoints have security policies of their own, which end in `EDGE`."""
    edge = target.blueprint.endpoint == "edge"
    for tls in (target.blueprint.tls, *(domain.tls for domain in target.own_domains)):
        if tls and tls.is_enhanced and tls.policy.endswith("_EDGE") != edge:
            yield Finding(
                at=tls.at / "policy",
                message=f"`{tls.policy}` is for {'other' if edge else 'edge'} endpoints, and this is "
                f"{'an edge endpoint' if edge else 'none'}",
                help=f"write `{'SecurityPolicy_TLS13_2025_EDGE' if edge else ENHANCED}`, for example",
            )


@rule(
    "AC0919",
    bad=f"tls: {ENHANCED}",
    good=f"tls: {STRICT}",
    evidence="https://github.com/aws-cloudformation/cfn-lint/issues/4306",
)
def security_policy_without_access(tls: Tls) -> Findings:
    """With an enhanced security policy stands what is compared: `access: basic` or `strict`."""
    if tls.is_enhanced and tls.access is None:
        yield Finding(
            at=tls.at,
            message=f"`{tls.policy}` needs an endpoint access mode",
            help=f"write `tls: {{policy: {tls.policy}, access: basic}}`, and `strict` once nothing is refused",
        )


@rule(
    "AC0920",
    bad="tls: {policy: TLS_1_2, access: strict}",
    good=f"tls: {STRICT}",
    evidence="https://docs.aws.amazon.com/apigateway/latest/api/API_CreateDomainName.html",
)
def access_without_security_policy(tls: Tls) -> Findings:
    """An endpoint access mode stands with an enhanced security policy, and with no other."""
    if tls.access and not tls.is_enhanced:
        yield Finding(
            at=tls.at / "access",
            message=f"`{tls.policy}` knows no endpoint access mode",
            help=f"remove it, or choose a policy that has one, as `{ENHANCED}`",
        )


@rule(
    "AC0921",
    bad=f"executeApi: false\nendpoint: edge\n{example('us-east-1', mutualTls=TRUST)}",
    good=f"executeApi: false\nendpoint: regional\n{example(mutualTls=TRUST)}",
    evidence=MUTUAL_TLS,
)
def mutual_tls_at_the_edge(target: Target) -> Findings:
    """Mutual TLS is for regional domains: CloudFront would end the connection itself."""
    for domain in target.own_domains:
        if domain.mutual_tls and target.blueprint.endpoint == "edge" and not target.leads_to_http(domain):
            yield Finding(
                at=(domain.at / "mutualTls").key,
                message="an edge domain knows no mutual TLS",
                help="write `endpoint: regional`",
            )


@rule(
    "AC0922",
    bad=f"executeApi: false\ntls: {STRICT}\n{example(tls=STRICT, mutualTls=TRUST)}",
    good=f"executeApi: false\n{example(tls='TLS_1_2', mutualTls=TRUST)}",
    evidence=TLS,
)
def mutual_tls_with_another_policy(domain: Domain) -> Findings:
    """Mutual TLS goes with `TLS_1_2`, and with no other security policy."""
    if domain.mutual_tls and domain.tls and domain.tls.policy != "TLS_1_2":
        yield Finding(
            at=domain.tls.at,
            message=f"mutual TLS does not go with `{domain.tls.policy}`",
            help="write `tls: TLS_1_2`",
            notes=(Note((domain.at / "mutualTls").key, "mutual TLS is asked for here"),),
        )


@rule(
    "AC0923",
    severity=WARNING,
    bad=f"executeApi: false\n{example(mutualTls='{truststore: s3://trust/ca.pem}')}",
    good=f"executeApi: false\n{example(mutualTls=TRUST)}",
    evidence=MUTUAL_TLS,
)
def truststore_without_version(domain: Domain) -> Findings:
    """The version of a truststore is written.

    API Gateway reads the object when the domain is updated, and CloudFormation
    updates it when the template has changed: a new object under the same name
    is otherwise never read.
    """
    if domain.mutual_tls and not domain.mutual_tls.version:
        yield Finding(
            at=domain.mutual_tls.at / "truststore",
            message="a new truststore under this name would not be noticed",
            help="switch on versions for the bucket, and write `version: …`",
        )


@rule(
    "AC0924",
    severity=WARNING,
    bad="executeApi: false\n"
    + example(
        certificate="create",
        zone=ZONE,
        mutualTls=f'{TRUST[:-1]}, ownershipCertificate: "{CERTIFICATE.format("eu-west-1")}"}}',
    ),
    good=f"executeApi: false\n{example(certificate='create', zone=ZONE, mutualTls=TRUST)}",
    evidence="https://docs.aws.amazon.com/apigateway/latest/api/API_CreateDomainName.html",
)
def needless_ownership_certificate(domain: Domain) -> Findings:
    """A certificate of ownership stands beside an imported or private one.

    What is made here is public, and proves who owns the name by itself.
    """
    if domain.certificate == "create" and domain.mutual_tls and domain.mutual_tls.ownership_certificate:
        yield Finding(
            at=(domain.mutual_tls.at / "ownershipCertificate").key,
            message="the certificate that is made proves who owns the name",
            help="remove it",
        )


@rule(
    "AC0925",
    bad="executeApi: false\n"
    + example(mutualTls=f'{TRUST[:-1]}, ownershipCertificate: "{CERTIFICATE.format("us-east-1")}"}}'),
    good="executeApi: false\n"
    + example(mutualTls=f'{TRUST[:-1]}, ownershipCertificate: "{CERTIFICATE.format("eu-west-1")}"}}'),
    evidence=CUSTOM_DOMAINS,
)
def ownership_certificate_region(target: Target) -> Findings:
    """A certificate of ownership is in the region of the domain, as the domain's own is."""
    for domain in target.own_domains:
        ownership = domain.mutual_tls.ownership_certificate if domain.mutual_tls else None
        region = target.certificate_region(domain)
        if ownership and domain.mutual_tls and ownership.region != region:
            yield Finding(
                at=domain.mutual_tls.at / "ownershipCertificate",
                message=f"the certificate is in {ownership.region}, and the domain in {region}",
                help=f"request one in {region} and write that ARN",
                notes=(Note(target.environment.at.key, "the environment that is deployed to"),),
            )


@rule(
    "AC0926",
    severity=WARNING,
    bad=example(tls=STRICT),
    good=f"tls: {STRICT}\n{example(tls=STRICT)}",
    evidence=TLS,
)
def security_policy_of_the_domain_alone(target: Target) -> Findings:
    """An enhanced security policy stands with the APIs too, and not with a domain alone.

    Where the two differ, a call of the domain is negotiated by the policy of
    the API, which accepts TLS 1.0 when nothing is said.
    """
    ours = target.blueprint.tls
    for domain in target.own_domains:
        others = domain.tls is not None and domain.tls.is_enhanced and domain.tls != ours
        others_lead = target.leads_to_socket(domain) or target.leads_to_http(domain) or target.is_private(domain)
        if domain.tls and others and not others_lead:
            yield Finding(
                at=domain.tls.at / "policy",
                message=f"the APIs behind `{domain.name}` have another security policy, and that is what counts",
                help=f"write `tls: {{policy: {domain.tls.policy}, access: {domain.tls.access or 'basic'}}}` "
                "for the APIs too, beside `endpoint`",
            )


def _known(target: Target) -> Iterator[tuple[Domain, CertificateArn]]:
    """Yield the domains whose certificate is named by its ARN."""
    for domain in target.certified:
        if isinstance(domain.certificate, CertificateArn):
            yield domain, domain.certificate


def proven(target: Target) -> Iterator[tuple[Domain | OwnDomain, str]]:
    """Yield the domains that have a certificate, those of user pools included, and the region it is in."""
    for domain in target.certified:
        yield domain, target.certificate_region(domain)
    for _, pools in target.made_pools:
        if isinstance(pools.domain, OwnDomain):
            yield pools.domain, CLOUDFRONT
