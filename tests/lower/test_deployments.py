"""A deployment is made when callers would notice, and not otherwise."""

import json

import pytest
import yaml

from apicompiler.compiler import lint, plans
from apicompiler.read.files import MemoryFolder

BLUEPRINT = """\
apicompiler: 1
name: books
apis: {v1: openapi.json}
environments: {dev: {account: "111111111111", region: eu-west-1}}
stages: {live: {variables: {host: books.example.com}}}
integrations: {books: {http: "https://${stageVariables.host}/{proxy}"}}
defaults: {integration: books, auth: iam}
"""
DOCUMENT = """\
openapi: 3.0.3
info: {title: Books, version: "1", description: All the books}
tags: [{name: a, description: A}]
paths:
  /books:
    get:
      operationId: listBooks
      summary: List books
      parameters: [{name: page, in: query, description: The page, schema: {type: integer}}]
      responses:
        "200": {description: The books, content: {application/json: {schema: {$ref: "#/components/schemas/Book"}}}}
    post:
      operationId: addBook
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Book"}}}}
      responses: {"201": {description: Added}}
components:
  schemas:
    Book: {type: object, description: A book, example: {title: Emma}, properties: {title: {type: string, minLength: 1}}}
    Unused: {type: string}
"""


def deployment(blueprint=BLUEPRINT, document=None):
    document = document if document is not None else yaml.safe_load(DOCUMENT)
    files = {"blueprint.yaml": blueprint, "openapi.json": json.dumps(document)}
    outcome = lint("blueprint.yaml", MemoryFolder(files))
    assert outcome.is_sound, outcome.diagnostics
    return plans(outcome)[0].deployments[0].id


def edited(change):
    document = yaml.safe_load(DOCUMENT)
    change(document)
    return document


def operation(document, method="get"):
    return document["paths"]["/books"][method]


def reversed_keys(value):
    if isinstance(value, dict):
        return {key: reversed_keys(inner) for key, inner in reversed(value.items())}
    return [reversed_keys(inner) for inner in value] if isinstance(value, list) else value


PROSE = {
    "title": lambda d: d["info"].update(title="Other"),
    "version": lambda d: d["info"].update(version="2"),
    "description": lambda d: d["info"].update(description="Other"),
    "tags": lambda d: d.update(tags=[]),
    "summary": lambda d: operation(d).update(summary="Other"),
    "operation tags": lambda d: operation(d).update(tags=["x"]),
    "deprecated": lambda d: operation(d).update(deprecated=True),
    "parameter description": lambda d: operation(d)["parameters"][0].update(description="Other"),
    "response description": lambda d: operation(d)["responses"]["200"].update(description="Other"),
    "schema description": lambda d: d["components"]["schemas"]["Book"].update(description="Other"),
    "schema example": lambda d: d["components"]["schemas"]["Book"].update(example={}),
    "unused schema": lambda d: d["components"]["schemas"].pop("Unused"),
    "servers": lambda d: d.update(servers=[{"url": "https://other.example.com/v2"}]),
}
BEHAVIOUR = {
    "path": lambda d: d["paths"].update(
        {"/more": d["paths"]["/books"] | {"post": {"responses": {}}, "get": {"responses": {}}}}
    ),
    "method": lambda d: d["paths"]["/books"].pop("post"),
    "parameter": lambda d: operation(d)["parameters"][0].update(required=True),
    "model": lambda d: d["components"]["schemas"]["Book"]["properties"]["title"].update(minLength=2),
    "response status": lambda d: operation(d)["responses"].update({"404": {"description": "No"}}),
}


@pytest.mark.parametrize("change", PROSE.values(), ids=PROSE)
def test_prose_does_not_redeploy(change):
    assert deployment(document=edited(change)) == deployment()


@pytest.mark.parametrize("change", PROSE.values(), ids=PROSE)
def test_prose_that_is_published_does_not_redeploy(change):
    told = BLUEPRINT.replace("v1: openapi.json", "v1: {definition: openapi.json, documentation: true}")
    assert told != BLUEPRINT
    assert deployment(told, edited(change)) == deployment()


def test_order_of_keys_does_not_redeploy():
    assert deployment(document=reversed_keys(yaml.safe_load(DOCUMENT))) == deployment()


@pytest.mark.parametrize("change", BEHAVIOUR.values(), ids=BEHAVIOUR)
def test_behaviour_redeploys(change):
    assert deployment(document=edited(change)) != deployment()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("auth: iam", "auth: none"),
        ("host}/{proxy}", "host}/v2/{proxy}"),
        ("auth: iam", "auth: iam, validate: none"),
        ("auth: iam", "auth: iam, timeout: 5s"),
        ("stages:", "cors: {origins: ['*']}\nstages:"),
    ],
)
def test_what_the_blueprint_changes_in_the_api_redeploys(old, new):
    assert deployment(BLUEPRINT.replace(old, new)) != deployment()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("host: books.example.com", "host: other.example.com"),
        ("stages:", "throttle: {rate: 1, burst: 1}\nstages:"),
        ("stages:", "tracing: false\nstages:"),
        ("stages:", "description: Books\nstages:"),
        ("name: books", "name: books # a comment"),
    ],
)
def test_what_the_blueprint_changes_beside_the_api_does_not(old, new):
    assert deployment(BLUEPRINT.replace(old, new)) == deployment()
