"""What addresses rest on in an account: certificates, hosted zones, records, and domains that were made elsewhere."""

from apicompiler import holdings
from apicompiler.diagnostic import WARNING, Finding, Findings
from apicompiler.rules import rule
from apicompiler.rules.domains import CUSTOM_DOMAINS, example
from apicompiler.suggest import listed

DESCRIBE = "https://docs.aws.amazon.com/acm/latest/APIReference/API_DescribeCertificate.html"
STATUS = "https://docs.aws.amazon.com/acm/latest/APIReference/API_CertificateDetail.html"
WILDCARDS = "https://docs.aws.amazon.com/acm/latest/userguide/acm-concepts.html"
KEYS = "https://docs.aws.amazon.com/acm/latest/userguide/import-certificate-prerequisites.html"
IMPORTED = "https://docs.aws.amazon.com/acm/latest/userguide/import-certificate.html"
DELEGATION = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-routing-traffic-for-subdomains.html"
HOSTED_ZONES = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zones-working-with.html"
CHANGES = "https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html"
CNAMES = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html"
LOGS = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html"
MUTUAL_TLS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mutual-tls.html"
# Keys that CloudFront takes, as ACM names them.
KEYS_AT_THE_EDGE = ("RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1")
SOON = 30  # days

DOMAIN = f"--- blueprint.yaml\n{example()}\n"
EDGE = f"--- blueprint.yaml\nendpoint: edge\n{example('us-east-1')}\n"
ZONED = f"--- blueprint.yaml\n{example(zone='{name: example.com, id: Z0123456789ABC}')}\n"
EXISTING = "--- blueprint.yaml\ndomains: {main: {name: api.example.com, existing: true, paths: {/: v1}}}\n"
THERE = "apigateway:GetDomainName: {endpointConfiguration: {types: [REGIONAL]}}\n"
TRUSTED = (
    f"--- blueprint.yaml\n{example(mutualTls='{truststore: s3://example-trust/ca.pem, version: abc}')}\n"
    "executeApi: false\n"
)
FRONTED = f"--- blueprint.yaml\n{example(certificate='create', zone='{name: example.com, id: Z0123456789ABC}')}\n" + (
    "cloudFront: {domain: main}\nexecuteApi: false\noperations: {listBooks: {auth: none}}\n"
)
LOGGED = FRONTED.replace("domain: main}", "domain: main, logs: s3://example-logs/}")
ABOVE = """
acm:DescribeCertificate: {Certificate: {SubjectAlternativeNames: [api.dev.example.com]}}
route53:GetHostedZone: {HostedZone: {Name: dev.example.com.}}
route53:ListHostedZonesByName:
  HostedZones: [{Id: /hostedzone/Z9, Name: example.com., Config: {PrivateZone: false}}]
"""
BELOW = (
    f"--- blueprint.yaml\n{example(name='api.dev.example.com', zone='{name: dev.example.com, id: Z0123456789ABC}')}\n"
)


@rule(
    "AC2510",
    bad=f"acm:DescribeCertificate: ResourceNotFoundException\n{DOMAIN}",
    good=f"acm:DescribeCertificate: {{Certificate: {{Status: ISSUED}}}}\n{DOMAIN}",
    evidence=DESCRIBE,
)
def missing_certificate(held: holdings.Certificate) -> Findings:
    """A certificate that is named exists, in the region where it is read."""
    if not held.is_there:
        yield Finding(
            at=held.at,
            message=f"there is no certificate {held.called.rstrip(',')}",
            help="`aws acm list-certificates` shows those of a region; or write `create`",
        )


@rule(
    "AC2511",
    bad=f"acm:DescribeCertificate: {{Certificate: {{Status: PENDING_VALIDATION}}}}\n{DOMAIN}",
    good=f"acm:DescribeCertificate: {{Certificate: {{Status: ISSUED}}}}\n{DOMAIN}",
    evidence=STATUS,
)
def certificate_that_is_not_issued(held: holdings.Certificate) -> Findings:
    """A certificate is issued before a domain proves itself with it."""
    if held.is_there and held.status not in ("ISSUED", "EXPIRED", ""):
        because = f" ({held.reason})" if held.reason else ""
        yield Finding(
            at=held.at,
            message=f"the certificate {held.called} is in the state `{held.status}`{because}",
            help="write the records that prove its names: `aws acm describe-certificate` shows them"
            if held.status == "PENDING_VALIDATION"
            else "request another, and name that one",
        )


