"""Looks at addresses: domains that were made elsewhere, records that are in the way, and truststores."""

from __future__ import annotations

from collections.abc import Iterator

from apicompiler.account.preflight.enquiry import Enquiry, Look
from apicompiler.account.preflight.owned import owned
from apicompiler.account.preflight.proofs import pool_domains
from apicompiler.account.trouble import Missing
from apicompiler.blueprint import Domain as WrittenDomain
from apicompiler.blueprint import ExistingDomain, OwnDomain
from apicompiler.blueprint import MutualTls as WrittenTrust
from apicompiler.holdings import Alias, Domain, Holding, LogBucket, Record, Truststore
from apicompiler.plan import CLOUDFRONT, Plan
from apicompiler.plan import Record as PlannedRecord
from apicompiler.pointers import ZoneId
from apicompiler.source import Location
from apicompiler.target import Target

DISTRIBUTION = "AWS::CloudFront::Distribution"


def address_looks(target: Target, plan: Plan) -> Iterator[Look]:
    for domain in target.blueprint.domains.values():
        if isinstance(domain, ExistingDomain):
            yield Look(f"`{domain.name}`", _existing, (domain, plan))
        elif domain.mutual_tls:
            yield Look(f"`{domain.mutual_tls.truststore}`", _truststore, (domain.mutual_tls,))
    for name in dict.fromkeys(record.name for record in plan.records):
        made = tuple(record for record in plan.records if record.name == name)
        yield Look(f"records of `{name.rstrip('.')}`", _records, (made, plan))
    front = target.blueprint.cloud_front
    if front and front.logs:
        yield Look(f"`{front.logs}`", _log_bucket, (front.logs.part("bucket"), front.at / "logs"))
    if plan.distributions:
        yield Look("names of distributions", _aliases, (plan,))


def _existing(enquiry: Enquiry, domain: ExistingDomain, plan: Plan) -> Iterator[Holding]:
    wanted = "EDGE" if enquiry.target.is_edge(domain) else "REGIONAL"
    at = domain.at / "name"
    try:
        said = enquiry.ask("apigateway", "get_domain_name", domainName=domain.name)
    except Missing:
        yield Domain(at, domain.name, "", is_there=False, endpoint="", wanted=wanted, taken=())
        return
    mapped = enquiry.each("apigateway", "get_base_path_mappings", "items", domainName=domain.name)
    ours = owned(enquiry, plan)
    planned = {made.base_path for made in plan.base_paths if made.domain == domain.name and made.id not in ours.ids}
    taken = sorted({path.get("basePath", "").replace("(none)", "") for path in mapped} & planned)
    kinds = said.get("endpointConfiguration", {}).get("types", [wanted])
    yield Domain(at, domain.name, "", True, wanted if wanted in kinds else kinds[0], wanted, tuple(taken))


def _truststore(enquiry: Enquiry, trust: WrittenTrust) -> Iterator[Holding]:
    bucket, _, key = trust.truststore.text.removeprefix("s3://").partition("/")
    version, is_there = {"VersionId": trust.version} if trust.version else {}, True
    try:
        enquiry.ask("s3", "head_object", Bucket=bucket, Key=key, **version)
    except Missing:
        is_there = False
    yield Truststore(trust.at / "truststore", trust.truststore.text, trust.version, is_there)


def _log_bucket(enquiry: Enquiry, bucket: str, at: Location) -> Iterator[Holding]:
    """Look whether CloudFront may write into a bucket: it does so by an ACL, which most buckets do not take.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html, read 2026-11-28
    """
    try:
        said = enquiry.ask("s3", "get_bucket_ownership_controls", Bucket=bucket)
    except Missing as error:
        is_there = error.code != "NoSuchBucket"  # of a bucket that was never told, nothing is known to S3
        yield LogBucket(at, bucket, is_there, takes_acls=is_there)
        return
    rules = said.get("OwnershipControls", {}).get("Rules", ())
    yield LogBucket(at, bucket, True, all(rule["ObjectOwnership"] != "BucketOwnerEnforced" for rule in rules))


def _records(enquiry: Enquiry, records: tuple[PlannedRecord, ...], plan: Plan) -> Iterator[Holding]:
    """Look for records that have a name already: two of a type do not stand together, nor any beside a CNAME.

    https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html, read 2026-11-28
    """
    first = records[0]
    zone, at = _zone(enquiry, first)
    name, types = first.name.rstrip(".").lower(), {record.type for record in records}
    ours = owned(enquiry, plan)
    if not zone or ours.has("AWS::Route53::RecordSet", name):
        return
    try:
        answer = enquiry.ask(
            "route53", "list_resource_record_sets", HostedZoneId=zone, StartRecordName=first.name, MaxItems="20"
        )
    except Missing:
        return  # the zone itself is missed elsewhere
    identifier = first.routing.identifier if first.routing else ""
    others = {
        held["Type"]
        for held in answer.get("ResourceRecordSets", ())
        if held["Name"].rstrip(".").lower().replace("\\052", "*") == name  # as Route 53 writes a wildcard
        and ("CNAME" in (held["Type"], *types) or held["Type"] in types)
        and (not identifier or held.get("SetIdentifier", identifier) == identifier)
    }
    yield Record(at, name, tuple(sorted(types)), zone, tuple(sorted(others)))


def _zone(enquiry: Enquiry, record: PlannedRecord) -> tuple[str, Location]:
    """Return the id of the zone in which a record is written, and where the blueprint speaks of the domain."""
    target = enquiry.target
    domains: tuple[WrittenDomain | OwnDomain, ...] = (*target.certified, *pool_domains(target))
    for domain in domains:
        if domain.zone and domain.name.lower() == record.name.rstrip(".").lower():
            id = domain.zone.id
            return str(id) if isinstance(id, ZoneId) else enquiry.found(id), domain.at / "name"
    return "", target.at


def _aliases(enquiry: Enquiry, plan: Plan) -> Iterator[Holding]:
    """Look for other distributions of the account that have the name of one that is made.

    Those of other accounts cannot be seen.
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html, read 2026-11-28
    """
    ours = owned(enquiry, plan)
    there = enquiry.each("cloudfront", "list_distributions", "DistributionList.Items", CLOUDFRONT)
    for made in plan.distributions:
        for held in there:
            names, is_ours = held.get("Aliases", {}).get("Items", ()), ours.has(DISTRIBUTION, held["Id"])
            if made.name in names and not is_ours:
                yield Alias(enquiry.target.at / "cloudFront" / "domain", made.name, held["Id"])
