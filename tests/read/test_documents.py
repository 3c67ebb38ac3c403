"""Any shape of a document ends in findings with places, never in a traceback."""

import copy
import json
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apicompiler.compiler import lint, plans
from apicompiler.read.files import MemoryFolder

BLUEPRINTS = Path(__file__).parents[2] / "blueprints"
BLUEPRINT = """\
apicompiler: 1
name: books
apis: {v1: {definition: document.json, basePath: prepend}}
profile: standard
environments: {dev: {account: "111111111111", region: eu-west-1}}
integrations: {books: {http: "https://books.example.com/{proxy}"}}
defaults: {integration: books, auth: iam}
operations: {"* /**": {auth: iam}}
"""
FILES = {
    "schemas.yaml": (BLUEPRINTS / "bookstore/openapi/schemas.yaml").read_text(),
}
DOCUMENTS = [
    yaml.safe_load((BLUEPRINTS / name).read_text())
    for name in ("bookstore/openapi/v2.yaml", "bookstore/openapi/v1.yaml", "petstore/swagger.yaml")
]
MODERN = yaml.safe_load("""
openapi: 3.2.0
info: {title: books, version: "1"}
servers: [{url: "https://example.com/{stage}", variables: {stage: {default: live}}}]
webhooks: {added: {post: {responses: {}}}}
paths:
  /books/{id}:
    $ref: "#/components/pathItems/Book"
    query: {responses: {}}
    additionalOperations: {COPY: {responses: {}}}
  /books?sort=title:
    post:
      security: [{users: [write]}, {}]
      parameters: [{name: filter, in: query, required: true, style: deepObject, schema: {type: [object, "null"]}}]
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Book", maxProperties: 3}}}}
      responses: {4XX: {description: no}, "200": {description: ok, content: {application/json: {schema: true}}}}
components:
  pathItems: {Book: {parameters: [{name: id, in: path, required: true, schema: true}], get: {responses: {}}}}
  securitySchemes: {users: {type: oauth2, flows: {}}}
  schemas:
    Book:
      type: [object, "null"]
      properties: {kind: {const: book}, next: {$ref: "#/components/schemas/Book/$defs/Next"}, never: false}
      patternProperties: {^x-: {type: string}}
      dependentRequired: {kind: [next]}
      $defs: {Next: {prefixItems: [{type: "null"}, {exclusiveMinimum: 0}], items: false, contains: {enum: [1, null]}}}
      if: {required: [kind]}
      then: {not: {}}
""")
DOCUMENTS.append(MODERN)
junk = st.sampled_from([None, True, 0, -1, 1.5, "", "x", [], {}, [None], {"": None}, {"$ref": "#/"}, {"$ref": 1}])


def compiled(document):
    outcome = lint("blueprint.yaml", MemoryFolder({"blueprint.yaml": BLUEPRINT, "document.json": document, **FILES}))
    if outcome.is_sound:
        plans(outcome)
    return outcome


def containers(value):
    if isinstance(value, dict | list):
        yield value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from containers(inner)


@pytest.mark.parametrize("document", DOCUMENTS, ids=["v2", "v1", "petstore", "modern"])
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_document_with_anything_anywhere_is_read(document, data):
    document = copy.deepcopy(document)
    for _ in range(data.draw(st.integers(1, 3))):
        container = data.draw(st.sampled_from([found for found in containers(document) if found] or [[0]]))
        keys = list(container) if isinstance(container, dict) else range(len(container))
        key = data.draw(st.sampled_from(list(keys)))
        container[key] = copy.deepcopy(data.draw(junk))
    outcome = compiled(json.dumps(document))
    assert all(diagnostic.finding.at.file for diagnostic in outcome.diagnostics)


@settings(max_examples=200, deadline=None)
@given(st.recursive(junk, lambda inner: st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=8))
def test_document_that_is_anything_is_read(value):
    compiled(json.dumps(value))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "x",
        "openapi: 3.1.0",
        "openapi: 4.0.0",
        "swagger: '1.2'",
        "openapi: 3.0.3",
        "openapi: {}",
        "swagger: 2.0",
        "a: [",
        "\0",
    ],
)
def test_what_is_no_document_is_reported(text):
    files = {"blueprint.yaml": BLUEPRINT.replace("document.json", "document.yaml"), "document.yaml": text}
    outcome = lint("blueprint.yaml", MemoryFolder(files))
    assert outcome.diagnostics
    assert not outcome.is_sound


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_blueprint_with_anything_anywhere_is_read(data):
    text = (BLUEPRINTS / "bookstore/blueprint.yaml").read_text()
    blueprint = yaml.safe_load(text)
    for _ in range(data.draw(st.integers(1, 3))):
        container = data.draw(st.sampled_from([found for found in containers(blueprint) if found] or [[0]]))
        keys = list(container) if isinstance(container, dict) else range(len(container))
        container[data.draw(st.sampled_from(list(keys)))] = copy.deepcopy(data.draw(junk))
    folder = {
        path.relative_to(BLUEPRINTS / "bookstore").as_posix(): path.read_text()
        for path in (BLUEPRINTS / "bookstore").rglob("*")
        if path.is_file() and path.name != "blueprint.yaml" and "__pycache__" not in path.parts
    }
    outcome = lint("blueprint.json", MemoryFolder({"blueprint.json": json.dumps(blueprint), **folder}))
    if outcome.is_sound:
        plans(outcome)


def test_blueprint_of_json_that_is_nested_deeply_is_refused():
    deep = "[" * 500 + "]" * 500
    blueprint = json.loads(json.dumps(yaml.safe_load(BLUEPRINT)))
    blueprint["integrations"] = {"books": {"mock": {"body": 0}}}
    text = json.dumps(blueprint).replace('"body": 0', f'"body": {deep}')
    outcome = lint("blueprint.json", MemoryFolder({"blueprint.json": text, "document.json": "{}"}))
    assert "nested-too-deeply" in {diagnostic.rule.name for diagnostic in outcome.diagnostics}


def test_schema_that_is_nested_deeply_is_refused():
    schema = "{}"
    for _ in range(300):
        schema = f'{{"items": {schema}}}'
    document = copy.deepcopy(DOCUMENTS[1])
    document["components"] = {"schemas": {"Deep": 0}}
    text = json.dumps(document).replace('"Deep": 0', f'"Deep": {schema}')
    assert "nested-too-deeply" in {diagnostic.rule.name for diagnostic in compiled(text).diagnostics}
