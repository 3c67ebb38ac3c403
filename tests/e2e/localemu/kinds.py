"""The kinds of resources that LocalEmu's services know and its CloudFormation does not.

CloudFormation names properties as the services name their parameters, with few
exceptions, which stand here. What the services do not know either is only
remembered; the physical ids of such things begin with `remembered-`, so that
nobody takes them for more.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Model = dict[str, Any]
REMEMBERED = "remembered-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """How a kind of resource is made, changed and removed."""

    service: str
    create: str
    update: str = ""
    """Nothing: what changes is removed, and made anew."""
    delete: str = ""
    """Nothing: it goes with what it belongs to."""
    id: tuple[str, ...]
    """The properties that tell one from another."""
    names: tuple[str, ...] = ()
    """Properties that need not be given."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """Where its read-only properties stand in the answer to *create*."""
    derived: Mapping[str, str] = field(default_factory=dict)
    """What its other read-only properties are made of."""
    asked: Callable[[Model], Model] = dict
    """Makes parameters of properties, where their names are not enough."""


def _of_api(kind: str, id: str, **more: Any) -> Kind:
    """Return a kind of thing that belongs to an API of version 2."""
    verbs = {verb: f"{verb}_{kind}" for verb in ("create", "update", "delete")}
    return Kind(service="apigatewayv2", **verbs | {"id": (id,), "answers": {id: id}} | more)


def _of_pool(kind: str, *id: str, **more: Any) -> Kind:
    """Return a kind of thing that belongs to a user pool."""
    verbs = {verb: f"{verb}_{kind}" for verb in ("create", "update", "delete")}
    return Kind(service="cognito_idp", **verbs | {"id": id} | more)


def _pool(model: Model) -> Model:
    return {**model, "PoolName": model["UserPoolName"]}


def _schema(model: Model) -> Model:
    return {**model, "Schema": json.dumps(model["Schema"])}


def _logging(model: Model) -> Model:
    return {"LoggingConfiguration": model, "ResourceArn": model["ResourceArn"]}


def _policy(model: Model) -> Model:
    return {**model, "PolicyDocument": json.dumps(model["PolicyDocument"])}


def _dashboards(model: Model) -> Model:
    return {**model, "DashboardNames": [model["DashboardName"]]}


def _zone(model: Model) -> Model:
    return {**model, "CallerReference": model["Name"]}


KINDS = {
    "AWS::ApiGateway::VpcLink": Kind(
        service="apigateway",
        create="create_vpc_link",
        delete="delete_vpc_link",
        id=("VpcLinkId",),
        answers={"VpcLinkId": "id"},
    ),
    "AWS::ApiGatewayV2::Api": _of_api("api", "ApiId", answers={"ApiId": "ApiId", "ApiEndpoint": "ApiEndpoint"}),
    "AWS::ApiGatewayV2::Authorizer": _of_api("authorizer", "AuthorizerId"),
    "AWS::ApiGatewayV2::Deployment": _of_api("deployment", "DeploymentId"),
    "AWS::ApiGatewayV2::DomainName": _of_api(
        "domain_name",
        "DomainName",
        update="",
        answers={
            "RegionalDomainName": "DomainNameConfigurations.0.ApiGatewayDomainName",
            "RegionalHostedZoneId": "DomainNameConfigurations.0.HostedZoneId",
        },
    ),
    "AWS::ApiGatewayV2::Integration": _of_api("integration", "IntegrationId"),
    "AWS::ApiGatewayV2::IntegrationResponse": _of_api("integration_response", "IntegrationResponseId"),
    "AWS::ApiGatewayV2::Model": _of_api("model", "ModelId", asked=_schema),
    "AWS::ApiGatewayV2::Route": _of_api("route", "RouteId"),
    "AWS::ApiGatewayV2::RouteResponse": _of_api("route_response", "RouteResponseId", update=""),
    "AWS::ApiGatewayV2::Stage": _of_api("stage", "StageName", update="", answers={}),
    "AWS::ApiGatewayV2::VpcLink": _of_api("vpc_link", "VpcLinkId"),
    "AWS::CloudWatch::Dashboard": Kind(
        service="cloudwatch",
        create="put_dashboard",
        update="put_dashboard",
        delete="delete_dashboards",
        id=("DashboardName",),
        asked=_dashboards,
    ),
    "AWS::Cognito::UserPool": _of_pool(
        "user_pool",
        "UserPoolId",
        answers={"UserPoolId": "UserPool.Id", "Arn": "UserPool.Arn"},
        derived={
            "ProviderName": "cognito-idp.{region}.amazonaws.com/{UserPoolId}",
            "ProviderURL": "https://cognito-idp.{region}.amazonaws.com/{UserPoolId}",
        },
        asked=_pool,
    ),
    "AWS::Cognito::UserPoolClient": _of_pool(
        "user_pool_client",
        "ClientId",
        answers={"ClientId": "UserPoolClient.ClientId", "ClientSecret": "UserPoolClient.ClientSecret"},
    ),
    "AWS::Cognito::UserPoolDomain": _of_pool(
        "user_pool_domain", "Domain", answers={"CloudFrontDistribution": "CloudFrontDomain"}
    ),
    "AWS::Cognito::UserPoolIdentityProvider": _of_pool("identity_provider", "UserPoolId", "ProviderName"),
    "AWS::Cognito::UserPoolResourceServer": _of_pool(
        "resource_server", "UserPoolId", "Identifier", update="", delete=""
    ),
    "AWS::IAM::RolePolicy": Kind(
        service="iam",
        create="put_role_policy",
        update="put_role_policy",
        delete="delete_role_policy",
        id=("PolicyName", "RoleName"),
        asked=_policy,
    ),
    "AWS::Logs::MetricFilter": Kind(
        service="logs",
        create="put_metric_filter",
        update="put_metric_filter",
        delete="delete_metric_filter",
        id=("FilterName",),
        names=("FilterName",),
    ),
    "AWS::Route53::HostedZone": Kind(
        service="route53",
        create="create_hosted_zone",
        delete="delete_hosted_zone",
        id=("Id",),
        answers={"Id": "HostedZone.Id"},
        asked=_zone,
    ),
    "AWS::WAFv2::LoggingConfiguration": Kind(
        service="wafv2",
        create="put_logging_configuration",
        update="put_logging_configuration",
        delete="delete_logging_configuration",
        id=("ResourceArn",),
        asked=_logging,
    ),
    "AWS::WAFv2::WebACL": Kind(
        service="wafv2",
        create="create_web_acl",
        update="update_web_acl",
        delete="delete_web_acl",
        id=("Name", "Id", "Scope"),
        answers={"Id": "Summary.Id", "Arn": "Summary.ARN", "LockToken": "Summary.LockToken"},
    ),
    "AWS::WAFv2::WebACLAssociation": Kind(
        service="wafv2",
        create="associate_web_acl",
        update="associate_web_acl",
        delete="disassociate_web_acl",
        id=("ResourceArn", "WebACLArn"),
    ),
}

ONLY_REMEMBERED = {
    "AWS::ApiGateway::BasePathMappingV2": ("BasePathMappingArn",),
    "AWS::ApiGateway::ClientCertificate": ("ClientCertificateId",),
    "AWS::ApiGateway::DomainNameAccessAssociation": ("DomainNameAccessAssociationArn",),
    "AWS::ApiGateway::DomainNameV2": ("DomainNameArn",),
    "AWS::ApiGatewayV2::RoutingRule": ("RoutingRuleArn",),
    "AWS::CloudFront::CachePolicy": ("Id",),
    # CloudFront it knows, and fails when it is told of two cache behaviors.
    "AWS::CloudFront::Distribution": ("Id", "DomainName"),
}
"""The read-only properties: the first is what each is told apart by."""
