"""Templates that work are accepted, and what is wrong with others is said where it stands."""

import pytest
from frame import framed

from apicompiler.compiler import lint
from apicompiler.read.files import MemoryFolder
from apicompiler.rules.templates import gateway, request, response

EVERYTHING = """\
## Everything that is known about a call.
#set($all = $input.params())
#define($body)$input.json('$')#end
{
  "body": $body,
  #foreach($kind in $all.keySet())
  "$kind": {
    #foreach($name in $all.get($kind).keySet())
    "$name": "$util.escapeJavaScript($all.get($kind).get($name)).replaceAll("\\\\'", "'")"#if($foreach.hasNext),#end
    #end
  },
  #end
  #foreach($name in $context.identity.keySet())
  "$name": "$context.identity.get($name)",
  #end
  "caller": "$context.authorizer.claims['cognito:username']",
  "tenant": "$!context.authorizer.tenant",
  "agent": "$input.params().header.get('User-Agent')",
  "title": "$input.path('$.title').toUpperCase()",
  "channel": "${stageVariables.channel}-${stageVariables['channel']}-$stageVariables.get('channel')",
  "price": "$5 #1"
}
"""


def found(example):
    variables = "stages: {live: {variables: {channel: public}}}\n"
    outcome = lint("blueprint.yaml", MemoryFolder(framed(variables + example)))
    return [(d.rule.name, d.finding.at.offset) for d in outcome.diagnostics]


@pytest.mark.parametrize(
    "example",
    [
        request(EVERYTHING),
        response("#set($all = $input.path('$'))[#foreach($b in $all){\"id\": $b.id}#if($foreach.hasNext),#end#end]"),
        request("Action=SendMessage&MessageBody=$util.urlEncode($input.body)"),
        request("#if($input.params('page') == '')#set($page = 1)#else#set($page = $input.params('page'))#end$page"),
        response(
            "#if($a)#set($context.responseOverride.status = 404)#else#set($context.responseOverride.status = 410)#end"
        ),
        request("#macro(field $name)\"$name\": $input.json($name)#end{#field('a')}"),
        gateway('{"message": $context.error.messageString, "at": $context.requestTimeEpoch}'),
        gateway('{"reason": "because: $context.error.validationErrorString", "page": "$method.request.path.page"}'),
        gateway('{"channel": "$stageVariables.channel", "who": "$context.authorizer.principalId"}'),
    ],
)  # fmt: skip
def test_a_template_that_works_is_accepted(example):
    assert found(example) == []


@pytest.mark.parametrize(
    ("example", "finding"),
    [
        (request('{"a": $input.json()}'), ("unknown-input-member", 6)),
        (request("$input.params.header"), ("unknown-input-member", 0)),
        (request("$input.params().headers"), ("unknown-input-member", 0)),
        (request("$util.urlEncode"), ("unknown-util-function", 0)),
        (request("$context.stage-1"), ("unknown-context-variable", 0)),
        (request("$context.error.message"), ("context-variable-out-of-place", 0)),
        (request("$stageVariables['chanel']"), ("undefined-stage-variable-in-template", 0)),
        (request("$utils.urlEncode('a')"), ("variable-that-is-never-set", 0)),
        (request('#set($a = "${b}")$a'), ("variable-that-is-never-set", 11)),
        (response("$context.requestOverride.header.X"), ("override-of-the-other-side", 0)),
        (gateway("## later\n{}"), ("gateway-response-is-not-json", 0)),
        (gateway('{"a": $context.requestId $context.stage}'), ("gateway-response-is-not-json", 25)),
        (gateway(""), ("gateway-response-is-not-json", 0)),
    ],
)
def test_what_is_wrong_is_found_at_its_character(example, finding):
    assert found(example) == [finding]


def test_a_type_of_response_that_does_not_exist_is_told():
    outcome = lint("blueprint.yaml", MemoryFolder(framed("responses: {BAD_REQUEST: {status: 400}, THROTLED: {}}")))
    assert [(d.rule.name, d.finding.help) for d in outcome.diagnostics][1] == (
        "unknown-key",
        "did you mean `THROTTLED`?",
    )
    assert len(outcome.diagnostics) == 2
