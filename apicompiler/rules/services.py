"""Services of AWS as backends, and what is mapped into requests and answers."""

import re
from collections.abc import Iterator

from apicompiler.blueprint import (
    Answer,
    AwsIntegration,
    Backend,
    Custom,
    DynamoDbIntegration,
    KinesisIntegration,
    MockAnswer,
    MockIntegration,
    S3Integration,
    ServiceIntegration,
    SnsIntegration,
    SqsIntegration,
)
from apicompiler.blueprint.part import values
from apicompiler.context_variables import TEMPLATES_OF, known, shared, suggestion
from apicompiler.diagnostic import WARNING, Finding, Findings, Note, Replace
from apicompiler.openapi import places, variable
from apicompiler.pointers import Arn, QueueArn, TopicArn
from apicompiler.rules import rule
from apicompiler.source import Location
from apicompiler.suggest import listed
from apicompiler.target import Target
from apicompiler.written import Mapped

MAPPING = "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping-sources.html"
KNOWN_ISSUES = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html"
LOCALSTACK = (
    "https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/"
    "test_apigateway_integrations.snapshot.json"
)
FIFO = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html"
QUEUE = '"arn:aws:sqs:eu-west-1:111111111111:books{}"'
TABLE = '"arn:aws:dynamodb:eu-west-1:111111111111:table/books"'
LOGS = '"arn:aws:logs:eu-west-1:111111111111:log-group:books:*"'
BOOK = """
paths:
  /books/{id}:
    get:
      operationId: getBook
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: a book}}
"""
# Dropped, or renamed to X-Amzn-Remapped-…, on the way out.
REMAPPED = frozenset(
    "authorization connection content-length content-md5 date expect host max-forwards proxy-authenticate server te "
    "trailer transfer-encoding upgrade user-agent via warn www-authenticate".split()
)


def _with_book(blueprint: str) -> str:
    return f"{blueprint}\n--- openapi.yaml{BOOK}"


@rule(
    "AC0532",
    binding=True,
    bad="integrations: {books: {http: 'https://books.example.com/{proxy}', parameters: {X-Shop: \"'main'\"}}}",
    good="integrations: {books: {http: 'https://books.example.com/{proxy}', parameters: {header.X-Shop: \"'main'\"}}}",
    evidence=MAPPING,
)
def invalid_parameter_key(target: Target) -> Findings:
    """What is sent to a backend is a `header.`, a `query.` or a `path.` and a name."""
    found = (part for part in target.integrations if isinstance(part, Backend) and not target.is_for_http(part))
    for backend, key in ((part, key) for part in found for key in part.parameters):
        if not re.fullmatch(r"(header|query|path)\.[A-Za-z0-9_.-]+", key):
            at = (backend.at / "parameters" / key).key
            named = re.fullmatch(r"[A-Za-z0-9_-]+", key)
            yield Finding(
                at=at,
                message=f"`{key[:80]}` does not say where it is put",
                help=f"write `header.{key}`, `query.{key}` or `path.{key}`"
                if named
                else "write it like `header.X-Shop`",
            )


@rule(
    "AC0533",
    bad=_with_book(
        "integrations: {books: {http: 'https://books.example.com/{proxy}', parameters: {query.shelf: path.shelf}}}"
    ),
    good=_with_book(
        "integrations: {books: {http: 'https://books.example.com/{proxy}', parameters: {query.book: path.id}}}"
    ),
    evidence="https://github.com/awslabs/serverless-application-model/issues/2028",
)
def unknown_path_variable(target: Target) -> Findings:
    """A path variable that is taken from a request stands in the path of every operation that takes it."""
    reported: set[Location] = set()
    for method in target.all_methods:
        chosen = method.integration.value if method.integration else None
        if not isinstance(chosen, Backend):
            continue
        for mapped, at in _taken_from_request(chosen):
            known = [variable(part) for _, part in places(method.operation.path)]
            if mapped.where == "path" and mapped.name not in known and at not in reported:
                reported.add(at)
                yield Finding(
                    at=at,
                    message=f"the path of `{method.operation.title}` has no variable `{mapped.name}`",
                    help=f"it has {listed(known)}" if known else "take it from `query.` or `header.`",
                    notes=(Note(method.at.key, "answered by this integration"),),
                )


