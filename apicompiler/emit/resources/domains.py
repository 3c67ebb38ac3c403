"""Custom domains, their certificates, base paths and records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apicompiler import plan
from apicompiler.emit.resources.resource import Resource, resource
from apicompiler.plan import ref


def emit_certificate(certificate: plan.Certificate) -> Resource:
    written = {"DomainName": certificate.name, "HostedZoneId": certificate.zone}
    return resource(
        certificate.id,
        "AWS::CertificateManager::Certificate",
        DomainName=certificate.name,
        ValidationMethod="DNS",
        DomainValidationOptions=[written] if certificate.zone else None,
    )


def emit_domain(domain: plan.DomainName, handed: Mapping[str, str]) -> Resource:
    edge = domain.endpoint == "EDGE"
    certificate = domain.certificate
    if isinstance(certificate, plan.Late):
        certificate = handed.get(certificate.get("Ref", ""), certificate)
    if domain.kind == "V2":
        settings = {
            "CertificateArn": certificate,
            "EndpointType": domain.endpoint,
            "SecurityPolicy": domain.security_policy,
            "IpAddressType": "dualstack",
        }
        return resource(
            domain.id,
            "AWS::ApiGatewayV2::DomainName",
            after=domain.after,
            DomainName=domain.name,
            DomainNameConfigurations=[settings],
        )
    trusted = {"TruststoreUri": domain.truststore, "TruststoreVersion": domain.truststore_version}
    # An edge domain has IPv6 from CloudFront; a regional one only when it is asked for it.
    addresses = {} if edge else {"IpAddressType": "dualstack"}
    return resource(
        domain.id,
        "AWS::ApiGateway::DomainName",
        after=domain.after,
        DomainName=domain.name,
        CertificateArn=certificate if edge else None,
        RegionalCertificateArn=None if edge else certificate,
        EndpointConfiguration={"Types": [domain.endpoint], **addresses},
        SecurityPolicy=domain.security_policy,
        EndpointAccessMode=domain.access_mode,
        MutualTlsAuthentication=_written(trusted) if domain.truststore else None,
        OwnershipVerificationCertificateArn=domain.ownership_certificate,
    )


def emit_base_path(path: plan.BasePath, within: plan.Plan) -> Resource:
    api = ref(within.api_of(path.stage))
    base_path = path.base_path or None
    if path.kind == "BasePathMapping":
        kind, names = "AWS::ApiGateway::BasePathMapping", {"BasePath": base_path, "RestApiId": api}
    else:
        kind, names = "AWS::ApiGatewayV2::ApiMapping", {"ApiMappingKey": base_path, "ApiId": api}
    return resource(path.id, kind, after=path.after, DomainName=path.domain, Stage=ref(path.stage), **names)


def emit_record(record: plan.Record, within: plan.Plan) -> Resource:
    targets = {
        **{domain.id: domain.target for domain in within.domains},
        **{domain.id: domain.target for domain in within.pool_domains},
        **{domain.id: domain.target for domain in within.private_domains if domain.target},
    }
    host, zone = targets[record.domain]
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


def _written(values: Mapping[str, str | None]) -> dict[str, str]:
    return {word: value for word, value in values.items() if value is not None}
