"""Compares what an account holds with what an example asked for."""

import json
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from botocore.exceptions import ClientError
from example import Deployed
from verdict import Verdict, same


def whole(deployed: Deployed) -> Iterator[Verdict]:
    """Check that everything in the template is there, and that functions may be called."""
    unreal = [
        f"{id} ({said['Type']})"
        for id, said in sorted(deployed.resources.items())
        if deployed.ids.get(id, "") in ("", "unknown") or deployed.ids[id].startswith("remembered-")
    ]
    yield same("resources", "every resource is there", unreal, [])
    if deployed.of_type("AWS::Lambda::Permission"):
        forbidden = [f"{source} for {function}" for source, function in _forbidden(deployed)]
        yield same("permissions", "API Gateway may invoke every function it is told to", forbidden, [])


def _forbidden(deployed: Deployed) -> Iterator[tuple[str, str]]:
    """Yield the callers that their function would not let in: emulators let in everybody."""
    letting = _permissions(deployed)
    for api in deployed.of_type("AWS::ApiGateway::RestApi").values():
        for source, function in _invocations(deployed, api):
            if not any(fnmatchcase(source, pattern) for pattern in letting(function)):
                yield source, function


def _permissions(deployed: Deployed) -> Any:
    """Return what says whom a function lets in."""
    client, known = deployed.client("lambda"), dict[str, list[str]]()

    def letting(function: str) -> list[str]:
        if function not in known:
            try:
                policy = json.loads(client.get_policy(**_qualified(function))["Policy"])
            except ClientError:
                policy = {"Statement": []}
            known[function] = [said["Condition"]["ArnLike"]["AWS:SourceArn"] for said in policy["Statement"]]
        return known[function]

    return letting


def _qualified(arn: str) -> dict[str, str]:
    """Return how a function or its alias is asked for."""
    name, *alias = arn.split(":function:")[1].split(":")
    return {"FunctionName": name, **({"Qualifier": alias[0]} if alias else {})}


def _invocations(deployed: Deployed, api: str) -> Iterator[tuple[str, str]]:
    """Yield every right to invoke a function that an API has to have: who asks, and for which function."""
    gateway = deployed.client("apigateway")
    source = f"arn:aws:execute-api:{deployed.example.region}:{deployed.cloud.account}:{api}"
    stages = gateway.get_stages(restApiId=api)["item"]
    for resource in gateway.get_resources(restApiId=api, embed=["methods"], limit=500)["items"]:
        for method, said in resource.get("resourceMethods", {}).items():
            if function := _invoked(said.get("methodIntegration", {}).get("uri", "")):
                for stage in stages:
                    yield f"{source}/{stage['stageName']}/{method}{resource['path']}", _in_stage(function, stage)
    for authorizer in gateway.get_authorizers(restApiId=api)["items"]:
        if function := _invoked(authorizer.get("authorizerUri", "")):
            for stage in stages:
                yield f"{source}/authorizers/{authorizer['id']}", _in_stage(function, stage)


def _invoked(uri: str) -> str:
    """Return the function at the end of an integration URI, if it is one."""
    _, _, function = uri.partition("/functions/")
    return function.removesuffix("/invocations")


def _in_stage(function: str, stage: dict[str, Any]) -> str:
    """Return the function, or its alias, that is meant in a stage."""
    for name, value in stage.get("variables", {}).items():
        function = function.replace(f"${{stageVariables.{name}}}", value)
    return function


def gone(deployed: Deployed) -> Iterator[Verdict]:
    """Check that nothing is left of an example but what its template keeps."""
    kept = {id for id, said in deployed.resources.items() if said.get("DeletionPolicy") == "Retain"}
    left = [f"{id} ({deployed.resources[id]['Type']})" for id in _left(deployed) if id not in kept]
    yield same("destroy", "nothing is left", left, [])


def _left(deployed: Deployed) -> Iterator[str]:
    """Yield the resources that their service still knows, of the types that can be asked for."""
    for id, said in deployed.resources.items():
        if look := LOOKS.get(said["Type"]):
            service, operation, parameter = look
            try:
                getattr(deployed.client(service), operation)(**{parameter: deployed.ids[id]})
            except ClientError:
                continue
            yield id


LOOKS = {
    "AWS::ApiGateway::ApiKey": ("apigateway", "get_api_key", "apiKey"),
    "AWS::ApiGateway::DomainName": ("apigateway", "get_domain_name", "domainName"),
    "AWS::ApiGateway::RestApi": ("apigateway", "get_rest_api", "restApiId"),
    "AWS::ApiGateway::UsagePlan": ("apigateway", "get_usage_plan", "usagePlanId"),
    "AWS::ApiGatewayV2::Api": ("apigatewayv2", "get_api", "ApiId"),
    "AWS::IAM::Role": ("iam", "get_role", "RoleName"),
    "AWS::Lambda::Function": ("lambda", "get_function", "FunctionName"),
    "AWS::SecretsManager::Secret": ("secretsmanager", "describe_secret", "SecretId"),
}
"""How a type of resource is looked for: what costs money, and what would be in the way of another deployment."""


def removed(deployed: Deployed) -> None:
    """Remove what the template keeps: nobody else will."""
    users = deployed.client("cognito-idp")
    for id, pool in deployed.of_type("AWS::Cognito::UserPool").items():
        if deployed.resources[id].get("DeletionPolicy") == "Retain":
            domain = users.describe_user_pool(UserPoolId=pool)["UserPool"].get("Domain")
            if domain:
                users.delete_user_pool_domain(UserPoolId=pool, Domain=domain)
            users.update_user_pool(UserPoolId=pool, DeletionProtection="INACTIVE")
            users.delete_user_pool(UserPoolId=pool)
