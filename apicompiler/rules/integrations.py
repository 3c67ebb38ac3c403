"""Integrations: what answers an operation, and whether API Gateway can reach it."""

import re

from apicompiler.blueprint import (
    Behaviour,
    Defaults,
    HttpIntegration,
    LambdaAuthorizer,
    LambdaIntegration,
    MockAnswer,
)
from apicompiler.diagnostic import WARNING, Finding, Findings, Note, Replace
from apicompiler.limits import INTEGRATION_TIMEOUT_MS
from apicompiler.openapi import places, variable
from apicompiler.pointers import FunctionArn
from apicompiler.rules import rule
from apicompiler.source import Location
from apicompiler.suggest import listed
from apicompiler.target import Target
from apicompiler.written import Duration

LOCALSTACK = (
    "https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/"
    "test_apigateway_integrations.snapshot.json"
)
TIMEOUT = "https://github.com/aws/aws-cdk/issues/31063"
SAME_ACCOUNT = "https://github.com/bustle/shep/issues/260"
ADD_PERMISSION = "https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html"
FUNCTION = "arn:aws:lambda:eu-west-1:111111111111:function:books"


@rule(
    "AC0501",
    bad="defaults: {auth: iam}",
    good="defaults: {integration: books, auth: iam}",
    evidence="https://github.com/aws/serverless-application-model/issues/54",
)
def missing_integration(target: Target) -> Findings:
    """Every operation has an integration.

    An import accepts an operation without one; the deployment then fails for
    the whole API.
    """
    for method in target.all_methods:
        settings = [*target.blueprint.operations.values(), target.blueprint.defaults]
        if method.integration is None and not any(
            isinstance(said.integration, str) and said.integration not in target.blueprint.integrations
            for said in settings
            if said
        ):
            yield Finding(
                at=method.at.key,
                message=f"nothing answers `{method.operation.title}`",
                help="write `defaults: {integration: …}`, or name one in `operations`",
            )


@rule(
    "AC0502",
    bad="integrations: {books: {http: '${stageVariables.url}/{proxy}'}}\n"
    "stages: {live: {variables: {url: 'https://books.example.com'}}}",
    good="integrations: {books: {http: 'https://${stageVariables.url}/{proxy}'}}\n"
    "stages: {live: {variables: {url: 'books.example.com'}}}",
    evidence=LOCALSTACK,
)
def invalid_http_url(integration: HttpIntegration) -> Findings:
    """The URL of a backend is absolute and begins with `http://` or `https://`.

    A stage variable may stand for the host, not for the scheme.
    """
    host = r"([A-Za-z0-9.-]|\$\{stageVariables\.\w+\})+"
    if not re.fullmatch(rf"https?://{host}(:\d{{1,5}})?([/?][^\s]*)?", integration.http):
        yield Finding(
            at=integration.at / "http",
            message=f"`{integration.http[:80]}` is no URL that API Gateway can call",
            help="write `https://host/{proxy}`",
        )


@rule(
    "AC0503",
    bad="integrations: {books: {http: 'https://books.example.com/{shelf}/{proxy}'}}",
    good="integrations: {books: {http: 'https://books.example.com/shelf/{proxy}'}}",
    evidence="https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html",
)
def unknown_url_variable(target: Target) -> Findings:
    """A variable in a URL is `{proxy}`, or a path variable of every operation that is answered there."""
    for method in target.all_methods:
        chosen = method.integration
        if not chosen or not isinstance(chosen.value, HttpIntegration):
            continue
        known = [variable(part) for _, part in places(method.operation.path)]
        for name in re.findall(r"(?<!\$)\{([^{}]*)\}", chosen.value.http):
            if name != "proxy" and name not in known:
                yield Finding(
                    at=chosen.value.at / "http",
                    message=f"`{{{name}}}` is no path variable of `{method.operation.title}`",
                    help=f"its path has {listed(known)}" if known else "write `{proxy}` for the path of the operation",
                    notes=(Note(method.at.key, "answered by this integration"),),
                )
                break