@rule(
    "AC2512",
    bad=f"acm:DescribeCertificate: {{Certificate: {{Status: EXPIRED}}}}\n{DOMAIN}",
    good=f"acm:DescribeCertificate: {{Certificate: {{Status: ISSUED, NotAfter: 2099-01-01T00:00:00Z}}}}\n{DOMAIN}",
    evidence=STATUS,
)
def expired_certificate(held: holdings.Certificate) -> Findings:
    """A certificate that is named is still good: callers trust no other."""
    if held.is_there and (held.status == "EXPIRED" or (held.days_left is not None and held.days_left < 0)):
        yield Finding(
            at=held.at,
            message=f"the certificate {held.called} has expired",
            help="import a new one under the same ARN, or name another; one of Certificate Manager's own renews itself",
        )


@rule(
    "AC2513",
    bad=f"acm:DescribeCertificate: {{Certificate: {{SubjectAlternativeNames: [example.com]}}}}\n{DOMAIN}",
    good=f"acm:DescribeCertificate: {{Certificate: {{SubjectAlternativeNames: ['*.example.com']}}}}\n{DOMAIN}",
    evidence=WILDCARDS,
)
def certificate_of_other_names(held: holdings.Certificate) -> Findings:
    """A certificate covers the name of the domain that it is for.

    `*` stands for exactly one label: `*.example.com` covers `api.example.com`,
    and neither `example.com` nor `v1.api.example.com`.
    """
    if held.is_there and held.uncovered:
        yield Finding(
            at=held.at,
            message=f"the certificate is for {listed(held.names)}, and the domain is `{held.uncovered[0]}`",
            help=f"request one for `{held.uncovered[0]}`: names of a certificate cannot be changed",
        )


@rule(
    "AC2514",
    bad=f"acm:DescribeCertificate: {{Certificate: {{KeyAlgorithm: EC_secp384r1}}}}\n{EDGE}",
    good=f"acm:DescribeCertificate: {{Certificate: {{KeyAlgorithm: EC_prime256v1}}}}\n{EDGE}",
    evidence=KEYS,
)
def key_that_cloudfront_does_not_take(held: holdings.Certificate) -> Findings:
    """A certificate that CloudFront uses has a key of RSA, or of the curve P-256."""
    key = held.key.replace("-", "_")
    if held.at_the_edge and key and key not in KEYS_AT_THE_EDGE:
        yield Finding(
            at=held.at,
            message=f"the certificate has a key of `{held.key}`, and CloudFront takes none such",
            help="request one with a key of `RSA_2048` or `EC_prime256v1`",
        )


@rule(
    "AC2515",
    bad=f"acm:DescribeCertificate: {{Certificate: {{Type: IMPORTED, NotAfter: in 5 days}}}}\n{DOMAIN}",
    good=f"acm:DescribeCertificate: {{Certificate: {{Type: AMAZON_ISSUED, NotAfter: in 5 days}}}}\n{DOMAIN}",
    severity=WARNING,
    evidence=IMPORTED,
)
def certificate_that_ends_soon(held: holdings.Certificate) -> Findings:
    """A certificate that was imported is good for a month and more.

    Certificate Manager renews what it has issued, and nothing else.
    """
    if held.days_left is not None and 0 <= held.days_left < SOON and not held.renews:
        yield Finding(
            at=held.at,
            message=f"the certificate {held.called} was imported, and expires in {held.days_left:.0f} days",
            help=f"import the next one under its ARN: `aws acm import-certificate --certificate-arn {held.name} …`",
        )


@rule(
    "AC2520",
    bad=f"route53:GetHostedZone: NoSuchHostedZone\n{ZONED}",
    good=f"route53:GetHostedZone: {{HostedZone: {{Name: example.com.}}}}\n{ZONED}",
    evidence=HOSTED_ZONES,
)
def missing_zone(held: holdings.Zone) -> Findings:
    """A hosted zone in which records are written exists in the account that is deployed to."""
    if not held.is_there:
        yield Finding(
            at=held.at,
            message=f"this account has no hosted zone {held.called.rstrip(',')}",
            help=f"`aws route53 list-hosted-zones-by-name --dns-name {held.wanted}` shows the id of `{held.wanted}`",
        )


@rule(
    "AC2521",
    bad=f"route53:GetHostedZone: {{HostedZone: {{Name: example.org.}}}}\n{ZONED}",
    good=f"route53:GetHostedZone: {{HostedZone: {{Name: example.com.}}}}\n{ZONED}",
    evidence=HOSTED_ZONES,
)
def zone_of_another_name(held: holdings.Zone) -> Findings:
    """The hosted zone that is named by its id has the name that is written beside it."""
    if held.is_there and held.zone.lower() != held.wanted.rstrip(".").lower():
        yield Finding(
            at=held.at,
            message=f"the hosted zone {held.called} is called `{held.zone}`, and not `{held.wanted}`",
            help=f"`aws route53 list-hosted-zones-by-name --dns-name {held.wanted}` shows the id of `{held.wanted}`",
        )


