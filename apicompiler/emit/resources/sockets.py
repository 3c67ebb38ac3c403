"""WebSocket APIs: routes, what they call and answer, their snapshots and stages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from apicompiler import plan
from apicompiler.emit.resources.resource import Resource, resource
from apicompiler.plan import attribute, joined, ref

CATCH_ALL = "$default"
# A selection expression that is a text: what every template stands under.
TEMPLATE = "\\$default"


def emit_socket(made: plan.Socket) -> Iterator[Resource]:
    """Yield a WebSocket API with all that belongs to it."""
    yield _api(made.api)
    yield from map(_authorizer, made.authorizers)
    yield from map(_model, made.models)
    yield from map(_integration, made.integrations)
    yield from map(_integration_response, made.integration_responses)
    yield from map(_route, made.routes)
    yield from map(_route_response, made.route_responses)
    yield from map(_deployment, made.deployments)
    yield from map(_stage, made.stages)


def _api(api: plan.WebSocketApi) -> Resource:
    return resource(
        api.id,
        "AWS::ApiGatewayV2::Api",
        Name=api.name,
        Description=api.description or None,
        ProtocolType="WEBSOCKET",
        RouteSelectionExpression=api.select,
        ApiKeySelectionExpression=api.key_from,
        DisableExecuteApiEndpoint=not api.is_open,
        IpAddressType="dualstack",
    )


def _authorizer(authorizer: plan.Authorizer) -> Resource:
    return resource(
        authorizer.id,
        "AWS::ApiGatewayV2::Authorizer",
        ApiId=ref(authorizer.api),
        Name=authorizer.name,
        AuthorizerType="REQUEST",
        AuthorizerUri=authorizer.uri,
        IdentitySource=list(authorizer.identity) or None,
    )


def _model(model: plan.Model) -> Resource:
    return resource(
        model.id,
        "AWS::ApiGatewayV2::Model",
        ApiId=ref(model.api),
        Name=model.name,
        ContentType="application/json",
        Schema=model.schema,
    )


def _integration(integration: plan.Integration) -> Resource:
    has_template = integration.template is not None
    return resource(
        integration.id,
        "AWS::ApiGatewayV2::Integration",
        after=integration.after,
        ApiId=ref(integration.api),
        IntegrationType=integration.type,
        IntegrationMethod=integration.method,
        IntegrationUri=integration.uri,
        CredentialsArn=integration.credentials,
        ConnectionType="VPC_LINK" if integration.link else None,
        ConnectionId=integration.link,
        TemplateSelectionExpression=TEMPLATE if has_template else None,
        RequestTemplates={CATCH_ALL: integration.template} if has_template else None,
        RequestParameters=dict(integration.parameters) or None,
        PassthroughBehavior=integration.passthrough,
        ContentHandlingStrategy=integration.content,
        TimeoutInMillis=integration.timeout,
    )


def _integration_response(response: plan.IntegrationResponse) -> Resource:
    has_template = response.template is not None
    return resource(
        response.id,
        "AWS::ApiGatewayV2::IntegrationResponse",
        ApiId=ref(response.api),
        IntegrationId=ref(response.integration),
        IntegrationResponseKey=response.key,
        TemplateSelectionExpression=TEMPLATE if has_template else None,
        ResponseTemplates={CATCH_ALL: response.template} if has_template else None,
        ContentHandlingStrategy=response.content,
    )


def _route(route: plan.Route) -> Resource:
    return resource(
        route.id,
        "AWS::ApiGatewayV2::Route",
        after=route.after,
        ApiId=ref(route.api),
        RouteKey=route.key,
        OperationName=route.name,
        Target=joined("integrations/", ref(route.integration)) if route.integration else None,
        AuthorizationType=route.access,
        AuthorizerId=ref(route.authorizer) if route.authorizer else None,
        ApiKeyRequired=route.api_key,
        ModelSelectionExpression=CATCH_ALL if route.model else None,
        RequestModels={CATCH_ALL: route.model} if route.model else None,
        RequestParameters={name: {"Required": False} for name in route.parameters} or None,
        RouteResponseSelectionExpression=CATCH_ALL if route.replies else None,
    )


def _route_response(response: plan.RouteResponse) -> Resource:
    return resource(
        response.id,
        "AWS::ApiGatewayV2::RouteResponse",
        ApiId=ref(response.api),
        RouteId=ref(response.route),
        RouteResponseKey=CATCH_ALL,
    )


def _deployment(deployment: plan.SocketDeployment) -> Resource:
    return resource(deployment.id, "AWS::ApiGatewayV2::Deployment", after=deployment.after, ApiId=ref(deployment.api))


def _stage(stage: plan.SocketStage) -> Resource:
    access_log = None
    if stage.log_group:
        access_log = {"DestinationArn": attribute(stage.log_group, "Arn"), "Format": stage.log_format}
    return resource(
        stage.id,
        "AWS::ApiGatewayV2::Stage",
        ApiId=ref(stage.api),
        DeploymentId=ref(stage.deployment),
        StageName=stage.name,
        AutoDeploy=False,
        StageVariables=dict(stage.variables),
        DefaultRouteSettings=_settings(stage.settings),
        RouteSettings={key: _settings(settings) for key, settings in stage.routes.items()},
        ClientCertificateId=ref(stage.client_certificate) if stage.client_certificate else None,
        AccessLogSettings=access_log,
    )


def _settings(settings: plan.RouteSettings) -> dict[str, Any]:
    return {
        "ThrottlingRateLimit": settings.rate,
        "ThrottlingBurstLimit": settings.burst,
        "LoggingLevel": settings.logging,
        "DataTraceEnabled": settings.bodies,
        "DetailedMetricsEnabled": settings.metrics,
    }
