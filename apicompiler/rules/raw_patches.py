"""What `raw` lays over the resources that a blueprint makes, and secrets that are written there."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from apicompiler import cloudformation
from apicompiler.addresses import addresses, raw_parts
from apicompiler.blueprint import Raw
from apicompiler.cloudformation.demands import is_late
from apicompiler.diagnostic import WARNING, Finding, Findings, Replace
from apicompiler.division import divided
from apicompiler.rules import rule
from apicompiler.source import Location
from apicompiler.suggest import closest, listed
from apicompiler.target import Target

LANGUAGE = "docs/raw.md"
DYNAMIC = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html"
PRACTICES = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html"

# What is said in the blueprint as a whole: a snapshot is named by it, or somebody is let in by it.
SAID_IN_THE_BLUEPRINT = (
    "AWS::ApiGateway::BasePathMapping", "AWS::ApiGateway::Deployment", "AWS::ApiGateway::UsagePlanKey",
    "AWS::ApiGatewayV2::ApiMapping", "AWS::ApiGatewayV2::Authorizer", "AWS::ApiGatewayV2::Deployment",
    "AWS::ApiGatewayV2::Integration", "AWS::ApiGatewayV2::IntegrationResponse", "AWS::ApiGatewayV2::Model",
    "AWS::ApiGatewayV2::Route", "AWS::ApiGatewayV2::RouteResponse", "AWS::Lambda::Permission",
    "AWS::Lambda::Version", "AWS::WAFv2::WebACLAssociation",
)  # fmt: skip
# What of a type may be laid over, where it is little.
OPEN = {"AWS::ApiGateway::RestApi": ("Description", "Tags"), "AWS::ApiGatewayV2::Api": ("Description", "Tags")}
# Names and references by which others find a resource, and what keeps one caller apart from another.
KEPT = {
    "AWS::ApiGateway::ApiKey": ("Value", "StageKeys"),
    "AWS::ApiGateway::DomainName": ("DomainName", "EndpointConfiguration"),
    "AWS::ApiGateway::Stage": (
        "RestApiId", "DeploymentId", "StageName", "Variables", "MethodSettings", "CacheClusterEnabled",
        "CacheClusterSize", "AccessLogSetting/Format",
    ),
    "AWS::ApiGateway::UsagePlan": ("ApiStages",),
    "AWS::ApiGatewayV2::DomainName": ("DomainName", "DomainNameConfigurations"),
    "AWS::ApiGatewayV2::Stage": (
        "ApiId", "DeploymentId", "StageName", "AutoDeploy", "StageVariables", "DefaultRouteSettings", "RouteSettings",
        "AccessLogSettings/Format",
    ),
    "AWS::CertificateManager::Certificate": ("DomainName",),
    "AWS::Cognito::UserPoolClient": ("UserPoolId", "ClientSecret"),
    "AWS::Cognito::UserPoolIdentityProvider": ("UserPoolId", "ProviderName", "ProviderType", "ProviderDetails"),
    "AWS::IAM::ManagedPolicy": ("ManagedPolicyName",),
    "AWS::IAM::Role": ("RoleName", "Path", "AssumeRolePolicyDocument"),
    "AWS::Lambda::Alias": ("FunctionName", "FunctionVersion", "Name"),
    "AWS::Lambda::Function": ("FunctionName", "Code", "PackageType", "Role"),
    "AWS::Logs::LogGroup": ("LogGroupName",),
    "AWS::Route53::RecordSet": ("Name", "Type", "AliasTarget", "HostedZoneId", "ResourceRecords"),
    "AWS::SecretsManager::Secret": ("Name", "SecretString", "GenerateSecretString"),
}  # fmt: skip
SECRET = r"(?i).*(password|secret|secret_?string|secret_?key|auth_?token|private_?key|oauth_?token|access_?key)"
NOT_SECRET = r"(?i)(arn:|https?://|true$|false$|[0-9]+$)"
OPENED = r"(?i)(password|secret|token|key|credential|user|auth)"


@rule(
    "AC2140",
    bad="raw: {patch: {'api:v2': {Properties: {Description: Books}}}}",
    good="raw: {patch: {'api:v1': {Properties: {Description: Books}}}}",
    evidence=LANGUAGE,
)
def patch_of_nothing(target: Target) -> Findings:
    """What is laid over something names a thing the blueprint makes (`api:v1`), or a type of which it makes some."""
    raw = target.blueprint.raw
    known = [*addresses(divided(target)), *cloudformation.emitted()] if raw else []
    for name, patch in raw.patch.items() if raw else ():
        if name not in known:
            close = closest(name, known)
            yield Finding(
                at=patch.at.key,
                message=f"the blueprint makes no `{name[:60]}`",
                help=f"did you mean `{close}`?" if close else f"known: {listed(known[:12])}",
                fix=Replace(patch.at.key, close) if close else None,
            )


@rule(
    "AC2141",
    binding=True,
    bad="raw: {patch: {'stage:v1/live': {Properties: {StageName: other}}}}",
    good="raw: {patch: {'stage:v1/live': {Properties: {Description: For everyone}}}}",
    evidence=LANGUAGE,
)
def patch_of_what_is_kept(target: Target) -> Findings:
    """What other resources rest on, and what keeps callers apart, is not laid over: the blueprint says it.

    The document of an API, names and references, snapshots, permissions, and the settings of methods, which decide what
    a cache and a log may hold.
    """
    for part, type, is_patch in raw_parts(target):
        if not is_patch:
            continue
        for path, at in _written(dict(part.properties), part.at / "Properties"):
            if _is_kept(type, path):
                yield Finding(
                    at=at.key,
                    message=f"`{path}` is not laid over: other resources rest on it",
                    help="remove it; what can be chosen has a key in the blueprint",
                )


@rule(
    "AC2142",
    severity=WARNING,
    bad="raw: {patch: {'api:v1': {}}}",
    good="raw: {patch: {'api:v1': {Properties: {Description: Books}}}}",
    evidence=LANGUAGE,
)
def patch_that_changes_nothing(raw: Raw) -> Findings:
    """What is laid over something says something."""
    for patch in raw.patch.values():
        if not patch.properties and not patch.policies and not patch.before:
            yield Finding(at=patch.at.key, message="nothing is laid over it", help="write `Properties`, or remove it")


@rule(
    "AC2114",
    bad="raw: {resources: {Db: {Type: 'AWS::SecretsManager::Secret', Properties: {SecretString: hunter2}}}}",
    good="raw: {resources: {Db: {Type: 'AWS::SecretsManager::Secret', Properties: {GenerateSecretString: {}}}}}",
    evidence=PRACTICES,
)
def secret_written_out(raw: Raw) -> Findings:
    """A secret is pointed at, never written: whoever reads the blueprint or the template would know it."""
    for text, at in _texts(raw):
        if re.fullmatch(SECRET, _word(at)) and text and not is_late(text) and not re.match(NOT_SECRET, text):
            yield Finding(
                at=at,
                message=f"a secret is written out in `{_word(at)}`",
                help="write `{{resolve:secretsmanager:name}}`",
                is_secret=True,
            )


@rule(
    "AC2115",
    severity=WARNING,
    bad="raw: {resources: {Q: {Type: 'AWS::SQS::Queue', Properties: {QueueName: '{{resolve:secretsmanager:a}}'}}}}",
    good="raw: {resources: {Q: {Type: 'AWS::SQS::Queue', Properties: {QueueName: '{{resolve:ssm:/a}}'}}}}",
    evidence=DYNAMIC,
)
def secret_in_the_open(raw: Raw) -> Findings:
    """A secret is resolved where a secret belongs: any other property is shown to whoever may look at the resource."""
    for text, at in _texts(raw):
        if re.search(r"\{\{resolve:(secretsmanager|ssm-secure):", text) and not re.search(OPENED, _word(at)):
            yield Finding(
                at=at,
                message=f"whoever may see the resource reads the secret in `{_word(at)}`",
                help="give the name of the secret, and let it be read when it is needed",
            )


def _is_kept(type: str, path: str) -> bool:
    if type in SAID_IN_THE_BLUEPRINT:
        return True
    if type in OPEN:
        return path.partition("/")[0] not in OPEN[type]
    return path in KEPT.get(type, ())


def _written(value: Mapping[str, Any], at: Location) -> Iterator[tuple[str, Location]]:
    """Yield the properties that are laid over, and those one level below them."""
    for name, inner in value.items():
        yield name, at / name
        if isinstance(inner, dict):
            for below in inner:
                yield f"{name}/{below}", at / name / below


def _texts(raw: Raw) -> Iterator[tuple[str, Location]]:
    yield from ((value, at) for value, at in raw.leaves if isinstance(value, str))


def _word(at: Location) -> str:
    """Return the last word that leads to a place."""
    return next((key for key in reversed(at.path) if isinstance(key, str)), "")