@rule(
    "AC0534",
    bad="""
    integrations:
      books:
        http: 'https://books.example.com/{proxy}'
        responses: {default: {status: 200, headers: {X-Page: query.page}}}
    """,
    good="""
    integrations:
      books:
        http: 'https://books.example.com/{proxy}'
        responses: {default: {status: 200, headers: {X-Page: header.X-Page}}}
    """,
    evidence=MAPPING,
)
def answer_header_from_request(answer: Answer) -> Findings:
    """A header of an answer comes from the answer of the backend: from its headers or its body."""
    for name, mapped in answer.headers.items():
        if mapped.where in ("query", "path"):
            yield Finding(
                at=answer.at / "headers" / name,
                message=f"the answer of a backend has no `{mapped.where}`",
                help="take it from `header.`, `body.`, `context.`, `stageVariables.`, or write a text in single quotes",
            )


@rule(
    "AC0535",
    bad="integrations: {books: {mock: {headers: {X-Page: body.page}}}}",
    good="integrations: {books: {mock: {headers: {X-Page: \"'1'\"}}}}",
    evidence=LOCALSTACK,
)
def mock_header_from_backend(mock: MockAnswer) -> Findings:
    """A header of a mock comes from the context, a stage variable, or is a text: there is no backend."""
    for name, mapped in mock.headers.items():
        if mapped.where in ("query", "path", "header", "body"):
            yield Finding(
                at=mock.at / "headers" / name,
                message=f"`{mapped}` is a part of a backend's answer, and a mock has no backend",
                help="take it from `context.` or `stageVariables.`, or write a text in single quotes",
            )


@rule(
    "AC0536",
    severity=WARNING,
    bad="integrations: {books: {mock: {headers: {Server: \"'books'\"}}}}",
    good="integrations: {books: {mock: {headers: {X-Server: \"'books'\"}}}}",
    evidence=KNOWN_ISSUES,
)
def renamed_header(target: Target) -> Findings:
    """A header of an answer is one that API Gateway lets through under its name."""
    for part in target.integrations:
        answers: list[Answer | MockAnswer] = list(part.responses.values()) if isinstance(part, Custom) else []
        if isinstance(part, MockIntegration) and isinstance(part.mock, MockAnswer):
            answers = [part.mock]
        for answer in answers:
            for name in answer.headers:
                if name.lower() in REMAPPED:
                    yield Finding(
                        at=(answer.at / "headers" / name).key,
                        message=f"API Gateway drops the header `{name}`, or renames it to `X-Amzn-Remapped-{name}`",
                        help="give it a name of its own, such as `X-" + name + "`",
                    )


@rule(
    "AC0537",
    bad=f"integrations: {{books: {{sqs: {QUEUE.format('.fifo')}}}}}",
    good=f"integrations: {{books: {{sqs: {QUEUE.format('.fifo')}, group: context.requestId}}}}",
    evidence=FIFO,
)
def fifo_without_group(target: Target) -> Findings:
    """A message to a FIFO queue or topic belongs to a group, and one to another does not."""
    for part in target.integrations:
        if not isinstance(part, SqsIntegration | SnsIntegration):
            continue
        arn = part.sqs if isinstance(part, SqsIntegration) else part.sns
        if not isinstance(arn, QueueArn | TopicArn):
            continue
        word = "sqs" if isinstance(part, SqsIntegration) else "sns"
        if str(arn).endswith(".fifo") and part.group is None:
            yield Finding(
                at=part.at / word,
                message=f"`{arn.part('name')}` is FIFO, and nothing says to which group a message belongs",
                help="add `group: context.requestId`, or the part of a request that keeps messages in order",
            )
        elif not str(arn).endswith(".fifo") and (part.group or part.deduplication):
            yield Finding(
                at=part.at / ("group" if part.group else "deduplication"),
                message=f"`{arn.part('name')}` is not FIFO, and knows no groups",
                help="remove it",
            )


