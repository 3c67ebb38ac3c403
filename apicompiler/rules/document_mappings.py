"""Integrations that stand in a document: what they put where, and what they answer."""

import re
from collections.abc import Iterator

from apicompiler.caching import callers, is_cached
from apicompiler.diagnostic import WARNING, Finding, Findings, Note, Replace
from apicompiler.extensions import Answer, Integration
from apicompiler.methods import Method
from apicompiler.openapi import places, variable
from apicompiler.rules import rule
from apicompiler.rules.document_calls import GUIDE, INVOKED, SNAPSHOTS, called, integration
from apicompiler.suggest import listed
from apicompiler.target import Target

API = f"{SNAPSHOTS}test_apigateway_api.snapshot.json"
IMPORT = f"{SNAPSHOTS}test_apigateway_import.snapshot.json"
MAPPING = f"{GUIDE}rest-api-parameter-mapping-sources.html"
NAME = r"[A-Za-z0-9._$-]+"
ELSEWHERE = r"context\.[\w.-]+|stageVariables\.\w+|'[^']*'"
REQUEST = (
    rf"method\.request\.(path|querystring|header|multivaluequerystring|multivalueheader)\.{NAME}"
    rf"|method\.request\.body(\.\S+)?|{ELSEWHERE}"
)
ANSWER = rf"integration\.response\.((header|multivalueheader)\.{NAME}|body(\.\S+)?)|{ELSEWHERE}"
USERS = (
    "cache: {size: 0.5}\ndefaults: {auth: users}\n"
    "authorizers: {users: {lambda: 'arn:aws:lambda:eu-west-1:111111111111:function:who'}}\n--- openapi.yaml\n"
)
CORS = "cors: {origins: ['*']}\n--- openapi.yaml\n"
HEADER = "method.response.header."
HTTP = "type: http, httpMethod: GET, uri: 'https://books.example.com'"


def mapped(target: str, source: str) -> str:
    """The example of a request parameter."""
    return integration(
        f"{HTTP}, requestParameters: {{{target}: {source}}}, responses: {{default: {{statusCode: 200}}}}"
    )


def answered(answers: str, rest: str = "") -> str:
    """The example of answers."""
    return integration(f"{HTTP}{rest}, responses: {{{answers}}}")


def cached(keys: str) -> str:
    """The example of cache keys."""
    return answered("default: {statusCode: 200}", f", cacheKeyParameters: [{keys}]")


@rule(
    "AC1420",
    bad=mapped("integration.request.header.X-Page", "method.request.query.page"),
    good=mapped("integration.request.header.X-Page", "method.request.querystring.page"),
    evidence=API,
)
def invalid_request_mapping(integration: Integration) -> Findings:
    """A request parameter is put into a header, the query or the path, and comes from the request or is a 'text'.

    What the document does not declare of a request, headers for example, is declared where it is mapped.
    """
    for target, source in integration.request_parameters.items():
        at = integration.at / "requestParameters" / target
        if not re.fullmatch(rf"integration\.request\.(path|querystring|header)\.{NAME}", target):
            yield Finding(
                at=at.key,
                message=f"`{target[:80]}` is nothing that a backend can be sent",
                help="write `integration.request.header.<name>`, `.querystring.` or `.path.`",
            )
        if isinstance(source, str) and not re.fullmatch(REQUEST, source):
            yield Finding(
                at=at,
                message=f"`{source[:80]}` is nothing that a request has",
                help="write `method.request.header.<name>`, `.querystring.` or `.path.`, `context.…`, or a text in "
                "single quotes",
            )


@rule(
    "AC1421",
    bad=mapped("integration.request.header.X-Whole", "true"),
    good=mapped("integration.request.header.X-Whole", "\"'true'\""),
    evidence=IMPORT,
)
def mapped_value_without_quotes(integration: Integration) -> Findings:
    """A fixed value that is mapped is a text in single quotes.

    API Gateway drops anything else with a warning that nobody sees.
    """
    for at, value in (
        *((integration.at / "requestParameters" / name, v) for name, v in integration.request_parameters.items()),
        *(
            (answer.at / "responseParameters" / name, v)
            for answer in integration.responses.values()
            for name, v in answer.response_parameters.items()
        ),
    ):
        if not isinstance(value, str):
            text = str(value).lower() if isinstance(value, bool) else str(value)
            yield Finding(
                at=at,
                message=f"`{text}` is no text",
                help=f"write \"'{text}'\"",
                fix=Replace(at, f"\"'{text}'\""),
            )


@rule(
    "AC1422",
    bad=mapped("integration.request.header.X-Book", "method.request.path.id"),
    good=mapped("integration.request.header.X-Book", "method.request.querystring.id"),
    evidence="https://github.com/aws/aws-cdk/issues/17318",
)
def mapped_path_variable_that_is_not_there(target: Target) -> Findings:
    """A path variable that is mapped stands in the path of its operation."""
    for method, found in _methods(target):
        known = [variable(part) for _, part in places(method.operation.path)]
        for name, source in found.request_parameters.items():
            match = re.fullmatch(r"method\.request\.path\.(.+)", str(source))
            if match and match[1] not in known:
                yield Finding(
                    at=found.at / "requestParameters" / name,
                    message=f"the path of `{method.operation.title}` has no variable `{match[1]}`",
                    help=f"it has {listed(known)}" if known else "take it from the query or a header",
                )


