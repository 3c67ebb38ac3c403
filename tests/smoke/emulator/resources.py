"""CloudFormation resources that LocalEmu leaves out without a word.

A stack that holds them is created all the same, and `Ref` of what is missing
is `unknown`. What the examples need of them is here, and what the emulator's
own resources drop.
"""

from typing import Any, ClassVar

from localemu.services.cloudformation.resource_provider import (
    OperationStatus,
    ProgressEvent,
    ResourceProvider,
    ResourceProviderExecutor,
    ResourceRequest,
)


class ApiMapping(ResourceProvider):
    """A path of a custom domain.

    API Gateway keeps one list of them for both its versions, and the emulator
    one for each: of a domain and an API of version 1 its version 2 knows
    nothing. Hence the mapping is made with the words of version 1, which say
    the same as long as the path has one segment.
    """

    TYPE = "AWS::ApiGatewayV2::ApiMapping"
    SCHEMA: ClassVar = {
        "typeName": TYPE,
        "properties": {"ApiMappingId": {}, "DomainName": {}},
        "primaryIdentifier": ["/properties/ApiMappingId"],
        "readOnlyProperties": ["/properties/ApiMappingId"],
    }

    def create(self, request: ResourceRequest) -> ProgressEvent:
        model = request.desired_state
        made = request.aws_client_factory.apigateway.create_base_path_mapping(
            domainName=model["DomainName"],
            restApiId=model["ApiId"],
            stage=model["Stage"],
            basePath=model.get("ApiMappingKey", "(none)"),
        )
        return _done(request, {**model, "ApiMappingId": made["basePath"]})

    def delete(self, request: ResourceRequest) -> ProgressEvent:
        model = request.desired_state
        request.aws_client_factory.apigateway.delete_base_path_mapping(
            domainName=model["DomainName"], basePath=model["ApiMappingId"]
        )
        return _done(request, model)


SETTINGS = {
    "CacheDataEncrypted": "caching/dataEncrypted",
    "CacheTtlInSeconds": "caching/ttlInSeconds",
    "CachingEnabled": "caching/enabled",
    "DataTraceEnabled": "logging/dataTrace",
    "LoggingLevel": "logging/loglevel",
    "MetricsEnabled": "metrics/enabled",
    "ThrottlingBurstLimit": "throttling/burstLimit",
    "ThrottlingRateLimit": "throttling/rateLimit",
}


def set_methods(request: ResourceRequest) -> None:
    """Carry the `MethodSettings` of a stage over, which the emulator's own provider drops."""
    model = request.desired_state
    request.aws_client_factory.apigateway.update_stage(
        restApiId=model["RestApiId"],
        stageName=model["StageName"],
        patchOperations=[
            {"op": "replace", "path": f"{_method(setting)}/{SETTINGS[name]}", "value": _written(value)}
            for setting in model.get("MethodSettings", [])
            for name, value in setting.items()
            if name in SETTINGS
        ],
    )


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _method(setting: dict[str, Any]) -> str:
    resource = setting["ResourcePath"]
    escaped = "*" if resource == "/*" else resource.replace("~", "~0").replace("/", "~1")
    return f"/{escaped}/{setting['HttpMethod']}"


def _done(request: ResourceRequest, model: dict[str, Any]) -> ProgressEvent:
    return ProgressEvent(OperationStatus.SUCCESS, resource_model=model, custom_context=request.custom_context)


def give_roles(request: ResourceRequest) -> None:
    """Give integrations the roles that stand in a body, which the emulator's own import drops."""
    api, gateway = request.desired_state["RestApiId"], request.aws_client_factory.apigateway
    resources = gateway.get_resources(restApiId=api, limit=500)["items"]
    ids = {resource["path"]: resource["id"] for resource in resources}
    for path, methods in request.desired_state["Body"]["paths"].items():
        for method, said in methods.items():
            if role := said.get("x-amazon-apigateway-integration", {}).get("credentials"):
                gateway.update_integration(
                    restApiId=api,
                    resourceId=ids[path],
                    httpMethod=method.upper(),
                    patchOperations=[{"op": "replace", "path": "/credentials", "value": role}],
                )


AFTERWARDS = {"AWS::ApiGateway::RestApi": give_roles, "AWS::ApiGateway::Stage": set_methods}


def install() -> None:
    load = ResourceProviderExecutor.try_load_resource_provider

    def load_ours_too(resource_type: str) -> ResourceProvider | None:
        if resource_type == ApiMapping.TYPE:
            return ApiMapping()
        provider = load(resource_type)
        if provider and (afterwards := AFTERWARDS.get(resource_type)):
            create = provider.create

            def create_whole(request: ResourceRequest) -> ProgressEvent:
                event = create(request)
                afterwards(request)
                return event

            provider.create = create_whole
        return provider

    ResourceProviderExecutor.try_load_resource_provider = staticmethod(load_ours_too)
