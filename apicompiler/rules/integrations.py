"""Integrations: what answers an operation, and whether API Gateway can reach it."""

import re
from collections.abc import Iterator

from apicompiler.blueprint import (
    Answer,
    Backend,
    Custom,
    Defaults,
    HttpIntegration,
    LambdaAuthorizer,
    LambdaIntegration,
    MockAnswer,
    MockIntegration,
    Service,
)
from apicompiler.diagnostic import WARNING, Finding, Findings, Note, Replace
from apicompiler.limits import HTTP_TIMEOUT_MS, INTEGRATION_TIMEOUT_MS, STREAMING_TIMEOUT_MS
from apicompiler.openapi import example, places, variable
from apicompiler.pointers import FunctionArn
from apicompiler.rules import rule
from apicompiler.source import Location
from apicompiler.suggest import listed
from apicompiler.target import Target

LOCALSTACK = (
    "https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/"
    "test_apigateway_integrations.snapshot.json"
)
TIMEOUT = "https://github.com/aws/aws-cdk/issues/31063"
SAME_ACCOUNT = "https://github.com/bustle/shep/issues/260"
ADD_PERMISSION = "https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html"
FUNCTION = "arn:aws:lambda:eu-west-1:111111111111:function:books"


def http(settings: str) -> str:
    """Write an integration with an HTTP backend and some *settings*."""
    return f"integrations: {{books: {{http: 'https://books.example.com/{{proxy}}', {settings}}}}}"


RAISED = "; where AWS has raised the quota, declare it: `quotas: {timeout: …}`"


