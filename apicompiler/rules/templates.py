"""Templates as texts: what Velocity can read, what it runs, and what comes out."""

import json
import re
from collections.abc import Iterator

from apicompiler.diagnostic import WARNING, Finding, Findings, Note
from apicompiler.limits import LOOP_ITERATIONS, TEMPLATE_TEXT_BYTES
from apicompiler.rules import rule
from apicompiler.suggest import closest
from apicompiler.templates import Template
from apicompiler.vtl import DIRECTIVES, Directive, Reference

VELOCITY = "https://velocity.apache.org/engine/1.7/vtl-reference.html"
KNOWN_ISSUES = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html"
QUOTAS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html"
OVERRIDES = (
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html"
)
NO_VELOCITY = (
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
    "api-gateway-swagger-extensions-gateway-responses.responseTemplates.html"
)
REFUSED = "https://qiita.com/yoshidasts/items/ddab0ef7b983b7c5260b"
OVERRIDDEN = r"\s*\$!?\{?(context\.(?:request|response)Override\.[A-Za-z0-9_.-]+)"


def request(template: str) -> str:
    """The example of a request template."""
    return (
        "integrations: {books: {http: 'https://books.example.com/{proxy}', request: books.vtl}}\n"
        f"--- books.vtl\n{template}\n"
    )


def response(template: str) -> str:
    """The example of a response template."""
    return (
        "integrations: {books: {http: 'https://books.example.com/{proxy}',"
        " responses: {default: {status: 200, template: books.vtl}}}}\n"
        f"--- books.vtl\n{template}\n"
    )


def gateway(template: str) -> str:
    """The example of a gateway response."""
    return f"responses: {{THROTTLED: {{template: busy.json}}}}\n--- busy.json\n{template}\n"


@rule(
    "AC1301",
    bad=request('{#if($input.body != "")"body": $input.body}'),
    good=request('{#if($input.body != "")"body": $input.body#end}'),
    evidence=VELOCITY,
)
def unbalanced_block(template: Template) -> Findings:
    """Every `#if`, `#foreach`, `#macro` and `#define` of a template has its `#end`, and no other.

    Nothing is refused at deploy time: each call is answered with 500.
    """
    for trouble in template.script.troubles:
        if template.is_program and trouble.kind == "block":
            yield Finding(at=template.place(trouble.offset), message=trouble.message, help=trouble.help)


@rule(
    "AC1302",
    bad=request('{"name": "${input.params(\'name\')"}'),
    good=request('{"name": "${input.params(\'name\')}"}'),
    evidence=VELOCITY,
)
def unreadable_template(template: Template) -> Findings:
    """What is opened in a template, a reference for example, is closed.

    Nothing is refused at deploy time: each call is answered with 500.
    """
    for trouble in template.script.troubles:
        if trouble.kind == "syntax":
            yield Finding(at=template.place(trouble.offset), message=trouble.message, help=trouble.help)


@rule("AC1303", bad=request("#parse('book.vtl')"), good=request("$input.json('$.book')"), evidence=REFUSED)
def refused_directive(template: Template) -> Findings:
    """A template stands alone: API Gateway runs no `#include`, `#parse` or `#evaluate`."""
    for directive in _directives(template):
        if directive.name in ("include", "parse", "evaluate"):
            yield Finding(
                at=template.place(directive.offset),
                message=f"API Gateway does not run `#{directive.name}`",
                help="write what it would bring in into this file",
            )


@rule(
    "AC1304",
    severity=WARNING,
    bad=request("{#if($input.body)#elsif($context.stage)#end}"),
    good=request("{#if($input.body)#elseif($context.stage)#end}"),
    evidence=VELOCITY,
)
def unknown_directive(template: Template) -> Findings:
    """A `#word` of a template that Velocity does not know is text, and sent as it stands."""
    macros = {directive.argument.split(" ")[0] for directive in _directives(template) if directive.name == "macro"}
    for directive in _directives(template):
        name = directive.name
        meant = closest(name, sorted(DIRECTIVES))
        if name not in DIRECTIVES | macros and (meant or directive.argument):
            yield Finding(
                at=template.place(directive.offset),
                message=f"`#{name}` is no directive of Velocity",
                help=f"did you mean `#{meant}`?" if meant else f"write `#macro({name} …)` before it",
            )


@rule(
    "AC1305",
    severity=WARNING,
    bad=request("[#foreach($page in [1..5000])$page #end]"),
    good=request("[#foreach($page in [1..50])$page #end]"),
    evidence=QUOTAS,
)
def long_loop(template: Template) -> Findings:
    """A `#foreach` goes round at most 1,000 times."""
    for directive in _directives(template):
        found = re.search(r"\[\s*(-?\d{1,9})\s*\.\.\s*(-?\d{1,9})\s*\]", directive.argument)
        if directive.name == "foreach" and found:
            rounds = abs(int(found[2]) - int(found[1])) + 1
            if rounds > LOOP_ITERATIONS:
                yield Finding(
                    at=template.place(directive.offset),
                    message=f"the loop would go round {rounds} times, API Gateway stops after {LOOP_ITERATIONS}",
                    help="shorten it, or let a function do the work",
                )


