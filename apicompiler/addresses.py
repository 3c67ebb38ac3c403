"""What a blueprint makes, by the names under which `raw` speaks of it: `function:orders`, `stage:v1/live`."""

from __future__ import annotations

from collections.abc import Iterator

from apicompiler.blueprint import Function, Patch, RawResource, SubnetLink, VpcLink
from apicompiler.noun import Noun
from apicompiler.target import Target


class Address(Noun):
    """One thing that is made: the resource it becomes."""

    name: str
    """The word for its kind, and its names in the blueprint."""
    prefix: str
    """What its logical id begins with."""
    names: tuple[str, ...]
    type: str


def addresses(target: Target) -> dict[str, Address]:
    """Return everything in the stack of *target* that has a name of its own."""
    found = (Address(_name(kind, names), prefix, names, type) for kind, prefix, names, type in _made(target))
    return {address.name: address for address in found}


def _name(kind: str, names: tuple[str, ...]) -> str:
    return f"{kind}:{'/'.join(names)}" if names else kind


Made = Iterator[tuple[str, str, tuple[str, ...], str]]


def _made(target: Target) -> Made:
    blueprint = target.blueprint
    for key in blueprint.apis:
        is_rest = key in target.apis
        yield "api", "Api", (key,), "AWS::ApiGateway::RestApi" if is_rest else "AWS::ApiGatewayV2::Api"
        yield from _of_stages(target, key, f"AWS::ApiGateway{'' if is_rest else 'V2'}::Stage")
    for function in blueprint.functions.values():
        if isinstance(function, Function):
            yield from _of_function(function)
    for link in blueprint.vpc_links.values():
        if isinstance(link, VpcLink | SubnetLink):
            yield "vpcLink", "VpcLink", (link.key,), f"AWS::ApiGateway{'V2' if link.subnets else ''}::VpcLink"
    for key in blueprint.usage_plans:
        yield "usagePlan", "UsagePlan", (key,), "AWS::ApiGateway::UsagePlan"
    for held in blueprint.api_keys.values():
        yield "apiKey", "ApiKey", (held.key,), "AWS::ApiGateway::ApiKey"
        if held.value is None:
            yield "secret", "ApiKeyValue", (held.key,), "AWS::SecretsManager::Secret"
    for domain in target.own_domains:
        service = "ApiGatewayV2" if target.leads_to_socket(domain) else "ApiGateway"
        kind = "DomainNameV2" if target.is_private(domain) else "DomainName"
        yield "domain", "Domain", (domain.key,), f"AWS::{service}::{kind}"
        if domain.certificate == "create" and target.certificate_region(domain) == str(target.environment.region):
            yield "certificate", "Certificate", (domain.key,), "AWS::CertificateManager::Certificate"
    if blueprint.cloud_front:
        yield "cloudFront", "Distribution", (), "AWS::CloudFront::Distribution"
    for authorizer, pool in target.made_pools:
        yield "userPool", "UserPool", (authorizer.title,), "AWS::Cognito::UserPool"
        for client in pool.clients:
            yield "client", "PoolClient", (authorizer.title, client), "AWS::Cognito::UserPoolClient"
    for group in blueprint.access:
        yield "access", "Access", (group,), "AWS::IAM::ManagedPolicy"


def _of_stages(target: Target, api: str, type: str) -> Made:
    for key, stage in target.stages.items():
        channel, names = target.channels[key], (api, key)
        yield "stage", "Stage", names, type
        if channel.access_log == "json":
            yield "log", "AccessLog", names, "AWS::Logs::LogGroup"
        if channel.execution_log != "off" and api in target.apis:
            yield "executionLog", "ExecutionLog", names, "AWS::Logs::LogGroup"
        if stage.client_certificate and api not in target.http_apis:
            yield "clientCertificate", "ClientCertificate", names, "AWS::ApiGateway::ClientCertificate"


def _of_function(function: Function) -> Made:
    names = (function.key,)
    yield "function", "Function", names, "AWS::Lambda::Function"
    yield "log", "FunctionLog", names, "AWS::Logs::LogGroup"
    if function.role is None:
        yield "role", "FunctionRole", names, "AWS::IAM::Role"
    for alias in function.aliases:
        yield "alias", "Alias", (function.key, alias), "AWS::Lambda::Alias"


def raw_parts(target: Target) -> Iterator[tuple[RawResource | Patch, str, bool]]:
    """Yield what is written of resources, with the type of each, and whether it is laid over one that is there."""
    raw = target.blueprint.raw
    if raw is None:
        return
    known = addresses(target)
    for resource in raw.resources.values():
        yield resource, resource.type, False
    for name, patch in raw.patch.items():
        yield patch, known[name].type if name in known else name, True