@rule(
    "AC0538",
    bad=_with_book("integrations: {books: {s3: books, key: '{isbn}.json'}}"),
    good=_with_book("integrations: {books: {s3: books, key: '{id}.json'}}"),
    evidence=MAPPING,
)
def unknown_key_variable(target: Target) -> Findings:
    """A variable in the key of an object, or in the path of a service, stands in the path of the operation."""
    reported: set[Location] = set()
    for method in target.all_methods:
        chosen = method.integration.value if method.integration else None
        if isinstance(chosen, S3Integration):
            text, at = chosen.key_, chosen.at / "key"
        elif isinstance(chosen, AwsIntegration) and chosen.aws.path:
            text, at = chosen.aws.path, chosen.aws.at / "path"
        else:
            continue
        known = [variable(part) for _, part in places(method.operation.path)]
        for name in re.findall(r"(?<!\$)\{([^{}]*)\}", text):
            if name not in ("proxy", *known) and at not in reported:
                reported.add(at)
                yield Finding(
                    at=at,
                    message=f"the path of `{method.operation.title}` has no variable `{name}`",
                    help=f"it has {listed(known)}" if known else "write a key without variables",
                    notes=(Note(method.at.key, "answered by this integration"),),
                )


@rule(
    "AC0539",
    bad=f"integrations: {{books: {{aws: {{service: logs, allow: {{'logs:PutLogEvents': {LOGS}}}}}}}}}",
    good=f"integrations: {{books: {{aws: {{service: logs, action: PutLogEvents, "
    f"allow: {{'logs:PutLogEvents': {LOGS}}}}}}}}}",
    evidence="https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html",
)
def service_without_action(integration: AwsIntegration) -> Findings:
    """A call of a service is one of an action or of a path."""
    aws = integration.aws
    if not aws.action and not aws.path:
        yield Finding(at=aws.at.key, message="nothing says what is called", help="add `action: …` or `path: …`")
    elif aws.action and aws.path:
        yield Finding(at=aws.at / "path", message="`action` and `path` exclude each other", help="keep one of them")


@rule(
    "AC0542",
    bad="integrations: {books: {aws: {service: lambda, "
    'path: "2014-11-13/functions/arn:aws:lambda:eu-west-1:111111111111:function:books/invoke-async", '
    'allow: {"lambda:InvokeFunction": "arn:aws:lambda:eu-west-1:111111111111:function:books"}}}}',
    good='integrations: {books: {lambda: "arn:aws:lambda:eu-west-1:111111111111:function:books"}}',
    evidence="https://docs.aws.amazon.com/lambda/latest/api/API_InvokeAsync.html",
)
def lambda_as_a_service(integration: AwsIntegration) -> Findings:
    """A function is called by `lambda:`; the call `InvokeAsync` is deprecated.

    To let a function run and not wait for it, send `X-Amz-Invocation-Type: Event`.
    """
    aws = integration.aws
    if aws.service != "lambda":
        return
    if "invoke-async" in (aws.path or "").lower() or (aws.action or "").lower() == "invokeasync":
        yield Finding(
            at=aws.at / ("path" if aws.path else "action"),
            message="`InvokeAsync` is deprecated",
            help="write `{lambda: …, parameters: {header.X-Amz-Invocation-Type: \"'Event'\"}, "
            "responses: {default: 202}}`",
        )
    elif "/functions/" in (aws.path or ""):
        yield Finding(
            at=aws.at / "path",
            message="a function that is called in this way gets no permission and no proxy event",
            help="write `{lambda: …}`",
        )


