"""APIs and their snapshots, and who may call functions for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apicompiler import plan
from apicompiler.emit.resources.resource import Resource, resource
from apicompiler.plan import joined, ref


def emit_api(api: plan.RestApi, body: Mapping[str, Any]) -> Resource:
    return resource(
        api.id,
        "AWS::ApiGateway::RestApi",
        after=api.after,
        Name=api.name,
        EndpointConfiguration=_endpoint(api),
        DisableExecuteApiEndpoint=not api.is_open,
        SecurityPolicy=api.security_policy,
        EndpointAccessMode=api.access_mode,
        # Where edge endpoints do not exist, an import without this fails before the type is set.
        Parameters={"endpointConfigurationTypes": api.endpoint},
        **body,
    )


def _endpoint(api: plan.RestApi) -> dict[str, Any]:
    if api.endpoint != "PRIVATE":
        return {"Types": [api.endpoint]}
    return {"Types": ["PRIVATE"], "IpAddressType": "dualstack", "VpcEndpointIds": list(api.vpc_endpoints)}


def emit_deployment(deployment: plan.Deployment) -> Resource:
    return resource(deployment.id, "AWS::ApiGateway::Deployment", RestApiId=ref(deployment.api))


def emit_permission(permission: plan.Permission, within: plan.Plan) -> Resource:
    arn = f"arn:{within.partition}:execute-api:{within.region}:{within.account}:"
    return resource(
        permission.id,
        "AWS::Lambda::Permission",
        Action="lambda:InvokeFunction",
        FunctionName=ref(permission.made_here) if permission.made_here else permission.function,
        Principal="apigateway.amazonaws.com",
        SourceArn=joined(arn, ref(permission.api), f"/{permission.source}"),
    )
