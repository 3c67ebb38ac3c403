"""CloudFormation resources that LocalEmu leaves out without a word.

A stack that holds them is created all the same, and `Ref` of what is missing
is `unknown`. What the examples need of them is here, and what the emulator's
own resources drop: they make things, and few of them change what they made.
"""

import json
import uuid
from collections.abc import Callable
from typing import Any, ClassVar

import http_document
from kinds import KINDS, ONLY_REMEMBERED, REMEMBERED, Kind, Model
from localemu.services.apigatewayv2.handler import HttpApiHandler
from localemu.services.cloudformation.resource_provider import (
    OperationStatus,
    ProgressEvent,
    ResourceProvider,
    ResourceProviderExecutor,
    ResourceRequest,
)


class Made(ResourceProvider):
    """A resource that a service of the emulator makes when it is asked as CloudFormation asks."""

    def __init__(self, type: str, kind: Kind) -> None:
        self.kind = kind
        self.SCHEMA = {
            "typeName": type,
            "properties": {name: {} for name in (*kind.id, *kind.answers, *kind.derived)},
            "primaryIdentifier": [f"/properties/{name}" for name in kind.id],
            "readOnlyProperties": [f"/properties/{name}" for name in (*kind.answers, *kind.derived)],
        }

    def create(self, request: ResourceRequest) -> ProgressEvent:
        # CloudFormation gives a name to what has none.
        names = dict.fromkeys(self.kind.names, f"{request.stack_name}-{request.logical_resource_id}")
        model = names | request.desired_state
        answer = self._ask(request, self.kind.create, model)
        made = model | {name: _at(answer, place) for name, place in self.kind.answers.items()}
        for name, text in self.kind.derived.items():
            made[name] = text.format(region=request.region_name, **made)
        return _done(request, made)

    def update(self, request: ResourceRequest) -> ProgressEvent:
        before, after = request.previous_state, request.desired_state
        after = {name: before[name] for name in self.kind.names} | after
        if not self.kind.update:
            self._remove(request, before)
            return self.create(request)
        kept = {name: before[name] for name in (*self.kind.answers, *self.kind.derived)}
        answer = self._ask(request, self.kind.update, kept | after)
        if token := (answer or {}).get("NextLockToken"):
            kept["LockToken"] = token
        return _done(request, kept | after)

    def delete(self, request: ResourceRequest) -> ProgressEvent:
        self._remove(request, request.previous_state)
        return _done(request, request.previous_state)

    def _remove(self, request: ResourceRequest, model: Model) -> None:
        if self.kind.delete:
            self._ask(request, self.kind.delete, model)

    def _ask(self, request: ResourceRequest, operation: str, model: Model) -> Model | None:
        """Call an operation with what it knows of the properties: the client leaves out the rest."""
        client = getattr(request.aws_client_factory, self.kind.service)
        answer: Model | None = getattr(client, operation)(**self.kind.asked(model))
        return answer


def _at(answer: Any, place: str) -> Any:
    """Return what stands in a place of an answer; an empty text where there is nothing, as of a client's secret."""
    for step in place.split("."):
        answer = answer[int(step)] if step.isdigit() else answer.get(step, "")
    return answer


class HttpApi(Made):
    """An API of version 2; of an HTTP API the document comes with it, and is told the emulator route by route."""

    def create(self, request: ResourceRequest) -> ProgressEvent:
        if not (body := request.desired_state.pop("Body", None)):
            return super().create(request)
        request.desired_state |= http_document.properties(body)
        event = super().create(request)
        self._tell(request, event.resource_model["ApiId"], body)
        event.resource_model["Body"] = body
        return event

    def update(self, request: ResourceRequest) -> ProgressEvent:
        if not (body := request.desired_state.pop("Body", None)):
            return super().update(request)
        request.desired_state |= http_document.properties(body)
        event, client = super().update(request), request.aws_client_factory.apigatewayv2
        api = event.resource_model["ApiId"]
        routes = client.get_routes(ApiId=api)["Items"]
        for route in routes:
            client.delete_route(ApiId=api, RouteId=route["RouteId"])
        for integration in client.get_integrations(ApiId=api)["Items"]:
            client.delete_integration(ApiId=api, IntegrationId=integration["IntegrationId"])
        for authorizer in {route["AuthorizerId"] for route in routes if route.get("AuthorizerId")}:
            client.delete_authorizer(ApiId=api, AuthorizerId=authorizer)
        self._tell(request, api, body)
        event.resource_model["Body"] = body
        return event

    def _tell(self, request: ResourceRequest, api: str, body: Model) -> None:
        client, ids = request.aws_client_factory.apigatewayv2, {}
        for name, authorizer in http_document.authorizers(body).items():
            ids[name] = client.create_authorizer(ApiId=api, **authorizer)["AuthorizerId"]
        for route in http_document.routes(body):
            integration = client.create_integration(ApiId=api, **route.integration)["IntegrationId"]
            secured = {"AuthorizerId": ids[route.authorizer]} if route.authorizer else {}
            client.create_route(ApiId=api, Target=f"integrations/{integration}", **route.properties, **secured)
        HttpApiHandler.invalidate_matcher_cache(api)


