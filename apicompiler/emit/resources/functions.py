"""Functions, the roles they and integrations have, and ways into private networks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apicompiler import plan
from apicompiler.emit.resources.resource import Resource, resource
from apicompiler.plan import attribute, ref

DEFAULT_STORAGE = 512  # what a function has of which nothing is said


def emit_role(role: plan.Role) -> Resource:
    statements = _allowed(role.statements)
    return resource(
        role.id,
        "AWS::IAM::Role",
        RoleName=role.name,
        AssumeRolePolicyDocument=_policy([_taken_on(role)]),
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
    vpc = function.vpc
    return resource(
        function.id,
        "AWS::Lambda::Function",
        after=function.after,
        FunctionName=function.name,
        Description=function.description or None,
        **_package(function.package, code),
        Architectures=[function.architecture],
        MemorySize=function.memory,
        EphemeralStorage={"Size": function.storage} if function.storage != DEFAULT_STORAGE else None,
        Timeout=function.timeout,
        Environment={"Variables": dict(function.environment)} if function.environment else None,
        ReservedConcurrentExecutions=function.reserved,
        VpcConfig={"SubnetIds": list(vpc.subnets), "SecurityGroupIds": list(vpc.security_groups)} if vpc else None,
        DeadLetterConfig={"TargetArn": function.dead_letter} if function.dead_letter else None,
        TracingConfig={"Mode": "Active"} if function.tracing else None,
        Role=function.role,
        LoggingConfig={"LogGroup": ref(function.log_group)},
    )


def _package(package: plan.Zip | plan.Image, code: Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(package, plan.Image):
        command = {"ImageConfig": {"Command": list(package.command)}} if package.command else {}
        return {"PackageType": "Image", "Code": {"ImageUri": package.uri}, **command}
    layers = {"Layers": list(package.layers)} if package.layers else {}
    return {"Code": code, "Handler": package.handler, "Runtime": package.runtime, **layers}


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
        ProvisionedConcurrencyConfig={"ProvisionedConcurrentExecutions": alias.provisioned}
        if alias.provisioned
        else None,
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


def _taken_on(role: plan.Role) -> dict[str, Any]:
    statement: dict[str, Any] = {
        "Effect": "Allow",
        "Principal": {"Service": f"{role.service}.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    if role.external_id:
        statement["Condition"] = {"StringEquals": {"sts:ExternalId": role.external_id}}
    return statement


def _policy(statements: list[dict[str, Any]]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": statements}
