"""Operations of a document and their parameters: what API Gateway can make methods of."""

import re
from collections.abc import Iterator

from apicompiler.diagnostic import INFO, WARNING, Finding, Findings, Note
from apicompiler.openapi import (
    Api,
    Operation,
    Parameter,
    json_contents,
    segments,
)
from apicompiler.rules import rule
from apicompiler.schemas import unchecked
from apicompiler.target import Target

KNOWN_ISSUES = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html"
LOCALSTACK = (
    "https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/"
    "test_apigateway_api.snapshot.json"
)
OPENAPI_30 = "https://spec.openapis.org/oas/v3.0.4.html"
FUNCTION = '"arn:aws:lambda:eu-west-1:111111111111:function:books"'
ANSWER = "{operationId: books, responses: {'200': {description: ok}}}"


@rule(
    "AC0407",
    severity=INFO,
    bad="""
    paths:
      /books/{id}:
        get:
          operationId: getBook
          parameters:
            - {name: id, in: path, required: true, schema: {type: string}}
            - {name: id, in: query, schema: {type: string}}
          responses: {'200': {description: ok}}
    """,
    good="""
    paths:
      /books/{id}:
        get:
          operationId: getBook
          parameters:
            - {name: id, in: path, required: true, schema: {type: string}}
            - {name: edition, in: query, schema: {type: string}}
          responses: {'200': {description: ok}}
    """,
    evidence=LOCALSTACK.replace("test_apigateway_api", "test_apigateway_import"),
)
def repeated_parameter_name(operation: Operation) -> Findings:
    """A parameter's name stands once among the path, query and headers of an operation.

    Of several API Gateway is told the first one, that of the path before all others.
    """
    first: dict[str, Parameter] = {}
    for parameter in sorted(operation.parameters, key=lambda parameter: parameter.where != "path"):
        if parameter.where == "cookie":
            continue
        earlier = first.setdefault(parameter.name, parameter)
        if earlier is not parameter:
            yield Finding(
                at=parameter.at / "name",
                message=f"API Gateway does not check the {parameter.where} parameter `{parameter.name}`, "
                f"which is the name of a {earlier.where} parameter too",
                help="let the backend check it, or give one of them another name",
                notes=(Note(earlier.at / "name", "the other one"),),
            )


@rule(
    "AC0418",
    severity=INFO,
    bad="""
    paths:
      /books:
        get:
          operationId: books
          parameters: [{name: filter, in: query, required: true, style: deepObject, schema: {type: object}}]
          responses: {'200': {description: ok}}
    """,
    good="""
    paths:
      /books:
        get:
          operationId: books
          parameters: [{name: filter, in: query, style: deepObject, schema: {type: object}}]
          responses: {'200': {description: ok}}
    """,
    evidence=OPENAPI_30 + "#style-values",
)
def parameter_of_many_names(parameter: Parameter) -> Findings:
    """A required parameter is checked by its name, and must not be empty.

    An object in the query is written as one parameter for each of its
    properties, as `filter[title]` or `title`: API Gateway would find none of
    its name, and refuse the call.
    """
    if parameter.required and not parameter.is_checked and parameter.has_good_name:
        yield Finding(
            at=parameter.at / "name",
            message=f"API Gateway does not check that `{parameter.name}` is there",
            help="let the backend check it: it is written under other names, or may be empty",
        )


@rule(
    "AC0423",
    severity=INFO,
    bad="""
    paths:
      /books:
        get:
          operationId: books
          parameters: [{name: 'page[size]', in: query, schema: {type: integer}}]
          responses: {'200': {description: ok}}
    """,
    good="""
    paths:
      /books:
        get:
          operationId: books
          parameters: [{name: page.size, in: query, schema: {type: integer}}]
          responses: {'200': {description: ok}}
    """,
    evidence="https://github.com/floci-io/floci/pull/3549",
)
def unaccepted_parameter_name(parameter: Parameter) -> Findings:
    """A parameter is published if its name holds only letters, digits, `:`, `.`, `_`, `$` and `-`.

    API Gateway refuses a method with a parameter of any other name. It is
    passed on all the same.
    """
    if parameter.where in ("query", "header") and not parameter.has_good_name:
        yield Finding(
            at=parameter.at / "name",
            message=f"API Gateway takes no parameter of the name `{parameter.name}`, and passes it on unchecked",
            help="let the backend check it",
        )


@rule(
    "AC0422",
    severity=INFO,
    bad="""
    profile: standard
    --- openapi.yaml
    paths:
      /books:
        post:
          operationId: addBook
          requestBody: {content: {application/json: {schema: {type: object, not: {required: [draft]}}}}}
          responses: {'201': {description: added}}
    """,
    good="""
    profile: standard
    --- openapi.yaml
    paths:
      /books:
        post:
          operationId: addBook
          requestBody: {content: {application/json: {schema: {type: object, required: [title]}}}}
          responses: {'201': {description: added}}
    """,
    evidence=KNOWN_ISSUES,
)
def unchecked_keyword(target: Target) -> Findings:
    """Bodies of requests are checked by what draft 4 of JSON Schema has words for.

    A model is looser where it has none, and never stricter: what the document
    accepts is not refused.
    """
    for key, methods in ((key, target.methods[key]) for key in target.apis):
        checked = (method.operation.body for method in methods if method.validation in ("all", "body"))
        schemas = (schema for body in checked if body for schema in json_contents(body.content).values())
        for at, message in unchecked(target.apis[key], schemas):
            yield Finding(at=at, message=message, help="let the backend check it")