class Remembered(ResourceProvider):
    """A resource of a kind that no service of the emulator knows: its properties are kept, and nothing else."""

    def __init__(self, type: str, id: tuple[str, ...]) -> None:
        self.id = id
        self.SCHEMA = {
            "typeName": type,
            "properties": {name: {} for name in id},
            "primaryIdentifier": [f"/properties/{id[0]}"],
            "readOnlyProperties": [f"/properties/{name}" for name in id],
        }

    def create(self, request: ResourceRequest) -> ProgressEvent:
        return _done(request, request.desired_state | dict.fromkeys(self.id, f"{REMEMBERED}{uuid.uuid4()}"))

    def update(self, request: ResourceRequest) -> ProgressEvent:
        kept = {name: request.previous_state[name] for name in self.id}
        return _done(request, request.desired_state | kept)

    def delete(self, request: ResourceRequest) -> ProgressEvent:
        return _done(request, request.previous_state)


class ApiMapping(ResourceProvider):
    """A path of a custom domain.

    API Gateway keeps one list of them for both its versions, and the emulator
    one for each: of a domain and an API of version 1 its version 2 knows
    nothing. Hence the mapping of such an API is made with the words of
    version 1, which say the same as long as the path has one segment.
    """

    TYPE = "AWS::ApiGatewayV2::ApiMapping"
    SCHEMA: ClassVar = {
        "typeName": TYPE,
        "properties": {"ApiMappingId": {}, "DomainName": {}},
        "primaryIdentifier": ["/properties/ApiMappingId"],
        "readOnlyProperties": ["/properties/ApiMappingId"],
    }

    def create(self, request: ResourceRequest) -> ProgressEvent:
        model, clients = request.desired_state, request.aws_client_factory
        if _is_rest(request, model):
            made = clients.apigateway.create_base_path_mapping(
                domainName=model["DomainName"],
                restApiId=model["ApiId"],
                stage=model["Stage"],
                basePath=model.get("ApiMappingKey", "(none)"),
            )["basePath"]
        else:
            made = clients.apigatewayv2.create_api_mapping(**{"ApiMappingKey": "", **model})["ApiMappingId"]
        return _done(request, {**model, "ApiMappingId": made})

    def update(self, request: ResourceRequest) -> ProgressEvent:
        self._remove(request, request.previous_state)
        return self.create(request)

    def delete(self, request: ResourceRequest) -> ProgressEvent:
        self._remove(request, request.previous_state)
        return _done(request, request.previous_state)

    def _remove(self, request: ResourceRequest, model: Model) -> None:
        domain, id, clients = model["DomainName"], model["ApiMappingId"], request.aws_client_factory
        if _is_rest(request, model):
            clients.apigateway.delete_base_path_mapping(domainName=domain, basePath=id)
        else:
            clients.apigatewayv2.delete_api_mapping(DomainName=domain, ApiMappingId=id)


def _is_rest(request: ResourceRequest, model: Model) -> bool:
    apis = request.aws_client_factory.apigateway.get_rest_apis()["items"]
    return model["ApiId"] in {api["id"] for api in apis}


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


def set_methods(request: ResourceRequest, model: Model) -> None:
    """Carry the `MethodSettings` of a stage over, which the emulator's own provider drops."""
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


def _method(setting: Model) -> str:
    resource = setting["ResourcePath"]
    escaped = "*" if resource == "/*" else resource.replace("~", "~0").replace("/", "~1")
    return f"/{escaped}/{setting['HttpMethod']}"


def _done(request: ResourceRequest, model: Model) -> ProgressEvent:
    return ProgressEvent(OperationStatus.SUCCESS, resource_model=model, custom_context=request.custom_context)


def give_roles(request: ResourceRequest, model: Model) -> None:
    """Give integrations the roles that stand in a body, which the emulator's own import drops."""
    api, gateway = model["RestApiId"], request.aws_client_factory.apigateway
    resources = gateway.get_resources(restApiId=api, limit=500)["items"]
    ids = {resource["path"]: resource["id"] for resource in resources}
    for path, methods in model["Body"]["paths"].items():
        for method, said in methods.items():
            if role := said.get("x-amazon-apigateway-integration", {}).get("credentials"):
                gateway.update_integration(
                    restApiId=api,
                    resourceId=ids[path],
                    httpMethod=method.upper(),
                    patchOperations=[{"op": "replace", "path": "/credentials", "value": role}],
                )


def import_rest(request: ResourceRequest, model: Model) -> None:
    """Do what the emulator's own import of a document leaves undone."""
    give_roles(request, model)
    give_responses(request, model)


def give_responses(request: ResourceRequest, model: Model) -> None:
    """Give an API the gateway responses that stand in its body."""
    for type, said in model["Body"].get("x-amazon-apigateway-gateway-responses", {}).items():
        status = {"statusCode": str(said["statusCode"])} if "statusCode" in said else {}
        request.aws_client_factory.apigateway.put_gateway_response(
            restApiId=model["RestApiId"],
            responseType=type,
            responseParameters=said.get("responseParameters", {}),
            responseTemplates=said.get("responseTemplates", {}),
            **status,
        )