@rule(
    "AC0543",
    bad=f"integrations: {{books: {{sqs: {QUEUE.format('').replace('arn:aws:', 'arn:aws-cn:')}}}}}",
    good=f"integrations: {{books: {{sqs: {QUEUE.format('')}}}}}",
    evidence="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html",
)
def arn_of_another_partition(target: Target) -> Findings:
    """ARNs begin with the partition of the region that is deployed to."""
    partition = target.environment.region.partition
    for part in target.integrations:
        if not isinstance(part, ServiceIntegration):
            continue
        for arn, at in values(part, Arn):
            if arn.part("partition") != partition:
                yield Finding(
                    at=at,
                    message=f"ARNs of {target.environment.region} begin with `arn:{partition}:`",
                    help=f"write `arn:{partition}:…`",
                    notes=(Note(target.environment.at.key, "the environment that is deployed to"),),
                )


@rule(
    "AC0544",
    bad=_with_book(f"integrations: {{books: {{dynamodb: {TABLE}, key: {{}}}}}}"),
    good=_with_book(f"integrations: {{books: {{dynamodb: {TABLE}, key: {{id: path.id}}}}}}"),
    evidence="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html",
)
def item_without_key(integration: DynamoDbIntegration) -> Findings:
    """An item has a key of one attribute or two."""
    if not 1 <= len(integration.key_) <= 2:
        yield Finding(
            at=integration.at / "key",
            message=f"a table knows its items by one attribute or two, not by {len(integration.key_)}",
            help="write it like `key: {id: path.id}`",
        )


@rule(
    "AC0545",
    bad="""
    integrations: {books: {s3: books, key: list.json}}
    defaults: {integration: books, auth: none}
    --- openapi.yaml
    paths: {/books: {options: {operationId: listBooks, responses: {'200': {description: books}}}}}
    """,
    good="""
    integrations: {books: {s3: books, key: list.json, action: get}}
    defaults: {integration: books, auth: none}
    --- openapi.yaml
    paths: {/books: {options: {operationId: listBooks, responses: {'200': {description: books}}}}}
    """,
    evidence="docs/language.md",
)
def action_of_no_method(target: Target) -> Findings:
    """What is done to an object or an item is said, where the method of the operation does not say it."""
    for method in target.rest_methods:
        chosen = method.integration.value if method.integration else None
        if (
            isinstance(chosen, S3Integration | DynamoDbIntegration)
            and chosen.action is None
            and method.operation.method not in ("GET", "HEAD", "PUT", "POST", "PATCH", "DELETE")
        ):
            yield Finding(
                at=chosen.at.key,
                message=f"`{method.operation.title}` does not say what is done",
                help="add `action: get`, `put` or `delete`",
                notes=(Note(method.at.key, "answered by this integration"),),
            )


@rule(
    "AC0546",
    bad="integrations: {books: {http: 'https://books.example.com', parameters: {header.X-Ip: context.sourceIp}}}",
    good="integrations: {books: {http: 'https://books.example.com', "
    "parameters: {header.X-Ip: context.identity.sourceIp}}}",
    evidence=MAPPING,
)
def unknown_context_in_mapping(target: Target) -> Findings:
    """What is taken from the context is something that API Gateway knows about a request."""
    for part in target.integrations:
        among = shared(target.used_by(part), TEMPLATES_OF)
        for mapped, at in values(part, Mapped):
            if mapped.where == "context" and not known(mapped.name, among):
                meant = suggestion(mapped.name, among)
                yield Finding(
                    at=at,
                    message=f"API Gateway knows no `{mapped}` here",
                    help=f"did you mean `context.{meant}`?" if meant else "",
                    fix=Replace(at, f"context.{meant}") if meant else None,
                )


def _taken_from_request(backend: Backend) -> Iterator[tuple[Mapped, Location]]:
    """Yield what a backend is sent of a request, and where that stands."""
    fields = {
        SqsIntegration: ("group", "deduplication"),
        SnsIntegration: ("group", "deduplication"),
        KinesisIntegration: ("partition",),
        DynamoDbIntegration: ("key_",),
    }
    for name in ("parameters", *fields.get(type(backend), ())):
        said = getattr(backend, name)
        at = backend.at / name.rstrip("_")
        if isinstance(said, Mapped):
            yield said, at
        elif said:
            yield from ((mapped, at / key) for key, mapped in said.items())
