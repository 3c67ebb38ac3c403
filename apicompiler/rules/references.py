"""What templates refer to: `$context`, `$input`, `$util`, `$stageVariables`, and variables of their own."""

import re
from collections.abc import Iterator

from apicompiler.context_variables import (
    IN_GATEWAY_RESPONSES,
    IN_LOGS,
    LOGS_OF,
    TEMPLATES_OF,
    known,
    shared,
    suggestion,
)
from apicompiler.diagnostic import WARNING, Finding, Findings
from apicompiler.rules import rule
from apicompiler.rules.templates import OVERRIDES, gateway, is_quoted, request, response
from apicompiler.suggest import closest, listed
from apicompiler.templates import Template
from apicompiler.vtl import Reference

REFERENCE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html"
GATEWAY_RESPONSES = (
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html"
)
INPUT = ("body", "json", "params", "path")
PARAMETERS = ("header", "path", "querystring")
UTIL = ("base64Decode", "base64Encode", "escapeJavaScript", "parseJson", "urlDecode", "urlEncode")
GIVEN = ("context", "input", "stageVariables", "util")
OF_LOOPS = ("foreach", "velocityCount", "velocityHasNext")


@rule(
    "AC1311",
    severity=WARNING,
    bad=request('{"from": "$context.identity.sourceIP"}'),
    good=request('{"from": "$context.identity.sourceIp"}'),
    evidence=REFERENCE,
)
def unknown_context_variable(template: Template) -> Findings:
    """What a template reads from `$context` is something that API Gateway knows about a request."""
    for reference, name in _context(template):
        if not known(name, _logged(template)) and not _is_group(name):
            meant = suggestion(name, _among(template))
            yield Finding(
                at=template.place(reference.offset),
                message=f"API Gateway has no `$context.{name}`",
                help=f"did you mean `${{context.{meant}}}`?" if meant else "",
            )


@rule(
    "AC1312",
    severity=WARNING,
    bad=response('{"took": "$context.responseLatency"}'),
    good=response('{"asked": "$context.requestTimeEpoch"}'),
    evidence=REFERENCE,
)
def context_variable_out_of_place(template: Template) -> Findings:
    """A template reads what is known when it runs.

    Latencies and statuses are known to access logs alone, and
    `$context.error` to access logs and gateway responses.
    """
    for reference, name in _context(template):
        if known(name, _logged(template)) and not known(name, _among(template)):
            where = "gateway responses and access logs" if name in IN_GATEWAY_RESPONSES else "access logs"
            yield Finding(
                at=template.place(reference.offset),
                message=f"`$context.{name}` is known to {where} only",
                help="remove it",
            )


@rule(
    "AC1313",
    severity=WARNING,
    bad=request("#set($context.responseOverride.status = 202){}"),
    good=request("#set($context.requestOverride.header.X-Kind = 'book'){}"),
    evidence=OVERRIDES,
)
def override_of_the_other_side(template: Template) -> Findings:
    """A request template overrides the request, and a response template the response."""
    other = {"request": "responseOverride", "response": "requestOverride"}.get(template.kind, "")
    for reference, name in _context(template):
        if other and name.split(".")[0] == other:
            yield Finding(
                at=template.place(reference.offset),
                message=f"`$context.{other}` does nothing in the template of a {template.kind}",
                help=f"write `$context.{template.kind}Override.…`, or set it in the other template",
            )


@rule(
    "AC1314",
    bad=request('{"page": "$input.param(\'page\')"}'),
    good=request('{"page": "$input.params(\'page\')"}'),
    evidence=REFERENCE,
)
def unknown_input_member(template: Template) -> Findings:
    """`$input` has `body`, `json(…)`, `params(…)` and `path(…)`; `params()` has `header`, `path` and `querystring`.

    Anything else is sent as it stands, as the text of the template.
    """
    for reference in _program(template, "input"):
        first, *others = reference.members or (None,)
        if first is None:
            continue
        if first.name not in INPUT:
            yield _unknown(template, reference, "$input", first.name, INPUT)
        elif not first.arguments and (
            first.name in ("json", "path") or (first.name, first.arguments) == ("params", None)
        ):
            yield Finding(
                at=template.place(reference.offset),
                message=f"`$input.{first.name}` is not called with anything",
                help="write `$input.params('name')`" if first.name == "params" else f"write `$input.{first.name}('$')`",
            )
        elif first.name == "params" and not first.arguments and others:
            second = others[0]
            if second.arguments is None and second.name and second.name not in PARAMETERS:
                yield _unknown(template, reference, "$input.params()", second.name, PARAMETERS)