@rule(
    "AC2522",
    bad=f"route53:GetHostedZone: {{HostedZone: {{Config: {{PrivateZone: true}}}}}}\n{ZONED}",
    good=f"route53:GetHostedZone: {{HostedZone: {{Config: {{PrivateZone: false}}}}}}\n{ZONED}",
    evidence=HOSTED_ZONES,
)
def zone_of_another_kind(held: holdings.Zone) -> Findings:
    """A hosted zone is public, unless the blueprint says that it is private.

    Records in a private zone are seen from inside of VPCs only, and prove no
    certificate. Two zones of one name, one of each kind, are easily confused.
    """
    if held.is_there and held.is_private != held.wants_private:
        kinds = ("private", "public") if held.is_private else ("public", "private")
        yield Finding(
            at=held.at,
            message=f"the hosted zone {held.called} is {kinds[0]}, and a {kinds[1]} one is meant",
            help=f"`aws route53 list-hosted-zones-by-name --dns-name {held.wanted}` shows those that there are"
            + ("; or write `private: true`" if held.is_private else "; or leave `private` out"),
        )


@rule(
    "AC2523",
    bad=f"{ABOVE}route53:ListResourceRecordSets: {{ResourceRecordSets: []}}\n{BELOW}",
    good=f"""{ABOVE}route53:ListResourceRecordSets:
  ResourceRecordSets:
    - Name: dev.example.com.
      Type: NS
      ResourceRecords: [{{Value: ns-1.awsdns-01.org.}}, {{Value: ns-2.awsdns-02.com.}}]
{BELOW}""",
    evidence=DELEGATION,
)
def zone_that_nobody_asks(held: holdings.Zone) -> Findings:
    """The zone above a public hosted zone names its name servers.

    Without them nobody finds the domain, and a certificate that is made waits
    for its proof until the deployment is given up, for hours. Only what this
    account has can be seen: of a zone above that is elsewhere nothing is known.
    """
    if held.is_there and held.delegated is not None and held.delegated != held.servers:
        named = f"names {listed(sorted(held.delegated))}" if held.delegated else "names no name server for it"
        yield Finding(
            at=held.at,
            message=f"nobody is led to the hosted zone of `{held.zone}`: `{held.parent}` {named}",
            help=f"write an NS record `{held.zone}` in `{held.parent}` with {listed(sorted(held.servers))}",
        )


@rule(
    "AC2524",
    bad=f"""
route53:ListResourceRecordSets:
  ResourceRecordSets: [{{Name: api.example.com., Type: CNAME, ResourceRecords: [{{Value: old.example.net}}]}}]
{ZONED}""",
    good=f"""
route53:ListResourceRecordSets:
  ResourceRecordSets: [{{Name: api.example.com., Type: TXT, ResourceRecords: [{{Value: '"hello"'}}]}}]
{ZONED}""",
    evidence=CHANGES,
)
def record_in_the_way(held: holdings.Record) -> Findings:
    """The records that lead to a domain are written by its stack, and by nobody before it.

    Route 53 makes no record where there is one of the same name and type, and none
    beside a CNAME.
    """
    if held.others:
        yield Finding(
            at=held.at,
            message=f"`{held.name}` has a record of the type {' and '.join(held.others)} already, in the way of "
            f"{' and '.join(held.types)}",
            help=f"delete it in the hosted zone `{held.zone}`, or leave `zone` out and write the record yourself",
        )


@rule(
    "AC2525",
    bad=f"apigateway:GetDomainName: NotFoundException\n{EXISTING}",
    good=f"apigateway:GetDomainName: {{endpointConfiguration: {{types: [REGIONAL]}}}}\n{EXISTING}",
    evidence=CUSTOM_DOMAINS,
)
def missing_domain(held: holdings.Domain) -> Findings:
    """A domain that is said to exist is there, in the account and region that is deployed to."""
    if not held.is_there:
        yield Finding(
            at=held.at,
            message=f"API Gateway has no domain `{held.name}` here",
            help="deploy what makes it first, or make it here: write `certificate` instead of `existing`",
        )