@rule(
    "AC1423",
    severity=WARNING,
    bad=integration("type: http_proxy, httpMethod: GET, uri: 'https://books.example.com/{id}'"),
    good=integration(
        "type: http_proxy, httpMethod: GET, uri: 'https://books.example.com/{id}',"
        " requestParameters: {integration.request.path.id: method.request.querystring.id}"
    ),
    evidence=MAPPING,
)
def variable_of_uri_without_value(integration: Integration) -> Findings:
    """What stands in braces in a `uri` is filled in by a request parameter of the path."""
    for name in re.findall(r"(?<!\$)\{([^{}]*)\}", integration.uri or ""):
        wanted = f"integration.request.path.{name}"
        if wanted not in integration.request_parameters:
            yield Finding(
                at=integration.at / "uri",
                message=f"nothing fills in `{{{name}}}`",
                help=f"write `requestParameters: {{{wanted}: method.request.path.{name}}}`",
            )


@rule(
    "AC1424",
    bad=mapped("integration.request.path.key", "\"'covers/1.jpg'\"").replace("com'", "com/{key}'"),
    good=mapped("integration.request.path.key", "\"'covers%2F1.jpg'\"").replace("com'", "com/{key}'"),
    evidence="https://github.com/serverless-operations/serverless-apigateway-service-proxy/issues/78",
)
def static_path_that_is_not_encoded(integration: Integration) -> Findings:
    """A fixed text that is put into the path is one segment, percent-encoded."""
    for name, source in integration.request_parameters.items():
        text = re.fullmatch(r"'(.*)'", str(source))
        if not text or not name.startswith("integration.request.path."):
            continue
        if re.search(r"[^\w.~!$&()*+,;=:@%-]|%(?![0-9A-Fa-f]{2})", text[1]):
            from urllib.parse import quote

            yield Finding(
                at=integration.at / "requestParameters" / name,
                message=f"`{text[1][:80]}` cannot stand in a path as it is",
                help=f"write \"'{quote(text[1], safe='')[:80]}'\"",
                fix=Replace(integration.at / "requestParameters" / name, f"\"'{quote(text[1], safe='')}'\""),
            )


@rule(
    "AC1425",
    bad=answered("default: {statusCode: 2XX}"),
    good=answered("default: {statusCode: 200}"),
    evidence=API,
)
def invalid_status_in_document(answer: Answer) -> Findings:
    """The status of an answer is three digits, from 100 to 599."""
    if not re.fullmatch(r"[1-5]\d\d", str(answer.status_code)):
        yield Finding(
            at=answer.at / "statusCode",
            message=f"`{str(answer.status_code)[:20]}` is no status code",
            help="write one like `200`; which answers of the backend it is for stands in the pattern",
        )


@rule(
    "AC1426",
    bad=answered("default: {statusCode: 200}, '2..': {statusCode: 200}"),
    good=answered("default: {statusCode: 200}, '4..': {statusCode: 400}"),
    evidence=IMPORT,
)
def one_status_for_two_patterns(integration: Integration) -> Findings:
    """Each answer of an integration has a status of its own: API Gateway keeps one for each status."""
    first: dict[str, Answer] = {}
    for answer in integration.responses.values():
        earlier = first.setdefault(str(answer.status_code), answer)
        if earlier is not answer:
            yield Finding(
                at=answer.at / "statusCode",
                message=f"`{answer.status_code}` is answered under another pattern, too",
                help="write one pattern for both: `a|b`",
                notes=(Note(earlier.at / "statusCode", "the other one"),),
            )


@rule(
    "AC1427",
    bad=answered("default: {statusCode: 200, responseParameters: {method.response.header.X-Page: one}}"),
    good=answered("default: {statusCode: 200, responseParameters: {method.response.header.X-Page: \"'one'\"}}"),
    evidence="https://github.com/amazon-archives/aws-apigateway-importer/issues/209",
)
def invalid_answer_mapping(answer: Answer) -> Findings:
    """A header of an answer comes from the answer of the backend, from the context, or is a 'text'.

    The header is declared under the status it is for, whether the document does or not.
    """
    for name, source in answer.response_parameters.items():
        at = answer.at / "responseParameters" / name
        if not re.fullmatch(rf"method\.response\.header\.{NAME}", name):
            yield Finding(
                at=at.key,
                message=f"`{name[:80]}` is nothing that a caller can be answered",
                help="write `method.response.header.<name>`",
            )
        if isinstance(source, str) and not re.fullmatch(ANSWER, source):
            yield Finding(
                at=at,
                message=f"`{source[:80]}` is nothing that the answer of a backend has",
                help="write `integration.response.header.<name>` or `integration.response.body.…`, `context.…`, or a "
                "text in single quotes",
            )


