"""Lowers functions: themselves, their versions and aliases, and how they are called."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from apicompiler import plan
from apicompiler.blueprint import CodeFunction, Function, FunctionName, ImageFunction, LambdaIntegration
from apicompiler.insights import insights_layer
from apicompiler.lower.ids import digest, logical_id, shortened
from apicompiler.lower.pool_ids import client_id, pool_id
from apicompiler.plan import Value, joined, ref
from apicompiler.pointers import Arn, LayerArn, PoolPointer, QueueArn, Secret, SsmParameter
from apicompiler.releases import kept_versions, pinned_versions
from apicompiler.target import Target
from apicompiler.written import Region, Text

# What a function does to be in a network; EC2 knows no narrower resource for most of it.
# https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaVPCAccessExecutionRole.html
INTERFACES = (
    "ec2:CreateNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
)


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
        role, vpc, concurrency = function.role, function.vpc, function.concurrency
        yield plan.Function(
            id=logical_id("Function", function.key),
            name=f"{stack}-{function.key}",
            description=function.description,
            package=_package(target, function),
            architecture=function.architecture,
            memory=function.memory,
            storage=function.storage,
            timeout=function.timeout.seconds,
            environment={name: _environment(target, value) for name, value in function.environment.items()},
            reserved=concurrency.reserved if concurrency else None,
            vpc=plan.Vpc(tuple(s.value for s in vpc.subnets), tuple(g.value for g in vpc.security_groups))
            if vpc
            else None,
            dead_letter=str(function.dead_letter) if function.dead_letter else None,
            tracing=function.tracing,
            role=role.value if role else role_arn(target, role_name(stack, function.key)),
            log_group=logical_id("FunctionLog", function.key),
            after=() if role else (logical_id("FunctionRole", function.key),),
        )


def _environment(target: Target, value: SsmParameter | Secret | PoolPointer | Text) -> Value:
    """Return what stands in the environment: of a secret its name, for whoever sees the function sees that, too."""
    if isinstance(value, Secret):
        return value.name
    if isinstance(value, PoolPointer):
        authorizer = target.maker(value)
        assert authorizer, "lowering runs only on checked blueprints"
        return ref(pool_id(authorizer) if value.client is None else client_id(authorizer, value.client))
    return value.value if isinstance(value, SsmParameter) else str(value)


def _package(target: Target, function: Function) -> plan.Zip | plan.Image:
    if isinstance(function, ImageFunction):
        return plan.Image(str(function.image), function.command)
    assert isinstance(function, CodeFunction), "a function is code or an image"
    bundle = target.code[str(function.code)]
    dependencies = None
    if function.is_bundled and bundle.requirements:
        machine: Literal["x86_64", "aarch64"] = "aarch64" if function.architecture == "arm64" else "x86_64"
        dependencies = plan.Dependencies(bundle.requirements, function.runtime.removeprefix("python"), machine)
    return plan.Zip(
        path=str(function.code),
        digest=digest([bundle.digest, dependencies.plain()]) if dependencies else bundle.digest,
        dependencies=dependencies,
        handler=function.handler,
        runtime=function.runtime,
        layers=(*(layer.value for layer in function.layers), *_insights(target, function)),
    )


def _insights(target: Target, function: CodeFunction) -> Iterator[str]:
    """Yield the layer with which Lambda Insights watches a function."""
    region = target.environment.region
    if isinstance(function.insights, LayerArn):
        yield str(function.insights)
    elif function.insights:
        layer = insights_layer(str(region), region.partition, function.architecture)
        assert layer, "lowering runs only on checked blueprints"
        yield layer


def lower_function_roles(target: Target, stack: str) -> Iterator[plan.Role]:
    """Yield the roles of functions that bring none: they may do what their settings ask for, and what is allowed."""
    for function in made(target):
        if function.role:
            continue
        allowed = (
            plan.Statement((action,), tuple(map(str, (arns,) if isinstance(arns, Arn) else arns)))
            for action, arns in function.allow.items()
        )
        yield plan.Role(
            id=logical_id("FunctionRole", function.key),
            name=role_name(stack, function.key),
            service="lambda",
            statements=(*_asked_for(target, stack, function), *allowed, *_answering(target, function)),
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


def _asked_for(target: Target, stack: str, function: Function) -> Iterator[plan.Statement]:
    """Yield what a function must be allowed to do because of its settings."""
    region, account = target.environment.region, target.environment.account
    log = f"arn:{region.partition}:logs:{region}:{account}:log-group:{log_name(stack, function.key)}"
    yield plan.Statement(("logs:CreateLogStream", "logs:PutLogEvents"), (f"{log}:*",))
    if function.secrets:
        # Secrets Manager adds a hyphen and six characters to the name of every secret.
        arn = f"arn:{region.partition}:secretsmanager:{region}:{account}:secret:"
        names = dict.fromkeys(secret.name for secret in function.secrets)
        yield plan.Statement(("secretsmanager:GetSecretValue",), tuple(f"{arn}{name}-??????" for name in names))
    if function.vpc:
        yield plan.Statement(INTERFACES, ("*",))
    if function.dead_letter:
        action = "sqs:SendMessage" if isinstance(function.dead_letter, QueueArn) else "sns:Publish"
        yield plan.Statement((action,), (str(function.dead_letter),))
    if isinstance(function, CodeFunction) and function.insights:
        # https://docs.aws.amazon.com/aws-managed-policy/latest/reference/CloudWatchLambdaInsightsExecutionRolePolicy.html
        seen = f"arn:{region.partition}:logs:{region}:{account}:log-group:/aws/lambda-insights"
        yield plan.Statement(("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"), (seen, f"{seen}:*"))
    if function.tracing:
        yield plan.Statement(("xray:PutTraceSegments", "xray:PutTelemetryRecords"), ("*",))


def lower_function_logs(target: Target, stack: str) -> Iterator[plan.LogGroup]:
    logging = target.blueprint.logging
    for function in made(target):
        retain = function.retain or (logging.retain if logging else None)
        yield plan.LogGroup(
            id=logical_id("FunctionLog", function.key),
            name=log_name(stack, function.key),
            retention_days=int(retain.days) if retain else target.profile.retention_days,
        )


def lower_versions(
    functions: tuple[plan.Function, ...], target: Target, raw: plan.Raw | None
) -> Iterator[plan.Version]:
    """Snapshot the functions that have aliases, the newest first; what pinned stages call stays.

    CloudFormation publishes a version only under a new logical id: what *raw* lays over a function makes another, too.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-version.html
    """
    aliased = {logical_id("Function", function.key): function for function in made(target) if function.aliases}
    for function in functions:
        if function.id in aliased:
            # What a version does not hold must not make another: Lambda would refuse one that is the same.
            held = function.replace(reserved=None, after=()).plain()
            laid = [patch.properties for patch in raw.over(function.id, "AWS::Lambda::Function")] if raw else []
            besides = [found for found in (_replaced(target, aliased[function.id]), laid) if found]
            newest = digest([held, *besides] if besides else held)[:16]
            for digits in dict.fromkeys((newest, *kept_versions(target, aliased[function.id].key))):
                yield plan.Version(id=_version(function.id, digits), function=function.id)


def _replaced(target: Target, function: Function) -> dict[str, bool]:
    """Return what gives another id to an application that a function is told, and leaves its name in the template.

    A client whose secret comes or goes is replaced; a pool never is: Cognito refuses what would take another one.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpoolclient.html
    """
    clients = ((name, target.client(pointer)) for name, pointer in function.pools.items())
    return {name: client.has_secret for name, client in clients if client}


def lower_aliases(versions: tuple[plan.Version, ...], target: Target) -> Iterator[plan.Alias]:
    newest = {version.function: version.id for version in reversed(versions)}
    pinned = pinned_versions(target)
    for function in made(target):
        for alias in function.aliases:
            id = logical_id("Function", function.key)
            digits = pinned.get((function.key, alias))
            yield plan.Alias(
                id=logical_id("Alias", function.key, alias),
                name=alias,
                function=id,
                version=_version(id, digits) if digits else newest[id],
                provisioned=function.concurrency.provisioned.get(alias) if function.concurrency else None,
            )


def _version(function: str, digits: str) -> str:
    return f"{function}Version{digits}"


def role_name(stack: str, *names: str) -> str:
    """Name a role; IAM takes 64 characters."""
    return shortened("-".join((stack, *names)), 64)


def log_name(stack: str, function: str) -> str:
    return f"/aws/lambda/{stack}-{function}"


def made_here(target: Target, named: FunctionName, alias: str) -> str | None:
    """Return the alias or function that has to be there before somebody may call it, if it is made here."""
    function = target.function(named)
    if not isinstance(function, Function):
        return None
    if alias in function.aliases:
        return logical_id("Alias", function.key, alias)
    return logical_id("Function", function.key)


def role_arn(target: Target, name: str) -> str:
    return f"arn:{target.environment.region.partition}:iam::{target.environment.account}:role/{name}"


def _arn(target: Target, stack: str, function: Function) -> str:
    environment = target.environment
    where = f"{environment.region.partition}:lambda:{environment.region}:{environment.account}"
    return f"arn:{where}:function:{stack}-{function.key}"
