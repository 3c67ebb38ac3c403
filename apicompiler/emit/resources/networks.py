"""Interface endpoints of VPCs, and the domains that are called through them."""

from __future__ import annotations

from collections.abc import Iterator

from apicompiler import plan
from apicompiler.emit.resources.resource import Resource, resource
from apicompiler.plan import ref


def emit_vpc_endpoint(endpoint: plan.VpcEndpoint) -> Resource:
    return resource(
        endpoint.id,
        "AWS::EC2::VPCEndpoint",
        VpcEndpointType="Interface",
        ServiceName=endpoint.service,
        VpcId=endpoint.vpc,
        SubnetIds=list(endpoint.subnets),
        SecurityGroupIds=list(endpoint.security_groups),
        PrivateDnsEnabled=endpoint.private_dns,
        Tags=[{"Key": "Name", "Value": endpoint.name}],
    )


def emit_private_domain(domain: plan.PrivateDomain, within: plan.Plan) -> Iterator[Resource]:
    """Yield a private domain with all that belongs to it."""
    yield resource(
        domain.id,
        "AWS::ApiGateway::DomainNameV2",
        after=domain.after,
        DomainName=domain.name,
        CertificateArn=domain.certificate,
        EndpointConfiguration={"Types": ["PRIVATE"], "IpAddressType": "dualstack"},
        SecurityPolicy="TLS_1_2",
        Policy=domain.policy,
    )
    for path in domain.base_paths:
        yield resource(
            path.id,
            "AWS::ApiGateway::BasePathMappingV2",
            after=path.after,
            DomainNameArn=domain.arn,
            BasePath=path.base_path or None,
            RestApiId=ref(within.api_of(path.stage)),
            Stage=ref(path.stage),
        )
    for association in domain.associations:
        yield resource(
            association.id,
            "AWS::ApiGateway::DomainNameAccessAssociation",
            DomainNameArn=domain.arn,
            AccessAssociationSource=association.vpc_endpoint,
            AccessAssociationSourceType="VPCE",
        )