@rule(
    "AC0501",
    binding=True,
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
        said = method.operation.extensions
        if said and "integration" in said.lost:
            continue
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
    """An integration is given between 50 milliseconds and 29 seconds, and more where AWS has raised the quota.

    It raises it for regional and private APIs; what streams its answer has 15
    minutes, and what only HTTP APIs call 30 seconds.
    """
    raised = target.environment.quotas.timeout if target.environment.quotas else None
    usual = raised.milliseconds if raised else INTEGRATION_TIMEOUT_MS[1]
    parts: list[Defaults | Backend] = [part for part in target.integrations if isinstance(part, Backend)]
    parts += target.blueprint.operations.values()
    parts += [target.blueprint.defaults] if target.blueprint.defaults else []
    for part in parts:
        is_http = target.is_for_http(part)
        highest = HTTP_TIMEOUT_MS if is_http else STREAMING_TIMEOUT_MS if getattr(part, "stream", False) else usual
        if not part.timeout or INTEGRATION_TIMEOUT_MS[0] <= part.timeout.milliseconds <= highest:
            continue
        nearest = "50ms" if part.timeout.milliseconds < highest else f"{highest // 1000}s"
        yield Finding(
            at=part.at / "timeout",
            message=f"a timeout of {part.timeout} is not between 50ms and {highest // 1000}s",
            help=f"write `{nearest}`" + ("" if nearest == "50ms" or is_http else RAISED),
            fix=Replace(part.at / "timeout", nearest),
        )


@rule(
    "AC0522",
    bad='endpoint: edge\nenvironments: {dev: {account: "111111111111", region: eu-west-1, quotas: {timeout: 60s}}}',
    good='environments: {dev: {account: "111111111111", region: eu-west-1, quotas: {timeout: 60s}}}',
    evidence=TIMEOUT,
)
def raised_timeout_at_the_edge(target: Target) -> Findings:
    """The timeout of integrations is raised for regional and private APIs only."""
    quotas = target.environment.quotas
    if quotas and quotas.timeout and target.blueprint.endpoint == "edge":
        yield Finding(
            at=quotas.at / "timeout",
            message="AWS does not raise the timeout of edge-optimized APIs",
            help="remove it, or write `endpoint: regional`",
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
def invalid_status(target: Target) -> Findings:
    """A status code is a number from 100 to 599."""
    for part in target.integrations:
        answers: list[MockAnswer | Answer] = list(getattr(part, "responses", {}).values())
        if isinstance(part, MockIntegration) and isinstance(part.mock, MockAnswer):
            answers.append(part.mock)
        for answer in answers:
            if not 100 <= answer.status <= 599:
                yield Finding(
                    at=answer.at / "status",
                    message=f"{answer.status} is no status code",
                    help="write one from 100 to 599",
                )


@rule(
    "AC0523",
    bad=http("responses: {default: 200, '4[0-9]{2}': 404, '5[0-9]{2}': 404}"),
    good=http("responses: {default: 200, '4[0-9]{2}': 404, '5[0-9]{2}': 502}"),
    evidence=LOCALSTACK.replace("integrations", "import"),
)
def repeated_answer_status(target: Target) -> Findings:
    """Each of the answers of a backend has a status of its own.

    API Gateway keeps them by their status: of two with the same one, the
    pattern of the first is forgotten.
    """
    for custom in _by_pattern(target):
        first: dict[int, Answer] = {}
        for answer in custom.responses.values():
            earlier = first.setdefault(answer.status, answer)
            if earlier is not answer:
                yield Finding(
                    at=answer.at.key,
                    message=f"`{earlier.key}` is answered with {answer.status} already",
                    help=f"write one pattern for both: `{earlier.key}|{answer.key}`"
                    if "default" not in (earlier.key, answer.key)
                    else "give one of them another status",
                    notes=(Note(earlier.at.key, "the other one"),),
                )


@rule(
    "AC0524",
    bad=http("responses: {default: 200, '4[0-9': 400}"),
    good=http("responses: {default: 200, '4[0-9]{2}': 400}"),
    evidence="https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings.html",
)
def invalid_answer_pattern(custom: Custom) -> Findings:
    """Answers stand under `default` or under a regular expression."""
    for pattern, answer in custom.responses.items():
        try:
            re.compile(pattern)
        except (re.error, RecursionError, OverflowError):
            yield Finding(
                at=answer.at.key,
                message=f"`{pattern[:80]}` is no regular expression",
                help="write `default`, a status such as `404`, or a pattern such as `4[0-9]{2}`",
            )


@rule(
    "AC0525",
    severity=WARNING,
    bad=http("responses: {'4[0-9]{2}': 400}"),
    good=http("responses: {default: 200, '4[0-9]{2}': 400}"),
    evidence="https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-integration-settings.html",
)
def answers_without_default(target: Target) -> Findings:
    """Answers have a `default`: what no pattern matches is otherwise answered with 500."""
    for custom in _by_pattern(target):
        if custom.responses and "default" not in custom.responses and not isinstance(custom, Service):
            yield Finding(
                at=(custom.at / "responses").key,
                message="an answer of the backend that no pattern matches becomes an error 500",
                help="add `default: 200`",
            )


@rule(
    "AC0526",
    bad=http("stream: true, responses: {default: 200}"),
    good=http("stream: true"),
    evidence="https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html",
)
def streamed_through_templates(target: Target) -> Findings:
    """What is streamed is passed on as it is: nothing is written into it on the way."""
    for part in target.integrations:
        if isinstance(part, LambdaIntegration | HttpIntegration) and part.stream and not part.is_proxy:
            yield Finding(
                at=part.at / "stream",
                message="an answer that goes through templates cannot be streamed",
                help="remove `stream`, or the templates and responses",
            )


@rule(
    "AC0530",
    bad="integrations: {books: {http: 'http://books.example.com/{proxy}', insecure: true}}",
    good="integrations: {books: {http: 'https://books.example.com/{proxy}', insecure: true}}",
    evidence="https://docs.aws.amazon.com/apigateway/latest/api/API_TlsConfig.html",
)
def insecure_without_tls(integration: HttpIntegration) -> Findings:
    """A certificate is checked, or not, where there is one: `insecure` goes with `https://`."""
    if integration.insecure and integration.http.startswith("http://"):
        yield Finding(
            at=integration.at / "insecure",
            message="nothing is encrypted here, so no certificate is shown",
            help="remove `insecure`, or write `https://`",
        )


@rule(
    "AC0531",
    binding=True,
    bad="""
    integrations: {books: {mock: example}}
    """,
    good="""
    integrations: {books: {mock: example}}
    --- openapi.yaml
    paths:
      /books:
        get:
          operationId: listBooks
          responses:
            '200': {description: books, content: {application/json: {schema: {type: array}, example: [SICP]}}}
    """,
    evidence="docs/language.md",
)
def mock_without_example(target: Target) -> Findings:
    """An operation that is answered with an example has one in the document, in a successful response."""
    for method in target.rest_methods:
        chosen = method.integration.value if method.integration else None
        if not isinstance(chosen, MockIntegration) or chosen.mock != "example":
            continue
        if example(method.api, method.operation) is None:
            yield Finding(
                at=method.at.key,
                message=f"`{method.operation.title}` is answered with an example, and has none",
                help="add `example` to one of its successful responses, or write `mock: {status: 200, body: …}`",
                notes=(Note(chosen.at.key, "answered by this integration"),),
            )


def _by_pattern(target: Target) -> Iterator[Custom]:
    """Yield the backends whose answers are known by patterns: HTTP APIs know them by their status."""
    yield from (part for part in target.integrations if isinstance(part, Custom) and not target.is_for_http(part))