@rule(
    "AC0409",
    bad=f"paths: {{/books: {{get: {ANSWER}}}, /shelves: {{get: {ANSWER}}}}}",
    good=f"paths: {{/books: {{get: {ANSWER}}}, /shelves: {{get: {ANSWER.replace('books', 'shelves')}}}}}",
    evidence=OPENAPI_30 + "#operation-object",
)
def repeated_operation_id(api: Api) -> Findings:
    """An operationId names one operation.

    Selectors, models and logs know operations by it.
    """
    first: dict[str, Operation] = {}
    for operation in api.operations:
        earlier = first.setdefault(operation.id, operation) if operation.id else operation
        if earlier is not operation:
            yield Finding(
                at=operation.at / "operationId",
                message=f"the operationId `{operation.id}` is taken",
                help="give each operation one of its own",
                notes=(Note(earlier.at / "operationId", f"by `{earlier.title}`"),),
            )


@rule(
    "AC0413",
    severity=INFO,
    bad="""
    paths:
      /books:
        get:
          operationId: books
          parameters: [{name: session, in: cookie, schema: {type: string}}]
          responses: {'200': {description: ok}}
    """,
    good="""
    paths:
      /books:
        get:
          operationId: books
          parameters: [{name: session, in: header, schema: {type: string}}]
          responses: {'200': {description: ok}}
    """,
    evidence=KNOWN_ISSUES,
)
def cookie_parameter(parameter: Parameter) -> Findings:
    """A cookie is the backend's to read: API Gateway knows path, query and header parameters."""
    if parameter.where == "cookie":
        yield Finding(
            at=parameter.at,
            message=f"API Gateway does not check the cookie `{parameter.name}`",
            help="let the backend check it",
        )


@rule(
    "AC0415",
    severity=WARNING,
    bad="""
    paths:
      /books/{id}:
        get:
          operationId: getBook
          parameters: [{name: book, in: path, required: true, schema: {type: string}}]
          responses: {'200': {description: ok}}
    """,
    good="""
    paths:
      /books/{id}:
        get:
          operationId: getBook
          parameters: [{name: id, in: path, required: true, schema: {type: string}}]
          responses: {'200': {description: ok}}
    """,
    evidence=OPENAPI_30 + "#path-templating",
)
def stray_path_parameter(operation: Operation) -> Findings:
    """A path parameter stands in braces in its path.

    Nothing ever fills in any other, and it is not published.
    """
    in_path = [name for segment in segments(operation.path) for name in _names(segment)]
    for parameter in operation.parameters:
        if parameter.where == "path" and parameter.name.removesuffix("+") not in in_path:
            yield Finding(
                at=parameter.at / "name",
                message=f"no `{{{parameter.name}}}` stands in the path `{operation.path}`",
                help=f"the path has {', '.join(f'`{{{name}}}`' for name in in_path)}" if in_path else "remove it",
            )


def _names(segment: str) -> Iterator[str]:
    yield from (name.removesuffix("+") for name in re.findall(r"\{([^{}]*)\}", segment))


@rule(
    "AC0472",
    severity=WARNING,
    bad="""
    endpoint: edge
    --- openapi.yaml
    paths:
      /books:
        get:
          operationId: search
          requestBody: {content: {application/json: {schema: {type: object}}}}
          responses: {'200': {description: ok}}
    """,
    good="""
    endpoint: edge
    --- openapi.yaml
    paths:
      /books:
        post:
          operationId: search
          requestBody: {content: {application/json: {schema: {type: object}}}}
          responses: {'200': {description: ok}}
    """,
    evidence="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/"
    "RequestAndResponseBehaviorCustomOrigin.html",
)
def body_of_a_get_at_the_edge(target: Target) -> Findings:
    """A GET that comes through CloudFront's edge has no body: it is answered with 403 otherwise."""
    if target.blueprint.endpoint != "edge":
        return
    for method in target.rest_methods:
        body = method.operation.body
        if body and method.operation.method == "GET":
            yield Finding(
                at=body.at.key,
                message=f"CloudFront refuses `{method.operation.title}` with a body",
                help="let it be a POST, or write `endpoint: regional`",
                notes=(Note(target.at / "endpoint", "calls enter here"),),
            )


@rule(
    "AC0474",
    severity=WARNING,
    bad="""
    paths:
      /books:
        post:
          operationId: addBook
          requestBody: {content: {json: {schema: {type: object}}}}
          responses: {'201': {description: added}}
    """,
    good="""
    paths:
      /books:
        post:
          operationId: addBook
          requestBody: {content: {application/json: {schema: {type: object}}}}
          responses: {'201': {description: added}}
    """,
    evidence=LOCALSTACK,
)
def invalid_media_type_of_a_body(operation: Operation) -> Findings:
    """A body has a media type: two words with a slash between them.

    API Gateway knows a schema by it, and takes no other word: what stands there is left out, and checks no request.
    """
    if operation.body is None:
        return
    for media_type in operation.body.content:
        if not re.fullmatch(r"[^\s/;]+/[^\s/]+.*", media_type):
            yield Finding(
                at=(operation.body.at / "content" / media_type).key,
                message=f"`{media_type[:60]}` is no media type, and no request is checked by its schema",
                help="write it like `application/json`",
            )
