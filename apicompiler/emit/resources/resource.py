"""What a resource of a template is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apicompiler.noun import EMPTY, Noun
from apicompiler.plan import Late, Value


class Resource(Noun):
    """One resource of a template."""

    id: str
    type: str
    properties: Mapping[str, Any]
    after: tuple[str, ...] = ()
    """The resources that are made before this one."""
    retained: bool = False
    """Whether it stays when the stack stops to hold it."""
    attributes: Mapping[str, Any] = EMPTY
    """What CloudFormation is told besides."""
    is_raw: bool = False
    """Whether some of it was written in the words of CloudFormation."""


# What is lost when it is replaced: the address of callers, their keys, and all that a pool knows of them.
IRREPLACEABLE = {
    "AWS::ApiGateway::ApiKey",
    "AWS::ApiGateway::DomainName",
    "AWS::ApiGateway::DomainNameV2",
    "AWS::ApiGatewayV2::DomainName",
    "AWS::Cognito::UserPool",
    "AWS::Cognito::UserPoolClient",
    "AWS::Cognito::UserPoolDomain",
    "AWS::SecretsManager::Secret",
}


def protected(resource: Resource) -> Resource:
    """Let a resource of a protected environment stay when the stack stops to hold it; but one that was just made.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html,
    read 2026-11-28
    """
    if resource.type not in IRREPLACEABLE:
        return resource
    stays = {"DeletionPolicy": "RetainExceptOnCreate", "UpdateReplacePolicy": "Retain"}
    return resource.replace(retained=False, attributes={**resource.attributes, **stays})


def resource(id: str, type: str, after: tuple[str, ...] = (), **properties: Any) -> Resource:
    """Return a resource; a property that is None is left out."""
    given = {name: value for name, value in properties.items() if value is not None}
    return Resource(id, type, given, after)


def handed_over(value: Value | None, handed: Mapping[str, str]) -> Value | None:
    """Return what stands here for a *value* that is made in another stack, and *handed* over."""
    if isinstance(value, Late):
        named = value.get("Ref") or value.get("Fn::GetAtt", [""])[0]
        return handed.get(named, value)
    return value
