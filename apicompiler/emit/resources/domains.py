"""Custom domains, their certificates, base paths and records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apicompiler import plan
from apicompiler.emit.resources.resource import Resource, handed_over, resource
from apicompiler.plan import joined, ref


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
    certificate = handed_over(domain.certificate, handed)
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
        RoutingMode=domain.routing_mode,
    )


def emit_base_path(path: plan.BasePath, within: plan.Plan) -> Resource:
    api = ref(within.api_of(path.stage))
    base_path = path.base_path or None
    if path.kind == "BasePathMapping":
        kind, names = "AWS::ApiGateway::BasePathMapping", {"BasePath": base_path, "RestApiId": api}
    else:
        kind, names = "AWS::ApiGatewayV2::ApiMapping", {"ApiMappingKey": base_path, "ApiId": api}
    return resource(path.id, kind, after=path.after, DomainName=path.domain, Stage=ref(path.stage), **names)


def emit_routing_rule(rule: plan.RoutingRule, within: plan.Plan) -> Resource:
    """Write a rule: each header is a condition of its own, and all of them must hold."""
    target = {"ApiId": ref(within.api_of(rule.stage)), "Stage": ref(rule.stage), "StripBasePath": rule.strips}
    paths = [{"MatchBasePaths": {"AnyOf": [rule.base_path]}}] if rule.base_path else []
    headers = [{"MatchHeaders": {"AnyOf": [{"Header": h, "ValueGlob": glob}]}} for h, glob in rule.headers.items()]
    return resource(
        rule.id,
        "AWS::ApiGatewayV2::RoutingRule",
        after=rule.after,
        DomainNameArn=rule.domain,
        Priority=rule.priority,
        Conditions=paths + headers,
        Actions=[{"InvokeApi": target}],
    )


def emit_record(record: plan.Record, within: plan.Plan) -> Resource:
    leading: tuple[plan.DomainName | plan.PoolDomain | plan.Distribution | plan.PrivateDomain, ...]
    leading = (*within.domains, *within.pool_domains, *within.distributions, *within.private_domains)
    address = next(made.target for made in leading if made.id == record.domain)
    assert address, "what has no address has no record"
    host, zone = address
    routing = record.routing
    if record.type == "CNAME":
        target: dict[str, Any] = {"TTL": "300", "ResourceRecords": [host]}
    else:
        healthy = {"EvaluateTargetHealth": True} if routing else {}
        target = {"AliasTarget": {"DNSName": host, "HostedZoneId": zone, **healthy}}
    return resource(
        record.id,
        "AWS::Route53::RecordSet",
        HostedZoneId=record.zone,
        Name=record.name,
        Type=record.type,
        **target,
        SetIdentifier=routing.identifier if routing else None,
        Region=routing.region if routing else None,
        Failover=routing.failover if routing else None,
        HealthCheckId=ref(routing.health_check) if routing and routing.health_check else None,
    )


def emit_health_check(check: plan.HealthCheck, within: plan.Plan) -> Resource:
    host = joined(ref(within.api_of(check.stage)), f".execute-api.{within.region}.{within.dns_suffix}")
    return resource(
        check.id,
        "AWS::Route53::HealthCheck",
        HealthCheckConfig={
            "Type": "HTTPS",
            "FullyQualifiedDomainName": host,
            "Port": 443,
            "ResourcePath": joined("/", ref(check.stage), check.path),
            "EnableSNI": True,
            "RequestInterval": 30,
            "FailureThreshold": 3,
        },
        HealthCheckTags=[{"Key": "Name", "Value": check.name}],
    )


def _written(values: Mapping[str, str | None]) -> dict[str, str]:
    return {word: value for word, value in values.items() if value is not None}