@rule(
    "AC1306",
    bad=request("## " + "x" * TEMPLATE_TEXT_BYTES),
    good=request("## x"),
    evidence=KNOWN_ISSUES,
)
def too_large_template(template: Template) -> Findings:
    """A template has at most 300 KB."""
    if template.bytes > TEMPLATE_TEXT_BYTES:
        yield Finding(
            at=template.at,
            message=f"`{template.document.file}` has {template.bytes} bytes, {TEMPLATE_TEXT_BYTES} are allowed",
            help="let a function do the work",
        )


@rule(
    "AC1307",
    bad="""
    responses: {THROTTLED: {template: {json: busy.json}}}
    --- busy.json
    {"message": "later"}
    """,
    good="""
    responses: {THROTTLED: {template: {application/json: busy.json}}}
    --- busy.json
    {"message": "later"}
    """,
    evidence="https://github.com/localstack/localstack/pull/12773",
)
def invalid_content_type(template: Template) -> Findings:
    """A template is for a content type: two words with a slash between them."""
    if not re.fullmatch(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+*-]+(\s*;.*)?", template.media_type):
        yield Finding(
            at=template.at.key,
            message=f"`{template.media_type[:80]}` is no content type",
            help="write one like `application/json`",
        )


@rule(
    "AC1308",
    bad=response(
        "#set($context.responseOverride.status = 404)\n{}\n#set($context.responseOverride.status = 410)",
    ),
    good=response("#set($status = 404)\n{}\n#set($context.responseOverride.status = $status)"),
    evidence=OVERRIDES,
)
def overridden_twice(template: Template) -> Findings:
    """What a template overrides, it overrides once.

    API Gateway answers with an error when a parameter or the status is
    overridden again: put the value into a variable, and override at the end.
    """
    first: dict[tuple[str, tuple[int, ...]], Directive] = {}
    for directive in _directives(template):
        found = re.match(OVERRIDDEN, directive.argument) if directive.name == "set" else None
        if found:
            earlier = first.setdefault((found[1], directive.block), directive)
            if earlier is not directive:
                yield Finding(
                    at=template.place(directive.offset),
                    message=f"`${found[1]}` is set a second time",
                    help="set a variable of your own, and this one at the end of the template",
                    notes=(Note(template.place(earlier.offset), "first set here"),),
                )


@rule(
    "AC1309",
    severity=WARNING,
    bad=gateway('{"message": "later"#if($context.stage == "live")#end}'),
    good=gateway('{"message": "later"}'),
    evidence=NO_VELOCITY,
)
def directive_in_gateway_response(template: Template) -> Findings:
    """A gateway response has variables that are filled in, and no directives: Velocity does not run it."""
    known = (directive for directive in template.script.directives if directive.name in DIRECTIVES)
    first = None if template.is_program else next(known, None)
    if first:
        yield Finding(
            at=template.place(first.offset),
            message=f"`#{first.name}` is sent to the caller as it stands",
            help="write a text in which variables are filled in, and nothing else",
        )


@rule(
    "AC1310",
    severity=WARNING,
    bad=gateway('{"message": $context.error.messageString,}'),
    good=gateway('{"message": $context.error.messageString}'),
    evidence=NO_VELOCITY,
)
def gateway_response_is_not_json(template: Template) -> Findings:
    """A gateway response for a JSON content type is JSON, once its variables are filled in."""
    script = template.script
    if template.is_program or not template.is_json or script.troubles or template.bytes > TEMPLATE_TEXT_BYTES:
        return
    if any(directive.name in DIRECTIVES for directive in script.directives):
        return
    try:
        json.loads(_filled_in(template), parse_int=str)
    except RecursionError:
        yield Finding(at=template.place(0), message="this is nested deeper than readers of JSON go", help="flatten it")
    except json.JSONDecodeError as error:
        yield Finding(
            at=template.place(min(error.pos, len(template.text) - 1) if template.text else 0),
            message=f"this is not JSON: {error.msg[0].lower()}{error.msg[1:]}",
            help="a variable that stands for text stands in double quotes, `$context.error.messageString` without",
        )


def is_quoted(template: Template, reference: Reference) -> bool:
    """Whether a reference stands between double quotes, and nothing else does."""
    text = template.text
    return text[max(reference.offset - 1, 0) : reference.offset] == '"' == text[reference.end : reference.end + 1]


def _filled_in(template: Template) -> str:
    """Return the text with a value as long as its name for every reference, so that places stay what they are."""
    pieces, at = [], 0
    for reference in template.script.references:
        if reference.offset < at:
            continue  # it is an argument of the one before
        length = reference.end - reference.offset
        brings_quotes = reference.path == "context.error.messageString" and not is_quoted(template, reference)
        pieces += [template.text[at : reference.offset], f'"{"1" * (length - 2)}"' if brings_quotes else "1" * length]
        at = reference.end
    return "".join([*pieces, template.text[at:]])


def _directives(template: Template) -> Iterator[Directive]:
    """Yield what Velocity would run."""
    return iter(template.script.directives if template.is_program else ())