@rule(
    "AC1428",
    severity=WARNING,
    bad=called(
        INVOKED,
        ", responses: {default: {statusCode: 200, responseParameters: {method.response.header.X-Page: \"'1'\"}}}",
    ),
    good=called(INVOKED, ", responses: {default: {statusCode: 200}}"),
    evidence=f"{GUIDE}how-to-cors.html",
)
def answer_of_a_proxy(integration: Integration) -> Findings:
    """A proxy answers what its backend answers: no header is added, and no template is run."""
    for answer in integration.responses.values() if integration.is_proxy else ():
        if answer.response_parameters or answer.response_templates:
            yield Finding(
                at=answer.at.key,
                message=f"`{integration.type_}` passes answers on as they are",
                help=f"let the backend answer with it, or write `type: {integration.type_.removesuffix('_proxy')}`",
            )


@rule(
    "AC1429",
    bad=cached("query.page"),
    good=cached("method.request.querystring.page"),
    evidence="https://github.com/amazon-archives/aws-apigateway-importer/issues/148",
)
def invalid_cache_key_in_document(target: Target) -> Findings:
    """A cache key is a parameter of the request: of the method, or one that the integration maps."""
    for method, found in _methods(target):
        known = [f"method.request.path.{variable(part)}" for _, part in places(method.operation.path)]
        for index, key in enumerate(found.cache_key_parameters or ()):
            is_key = re.fullmatch(rf"method\.request\.(querystring|header)\.{NAME}", key)
            if not is_key and key not in known and key not in found.request_parameters:
                yield Finding(
                    at=found.at / "cacheKeyParameters" / index,
                    message=f"`{key[:80]}` is no cache key",
                    help="write `method.request.querystring.<name>`, `.header.` or `.path.`",
                )


@rule(
    "AC1430",
    bad=USERS + cached(""),
    good=USERS + cached("method.request.header.Authorization"),
    evidence="https://github.com/DianaIonita/serverless-api-gateway-caching/issues/87",
)
def cache_keys_that_mix_callers(target: Target) -> Findings:
    """Cache keys of a document tell callers apart where not everyone may call.

    One would otherwise be given what was meant for another.
    """
    for method, found in _methods(target):
        needed = callers(method)
        if found.cache_key_parameters is None or not needed or not (target.caches and is_cached(method)):
            continue
        words = {"query": "querystring", "header": "header"}
        wanted = [f"method.request.{words[key.part('where')]}.{key.part('name')}" for key in needed]
        said = {key.lower() for key in found.cache_key_parameters}
        if missing := [key for key in wanted if key.lower() not in said]:
            yield Finding(
                at=(found.at / "cacheKeyParameters").key,
                message=f"`{method.operation.title}` would answer one caller with what was meant for another",
                help=f"add {listed(missing)}, or write `cache: off` in `operations`",
                notes=(Note(method.access.at.key, "not everyone may call it"),),
            )


@rule(
    "AC1431",
    bad=CORS
    + answered(
        "default: {statusCode: 200, responseParameters: {method.response.header.Access-Control-Allow-Origin: \"'*'\"}}"
    ),
    good=CORS + answered("default: {statusCode: 200}"),
    evidence="docs/language.md",
)
def cors_twice(target: Target) -> Findings:
    """Where the blueprint has `cors`, no answer of a document sets its headers."""
    cors = target.blueprint.cors
    for _, found in _methods(target) if cors else ():
        for answer in found.responses.values() if not found.is_proxy else ():
            for name in answer.response_parameters:
                if cors and name.lower().startswith(f"{HEADER}access-control-"):
                    yield Finding(
                        at=(answer.at / "responseParameters" / name).key,
                        message=f"`cors` sets `{name.removeprefix(HEADER)}` as well",
                        help="remove it here, or `cors` from the blueprint",
                        notes=(Note(cors.at.key, "set here"),),
                    )


@rule(
    "AC1432",
    severity=WARNING,
    bad=answered("'2..': {statusCode: 200}"),
    good=answered("default: {statusCode: 200}"),
    evidence=f"{GUIDE}api-gateway-integration-settings-integration-response.html",
)
def no_answer_by_default(integration: Integration) -> Findings:
    """One answer of an integration is for whatever no other is for: `default`.

    A call that is answered by a backend, and fits no pattern, ends with 500. A proxy needs no answers.
    """
    if not integration.is_proxy and "default" not in integration.responses:
        yield Finding(
            at=integration.at / "responses",
            message="nothing is answered where no pattern fits" if integration.responses else "nothing is answered",
            help="add `responses: {default: {statusCode: 200}}`",
        )


def _methods(target: Target) -> Iterator[tuple[Method, Integration]]:
    """Yield the operations that the document itself gives an integration."""
    for method in target.rest_methods:
        if method.integration and isinstance(method.integration.value, Integration):
            yield method, method.integration.value