@rule(
    "AC1315",
    bad=request('{"name": $util.toJson($input.path("$.name"))}'),
    good=request('{"name": $input.json("$.name")}'),
    evidence=REFERENCE,
)
def unknown_util_function(template: Template) -> Findings:
    """`$util` has six functions: to escape and parse JSON, and for URLs and base64.

    A function of AppSync for example is sent as it stands, as the text of the
    template.
    """
    for reference in _program(template, "util"):
        first = reference.members[0] if reference.members else None
        if first and first.name not in UTIL:
            yield _unknown(template, reference, "$util", first.name, UTIL)
        elif first and not first.arguments:
            yield Finding(
                at=template.place(reference.offset),
                message=f"`$util.{first.name}` is not called with anything",
                help=f"write `$util.{first.name}(…)`",
            )


@rule(
    "AC1316",
    bad="""
    stages: {live: {variables: {host: books.example.com}}}
    responses: {THROTTLED: {template: busy.json}}
    --- busy.json
    {"host": "$stageVariables.hots"}
    """,
    good="""
    stages: {live: {variables: {host: books.example.com}}}
    responses: {THROTTLED: {template: busy.json}}
    --- busy.json
    {"host": "$stageVariables.host"}
    """,
    evidence=REFERENCE,
)
def undefined_stage_variable_in_template(template: Template) -> Findings:
    """Every stage defines each stage variable that a template reads."""
    for reference in template.script.references:
        name = _stage_variable(reference)
        missing = [stage for stage in template.stages.values() if name and name not in stage.variables]
        if missing:
            meant = closest(name, sorted({known for stage in template.stages.values() for known in stage.variables}))
            yield Finding(
                at=template.place(reference.offset),
                message=f"stage variable `{name}` is not defined in {listed(stage.key for stage in missing)}",
                help=f"did you mean `{meant}`?" if meant else f"write `variables: {{{name}: …}}` in each stage",
            )


@rule(
    "AC1317",
    severity=WARNING,
    bad=request("#set($title = $input.json('$.title')){\"title\": $titel}"),
    good=request("#set($title = $input.json('$.title')){\"title\": $title}"),
    evidence="https://velocity.apache.org/engine/1.7/user-guide.html#quiet-reference-notation",
)
def variable_that_is_never_set(template: Template) -> Findings:
    """A template prints variables that it sets.

    Velocity prints the name of any other; `$!name` prints nothing instead.
    """
    assigned = template.script.assigned
    for reference in template.script.references:
        own = reference.is_printed and template.is_program and reference.root not in (*GIVEN, *OF_LOOPS)
        if own and reference.root not in assigned:
            meant = closest(reference.root, sorted((*assigned, *GIVEN)))
            yield Finding(
                at=template.place(reference.offset),
                message=f"`${reference.root}` is never set, and sent as it stands",
                help=f"did you mean `${meant}`?" if meant else f"write `#set(${reference.root} = …)` before it",
            )


@rule(
    "AC1318",
    severity=WARNING,
    bad=request('{"name": "$util.escapeJavaScript($input.params(\'name\'))"}'),
    good=request('{"name": "$util.escapeJavaScript($input.params(\'name\')).replaceAll("\\\\\'", "\'")"}'),
    evidence="https://github.com/serverless/serverless/issues/2807",
)
def escaped_apostrophe_in_json(template: Template) -> Findings:
    r"""What `$util.escapeJavaScript` returns has its apostrophes put right before it stands in JSON.

    It writes `\'` for an apostrophe, which JSON does not know: a name such as
    O'Neill would make the whole body unreadable.
    """
    for reference in _program(template, "util"):
        names = [member.name for member in reference.members]
        if template.is_json and reference.is_printed and names == ["escapeJavaScript"]:
            yield Finding(
                at=template.place(reference.offset),
                message="an apostrophe is escaped as `\\'`, which is no JSON",
                help='write `.replaceAll("\\\\\'", "\'")` behind it',
            )


@rule(
    "AC1319",
    severity=WARNING,
    bad=request('{"title": "$input.json(\'$.title\')"}'),
    good=request("{\"title\": $input.json('$.title')}"),
    evidence="https://github.com/99x/serverless-react-boilerplate/pull/23",
)
def quoted_json(template: Template) -> Findings:
    """What `$input.json(…)` returns is JSON and stands without quotes: it brings its own."""
    for reference in _program(template, "input"):
        if template.is_json and reference.path == "input.json" and is_quoted(template, reference):
            yield Finding(
                at=template.place(reference.offset - 1),
                message="a text from `$input.json` would have two quotes on either side",
                help="remove the quotes around it",
            )


