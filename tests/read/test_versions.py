"""Every version of OpenAPI is read, and says the same thing to API Gateway."""

import json

import pytest
import yaml
from frame import framed

from apicompiler.compiler import lint, plans
from apicompiler.read.files import MemoryFolder


def outcome(document, blueprint=""):
    files = framed(blueprint)
    return lint("blueprint.yaml", MemoryFolder({**files, "openapi.yaml": document}))


def body(document, blueprint=""):
    made = outcome(document, blueprint)
    assert made.is_sound, [(d.rule.code, d.finding.message) for d in made.diagnostics]
    return plans(made)[0].apis[0].body


def found(document, blueprint=""):
    return [(d.rule.code, d.severity.word, str(d.finding.at)) for d in outcome(document, blueprint).diagnostics]


SWAGGER = """
swagger: "2.0"
info: {title: books, version: "1"}
consumes: [application/json]
paths:
  /books/{id}:
    parameters: [{$ref: "#/parameters/Id"}]
    put:
      operationId: putBook
      parameters:
        - {name: fields, in: query, required: true, type: array, items: {type: string}, collectionFormat: multi}
        - {name: book, in: body, required: true, schema: {$ref: "#/definitions/Book"}}
      responses: {"200": {$ref: "#/responses/Done"}, default: {description: no}}
    post:
      operationId: addCover
      consumes: [multipart/form-data]
      parameters: [{name: cover, in: formData, type: file, required: true}]
      responses: {"204": {description: ok}}
parameters: {Id: {name: id, in: path, required: true, type: integer}}
responses: {Done: {description: done, headers: {X-Rate: {type: integer}}, schema: {$ref: "#/definitions/Book"}}}
definitions: {Book: {type: object, properties: {title: {type: string, x-nullable: true}}}}
"""
OPENAPI = """
openapi: %s
info: {title: books, version: "1"}
paths:
  /books/{id}:
    parameters: [{$ref: "#/components/parameters/Id"}]
    put:
      operationId: putBook
      parameters: [{name: fields, in: query, required: true, schema: {type: array, items: {type: string}}}]
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: "#/components/schemas/Book"}}}
      responses: {"200": {$ref: "#/components/responses/Done"}, default: {description: no}}
    post:
      operationId: addCover
      requestBody: {content: {multipart/form-data: {schema: {type: object}}}}
      responses: {"204": {description: ok}}
components:
  parameters: {Id: {name: id, in: path, required: true, schema: {type: integer}}}
  responses:
    Done:
      description: done
      headers: {X-Rate: {schema: {type: integer}}}
      content: {application/json: {schema: {$ref: "#/components/schemas/Book"}}}
  schemas: {Book: {type: object, properties: {title: %s}}}
"""
VERSIONS = [
    SWAGGER,
    OPENAPI % ("3.0.4", "{type: string, nullable: true}"),
    OPENAPI % ("3.1.1", "{type: [string, 'null']}"),
    OPENAPI % ("3.2.0", "{type: [string, 'null']}"),
]


@pytest.mark.parametrize("document", VERSIONS, ids=["2.0", "3.0", "3.1", "3.2"])
def test_all_versions_say_the_same(document):
    assert body(document) == body(VERSIONS[1])


def test_document_may_be_json():
    document = json.dumps(yaml.safe_load(VERSIONS[2]))
    files = {**framed("apis: {v1: openapi.json}"), "openapi.json": document}
    assert plans(lint("blueprint.yaml", MemoryFolder(files)))[0].apis[0].body == body(VERSIONS[1])


def of_31(paths="{/books: {get: {responses: {'200': {description: ok}}}}}", more="", version="3.1.0"):
    return f"openapi: {version}\ninfo: {{title: books, version: '1'}}\npaths: {paths}\n{more}\n"


def test_document_of_nothing_but_webhooks_has_nothing_to_deploy():
    document = "openapi: 3.1.0\ninfo: {title: a, version: '1'}\nwebhooks: {added: {post: {responses: {}}}}\n"
    assert found(document) == [("AC0410", "error", "openapi.yaml/paths"), ("AC0417", "info", "openapi.yaml/webhooks")]


def test_path_items_are_referred_to():
    made = body(
        of_31(
            "{/books: {$ref: '#/components/pathItems/Books'}}",
            "components: {pathItems: {Books: {get: {operationId: list, responses: {'200': {description: ok}}}}}}",
        )
    )
    assert made["paths"]["/books"]["get"]["operationId"] == "list"