@rule(
    "AC0504",
    severity=WARNING,
    bad="""
    integrations: {books: {http: 'https://books.example.com'}}
    --- openapi.yaml
    paths:
      /books: {get: {operationId: books, responses: {'200': {description: ok}}}}
      /shelves: {get: {operationId: shelves, responses: {'200': {description: ok}}}}
    """,
    good="""
    integrations: {books: {http: 'https://books.example.com/{proxy}'}}
    --- openapi.yaml
    paths:
      /books: {get: {operationId: books, responses: {'200': {description: ok}}}}
      /shelves: {get: {operationId: shelves, responses: {'200': {description: ok}}}}
    """,
    evidence="https://docs.aws.amazon.com/apigateway/latest/developerguide/setup-http-integrations.html",
)
def one_url_for_many_paths(target: Target) -> Findings:
    """A backend that answers several paths is told which was called.

    `{proxy}` stands for the path of the operation; without it every one of
    them calls the same URL.
    """
    reported: set[Location] = set()
    answered: dict[Location, str] = {}
    for method in target.all_methods:
        chosen = method.integration.value if method.integration else None
        if not isinstance(chosen, HttpIntegration) or re.search(r"(?<!\$)\{", chosen.http):
            continue
        first = answered.setdefault(chosen.at, method.operation.path)
        if first != method.operation.path and chosen.at not in reported:
            reported.add(chosen.at)
            yield Finding(
                at=chosen.at / "http",
                message=f"`{first}` and `{method.operation.path}` both call `{chosen.http}`",
                help=f"write `{chosen.http.rstrip('/')}/{{proxy}}` to pass the path on",
                fix=Replace(chosen.at / "http", f"'{chosen.http.rstrip('/')}/{{proxy}}'"),
            )


@rule(
    "AC0505",
    bad="integrations: {books: {http: 'https://books.example.com/{proxy}', timeout: 1m}}",
    good="integrations: {books: {http: 'https://books.example.com/{proxy}', timeout: 29s}}",
    evidence=TIMEOUT,
)
def integration_timeout(target: Target) -> Findings:
    """An integration is given between 50 milliseconds and 29 seconds."""
    lowest, highest = INTEGRATION_TIMEOUT_MS
    behaviours: list[Defaults | Behaviour | HttpIntegration | LambdaIntegration] = [
        part for part in target.integrations if isinstance(part, HttpIntegration | LambdaIntegration)
    ]
    behaviours += target.blueprint.operations.values()
    if target.blueprint.defaults:
        behaviours.append(target.blueprint.defaults)
    for part in behaviours:
        timeout: Duration | None = part.timeout
        if timeout and not lowest <= timeout.milliseconds <= highest:
            yield Finding(
                at=part.at / "timeout",
                message=f"a timeout of {timeout} is not between 50ms and 29s",
                help="write `29s`" if timeout.milliseconds > highest else "write `50ms`",
                fix=Replace(part.at / "timeout", "29s" if timeout.milliseconds > highest else "50ms"),
            )


@rule(
    "AC0506",
    bad=f'integrations: {{books: {{lambda: "{FUNCTION.replace("eu-west-1", "us-east-1")}"}}}}',
    good=f'integrations: {{books: {{lambda: "{FUNCTION}"}}}}',
    evidence=ADD_PERMISSION,
)
def function_elsewhere(target: Target) -> Findings:
    """A Lambda function stands in the account and region that is deployed to.

    The stack gives API Gateway the permission to call it, and can do so
    nowhere else.
    """
    account, region = str(target.environment.account), str(target.environment.region)
    for part in (*target.integrations, *target.authorizers):
        if not isinstance(part, LambdaIntegration | LambdaAuthorizer) or not isinstance(part.lambda_, FunctionArn):
            continue
        arn = part.lambda_
        if (arn.account, arn.region) != (account, region):
            what = f"account {arn.account}" if arn.account != account else f"region {arn.region}"
            where = account if arn.account != account else region
            yield Finding(
                at=part.at / "lambda",
                message=f"the function stands in {what}, and `{target.environment.key}` is deployed to {where}",
                help="name one of the environment, with `${env.account}` and `${env.region}` in the ARN",
                notes=(Note(target.environment.at.key, "the environment that is deployed to"),),
            )
        elif arn.part("partition") != target.environment.region.partition:
            yield Finding(
                at=part.at / "lambda",
                message=f"ARNs of {region} begin with `arn:{target.environment.region.partition}:`",
                help=f"write `arn:{target.environment.region.partition}:…`",
            )


@rule(
    "AC0507",
    bad="integrations: {books: {mock: {status: 99}}}",
    good="integrations: {books: {mock: {status: 200}}}",
    evidence=LOCALSTACK,
)
def mock_status(mock: MockAnswer) -> Findings:
    """A status code is a number from 100 to 599."""
    if not 100 <= mock.status <= 599:
        yield Finding(
            at=mock.at / "status",
            message=f"{mock.status} is no status code",
            help="write one from 100 to 599",
        )
