"""Lowers functions: themselves, their versions and aliases, and how they are called."""

from __future__ import annotations

from collections.abc import Iterator

from apicompiler import plan
from apicompiler.blueprint import Function, FunctionName, LambdaIntegration
from apicompiler.lower.ids import digest, logical_id
from apicompiler.plan import Value, joined, ref
from apicompiler.pointers import Arn
from apicompiler.target import Target
from apicompiler.written import Region


def made(target: Target) -> tuple[Function, ...]:
    """Return the functions that are deployed with the APIs."""
    return tuple(found for found in target.blueprint.functions.values() if isinstance(found, Function))


def called(target: Target, stack: str, named: FunctionName, alias: str | None) -> Value:
    """Return the ARN under which a function is called; stage variables stand in it as they are."""
    function = target.function(named)
    assert function, "lowering runs only on checked blueprints"
    arn = _arn(target, stack, function) if isinstance(function, Function) else function.value
    return joined(arn, f":{alias}") if alias else arn


def invocation_uri(function: Value, region: Region, stream: bool = False) -> Value:
    """Return the URI under which API Gateway calls a function.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
    """
    version, verb = ("2021-11-15", "response-streaming-invocations") if stream else ("2015-03-31", "invocations")
    return joined(f"arn:{region.partition}:apigateway:{region}:lambda:path/{version}/functions/", function, f"/{verb}")


def lower_functions(target: Target, stack: str) -> Iterator[plan.Function]:
    for function in made(target):
        role = function.role
        yield plan.Function(
            id=logical_id("Function", function.key),
            name=f"{stack}-{function.key}",
            description=function.description,
            code=str(function.code),
            digest=target.code[str(function.code)].digest,
            handler=function.handler,
            runtime=function.runtime,
            architecture=function.architecture,
            memory=function.memory,
            timeout=function.timeout.seconds,
            environment=dict(function.environment),
            role=role.value if role else _role_arn(target, role_name(stack, function.key)),
            log_group=logical_id("FunctionLog", function.key),
            after=() if role else (logical_id("FunctionRole", function.key),),
        )


def lower_function_roles(target: Target, stack: str) -> Iterator[plan.Role]:
    """Yield the roles of functions that bring none: they may write their own log, and what is allowed besides."""
    environment = target.environment
    for function in made(target):
        if function.role:
            continue
        log = f"arn:{environment.region.partition}:logs:{environment.region}:{environment.account}:log-group"
        writing = plan.Statement(
            ("logs:CreateLogStream", "logs:PutLogEvents"), (f"{log}:{log_name(stack, function.key)}:*",)
        )
        allowed = (
            plan.Statement((action,), tuple(map(str, (arns,) if isinstance(arns, Arn) else arns)))
            for action, arns in function.allow.items()
        )
        yield plan.Role(
            id=logical_id("FunctionRole", function.key),
            name=role_name(stack, function.key),
            service="lambda",
            statements=(writing, *allowed, *_answering(target, function)),
        )


def _answering(target: Target, function: Function) -> Iterator[plan.Statement]:
    """Let a function that answers routes post to the connections of just those APIs.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-control-access-iam.html
    """
    environment = target.environment
    api = f"arn:{environment.region.partition}:execute-api:{environment.region}:{environment.account}:"
    connections = tuple(
        joined(api, ref(logical_id("Api", key)), "/*/*/@connections/*")
        for key, routes in target.routes.items()
        if any(
            isinstance(route.integration, LambdaIntegration) and target.function(route.integration.lambda_) is function
            for route in routes
        )
    )
    if connections:
        yield plan.Statement(("execute-api:ManageConnections",), connections)


def lower_function_logs(target: Target, stack: str) -> Iterator[plan.LogGroup]:
    logging = target.blueprint.logging
    for function in made(target):
        retain = function.retain or (logging.retain if logging else None)
        yield plan.LogGroup(
            id=logical_id("FunctionLog", function.key),
            name=log_name(stack, function.key),
            retention_days=int(retain.days) if retain else target.profile.retention_days,
        )


def lower_versions(functions: tuple[plan.Function, ...], target: Target) -> Iterator[plan.Version]:
    """Snapshot the functions that have aliases.

    CloudFormation publishes a version only under a new logical id.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-version.html
    """
    aliased = {logical_id("Function", function.key) for function in made(target) if function.aliases}
    for function in functions:
        if function.id in aliased:
            yield plan.Version(id=f"{function.id}Version{digest(function.plain())[:16]}", function=function.id)


def lower_aliases(versions: tuple[plan.Version, ...], target: Target) -> Iterator[plan.Alias]:
    newest = {version.function: version.id for version in versions}
    for function in made(target):
        for alias in function.aliases:
            id = logical_id("Function", function.key)
            yield plan.Alias(id=logical_id("Alias", function.key, alias), name=alias, function=id, version=newest[id])


def role_name(stack: str, *names: str) -> str:
    """Name a role; IAM takes 64 characters."""
    name = "-".join((stack, *names))
    return name if len(name) <= 64 else f"{name[:55]}-{digest(name)[:8]}"


def log_name(stack: str, function: str) -> str:
    return f"/aws/lambda/{stack}-{function}"


def _arn(target: Target, stack: str, function: Function) -> str:
    environment = target.environment
    where = f"{environment.region.partition}:lambda:{environment.region}:{environment.account}"
    return f"arn:{where}:function:{stack}-{function.key}"


def _role_arn(target: Target, name: str) -> str:
    return f"arn:{target.environment.region.partition}:iam::{target.environment.account}:role/{name}"