def test_what_stands_beside_the_reference_of_a_path_is_published_too():
    made = body(
        of_31(
            "{/books: {$ref: '#/components/pathItems/Books', post: {operationId: add, responses: {}}}}",
            "components: {pathItems: {Books: {get: {operationId: list, responses: {'200': {description: ok}}}}}}",
        )
    )
    assert set(made["paths"]["/books"]) == {"get", "post"}


def test_definitions_inside_a_schema_are_models_if_they_are_used():
    made = body(
        of_31(
            "{/books: {post: {operationId: add, responses: {}, requestBody: {content: {application/json: {schema: "
            "{$ref: '#/components/schemas/Book'}}}}}}}",
            "components: {schemas: {Book: {properties: {title: {$ref: '#/components/schemas/Book/$defs/Title'}}, "
            "$defs: {Title: {type: string}, Unused: {type: number}}}}}",
        )
    )
    assert made["components"]["schemas"] == {
        "Book": {"properties": {"title": {"$ref": "#/components/schemas/Title"}}},
        "Title": {"type": "string"},
    }


@pytest.mark.parametrize("reference", ["#book", "https://example.com/schemas/book", "#/components/schemas/Book"])
def test_schema_is_referred_to_by_its_place_its_anchor_or_its_id(reference):
    made = body(
        of_31(
            "{/books: {post: {operationId: add, responses: {}, requestBody: {content: {application/json: {schema: "
            f"{{$ref: '{reference}'}}}}}}}}}}}}}}",
            "components: {schemas: {Book: {$id: 'https://example.com/schemas/book', $anchor: book, type: object}}}",
        )
    )
    assert made["components"]["schemas"] == {"Book": {"type": "object"}}


def test_anchor_that_nothing_has_is_reported():
    document = of_31(more="components: {schemas: {Book: {$ref: '#author'}}}")
    assert found(document) == [("AC0011", "error", "openapi.yaml/components/schemas/Book/$ref")]


def test_what_32_adds_is_reported_and_left_out():
    document = of_31(
        "{/books: {get: {operationId: list, parameters: [{name: all, in: querystring, content: {}}], "
        "responses: {'200': {description: ok}}}, query: {responses: {}}, "
        "additionalOperations: {COPY: {responses: {}}}}}",
        version="3.2.0",
    )
    assert found(document) == [
        ("AC0408", "info", "openapi.yaml/paths//books/query"),
        ("AC0408", "info", "openapi.yaml/paths//books/additionalOperations"),
    ]
    assert list(body(document)["paths"]["/books"]) == ["get"]


def test_what_32_adds_is_no_method_of_31():
    assert ("AC0108", "error", "openapi.yaml/paths//books/query") in found(of_31("{/books: {query: {responses: {}}}}"))


@pytest.mark.parametrize(
    ("server", "mode", "path"),
    [
        ("basePath: /shop/v1", "ignore", "/books"),
        ("basePath: /shop/v1", "prepend", "/shop/v1/books"),
        ("basePath: /shop/v1", "split", "/v1/books"),
        ("basePath: /", "prepend", "/books"),
        ("servers: [{url: 'https://example.com/shop/v1'}]", "ignore", "/books"),
        ("servers: [{url: 'https://example.com/shop/v1'}]", "prepend", "/shop/v1/books"),
        ("servers: [{url: 'https://example.com/shop/v1/'}]", "split", "/v1/books"),
        ("servers: [{url: '/{stage}/v1', variables: {stage: {default: live}}}]", "prepend", "/live/v1/books"),
        ("servers: [{url: '/a', variables: {basePath: {default: shop}}}]", "prepend", "/shop/books"),
        ("servers: [{url: 'https://example.com'}]", "split", "/books"),
    ],
)
def test_base_path_is_ignored_prepended_or_split(server, mode, path):
    version = "swagger: '2.0'" if server.startswith("basePath") else "openapi: 3.0.3"
    document = (
        f"{version}\ninfo: {{title: books, version: '1'}}\n{server}\n"
        "paths: {/books: {get: {operationId: list, responses: {'200': {description: ok}}}}}\n"
    )
    made = body(document, f"apis: {{v1: {{definition: openapi.yaml, basePath: {mode}}}}}")
    assert list(made["paths"]) == [path]
    # An HTTP backend is told the path of the document, and selectors are written with it.
    assert made["paths"][path]["get"]["x-amazon-apigateway-integration"]["uri"] == "https://books.example.com/books"
