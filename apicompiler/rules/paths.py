"""Paths of a document: what API Gateway can make resources of."""

import re
from collections.abc import Iterator

from apicompiler.diagnostic import INFO, WARNING, Finding, Findings, Note, Replace
from apicompiler.openapi import CATCH_ALL, Api, PathItem, parts, places, resources, segments, variable
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
    bad=f"paths: {{'/books/{{id': {{get: {ANSWER}}}}}",
    good=f"paths: {{'/books/{{id}}': {{get: {ANSWER}}}}}",
    evidence="https://github.com/serverless/blog/issues/629",
)
def malformed_path(item: PathItem) -> Findings:
    """Braces in a path pair, and there is neither a backslash nor a control character in it."""
    for segment in item.segments:
        stray = _stray(segment)
        if stray:
            unpaired = f"the braces in the segment `{segment}` do not pair"
            yield Finding(
                at=item.at.key,
                message=unpaired if stray in "{}" else f"{stray!a} stands in the path `{item.path}`",
                help="write segments apart with `/`, and a variable as `{name}`",
            )


@rule(
    "AC0402",
    severity=INFO,
    bad="""
    paths:
      /reports/report-{id}.pdf:
        get:
          operationId: getReport
          parameters: [{name: id, in: path, required: true, schema: {type: string}}]
          responses: {'200': {description: ok}}
    """,
    good="""
    paths:
      /reports/{id}:
        get:
          operationId: getReport
          parameters: [{name: id, in: path, required: true, schema: {type: string}}]
          responses: {'200': {description: ok}}
    """,
    evidence=KNOWN_ISSUES,
)
def mixed_path_segment(target: Target) -> Findings:
    """A variable that is part of a segment becomes a variable that is the whole segment.

    API Gateway knows no other. The backend takes the segment apart itself.
    """
    for key, item, segment, made in _segments(target):
        # The event of a REST API carries it under another name, which is reported as such.
        is_renamed = key in target.apis and item.path in target.lambda_paths[key]
        if _is_mixed(segment) and not is_renamed:
            yield Finding(
                at=item.at.key,
                message=f"API Gateway takes the whole segment `{segment}` for a variable, `{made}`",
                help="nothing is to be done: what is called reaches the backend, which takes it apart",
            )


@rule(
    "AC0420",
    severity=WARNING,
    bad=f"paths: {{'/books/all:count': {{get: {ANSWER}}}}}",
    good=f"paths: {{/books/count: {{get: {ANSWER}}}}}",
    evidence="https://github.com/awslabs/aws-api-gateway-developer-portal/issues/424",
)
def segment_of_any_text(target: Target) -> Findings:
    """A segment is published as it stands if it holds only letters, digits, `.`, `_` and `-`.

    API Gateway refuses every other character. In its place stands a variable,
    and with it any other text reaches the backend.
    """
    for _, item, segment, made in _segments(target):
        if segment and made != segment and "{" not in segment:
            yield Finding(
                at=item.at.key,
                message=f"API Gateway cannot hold `{segment}`, and lets any text pass in its place",
                help="let the backend refuse what it does not know, or use letters, digits, `.`, `_` and `-`",
            )