@rule(
    "AC2526",
    bad=f"apigateway:GetDomainName: {{endpointConfiguration: {{types: [EDGE]}}}}\n{EXISTING}",
    good=f"apigateway:GetDomainName: {{endpointConfiguration: {{types: [REGIONAL]}}}}\n{EXISTING}",
    evidence=CUSTOM_DOMAINS,
)
def domain_of_another_endpoint(held: holdings.Domain) -> Findings:
    """A domain that exists has the endpoint type of the APIs that answer there."""
    if held.is_there and held.endpoint != held.wanted:
        yield Finding(
            at=held.at,
            message=f"the domain `{held.name}` has the endpoint type {held.endpoint}, and what answers there is "
            f"{held.wanted}",
            help=f"write `endpoint: {held.endpoint.lower()}`, or name another domain",
        )


@rule(
    "AC2527",
    bad=f"{THERE}apigateway:GetBasePathMappings: {{items: [{{basePath: (none), stage: live}}]}}\n{EXISTING}",
    good=f"{THERE}apigateway:GetBasePathMappings: {{items: [{{basePath: v9, stage: live}}]}}\n{EXISTING}",
    evidence=CUSTOM_DOMAINS,
)
def base_path_that_is_taken(held: holdings.Domain) -> Findings:
    """Under a domain that exists, the base paths that are added are still free."""
    for path in held.taken:
        yield Finding(
            at=held.at,
            message=f"`/{path}` of the domain `{held.name}` leads to another API already",
            help="choose another base path in `paths`, or take that mapping away",
        )


@rule(
    "AC2528",
    bad=f"""
cloudfront:ListDistributions:
  DistributionList: {{Items: [{{Id: E1OLDDISTRIBUT, Aliases: {{Quantity: 1, Items: [api.example.com]}}}}]}}
{FRONTED}""",
    good=f"""
cloudfront:ListDistributions:
  DistributionList: {{Items: [{{Id: E1OLDDISTRIBUT, Aliases: {{Quantity: 1, Items: [www.example.com]}}}}]}}
{FRONTED}""",
    evidence=CNAMES,
)
def name_of_another_distribution(held: holdings.Alias) -> Findings:
    """A domain is the name of one distribution of CloudFront, in all accounts.

    Only those of this account can be seen.
    """
    yield Finding(
        at=held.at,
        message=f"the distribution `{held.distribution}` has the name `{held.name}` already",
        help=f"take it off: `aws cloudfront get-distribution-config --id {held.distribution}` shows its `Aliases`",
    )


@rule(
    "AC2529",
    bad=f"s3:HeadObject: NoSuchKey\n{TRUSTED}",
    good=f"s3:HeadObject: {{VersionId: abc}}\n{TRUSTED}",
    evidence=MUTUAL_TLS,
)
def missing_truststore(held: holdings.Truststore) -> Findings:
    """A truststore is in its bucket, in the version that is named, before a domain reads it."""
    if not held.is_there:
        version = f" of the version `{held.version}`" if held.version else ""
        bucket, _, key = held.name.removeprefix("s3://").partition("/")
        yield Finding(
            at=held.at,
            message=f"there is no `{held.name}`{version}",
            help=f"`aws s3api list-object-versions --bucket {bucket} --prefix {key}` shows what is there",
        )


@rule(
    "AC2530",
    bad=f"s3:GetBucketOwnershipControls: NoSuchBucket\n{LOGGED}",
    good=f"s3:GetBucketOwnershipControls: OwnershipControlsNotFoundError\n{LOGGED}",
    evidence=LOGS,
)
def missing_log_bucket(held: holdings.LogBucket) -> Findings:
    """A bucket into which CloudFront writes logs exists before the distribution."""
    if not held.is_there:
        yield Finding(
            at=held.at,
            message=f"there is no bucket `{held.name}`",
            help=f"`aws s3api create-bucket --bucket {held.name} --object-ownership BucketOwnerPreferred`",
        )


@rule(
    "AC2531",
    bad=f"""
s3:GetBucketOwnershipControls: {{OwnershipControls: {{Rules: [{{ObjectOwnership: BucketOwnerEnforced}}]}}}}
{LOGGED}""",
    good=f"""
s3:GetBucketOwnershipControls: {{OwnershipControls: {{Rules: [{{ObjectOwnership: BucketOwnerPreferred}}]}}}}
{LOGGED}""",
    evidence=LOGS,
)
def log_bucket_without_acls(held: holdings.LogBucket) -> Findings:
    """A bucket into which CloudFront writes logs takes ACLs.

    CloudFront gives itself leave to write by one, and buckets take none unless
    they are told to.
    """
    if held.is_there and not held.takes_acls:
        yield Finding(
            at=held.at,
            message=f"the bucket `{held.name}` takes no ACLs, and so no logs of CloudFront",
            help=f"`aws s3api put-bucket-ownership-controls --bucket {held.name} "
            "--ownership-controls 'Rules=[{ObjectOwnership=BucketOwnerPreferred}]'`",
        )
