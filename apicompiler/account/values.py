"""What CloudFormation would fill in, filled in from what it has made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from apicompiler.account.connection import Connection
from apicompiler.account.trouble import Missing, Trouble
from apicompiler.plan import Late, Plan

# Each by what it is called, in a place that is known.
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html and those of IAM and Cognito
ARNS = {
    "AWS::Lambda::Function": "arn:{partition}:lambda:{region}:{account}:function:{id}",
    "AWS::IAM::Role": "arn:{partition}:iam::{account}:role/{id}",
    "AWS::Cognito::UserPool": "arn:{partition}:cognito-idp:{region}:{account}:userpool/{id}",
}


class Unknown(Trouble):
    """Nobody but CloudFormation knows a value."""


class Values:
    """What the functions of CloudFormation stand for in a stack that is deployed.

    *ids* are the physical ids of its resources, by their logical ones, and *template* says what those are.
    """

    def __init__(self, connection: Connection, plan: Plan, ids: Mapping[str, str], template: Mapping[str, Any]) -> None:
        self._connection, self._ids = connection, ids
        self._types = {id: resource["Type"] for id, resource in template["Resources"].items()}
        self._place = {"partition": plan.partition, "region": plan.region, "account": plan.account}
        self._known = {
            "AWS::Partition": plan.partition,
            "AWS::Region": plan.region,
            "AWS::AccountId": plan.account,
            "AWS::URLSuffix": plan.dns_suffix,
            "AWS::StackName": plan.name,
        }

    def filled(self, value: Any) -> Any:
        """Return *value* with everything in it that CloudFormation would fill in.

        Raises:
            Unknown: nobody else knows it.
        """
        if isinstance(value, Late):
            return self._call(value)
        if isinstance(value, Mapping):
            return {key: self.filled(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self.filled(inner) for inner in value]
        return self._parameters(value) if isinstance(value, str) and "{{resolve:" in value else value

    def _call(self, late: Late) -> Any:
        [(function, inner)] = late.items()
        match function:
            case "Ref":
                return self._ref(inner)
            case "Fn::GetAtt":
                return self._attribute(*inner)
            case "Fn::Join":
                return self._parameters(inner[0].join(self.filled(part) for part in inner[1]))
            case "Fn::Select":
                return self.filled(inner[1])[int(inner[0])]
            case "Fn::Split":
                return self.filled(inner[1]).split(inner[0])
            case "Fn::ImportValue":
                return self._exported(inner)
        raise Unknown(f"CloudFormation alone knows what `{function}` is")

    def _ref(self, id: str) -> str:
        found = self._known.get(id) or self._ids.get(id)
        if found is None:
            raise Unknown(f"`{id}` is not deployed yet")
        return found

    def _attribute(self, id: str, name: str) -> str:
        """Return an ARN: of all else, nobody knows how CloudFormation calls it."""
        kind = self._types.get(id, "")
        if name != "Arn" or kind not in ARNS:
            raise Unknown(f"CloudFormation alone knows `{name}` of `{id}`")
        return ARNS[kind].format(id=self._ref(id), **self._place)

    def _exported(self, name: str) -> str:
        if name not in self._exports:
            raise Unknown(f"no stack exports `{name}`")
        return self._exports[name]

    @cached_property
    def _exports(self) -> Mapping[str, str]:
        found = self._connection.each("cloudformation", "list_exports", "Exports")
        return {export["Name"]: export["Value"] for export in found}

    def _parameters(self, text: str) -> str:
        """Fill in what Parameter Store holds; a secret stays where it is."""
        if "{{resolve:secretsmanager:" in text:
            raise Unknown("a secret is filled in by CloudFormation alone")
        return re.sub(r"\{\{resolve:ssm:([^{}]+)\}\}", lambda match: self._parameter(match[1]), text)

    def _parameter(self, name: str) -> str:
        try:
            found = self._connection.ask("ssm", "get_parameter", Name=name)
        except Missing:
            raise Unknown(f"there is no parameter `{name}`") from None
        value: str = found["Parameter"]["Value"]
        return value
