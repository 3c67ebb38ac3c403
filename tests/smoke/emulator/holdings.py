"""Prints what the account and its stacks hold, as JSON: one object for each kind of thing, by their names."""

import json
import sys
from collections.abc import Iterator
from typing import Any

import boto3
from botocore.exceptions import ClientError

ACCOUNT, REGION = boto3.client("sts").get_caller_identity()["Account"], boto3.session.Session().region_name
gateway, lambdas, logs = boto3.client("apigateway"), boto3.client("lambda"), boto3.client("logs")


def main(stacks: list[str]) -> None:
    apis = {api["name"]: api["id"] for api in gateway.get_rest_apis()["items"]}
    things: dict[str, dict[str, Any]] = {
        "stacks": {stack: found for stack in stacks if (found := stack_resources(stack))},
        "apis": apis,
        "invocations": {source: function for api in apis.values() for source, function in invocations(api)},
        "permissions": permissions(),
        "api keys": {key["name"]: key_value(key["id"]) for key in gateway.get_api_keys()["items"]},
        "secrets": {name: value for stack in stacks for name, value in secrets(f"{stack}/").items()},
        "caches": {f"{name}/{key}": value for name, api in apis.items() for key, value in caches(api)},
        "usage plans": {plan["name"]: plan["id"] for plan in gateway.get_usage_plans()["items"]},
        "domains": {domain["domainName"]: paths(domain) for domain in gateway.get_domain_names()["items"]},
        "records": records(),
        "log groups": log_groups(),
    }
    print(json.dumps(things))


def stack_resources(stack: str) -> dict[str, str]:
    """Return the physical ids of a stack by their logical ones; none when the stack is gone."""
    try:
        found = boto3.client("cloudformation").describe_stack_resources(StackName=stack)["StackResources"]
    except ClientError:
        return {}
    return {resource["LogicalResourceId"]: resource.get("PhysicalResourceId", "") for resource in found}


def invocations(api: str) -> Iterator[tuple[str, str]]:
    """Yield every right to invoke a function that this API has to have: who asks, and for which function."""
    source = f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{api}"
    stages = gateway.get_stages(restApiId=api)["item"]
    for resource in gateway.get_resources(restApiId=api, embed=["methods"], limit=500)["items"]:
        for method, said in resource.get("resourceMethods", {}).items():
            if function := invoked(said["methodIntegration"].get("uri", "")):
                for stage in stages:
                    yield f"{source}/{stage['stageName']}/{method}{resource['path']}", in_stage(function, stage)
    for authorizer in gateway.get_authorizers(restApiId=api)["items"]:
        if function := invoked(authorizer.get("authorizerUri", "")):
            yield f"{source}/authorizers/{authorizer['id']}", function


def invoked(uri: str) -> str:
    """Return the function at the end of an integration URI, if it is one."""
    _, _, function = uri.partition("/functions/")
    return function.removesuffix("/invocations")


def in_stage(function: str, stage: dict[str, Any]) -> str:
    """Return the function, or its alias, that is meant in a stage."""
    for name, value in stage.get("variables", {}).items():
        function = function.replace(f"${{stageVariables.{name}}}", value)
    return function


def permissions() -> dict[str, list[str]]:
    """Return the callers that functions and their aliases let in; none for those that let nobody in."""
    found = {}
    for function in lambdas.list_functions()["Functions"]:
        aliases = lambdas.list_aliases(FunctionName=function["FunctionName"])["Aliases"]
        for arn in (function["FunctionArn"], *(alias["AliasArn"] for alias in aliases)):
            try:
                policy = json.loads(lambdas.get_policy(FunctionName=arn)["Policy"])
            except lambdas.exceptions.ResourceNotFoundException:
                continue
            found[arn] = [said["Condition"]["ArnLike"]["AWS:SourceArn"] for said in policy["Statement"]]
    return found


def key_value(key: str) -> str:
    return gateway.get_api_key(apiKey=key, includeValue=True)["value"]


def secrets(prefix: str) -> dict[str, str]:
    """Return the secrets whose names begin with *prefix*."""
    client = boto3.client("secretsmanager")
    names = (secret["Name"] for secret in client.list_secrets()["SecretList"])
    return {name: client.get_secret_value(SecretId=name)["SecretString"] for name in names if name.startswith(prefix)}


def caches(api: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the stages of an API that have a cache, with the methods whose answers it keeps, and for how long."""
    for stage in gateway.get_stages(restApiId=api)["item"]:
        if stage.get("cacheClusterEnabled"):
            kept = {path: said for path, said in stage["methodSettings"].items() if said["cachingEnabled"]}
            yield stage["stageName"], [f"{path} {said['cacheTtlInSeconds']}" for path, said in sorted(kept.items())]


def paths(domain: dict[str, Any]) -> dict[str, str]:
    """Return where the paths of a domain lead, as `api/stage`."""
    mappings = gateway.get_base_path_mappings(domainName=domain["domainName"])["items"]
    return {mapping["basePath"]: f"{mapping['restApiId']}/{mapping['stage']}" for mapping in mappings}


def records() -> dict[str, str]:
    """Return the aliases of all zones, as `type name`, and what they lead to."""
    route53 = boto3.client("route53")
    return {
        f"{record['Type']} {record['Name']}": record["AliasTarget"]["DNSName"]
        for zone in route53.list_hosted_zones()["HostedZones"]
        for record in route53.list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"]
        if "AliasTarget" in record
    }


def log_groups() -> dict[str, dict[str, int]]:
    """Return the access logs, with the days they are kept and the lines they hold."""
    groups = logs.describe_log_groups(logGroupNamePrefix="/aws/apigateway/")["logGroups"]
    return {
        group["logGroupName"]: {
            "days": group.get("retentionInDays", 0),
            "lines": len(logs.filter_log_events(logGroupName=group["logGroupName"])["events"]),
        }
        for group in groups
    }


if __name__ == "__main__":
    main(sys.argv[1:])
