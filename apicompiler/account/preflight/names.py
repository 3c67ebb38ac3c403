"""Looks whether the names that are about to be given are still free: where one is not, a deployment ends in the middle.

A few types of resources have names that nobody else in the account may have; of those whose names are written out,
and not ours already, each is looked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, Protocol

from apicompiler.account.preflight.enquiry import Enquiry, Look, Unanswered
from apicompiler.account.preflight.owned import owned
from apicompiler.account.trouble import Missing
from apicompiler.blueprint import Function
from apicompiler.holdings import Holding, Name, Prefix
from apicompiler.lower.ids import logical_id
from apicompiler.plan import CLOUDFRONT, Plan
from apicompiler.source import Location
from apicompiler.target import Target


class Declared(Protocol):
    """A resource of a template, as it is declared."""

    @property
    def id(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def properties(self) -> Mapping[str, Any]: ...


class Kind(NamedTuple):
    """A type of resources of which no two may have the same name."""

    property: str
    """What holds the name."""
    words: str
    look: Callable[[Enquiry, str, Declared, str], bool | str]
    """Whether there is one of this name in a region; the day on which its deletion was asked for, where it was."""


def name_looks(target: Target, plan: Plan, declared: Iterable[Declared]) -> Iterator[Look]:
    places = _places(target)
    elsewhere = {made.id for made in plan.log_groups_elsewhere} | {made.id for made in plan.web_acls_elsewhere}
    for resource in declared:
        at, word = places.get(resource.id, (target.at / "name", "another `name` of the blueprint"))
        kind = KINDS.get(resource.type)
        name = resource.properties.get(kind.property) if kind else None
        region = CLOUDFRONT if resource.id in elsewhere else ""
        if kind and isinstance(name, str) and "{{resolve:" not in name:
            yield Look(f"the {kind.words} `{name}`", _look, (kind, resource, name, region, (at, word), plan))
    for output in plan.raw.outputs if plan.raw else ():
        if isinstance(output.export, str):
            at = target.at / "raw" / "outputs" / output.id
            yield Look(f"the export `{output.export}`", _export, (output.export, at, plan))


def _look(
    enquiry: Enquiry, kind: Kind, resource: Declared, name: str, region: str, place: tuple[Location, str], plan: Plan
) -> Iterator[Holding]:
    at, word = place
    if owned(enquiry, plan).has(resource.type, name):
        return
    found = kind.look(enquiry, name, resource, region)
    if found and resource.type == "AWS::Cognito::UserPoolDomain":
        yield Prefix(at, name)
    elif found:
        yield Name(at, name, kind.words, word, found if isinstance(found, str) else "")


def _export(enquiry: Enquiry, name: str, at: Location, plan: Plan) -> Iterator[Holding]:
    for held in enquiry.each("cloudformation", "list_exports", "Exports"):
        if held["Name"] == name and f":stack/{plan.name}/" not in held["ExportingStackId"]:
            yield Name(at, name, "export", "another `Name`")


def _places(target: Target) -> Mapping[str, tuple[Location, str]]:
    """Return where the blueprint speaks of what has a name in it, by logical id, and what would name it otherwise."""
    blueprint = target.blueprint
    found: dict[str, tuple[Location, str]] = {}
    for key, function in blueprint.functions.items():
        if isinstance(function, Function):
            for prefix in ("Function", "FunctionRole", "FunctionLog"):
                found[logical_id(prefix, key)] = function.at.key, "another name of the function"
    for key, held in blueprint.api_keys.items():
        found[logical_id("ApiKeyValue", key)] = held.at.key, "another name of the key"
    for key, group in blueprint.access.items():
        found[logical_id("Access", key)] = group.at.key, "another name of the group"
    for domain in target.own_domains:
        found[logical_id("Domain", domain.key)] = target.behind(domain).at / "name", "another `name` of the domain"
    for authorizer, pool in target.made_pools:
        found[logical_id("PoolDomain", authorizer.title)] = pool.at / "domain", "another `domain`"
    for key, resource in blueprint.raw.resources.items() if blueprint.raw else ():
        found[key] = resource.at / "Properties", "another name"
    return found


def _asked(service: str, operation: str, parameter: str) -> Callable[[Enquiry, str, Declared, str], bool]:
    """Make a look that asks for one thing by its name."""

    def look(enquiry: Enquiry, name: str, _: Declared, region: str) -> bool:
        try:
            enquiry.ask(service, operation, region, **{parameter: name})
        except Missing:
            return False
        return True

    return look


def _policy(enquiry: Enquiry, name: str, _: Declared, region: str) -> bool:
    place = enquiry.target.environment
    arn = f"arn:{place.region.partition}:iam::{place.account}:policy/{name}"
    try:
        enquiry.ask("iam", "get_policy", region, PolicyArn=arn)
    except Missing:
        return False
    return True


def _log_group(enquiry: Enquiry, name: str, _: Declared, region: str) -> bool:
    answer = enquiry.ask("logs", "describe_log_groups", region, logGroupNamePrefix=name)
    return any(group["logGroupName"] == name for group in answer.get("logGroups", ()))


def _secret(enquiry: Enquiry, name: str, _: Declared, region: str) -> bool | str:
    try:
        said = enquiry.ask("secretsmanager", "describe_secret", region, SecretId=name)
    except Missing:
        return False
    deleted = said.get("DeletedDate")
    return f"{deleted:%Y-%m-%d}" if deleted else True


def _web_acl(enquiry: Enquiry, name: str, declared: Declared, region: str) -> bool:
    scope = declared.properties["Scope"]
    region = CLOUDFRONT if scope == "CLOUDFRONT" else region
    answer = enquiry.ask("wafv2", "list_web_acls", region, Scope=scope, Limit=100)
    return any(acl["Name"] == name for acl in answer.get("WebACLs", ()))


def _cache_policy(enquiry: Enquiry, name: str, _: Declared, region: str) -> bool:
    answer = enquiry.ask("cloudfront", "list_cache_policies", region or CLOUDFRONT, Type="custom", MaxItems="100")
    held = answer.get("CachePolicyList", {}).get("Items", ())
    return any(one["CachePolicy"]["CachePolicyConfig"]["Name"] == name for one in held)


def _pool_domain(enquiry: Enquiry, name: str, _: Declared, region: str) -> bool:
    """Look for a domain of a user pool: of one that is free Cognito describes nothing.

    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPoolDomain.html
    """
    try:
        return bool(
            enquiry.ask("cognito-idp", "describe_user_pool_domain", region, Domain=name).get("DomainDescription")
        )
    except Missing:
        return False


def _bucket(enquiry: Enquiry, name: str, _: Declared, region: str) -> bool:
    """Look for a bucket, of anybody: of one that is another's, S3 says that it is forbidden.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
    """
    try:
        enquiry.ask("s3", "head_bucket", region, Bucket=name)
    except Missing:
        return False
    except Unanswered as error:
        if not error.is_denied:
            raise
    return True


KINDS: Mapping[str, Kind] = {
    "AWS::IAM::Role": Kind("RoleName", "role", _asked("iam", "get_role", "RoleName")),
    "AWS::IAM::ManagedPolicy": Kind("ManagedPolicyName", "policy", _policy),
    "AWS::Lambda::Function": Kind(
        "FunctionName", "function", _asked("lambda", "get_function_configuration", "FunctionName")
    ),
    "AWS::Logs::LogGroup": Kind("LogGroupName", "log group", _log_group),
    "AWS::SecretsManager::Secret": Kind("Name", "secret", _secret),
    "AWS::ApiGateway::DomainName": Kind("DomainName", "domain", _asked("apigateway", "get_domain_name", "domainName")),
    "AWS::ApiGatewayV2::DomainName": Kind(
        "DomainName", "domain", _asked("apigateway", "get_domain_name", "domainName")
    ),
    "AWS::WAFv2::WebACL": Kind("Name", "web ACL", _web_acl),
    "AWS::CloudFront::CachePolicy": Kind("Name", "cache policy", _cache_policy),
    "AWS::Cognito::UserPoolDomain": Kind("Domain", "domain of a user pool", _pool_domain),
    "AWS::DynamoDB::Table": Kind("TableName", "table", _asked("dynamodb", "describe_table", "TableName")),
    "AWS::SQS::Queue": Kind("QueueName", "queue", _asked("sqs", "get_queue_url", "QueueName")),
    "AWS::S3::Bucket": Kind("BucketName", "bucket", _bucket),
}
"""The types whose names nobody else may have, of those that the compiler emits and of a few that `raw` adds often."""
