"""Custom domains, their base paths and their records."""

from __future__ import annotations

from typing import Any

from apicompiler import plan
from apicompiler.emit.resources.resource import Resource, resource
from apicompiler.plan import Late, attribute, ref


def emit_domain(domain: plan.DomainName) -> Resource:
    edge = domain.endpoint == "EDGE"
    # An edge domain has IPv6 from CloudFront; a regional one only when it is asked for it.
    addresses = {} if edge else {"IpAddressType": "dualstack"}
    return resource(
        domain.id,
        "AWS::ApiGateway::DomainName",
        DomainName=domain.name,
        CertificateArn=domain.certificate if edge else None,
        RegionalCertificateArn=None if edge else domain.certificate,
        EndpointConfiguration={"Types": [domain.endpoint], **addresses},
        SecurityPolicy="TLS_1_2",
    )


def emit_base_path(path: plan.BasePath, within: plan.Plan) -> Resource:
    api = ref(next(stage.api for stage in within.stages if stage.id == path.stage))
    base_path = path.base_path or None
    if path.kind == "BasePathMapping":
        kind, names = "AWS::ApiGateway::BasePathMapping", {"BasePath": base_path, "RestApiId": api}
    else:
        kind, names = "AWS::ApiGatewayV2::ApiMapping", {"ApiMappingKey": base_path, "ApiId": api}
    return resource(path.id, kind, after=path.after, DomainName=ref(path.domain), Stage=ref(path.stage), **names)


def emit_record(record: plan.Record, within: plan.Plan) -> Resource:
    host, zone = address(record.domain, within)
    if record.type == "CNAME":
        target: dict[str, Any] = {"TTL": "300", "ResourceRecords": [host]}
    else:
        target = {"AliasTarget": {"DNSName": host, "HostedZoneId": zone}}
    return resource(
        record.id,
        "AWS::Route53::RecordSet",
        HostedZoneId=record.zone,
        Name=record.name,
        Type=record.type,
        **target,
    )


def address(domain: str, within: plan.Plan) -> tuple[Late, Late]:
    """Return the host that records of a domain lead to, and the zone of that host."""
    endpoint = next(made.endpoint for made in within.domains if made.id == domain)
    kind = "Distribution" if endpoint == "EDGE" else "Regional"
    return attribute(domain, f"{kind}DomainName"), attribute(domain, f"{kind}HostedZoneId")
