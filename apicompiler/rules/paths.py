"""Paths of a document: what API Gateway can make resources of."""

import re
from collections.abc import Iterator

from apicompiler.diagnostic import INFO, WARNING, Finding, Findings, Note, Replace
from apicompiler.limits import RESOURCES_PER_API
from apicompiler.openapi import (
    Api,
    PathItem,
    part,
    places,
    structure,
    variable,
)
from apicompiler.rules import rule
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
    "AC0401",
    bad=f"paths: {{'/books/:all': {{get: {ANSWER}}}}}",
    good=f"paths: {{/books/all: {{get: {ANSWER}}}}}",
    evidence="https://github.com/awslabs/aws-api-gateway-developer-portal/issues/424",
)
def invalid_path_character(item: PathItem) -> Findings:
    """A segment of a path holds only letters, digits, `.`, `_` and `-`, or is a variable in braces."""
    for segment in item.segments:
        literal = re.sub(r"\{[^{}]+\}", "", segment)
        name = variable(segment) if literal == "" and segment else literal
        found = re.search(r"[^A-Za-z0-9._{}-]", name)
        if found:
            yield Finding(
                at=item.at.key,
                message=f"`{found[0]}` in the segment `{segment}` is a character that API Gateway does not accept",
                help="use letters, digits, `.`, `_` and `-`",
            )


@rule(
    "AC0402",
    bad=f"""
    integrations: {{books: {{lambda: {FUNCTION}}}}}
    --- openapi.yaml
    paths:
      /reports/report-{{id}}.pdf:
        get:
          operationId: getReport
          parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
          responses: {{'200': {{description: ok}}}}
    """,
    good=f"""
    integrations: {{books: {{lambda: {FUNCTION}}}}}
    --- openapi.yaml
    paths:
      /reports/{{id}}:
        get:
          operationId: getReport
          parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
          responses: {{'200': {{description: ok}}}}
    """,
    evidence=KNOWN_ISSUES,
)
def mixed_path_segment(target: Target) -> Findings:
    """A path variable is a whole segment where a Lambda function is called.

    API Gateway knows no other. An HTTP backend takes the segment apart itself;
    the event of a Lambda function would carry the whole of it, under a name
    that is in no document.
    """
    for key, api in target.apis.items():
        for item in api.paths:
            for segment in item.segments:
                literal = re.sub(r"\{[^{}]+\}", "", segment)
                if "{" in literal or "}" in literal:
                    yield Finding(
                        at=item.at.key,
                        message=f"the braces in the segment `{segment}` do not pair",
                        help="write a variable as `{name}`",
                    )
                elif part(segment) != segment and item.path in target.lambda_paths[key]:
                    yield Finding(
                        at=item.at.key,
                        message=f"the segment `{segment}` mixes a variable with other text",
                        help="make the variable the whole segment, and let the function take it apart",
                    )


@rule(
    "AC0403",
    bad=f"paths: {{/books//all: {{get: {ANSWER}}}}}",
    good=f"paths: {{/books/all: {{get: {ANSWER}}}}}",
    evidence=LOCALSTACK,
)
def empty_path_segment(item: PathItem) -> Findings:
    """No segment of a path is empty."""
    if "//" in item.path:
        yield Finding(
            at=item.at.key,
            message=f"the path `{item.path}` has an empty segment",
            help=f"write `{re.sub('/+', '/', item.path)}`",
            fix=Replace(item.at.key, re.sub("/+", "/", item.path)),
        )


@rule(
    "AC0404",
    bad="paths: {'/{proxy+}/details': {get: "
    "{operationId: books, parameters: [{name: proxy+, in: path, required: true, schema: {type: string}}], "
    "responses: {'200': {description: ok}}}}}",
    good="paths: {'/details/{proxy+}': {get: "
    "{operationId: books, parameters: [{name: proxy+, in: path, required: true, schema: {type: string}}], "
    "responses: {'200': {description: ok}}}}}",
    evidence=LOCALSTACK,
)
def greedy_segment_inside(item: PathItem) -> Findings:
    """A greedy variable is the last segment of its path."""
    for segment in item.segments[:-1]:
        if segment.endswith("+}"):
            yield Finding(
                at=item.at.key,
                message=f"`{segment}` takes the rest of the path, and more follows it",
                help="put it last",
            )


@rule(
    "AC0405",
    bad=f"""
    integrations: {{books: {{lambda: {FUNCTION}}}}}
    --- openapi.yaml
    paths:
      /books: {{get: {ANSWER}}}
      /books/: {{get: {ANSWER.replace("books", "allBooks")}}}
    """,
    good=f"""
    integrations: {{books: {{lambda: {FUNCTION}}}}}
    --- openapi.yaml
    paths:
      /books: {{get: {ANSWER}}}
      /books/: {{post: {ANSWER.replace("books", "addBook")}}}
    """,
    evidence=LOCALSTACK,
)
def repeated_method(target: Target) -> Findings:
    """Every operation is another method of another resource.

    A trailing slash and the names of variables tell no resources apart.
    """
    for pairs in target.twins.values():
        for first, second in pairs:
            if not first.stands_for(second):
                yield Finding(
                    at=second.at.key,
                    message=f"`{second.operation.title}` and `{first.operation.title}` are one method for API Gateway",
                    help="publish one of them, or give one another path",
                    notes=(Note(first.at.key, "the other one"),),
                )


