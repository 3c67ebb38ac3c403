"""A model of API Gateway's importer, which knows nothing of the lowering, takes every document that is lowered."""

import copy
from pathlib import Path

import pytest
from deployed import deployed
from frame import framed
from importer import refusals

from apicompiler.catalogue import RULES
from apicompiler.compiler import lint, plans
from apicompiler.read.files import DiskFolder, MemoryFolder

ROOT = Path(__file__).parents[1]
LINTED = [rule for rule in RULES if rule.bad]  # the others have no examples
PROJECTS = sorted(
    path.parent for path in [*ROOT.glob("blueprints/*/blueprint.yaml"), *ROOT.glob("tests/stories/*/blueprint.yaml")]
)


def refused(outcome):
    resources = max((t.environment.quotas.resources for t in outcome.targets if t.environment.quotas), default=300)
    bodies = [deployed(api.body) for plan in plans(outcome) for api in plan.apis]
    return [reason for body in bodies for reason in refusals(body, resources)]


@pytest.mark.parametrize("project", PROJECTS, ids=lambda path: path.name)
def test_importer_takes_what_the_compiler_writes(project):
    outcome = lint("blueprint.yaml", DiskFolder(project))
    assert not outcome.is_sound or refused(outcome) == []


@pytest.mark.parametrize("rule", LINTED, ids=lambda rule: rule.name)
def test_importer_takes_the_good_example_of_every_rule(rule):
    outcome = lint("blueprint.yaml", MemoryFolder(framed(rule.good)))
    assert not outcome.is_sound or refused(outcome) == []


@pytest.mark.parametrize("rule", [rule for rule in LINTED if rule.severity.word == "info"], ids=lambda rule: rule.name)
def test_importer_takes_what_is_left_where_something_was_given_up(rule):
    outcome = lint("blueprint.yaml", MemoryFolder(framed(rule.bad)))
    assert not outcome.is_sound or refused(outcome) == []


INTEGRATION = {
    "type": "http_proxy",
    "httpMethod": "GET",
    "uri": "https://example.com/books/{id}",
    "requestParameters": {"integration.request.path.id": "method.request.path.id"},
}
DOCUMENT = {
    "openapi": "3.0.1",
    "info": {"title": "books", "version": "1"},
    "paths": {
        "/books/{id}": {
            "get": {
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Book"}}}},
                "responses": {"200": {"description": ""}},
                "security": [{"users": []}],
                "x-amazon-apigateway-request-validator": "all",
                "x-amazon-apigateway-integration": INTEGRATION,
            }
        }
    },
    "components": {
        "schemas": {"Book": {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Book"}}}},
        "securitySchemes": {
            "users": {
                "type": "apiKey",
                "name": "Authorization",
                "in": "header",
                "x-amazon-apigateway-authtype": "custom",
                "x-amazon-apigateway-authorizer": {"type": "token"},
            }
        },
    },
    "x-amazon-apigateway-request-validators": {"all": {"validateRequestBody": True}},
}
OPERATION = ("paths", "/books/{id}", "get")
BOOK = ("components", "schemas", "Book")
USERS = ("components", "securitySchemes", "users")
MISTAKES = [
    (("openapi",), "3.1.0"),
    (("info",), {}),
    (("info", "title"), ""),
    (("servers",), []),
    (("paths",), {}),
    (("paths", "/a:b"), {}),
    (("paths", "/books/"), {}),
    (("paths", "/a/{b+}/c"), {}),
    (("paths", "/books/{isbn}"), {}),
    (("paths", "/{a}/{a}"), {}),
    ((*OPERATION[:2], "trace"), {}),
    ((*OPERATION, "parameters"), []),
    ((*OPERATION, "parameters", 0, "name"), "other"),
    ((*OPERATION, "parameters", 0, "required"), False),
    ((*OPERATION, "parameters", 1), {"name": "page[size]", "in": "query", "schema": {"type": "string"}}),
    ((*OPERATION, "responses", "200", "headers"), {"X-Rate Limit": {}}),
    ((*OPERATION, "responses"), {}),
    ((*OPERATION, "responses", "default"), {"description": ""}),
    ((*OPERATION, "responses", "201"), {}),
    ((*OPERATION, "requestBody", "content"), {}),
    ((*OPERATION, "requestBody", "content", "application/json", "schema"), {"type": "object"}),
    ((*OPERATION, "security"), [{"others": []}]),
    ((*OPERATION, "security"), [{"users": []}, {}]),
    ((*OPERATION, "x-amazon-apigateway-request-validator"), "some"),
    ((*OPERATION, "x-amazon-apigateway-integration", "uri"), "books.example.com"),
    ((*OPERATION, "x-amazon-apigateway-integration", "uri"), "https://example.com/{other}"),
    ((*OPERATION, "x-amazon-apigateway-integration", "type"), "lambda"),
    ((*OPERATION, "x-amazon-apigateway-integration", "timeoutInMillis"), 30_000),
    ((*OPERATION, "x-amazon-apigateway-integration", "requestParameters", "integration.request.header.a"), "a"),
    ((*OPERATION, "x-amazon-apigateway-integration", "requestParameters", "integration.request.header.a"), True),
    ((*OPERATION, "x-amazon-apigateway-integration", "responses"), {"default": {"statusCode": "400"}}),
    ((*BOOK, "nullable"), True),
    ((*BOOK, "type"), ["object"]),
    ((*BOOK, "required"), []),
    ((*BOOK, "enum"), [None]),
    ((*BOOK, "properties", "next", "maxLength"), 1),
    ((*BOOK, "properties", "next", "$ref"), "#/components/schemas/Missing"),
    ((*BOOK[:2], "Empty"), {}),
    ((*BOOK[:2], "a-b"), {"type": "object"}),
    ((*USERS, "type"), "http"),
    ((*USERS, "x-amazon-apigateway-authorizer"), {}),
]


def test_importer_takes_a_plain_document():
    assert refusals(DOCUMENT) == []


@pytest.mark.parametrize(("place", "value"), MISTAKES, ids=str)
def test_importer_refuses(place, value):
    document = copy.deepcopy(DOCUMENT)
    holder = document
    for key in place[:-1]:
        holder = holder[key]
    if isinstance(holder, list) and place[-1] == len(holder):
        holder.append(value)
    else:
        holder[place[-1]] = value
    assert refusals(document)
