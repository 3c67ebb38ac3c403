"""Functions, the roles they and integrations have, and ways into private networks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apicompiler import plan
from apicompiler.emit.resources.resource import Resource, resource
from apicompiler.plan import attribute, ref


def emit_role(role: plan.Role) -> Resource:
    statements = _allowed(role.statements)
    return resource(
        role.id,
        "AWS::IAM::Role",
        RoleName=role.name,
        AssumeRolePolicyDocument=_policy(
            [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": f"{role.service}.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                }
            ]
        ),
        Policies=[{"PolicyName": "allowed", "PolicyDocument": _policy(statements)}],
    )


def emit_managed_policy(policy: plan.ManagedPolicy) -> Resource:
    return resource(
        policy.id,
        "AWS::IAM::ManagedPolicy",
        ManagedPolicyName=policy.name,
        PolicyDocument=_policy(_allowed(policy.statements)),
        Roles=list(policy.roles) or None,
        Users=list(policy.users) or None,
    )


def emit_function(function: plan.Function, code: Mapping[str, Any]) -> Resource:
    return resource(
        function.id,
        "AWS::Lambda::Function",
        after=function.after,
        FunctionName=function.name,
        Description=function.description or None,
        Code=code,
        Handler=function.handler,
        Runtime=function.runtime,
        Architectures=[function.architecture],
        MemorySize=function.memory,
        Timeout=function.timeout,
        Environment={"Variables": dict(function.environment)} if function.environment else None,
        Role=function.role,
        LoggingConfig={"LogGroup": ref(function.log_group)},
    )


def emit_version(version: plan.Version) -> Resource:
    # An alias that is rolled back by hand, and a stage that still calls it, find the version they mean.
    return resource(version.id, "AWS::Lambda::Version", FunctionName=ref(version.function)).replace(retained=True)


def emit_alias(alias: plan.Alias) -> Resource:
    return resource(
        alias.id,
        "AWS::Lambda::Alias",
        Name=alias.name,
        FunctionName=ref(alias.function),
        FunctionVersion=attribute(alias.version, "Version"),
    )


def emit_vpc_link(link: plan.VpcLink) -> Resource:
    if not link.subnets:
        return resource(link.id, "AWS::ApiGateway::VpcLink", Name=link.name, TargetArns=[link.target])
    return resource(
        link.id,
        "AWS::ApiGatewayV2::VpcLink",
        Name=link.name,
        SubnetIds=list(link.subnets),
        SecurityGroupIds=list(link.security_groups),
    )


def _allowed(statements: tuple[plan.Statement, ...]) -> list[dict[str, Any]]:
    return [
        {"Effect": "Allow", "Action": list(statement.actions), "Resource": list(statement.resources)}
        for statement in statements
    ]


def _policy(statements: list[dict[str, Any]]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": statements}