@rule(
    "AC0416",
    severity=INFO,
    bad=f"""
    paths:
      /books: {{get: {ANSWER}}}
      /books/: {{get: {ANSWER.replace("books", "allBooks")}}}
    """,
    good=f"""
    paths:
      /books: {{get: {ANSWER}}}
      /books/all: {{get: {ANSWER.replace("books", "allBooks")}}}
    """,
    evidence=LOCALSTACK,
)
def indistinguishable_operations(target: Target) -> Findings:
    """Two operations that API Gateway cannot tell apart are told apart by their backend, if it is given the path."""
    for pairs in target.twins.values():
        for first, second in pairs:
            if first.stands_for(second):
                yield Finding(
                    at=second.at.key,
                    message=f"API Gateway answers `{second.operation.title}` as `{first.operation.title}`",
                    help="nothing is to be done: the backend is given the path as it was called",
                    notes=(Note(first.at.key, "the other one"),),
                )


@rule(
    "AC0406",
    bad="""
    integrations: {books: {lambda: "arn:aws:lambda:eu-west-1:111111111111:function:books"}}
    --- openapi.yaml
    paths:
      /books/{id}:
        get:
          operationId: getBook
          parameters: [{name: id, in: path, required: true, schema: {type: string}}]
          responses: {'200': {description: ok}}
      /books/{isbn}/cover:
        get:
          operationId: getCover
          parameters: [{name: isbn, in: path, required: true, schema: {type: string}}]
          responses: {'200': {description: ok}}
    """,
    good="""
    integrations: {books: {lambda: "arn:aws:lambda:eu-west-1:111111111111:function:books"}}
    --- openapi.yaml
    paths:
      /books/{id}:
        get:
          operationId: getBook
          parameters: [{name: id, in: path, required: true, schema: {type: string}}]
          responses: {'200': {description: ok}}
      /books/{id}/cover:
        get:
          operationId: getCover
          parameters: [{name: id, in: path, required: true, schema: {type: string}}]
          responses: {'200': {description: ok}}
    """,
    evidence=LOCALSTACK,
)
def sibling_variables(target: Target) -> Findings:
    """Path variables at one place have one name where a Lambda function is called.

    API Gateway allows one variable below a resource. An HTTP backend is told
    the right name for each operation; the event of a Lambda function would
    carry the other operation's.
    """
    for key, api in target.apis.items():
        names = target.path_variables[key]
        for item in api.paths:
            for place, own in places(item.path):
                name, decided_by = names[place]
                greedy = name.endswith("+}") != own.endswith("+}")
                if name != own and (greedy or item.path in target.lambda_paths[key]):
                    yield Finding(
                        at=item.at.key,
                        message=f"`{own}` stands where another path has `{name}`",
                        help=f"call it `{name}` here too",
                        notes=(Note(decided_by.at.key, f"`{name}` stands here"),),
                    )
                    break


@rule(
    "AC0410",
    bad="paths: {}",
    good=f"paths: {{/books: {{get: {ANSWER}}}}}",
    evidence="https://github.com/cloudtools/troposphere/issues/496",
)
def no_operations(api: Api) -> Findings:
    """An API has at least one operation: there is nothing to deploy otherwise."""
    if not api.operations:
        yield Finding(
            at=api.at / "paths",
            message="the document has no operation, and API Gateway deploys no API without methods",
            help="write at least one path with one method",
        )


@rule(
    "AC0411",
    bad="paths:\n" + "".join(f"  /p{n}: {{get: {{responses: {{'200': {{description: ok}}}}}}}}\n" for n in range(300)),
    good="environments: {dev: {account: '111111111111', region: eu-west-1, quotas: {resources: 400}}}\n"
    "--- openapi.yaml\npaths:\n"
    + "".join(f"  /p{n}: {{get: {{responses: {{'200': {{description: ok}}}}}}}}\n" for n in range(300)),
    evidence="https://github.com/hashicorp/terraform-provider-aws/issues/37605",
)
def too_many_resources(target: Target) -> Findings:
    """An API has at most 300 resources, unless AWS has raised the quota for the account.

    Every prefix of every path is a resource, the root included.
    """
    quotas = target.environment.quotas
    allowed = quotas.resources if quotas else RESOURCES_PER_API
    for api in target.apis.values():
        needed = len({prefix for item in api.paths for prefix in _prefixes(item.path)} | {()})
        if needed > allowed:
            yield Finding(
                at=(api.at / "paths").key,
                message=f"the document needs {needed} resources, and {allowed} are allowed in one API",
                help=f"have the quota raised and write `quotas: {{resources: {needed}}}` in the environment, "
                "or publish the paths as several APIs",
                notes=(Note(target.environment.at.key, "the environment that is deployed to"),),
            )


@rule(
    "AC0414",
    severity=WARNING,
    bad=f"paths: {{/ping: {{get: {ANSWER}}}}}",
    good=f"paths: {{/health: {{get: {ANSWER}}}}}",
    evidence=KNOWN_ISSUES,
)
def reserved_path(item: PathItem) -> Findings:
    """The paths `/ping` and `/sping` belong to API Gateway's own health check.

    Under a domain of your own they never reach the API.
    """
    if item.path.rstrip("/") in ("/ping", "/sping"):
        yield Finding(
            at=item.at.key,
            message=f"`{item.path}` is answered by API Gateway itself under a custom domain",
            help="call it `/health`",
        )


def _prefixes(path: str) -> Iterator[tuple[str, ...]]:
    whole = structure(path)
    return (whole[: length + 1] for length in range(len(whole)))
