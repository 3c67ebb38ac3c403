"""What a cache keeps, and whose answer it gives to whom."""

import pytest

from apicompiler.compiler import lint, plans
from apicompiler.read.files import MemoryFolder

BLUEPRINT = """\
apicompiler: 1
name: books
profile: relaxed
apis: {{v1: openapi.yaml}}
environments: {{dev: {{account: "111111111111", region: eu-west-1}}}}
cache: {{size: 0.5}}
integrations: {{books: {{http: "https://books.example.com/{{proxy}}"}}}}
authorizers:
  users: {{cognito: {{userPool: "arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_A"}}}}
  partners:
    lambda: "arn:aws:lambda:eu-west-1:111111111111:function:who"
    identity: [header.X-Secret, query.partner]
  anybody: {{lambda: "arn:aws:lambda:eu-west-1:111111111111:function:who", identity: [context.path], ttl: 0s}}
defaults: {{integration: books, auth: {auth}{cache}}}
"""
DOCUMENT = """\
openapi: 3.0.3
info: {title: Books, version: "1"}
paths:
  /books:
    get:
      operationId: listBooks
      parameters:
        - {name: page, in: query, schema: {type: integer}}
      responses: {"200": {description: The books}}
"""


def compiled(auth, cache=""):
    said = f", cache: {cache}" if cache else ""
    files = {"blueprint.yaml": BLUEPRINT.format(auth=auth, cache=said), "openapi.yaml": DOCUMENT}
    return lint("blueprint.yaml", MemoryFolder(files))


def found(outcome):
    return [diagnostic.rule.code for diagnostic in outcome.diagnostics]


@pytest.mark.parametrize(
    ("auth", "cache"),
    [
        ("iam", ""),  # each request has another signature
        ("anybody", ""),  # nothing in the request says who calls
        ("users", "{keys: [query.page]}"),
        ("partners", "{keys: [query.page, header.X-Secret]}"),
    ],
)
def test_callers_that_no_key_tells_apart_are_reported(auth, cache):
    assert found(compiled(auth, cache)) == ["AC0311"]


@pytest.mark.parametrize(
    ("auth", "cache"),
    [
        ("none", ""),
        ("users", ""),
        ("partners", ""),
        ("iam", "off"),
        ("iam", "{shared: true}"),
        ("anybody", "{shared: true, keys: []}"),
        ("users", "{keys: [header.authorization]}"),
        ("partners", "{keys: [header.x-secret, query.partner]}"),
    ],
)
def test_callers_that_are_told_apart_or_may_share_are_not(auth, cache):
    assert "AC0311" not in found(compiled(auth, cache))


@pytest.mark.parametrize(
    ("auth", "cache", "keys"),
    [
        ("none", "", ["method.request.querystring.page"]),
        ("users", "", ["method.request.querystring.page", "method.request.header.Authorization"]),
        ("users", "{shared: true}", ["method.request.querystring.page"]),
        ("users", "{keys: [header.authorization]}", ["method.request.header.Authorization"]),
        ("none", "off", None),
    ],
)
def test_what_is_not_said_is_told_apart_by_everything(auth, cache, keys):
    [plan] = plans(compiled(auth, cache))
    operation = plan.apis[0].body["paths"]["/books"]["get"]
    assert operation["x-amazon-apigateway-integration"].get("cacheKeyParameters") == keys


def test_operations_that_are_one_method_in_api_gateway_are_told_apart_by_what_either_knows():
    twin = """\
  /shelves/{shelf}:
    get:
      operationId: getShelf
      parameters:
        - {name: shelf, in: path, required: true, schema: {type: string}}
        - {name: page, in: query, schema: {type: integer}}
      responses: {"200": {description: The shelf}}
  /shelves/{room}:
    get:
      operationId: getRoom
      parameters:
        - {name: room, in: path, required: true, schema: {type: string}}
        - {name: floor, in: query, schema: {type: integer}}
      responses: {"200": {description: The room}}
"""
    files = {"blueprint.yaml": BLUEPRINT.format(auth="none", cache=""), "openapi.yaml": DOCUMENT + twin}
    outcome = lint("blueprint.yaml", MemoryFolder(files))
    [plan] = plans(outcome)
    operation = plan.apis[0].body["paths"]["/shelves/{shelf}"]["get"]
    assert operation["x-amazon-apigateway-integration"]["cacheKeyParameters"] == [
        "method.request.path.shelf",
        "method.request.querystring.floor",
        "method.request.querystring.page",
    ]