@rule(
    "AC1320",
    severity=WARNING,
    bad=gateway('{"message": "$context.error.messageString"}'),
    good=gateway('{"message": $context.error.messageString}'),
    evidence=REFERENCE,
)
def quoted_message_string(template: Template) -> Findings:
    """`$context.error.messageString` stands without quotes: it brings its own."""
    for reference in _filled_into_json(template):
        if reference.path == "context.error.messageString" and is_quoted(template, reference):
            yield Finding(
                at=template.place(reference.offset - 1),
                message="the message would have two quotes on either side",
                help="remove the quotes around it, or read `$context.error.message`",
            )


@rule(
    "AC1321",
    severity=WARNING,
    bad=gateway('{"message": $context.error.message}'),
    good=gateway('{"message": "$context.error.message"}'),
    evidence="https://github.com/aws/serverless-application-model/issues/1207",
)
def unquoted_text(template: Template) -> Findings:
    """Text that a gateway response fills into JSON stands in quotes, `$context.error.messageString` alone does not."""
    for reference in _filled_into_json(template):
        is_text = reference.path in ("context.error.message", "context.error.validationErrorString")
        if is_text and not template.is_in_text(reference.offset):
            yield Finding(
                at=template.place(reference.offset),
                message=f"`${reference.path}` is text and brings no quotes",
                help=f'write `"${reference.path}"`',
            )


@rule(
    "AC1322",
    severity=WARNING,
    bad=gateway('{"page": "$input.params(\'page\')"}'),
    good=gateway('{"page": "$method.request.querystring.page"}'),
    evidence=GATEWAY_RESPONSES,
)
def unknown_in_gateway_response(template: Template) -> Findings:
    """A gateway response fills in `$context.…`, `$stageVariables.…` and `$method.request.…`.

    Velocity does not run it, so that there is no `$input` and no `$util`.
    """
    for reference in template.script.references:
        path = reference.path
        parameter = re.fullmatch(r"method\.request\.(header|querystring|path)\..+", path)
        if not template.is_program and not parameter and reference.root not in ("context", "stageVariables"):
            yield Finding(
                at=template.place(reference.offset),
                message=f"`${path}` is sent to the caller as it stands",
                help="write `$method.request.header.…`, `.querystring.…` or `.path.…`, or read `$context`",
            )


def _context(template: Template) -> Iterator[tuple[Reference, str]]:
    """Yield every reference to `$context` with the name it reads; a method ends the name."""
    for reference in template.script.references:
        if reference.root == "context":
            names = []
            for member in reference.members:
                if member.arguments is not None or not member.name:
                    break
                names.append(member.name)
            if names:
                yield reference, ".".join(names)


def _among(template: Template) -> frozenset[str]:
    return shared(template.apis, TEMPLATES_OF) if template.is_program else IN_GATEWAY_RESPONSES


def _logged(template: Template) -> frozenset[str]:
    return shared(template.apis, LOGS_OF)


def _is_group(name: str) -> bool:
    """Whether *name* holds variables, and may be looped over."""
    groups = ("authorizer", "requestOverride", "responseOverride")
    return name.split(".")[0] in groups or any(whole.startswith(f"{name}.") for whole in IN_LOGS)


def _program(template: Template, root: str) -> Iterator[Reference]:
    """Yield the references to *root* in a template that Velocity runs."""
    return (reference for reference in template.script.references if template.is_program and reference.root == root)


def _filled_into_json(template: Template) -> tuple[Reference, ...]:
    """Return the references of a gateway response that is JSON."""
    return template.script.references if template.is_json and not template.is_program else ()


def _stage_variable(reference: Reference) -> str:
    """Return the stage variable that a reference reads, or the empty string."""
    if reference.root != "stageVariables" or not reference.members:
        return ""
    first = reference.members[0]
    if first.name == "get" and first.arguments:
        written = re.fullmatch(r"\s*['\"]([^'\"$]*)['\"]\s*", first.arguments)
        return written[1] if written else ""
    return first.name if first.arguments is None else ""


def _unknown(template: Template, reference: Reference, owner: str, name: str, names: tuple[str, ...]) -> Finding:
    meant = closest(name, names)
    return Finding(
        at=template.place(reference.offset),
        message=f"`{owner}` has no `{name}`",
        help=f"did you mean `{meant}`?" if meant else f"it has {listed(names)}",
    )
