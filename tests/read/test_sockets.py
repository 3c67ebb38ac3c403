"""Definitions of WebSocket APIs: files of routes and AsyncAPI documents are told as one and the same."""

import pytest
from frame import framed

from apicompiler.compiler import lint
from apicompiler.read.files import MemoryFolder

BLUEPRINT = """
apis: {live: {type: websocket, definition: live.yaml%s}}
integrations: {chat: {mock: {}}}
authorizers: {visitors: {lambda: "arn:aws:lambda:eu-west-1:111111111111:function:who"}}
defaults: {integration: chat, auth: iam}
"""
V2 = """
asyncapi: 2.6.0
info: {title: chat, version: "1"}
channels:
  /: {publish: {operationId: talk, tags: [{name: loud}], message: %s}, subscribe: {message: {name: heard}}}
"""
V3 = """
asyncapi: 3.0.0
info: {title: chat, version: "1"}
channels: {room: {address: /, messages: {say: %s, hear: {payload: {}}}}}
operations:
  talk: {action: receive, channel: {$ref: "#/channels/room"}, messages: [{$ref: "#/channels/room/messages/say"}]%s}
  hear: {action: send, channel: {$ref: "#/channels/room"}, messages: [{$ref: "#/channels/room/messages/hear"}]}
"""


def read(definition, blueprint="", settings=""):
    files = {**framed(BLUEPRINT % settings + blueprint), "live.yaml": definition}
    return lint("blueprint.yaml", MemoryFolder(files))


def socket(definition, **settings):
    outcome = read(definition, **settings)
    assert [(d.rule.code, d.finding.message) for d in outcome.diagnostics] == []
    return outcome.targets[0].sockets["live"]


def keys(definition, **settings):
    return [event.key for event in socket(definition, **settings).events]


def said(definition, **settings):
    return [d.finding.message for d in read(definition, **settings).diagnostics]


def test_connections_are_opened_whatever_the_definition_says():
    assert keys("select: $request.body.action\nroutes: {say: {}}") == ["$connect", "say"]


def test_route_file_is_written_in_the_language_of_the_blueprint():
    definition = (
        "select: ${request.body.kind}\nroutes: {say: {timeout: 5s, integration: {mock: {body: '${env.name}'}}}}"
    )
    found = socket(definition)
    assert found.select == "${request.body.kind}"
    assert found.events[1].said.integration.mock.body == "dev"


def test_unknown_key_of_a_route_is_reported():
    assert said("select: $request.body.action\nroutes: {say: {integraton: chat}}") == ["unknown key `integraton`"]


def test_definition_that_is_neither_is_told_what_is_missing():
    assert said("routes: {}") == ["`select` is missing"]
    assert said("[]") == ["expected a mapping, found a list"]


def test_version_of_asyncapi_that_nobody_knows_is_reported():
    assert said("asyncapi: 9.9.9") == ["`asyncapi: 9.9.9` is a version that is not read"]


@pytest.mark.parametrize(
    ("message", "key"),
    [
        ("{payload: {properties: {action: {const: say}}}}", "say"),
        ("{payload: {properties: {action: {enum: [say]}}}}", "say"),
        ("{payload: {properties: {action: {enum: [say, sing]}}}}", "talk"),
        ("{payload: {properties: {action: {type: string}}}}", "talk"),
        ("{name: said}", "talk"),
    ],
)
def test_key_of_a_message_is_what_its_schema_says_or_its_operation(message, key):
    assert keys(V2 % message) == ["$connect", key]
    assert keys(V3 % (message, "")) == ["$connect", key]


def test_key_is_looked_for_where_messages_are_told_apart():
    message = "{payload: {properties: {head: {properties: {type: {const: say}}}}}}"
    assert keys(V2 % message, settings=", select: $request.body.head.type") == ["$connect", "say"]


def test_several_messages_of_an_operation_are_routes_by_their_names():
    assert keys(V2 % "{oneOf: [{name: say}, {name: sing}]}") == ["$connect", "say", "sing"]


def test_what_the_application_sends_is_no_route():
    assert "hear" not in keys(V3 % ("{payload: {}}", ""))


def test_sender_is_answered_where_the_document_or_the_blueprint_says_so():
    assert socket(V3 % ("{payload: {}}", ", reply: {}")).events[1].reply
    assert not socket(V3 % ("{payload: {}}", "")).events[1].reply
    assert socket(V2 % "{payload: {}}", settings=", reply: [talk]").events[1].reply


def test_disconnect_and_default_are_routes_when_the_blueprint_names_them():
    blueprint = "operations: {$default: {throttle: {rate: 5}}, $disconnect: {integration: chat}}\n"
    assert keys(V2 % "{}", blueprint=blueprint) == ["$connect", "talk", "$disconnect", "$default"]


@pytest.mark.parametrize(
    ("document", "security"),
    [
        (V2 % "{}", "[{visitors: []}]"),
        (V3 % ("{}", ""), '[{$ref: "#/components/securitySchemes/visitors"}]'),
    ],
)
def test_security_of_the_server_says_who_may_connect(document, security):
    scheme = "components: {securitySchemes: {visitors: {type: httpApiKey, in: query, name: token}}}\n"
    outcome = read(f"{document}servers: {{one: {{url: x, host: x, protocol: wss, security: {security}}}}}\n{scheme}")
    assert outcome.diagnostics == ()
    assert outcome.targets[0].routes["live"][0].method.access.value.name == "visitors"


def test_selectors_name_routes_by_key_operation_and_tag():
    blueprint = "operations: {tag:loud: {throttle: {rate: 7}}, talk: {timeout: 3s}}\n"
    outcome = read(V2 % "{payload: {properties: {action: {const: say}}}}", blueprint=blueprint)
    assert outcome.diagnostics == ()
    method = outcome.targets[0].routes["live"][1].method
    assert (method.throttle.value.rate, str(method.timeout)) == (7, "3s")


def test_reference_that_leads_nowhere_is_reported_once():
    assert said(V2 % '{$ref: "#/components/messages/say"}') == [
        "`#/components/messages/say` leads to nothing in this file"
    ]


def test_kind_of_an_api_is_told_by_its_type():
    outcome = lint("blueprint.yaml", MemoryFolder(framed("apis: {v1: {type: wbesocket, definition: openapi.yaml}}")))
    assert [d.finding.message for d in outcome.diagnostics] == ["`wbesocket` is none of `rest`, `http`, `websocket`"]