def keep_for_days(request: ResourceRequest, model: Model) -> None:
    """Give a log group its retention."""
    if days := model.get("RetentionInDays"):
        request.aws_client_factory.logs.put_retention_policy(
            logGroupName=model["LogGroupName"], retentionInDays=int(days)
        )


def write_names(_request: ResourceRequest, model: Model) -> None:
    """Write the names of a VPC endpoint as CloudFormation does, `zone:name`."""
    model["DnsEntries"] = [
        entry if isinstance(entry, str) else f"{entry['HostedZoneId']}:{entry['DnsName']}"
        for entry in model["DnsEntries"]
    ]


def import_again(request: ResourceRequest) -> Model:
    """Import the document of an API anew, over what there is, as CloudFormation does."""
    before, after, gateway = request.previous_state, request.desired_state, request.aws_client_factory.apigateway
    gateway.put_rest_api(
        restApiId=before["RestApiId"],
        mode="overwrite",
        body=json.dumps(after["Body"]),
        parameters={"basepath": "ignore"},
    )
    if "Policy" in after:
        policy = {"op": "replace", "path": "/policy", "value": json.dumps(after["Policy"])}
        gateway.update_rest_api(restApiId=before["RestApiId"], patchOperations=[policy])
    return {**after, "RestApiId": before["RestApiId"], "RootResourceId": before["RootResourceId"]}


def move_stage(request: ResourceRequest) -> Model:
    """Give a stage its deployment, its variables and its settings anew."""
    before, after = request.previous_state, request.desired_state
    gone = before.get("Variables", {}).keys() - after.get("Variables", {}).keys()
    request.aws_client_factory.apigateway.update_stage(
        restApiId=after["RestApiId"],
        stageName=after["StageName"],
        patchOperations=[
            {"op": "replace", "path": "/deploymentId", "value": after["DeploymentId"]},
            *(
                {"op": "replace", "path": f"/variables/{name}", "value": value}
                for name, value in after.get("Variables", {}).items()
            ),
            *({"op": "remove", "path": f"/variables/{name}"} for name in gone),
        ],
    )
    return after


def move_alias(request: ResourceRequest) -> Model:
    after = request.desired_state
    request.aws_client_factory.lambda_.update_alias(
        FunctionName=after["FunctionName"], Name=after["Name"], FunctionVersion=after["FunctionVersion"]
    )
    return {**after, "Id": request.previous_state["Id"]}


UPDATES: dict[str, Callable[[ResourceRequest], Model]] = {
    "AWS::ApiGateway::RestApi": import_again,
    "AWS::ApiGateway::Stage": move_stage,
    "AWS::Lambda::Alias": move_alias,
}
"""How resources change that the emulator's own providers make, and never change."""
AFTERWARDS: dict[str, Callable[[ResourceRequest, Model], None]] = {
    "AWS::ApiGateway::RestApi": import_rest,
    "AWS::ApiGateway::Stage": set_methods,
    "AWS::EC2::VPCEndpoint": write_names,
    "AWS::Logs::LogGroup": keep_for_days,
}
"""What is left to do when its own providers have made or changed a resource."""


REFERRING = {
    "AWS::ApiGateway::Deployment",
    "AWS::ApiGateway::Stage",
    "AWS::ApiGateway::UsagePlanKey",
    "AWS::Lambda::Alias",
    "AWS::Lambda::Permission",
    "AWS::Lambda::Version",
}
"""Kinds that belong to another resource for good. When that changes where it stands, the emulator thinks it another."""


def completed(type: str, provider: ResourceProvider) -> ResourceProvider:
    """Return a provider of the emulator that does all of what it has to."""
    if type in REFERRING:
        provider.SCHEMA = {**provider.SCHEMA, "createOnlyProperties": []}
    update, afterwards = UPDATES.get(type), AFTERWARDS.get(type)
    if update:
        provider.update = lambda request: _done(request, update(request))
    if afterwards:
        provider.create, provider.update = (_followed(verb, afterwards) for verb in (provider.create, provider.update))
    return provider


def _followed(
    verb: Callable[[ResourceRequest], ProgressEvent], afterwards: Callable[[ResourceRequest, Model], None]
) -> Callable[[ResourceRequest], ProgressEvent]:
    def whole(request: ResourceRequest) -> ProgressEvent:
        event = verb(request)
        afterwards(request, event.resource_model)
        return event

    return whole


def ours(type: str) -> ResourceProvider | None:
    if type == ApiMapping.TYPE:
        return ApiMapping()
    if type == "AWS::ApiGatewayV2::Api":
        return HttpApi(type, KINDS[type])
    if type in KINDS:
        return Made(type, KINDS[type])
    return Remembered(type, ONLY_REMEMBERED[type]) if type in ONLY_REMEMBERED else None


def install() -> None:
    load = ResourceProviderExecutor.try_load_resource_provider

    def load_ours_too(resource_type: str) -> ResourceProvider | None:
        if provider := load(resource_type):
            return completed(resource_type, provider)
        return ours(resource_type)

    ResourceProviderExecutor.try_load_resource_provider = staticmethod(load_ours_too)