@rule(
    "AC0419",
    severity=INFO,
    bad=f"paths: {{'/books?sort=title': {{get: {ANSWER}}}}}",
    good=f"paths: {{/books: {{get: {ANSWER}}}}}",
    evidence=OPENAPI_30 + "#paths-object",
)
def path_with_a_query(item: PathItem) -> Findings:
    """Nothing follows a path: a query tells no operations apart, and a fragment never leaves the caller."""
    found = re.search(r"[?#].*", item.path)
    if found:
        yield Finding(
            at=item.at.key,
            message=f"`{found[0]}` is no part of a path, and is left out",
            help="write queries as parameters",
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
    operations: {{allBooks: {{auth: none}}}}
    --- openapi.yaml
    paths:
      /books: {{get: {ANSWER}}}
      /books/: {{get: {ANSWER.replace("books", "allBooks")}}}
    """,
    good=f"""
    operations: {{addBook: {{auth: none}}}}
    --- openapi.yaml
    paths:
      /books: {{get: {ANSWER}}}
      /books/: {{post: {ANSWER.replace("books", "addBook")}}}
    """,
    evidence=LOCALSTACK,
)
def repeated_method(target: Target) -> Findings:
    """Operations that API Gateway cannot tell apart are answered by one backend that can, for the same callers.

    A trailing slash and the names of variables tell no resources apart.
    """
    for pairs in target.twins.values():
        for first, second in pairs:
            if not first.stands_for(second):
                yield Finding(
                    at=second.at.key,
                    message=f"`{second.operation.title}` and `{first.operation.title}` are one method for API Gateway",
                    help="let one backend that is given the path answer both, with the same `auth`, or publish one",
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
    """Operations that API Gateway cannot tell apart become one method, which asks for no more than any of them."""
    for pairs in target.twins.values():
        for first, second in pairs:
            if first.stands_for(second):
                yield Finding(
                    at=second.at.key,
                    message=f"API Gateway answers `{second.operation.title}` as `{first.operation.title}`",
                    help="nothing is to be done: the backend tells them apart by what it is sent",
                    notes=(Note(first.at.key, "the other one"),),
                )


@rule(
    "AC0406",
    severity=WARNING,
    bad=f"""
    integrations: {{books: {{lambda: {FUNCTION}}}}}
    --- openapi.yaml
    paths:
      /books/{{id}}: {{get: {ANSWER}}}
      /books/{{isbn}}/cover: {{get: {ANSWER.replace("books", "getCover")}}}
    """,
    good=f"""
    integrations: {{books: {{lambda: {FUNCTION}}}}}
    --- openapi.yaml
    paths:
      /books/{{id}}: {{get: {ANSWER}}}
      /books/{{id}}/cover: {{get: {ANSWER.replace("books", "getCover")}}}
    """,
    evidence=LOCALSTACK,
)
def renamed_path_variable(target: Target) -> Findings:
    """The event of a Lambda function carries a path variable under the name that the document has for it.

    API Gateway allows one variable below a resource, and it is a whole
    segment. An HTTP backend is told the right name for each operation.
    """
    for key, api in target.apis.items():
        names = target.path_variables[key]
        for item in api.paths:
            if item.path not in target.lambda_paths[key]:
                continue
            for (place, own), segment in zip(places(item.public), _variable_segments(item), strict=True):
                name, decided_by = names[place]
                if name != segment and "{" in segment and _is_one_kind(name, own):
                    notes = (Note(decided_by.at.key, f"`{name}` stands here"),) if decided_by is not item else ()
                    yield Finding(
                        at=item.at.key,
                        message=f"the event of the function carries `{segment}` as `{variable(name)}`",
                        help=f"read `pathParameters.{variable(name)}` in the function, or write `{name}` here too",
                        notes=notes,
                    )


@rule(
    "AC0421",
    bad=f"""
    paths:
      /books/{{id}}: {{get: {ANSWER}}}
      '/books/{{proxy+}}': {{post: {ANSWER.replace("books", "anyBook")}}}
    """,
    good=f"""
    paths:
      /books/{{id}}: {{get: {ANSWER}}}
      '/books/{{id}}/{{proxy+}}': {{get: {ANSWER.replace("books", "anyBook")}}}
    """,
    evidence=LOCALSTACK,
)
def greedy_beside_another(target: Target) -> Findings:
    """A variable that takes the rest of a path is the only variable at its place."""
    for key, api in target.apis.items():
        names = target.path_variables[key]
        for item in api.paths:
            for place, own in places(item.public):
                name, decided_by = names[place]
                if not _is_one_kind(name, own):
                    yield Finding(
                        at=item.at.key,
                        message=f"`{own}` stands where another path has `{name}`, and API Gateway allows one of them",
                        help="publish one of them",
                        notes=(Note(decided_by.at.key, f"`{name}` stands here"),),
                    )


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
    allowed = target.quotas.resources
    for key, api in target.apis.items():
        needed = resources(api.paths)
        if needed > allowed and key not in target.shares:
            yield Finding(
                at=(api.at / "paths").key,
                message=f"the document needs {needed} resources, and {allowed} are allowed in one API",
                help=f"have the quota raised and write `quotas: {{resources: {needed}}}` in the environment, "
                f"or write `split: auto` beside the `definition` of `{key}`, which makes several APIs under one domain",
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
    if item.public.rstrip("/") in ("/ping", "/sping"):
        yield Finding(
            at=item.at.key,
            message=f"`{item.public}` is answered by API Gateway itself under a custom domain",
            help="call it `/health`",
        )


def _segments(target: Target) -> Iterator[tuple[str, PathItem, str, str]]:
    """Yield each segment of each path of each API, and the part of a resource that it becomes."""
    for key, api in target.contracts.items():
        for item in api.paths:
            if key in target.http_apis and item.path == CATCH_ALL:
                continue
            for segment, made in zip(segments(item.public), parts(item.public), strict=True):
                yield key, item, segment, made


def _variable_segments(item: PathItem) -> Iterator[str]:
    """Yield the segments of a path that become variables, as they stand in the document."""
    pairs = zip(segments(item.public), parts(item.public), strict=True)
    return (segment for segment, made in pairs if variable(made))


def _is_mixed(segment: str) -> bool:
    return "{" in segment and not _stray(segment) and re.fullmatch(r"\{[^{}]*\}", segment) is None


def _stray(segment: str) -> str:
    """Return the first character of a segment that can have no meaning there."""
    found = re.search(r"[{}\\\x00-\x1f\x7f]", re.sub(r"\{[^{}]+\}", "", segment))
    return found[0] if found else ""


def _is_one_kind(one: str, other: str) -> bool:
    return one.endswith("+}") == other.endswith("+}")
