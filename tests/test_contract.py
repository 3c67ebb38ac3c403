"""The contract for callers is valid OpenAPI, and says nothing of AWS."""

import json
from pathlib import Path

import pytest
from frame import framed
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

from apicompiler.compiler import contract, lint
from apicompiler.read.files import DiskFolder, MemoryFolder

ROOT = Path(__file__).parents[1]
FOLDERS = sorted(path.parent for path in ROOT.glob("*/*/blueprint.yaml")) + sorted(
    path.parent for path in ROOT.glob("tests/stories/*/blueprint.yaml")
)
VALIDATORS = {"3.0": OpenAPIV30SpecValidator, "3.1": OpenAPIV31SpecValidator}
every_folder = pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
both_versions = pytest.mark.parametrize("version", ["3.0", "3.1"])


def told(example, version="", environment="dev", api="v1"):
    return made(MemoryFolder(framed(example)), version, environment, api)


def made(folder, version="", environment="dev", api="v1"):
    compilation = lint("blueprint.yaml", folder)
    assert compilation.is_sound, compilation.diagnostics
    found = contract(compilation, folder, environment, api, version)
    assert found.troubles == ()
    document = json.loads(json.dumps(found.document))
    VALIDATORS[document["openapi"][:3]](document).validate()
    return document, [note.text for note in found.notes]


@every_folder
@both_versions
def test_every_contract_is_valid_and_says_nothing_of_aws(folder, version):
    compilation = lint("blueprint.yaml", DiskFolder(folder))
    for target in compilation.targets if compilation.is_sound else ():
        for api in target.apis:
            document, _ = made(DiskFolder(folder), version, target.environment.key, api)
            text = json.dumps(document)
            assert "x-amazon" not in text
            assert "arn:" not in text


def operation(document, path="/books", method="get"):
    return document["paths"][path][method]


BOOKS = "paths: {/books: {get: {operationId: books, responses: {'200': {description: books}}}}}\n"
DOMAIN = """
domains:
  main:
    name: api.example.com
    certificate: "arn:aws:acm:eu-west-1:111111111111:certificate/11111111-1111-1111-1111-111111111111"
    paths: {PATHS}
"""
POOL = "arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_A"
AUTHORIZER = "arn:aws:lambda:eu-west-1:111111111111:function:auth"


class TestAddresses:
    def test_servers_are_the_base_paths_of_the_domains(self):
        paths = "/shop/v1: v1, /next: v1/preview"
        example = DOMAIN.replace("PATHS", paths) + "stages: {live: {}, preview: {}}\n"
        document, _ = told(example)
        assert document["servers"] == [
            {"url": "https://api.example.com/shop/v1", "description": "live"},
            {"url": "https://api.example.com/next", "description": "preview"},
        ]

    def test_without_a_domain_the_document_says_where_it_is_called(self):
        document, _ = told(
            """
            apis: {v1: {definition: openapi.yaml, basePath: prepend}}
            --- openapi.yaml
            servers: [{url: "https://proxy.example.com/shop"}]
            """
        )
        assert document["servers"] == [{"url": "https://proxy.example.com/shop"}]
        assert list(document["paths"]) == ["/books"]

    def test_base_path_stands_behind_the_domain(self):
        document, _ = told(
            "apis: {v1: {definition: openapi.yaml, basePath: prepend}}\n"
            + DOMAIN.replace("PATHS", "/: v1")
            + '--- openapi.yaml\nservers: [{url: "https://proxy.example.com/shop"}]\n'
        )
        assert document["servers"] == [{"url": "https://api.example.com"}]
        assert list(document["paths"]) == ["/shop/books"]


class TestSecurity:
    def test_signed_calls_and_keys_are_told_as_headers(self):
        document, _ = told(
            """
            defaults: {integration: books, auth: iam, apiKey: true}
            usagePlans: {all: {}}
            apiKeys: {acme: {usagePlan: all}}
            """
        )
        assert operation(document)["security"] == [{"signature": [], "key": []}]
        schemes = document["components"]["securitySchemes"]
        assert schemes["key"] == {"type": "apiKey", "in": "header", "name": "x-api-key"}
        assert schemes["signature"]["name"] == "Authorization"

    def test_authorizer_is_told_by_what_it_looks_at(self):
        document, _ = told(
            f"""
            authorizers:
              partners:
                lambda: "{AUTHORIZER}"
                identity: [header.X-Token, query.p]
            defaults: {{integration: books, auth: partners}}
            """
        )
        assert operation(document)["security"] == [{"partners": [], "partners-p": []}]
        assert document["components"]["securitySchemes"] == {
            "partners": {"type": "apiKey", "in": "header", "name": "X-Token"},
            "partners-p": {"type": "apiKey", "in": "query", "name": "p"},
        }

    def test_declared_scheme_stays_where_it_says_what_is_so(self):
        document, _ = told(
            f"""
            authorizers: {{users: {{cognito: {{userPool: "{POOL}"}}}}}}
            defaults: {{integration: books, auth: users}}
            --- openapi.yaml
            components: {{securitySchemes: {{users: {{type: http, scheme: bearer, description: Ask us for a token}}}}}}
            """
        )
        assert document["components"]["securitySchemes"]["users"]["description"] == "Ask us for a token"

    def test_declared_scheme_gives_way_where_it_does_not(self):
        document, _ = told(
            f"""
            authorizers: {{users: {{cognito: {{userPool: "{POOL}"}}}}}}
            defaults: {{integration: books, auth: users}}
            --- openapi.yaml
            components: {{securitySchemes: {{users: {{type: apiKey, in: query, name: token}}}}}}
            """
        )
        assert document["components"]["securitySchemes"]["users"]["type"] == "openIdConnect"

    def test_pool_that_is_made_here_has_no_address_yet(self):
        document, _ = told(
            """
            authorizers: {users: {cognito: {userPool: create}}}
            defaults: {integration: books, auth: users}
            """
        )
        bearer = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
        assert document["components"]["securitySchemes"] == {"users": bearer}

    def test_authorizer_of_the_document_is_told_by_what_it_looks_at(self):
        uri = f"arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/{AUTHORIZER}/invocations"
        document, _ = told(
            f"""
            defaults: {{integration: books}}
            --- openapi.yaml
            security: [{{partners: []}}]
            components:
              securitySchemes:
                partners:
                  type: apiKey
                  in: header
                  name: Unused
                  x-amazon-apigateway-authtype: custom
                  x-amazon-apigateway-authorizer:
                    type: request
                    identitySource: method.request.header.X-Token, method.request.querystring.p
                    authorizerUri: "{uri}"
            """
        )
        assert document["components"]["securitySchemes"] == {
            "partners": {"type": "apiKey", "in": "header", "name": "X-Token"},
            "partners-p": {"type": "apiKey", "in": "query", "name": "p"},
        }

    def test_public_operation_asks_for_nothing(self):
        document, _ = told("defaults: {integration: books, auth: none}")
        assert operation(document)["security"] == []


class TestDocuments:
    def test_what_stands_in_other_files_comes_along_once(self):
        document, _ = told(
            """
            apis: {v1: [openapi.yaml, admin.yaml]}
            --- openapi.yaml
            paths: {/books: {get: {operationId: books, responses: {'200': {$ref: "parts/answers.yaml#/Books"}}}}}
            --- admin.yaml
            openapi: 3.0.3
            info: {title: admin, version: '1'}
            paths: {/admin: {get: {operationId: admin, responses: {'200': {$ref: "parts/answers.yaml#/Books"}}}}}
            components: {schemas: {Book: {type: integer}}}
            --- parts/answers.yaml
            Books: {description: books, content: {application/json: {schema: {$ref: "book.yaml"}}}}
            --- parts/book.yaml
            {type: object, properties: {sequel: {$ref: "#"}}}
            """
        )
        assert operation(document)["responses"] == operation(document, "/admin")["responses"]
        assert list(document["components"]["schemas"]) == ["Book", "book"]
        assert document["components"]["schemas"]["book"]["properties"]["sequel"] == {
            "$ref": "#/components/schemas/book"
        }

    def test_one_path_of_two_documents_keeps_the_parameters_of_each(self):
        document, _ = told(
            """
            apis: {v1: [openapi.yaml, admin.yaml]}
            --- admin.yaml
            openapi: 3.0.3
            info: {title: admin, version: '1'}
            paths:
              /books:
                parameters: [{name: X-Admin, in: header, schema: {type: string}}]
                post: {operationId: add, responses: {'200': {description: added}}}
            """
        )
        assert "parameters" not in operation(document)
        assert [found["name"] for found in operation(document, method="post")["parameters"]] == ["X-Admin"]

    def test_prose_stays_and_what_is_not_published_goes(self):
        document, _ = told(
            """
            info: {title: books, version: '1', description: All about books}
            paths:
              /books:
                get: {operationId: books, summary: Lists them, x-owner: shop, responses: {'200': {description: ok}}}
                trace: {operationId: traced, responses: {'200': {description: ok}}}
            """
        )
        assert document["info"]["description"] == "All about books"
        assert operation(document)["summary"] == "Lists them"
        assert operation(document)["x-owner"] == "shop"
        assert "trace" not in document["paths"]["/books"]

    def test_path_that_calls_itself_back_is_told_once(self):
        _, notes = told(
            """
            paths:
              /books:
                post:
                  operationId: add
                  responses: {'200': {description: added}}
                  callbacks: {again: {'{$request.body#/url}': {$ref: '#/paths/~1books'}}}
            """
        )
        assert notes == ["this leads back to itself, and is told once"]

    def test_discriminator_refers_to_what_it_meant(self):
        document, _ = told(
            BOOKS
            + """
components:
  schemas:
    Pet: {oneOf: [{$ref: cat.yaml}], discriminator: {propertyName: kind, mapping: {cat: cat.yaml, dog: Dog, x: other}}}
    Dog: {type: object}
--- cat.yaml
{type: object}
"""
        )
        assert document["components"]["schemas"]["Pet"]["discriminator"]["mapping"] == {
            "cat": "#/components/schemas/cat",
            "dog": "#/components/schemas/Dog",
            "x": "other",
        }

    def test_reference_that_lint_never_follows_is_reported(self):
        folder = MemoryFolder(framed(BOOKS.replace("books}", 'books, headers: {X-A: {$ref: "#/nowhere"}}}')))
        found = contract(lint("blueprint.yaml", folder), folder, "dev", "v1")
        assert [trouble.rule.name for trouble in found.troubles] == ["unresolved-reference"]


def schema(text, version, source):
    """Return the schema *text* of a document of one version as it is told in another, and the notes."""
    document, notes = told(
        f"openapi: {source}\n{BOOKS}components: {{schemas: {{Author: {{type: string}}, Book: {text}}}}}", version
    )
    return document["components"]["schemas"]["Book"], notes


class TestVersions:
    @pytest.mark.parametrize(
        ("of_30", "of_31"),
        [
            ("{type: string, nullable: true}", "{type: [string, 'null']}"),
            ("{type: integer, minimum: 1, exclusiveMinimum: true}", "{type: integer, exclusiveMinimum: 1}"),
            ("{type: string, example: Emma}", "{type: string, examples: [Emma]}"),
            ("{type: string, format: byte}", "{type: string, contentEncoding: base64}"),
            ("{type: object, additionalProperties: false}", "{type: object, additionalProperties: false}"),
            ("{enum: [a]}", "{enum: [a]}"),
        ],
    )
    def test_each_says_what_the_other_does(self, of_30, of_31):
        assert schema(of_30, "3.1", "3.0.3") == schema(of_31, "3.1", "3.1.0")
        assert schema(of_31, "3.0", "3.1.0") == schema(of_30, "3.0", "3.0.3")

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("{const: a}", {"enum": ["a"]}),
            ("true", {}),
            ("{type: 'null'}", {"enum": [None]}),
            (
                "{$ref: '#/components/schemas/Author', description: Who}",
                {"description": "Who", "allOf": [{"$ref": "#/components/schemas/Author"}]},
            ),
            (
                "{type: [string, integer, 'null']}",
                {"allOf": [{"anyOf": [{"type": "string", "nullable": True}, {"type": "integer", "nullable": True}]}]},
            ),
            ("{minimum: 5, exclusiveMinimum: 1}", {"minimum": 5}),
            ("{minimum: 1, exclusiveMinimum: 5}", {"minimum": 5, "exclusiveMinimum": True}),
            ("{$defs: {Part: {type: string}}, items: {$ref: '#/components/schemas/Author'}}", None),
        ],
    )
    def test_what_31_says_in_other_words_is_told_without_a_note(self, text, expected):
        found, notes = schema(text, "3.0", "3.1.0")
        assert expected in (None, found)
        assert notes == []

    def test_what_30_has_no_words_for_is_noted(self):
        found, notes = schema("{type: object, patternProperties: {a: {}}, additionalProperties: false}", "3.0", "3.1.0")
        assert found == {"type": "object"}
        assert notes == ["`patternProperties` cannot be said in OpenAPI 3.0, and is left out"]

    def test_webhooks_are_kept_in_31_and_noted_in_30(self):
        example = "openapi: 3.1.0\nwebhooks: {sold: {post: {responses: {'200': {description: seen}}}}}\n" + BOOKS
        assert "sold" in told(example)[0]["webhooks"]
        document, notes = told(example, "3.0")
        assert "webhooks" not in document
        assert notes == ["OpenAPI 3.0 has no webhooks: they are left out"]

    def test_version_is_that_of_the_documents(self):
        assert told("openapi: 3.1.0")[0]["openapi"] == "3.1.0"
        assert told("openapi: 3.0.1")[0]["openapi"] == "3.0.3"


class TestSwagger:
    def test_scheme_with_a_flow_is_told_with_its_flows(self):
        document, _ = told(
            f"""
            apis: {{v1: swagger.yaml}}
            authorizers: {{users: {{cognito: {{userPool: "{POOL}"}}}}}}
            --- swagger.yaml
            swagger: "2.0"
            info: {{title: books, version: '1'}}
            securityDefinitions:
              users: {{type: oauth2, flow: accessCode, authorizationUrl: "https://a.example/", tokenUrl: "https://t.example/"}}
            paths:
              /books: {{get: {{security: [{{users: [read]}}], responses: {{'200': {{description: ok}}}}}}}}
            """
        )
        assert operation(document)["security"] == [{"users": ["read"]}]
        assert document["components"]["securitySchemes"]["users"]["flows"] == {
            "authorizationCode": {
                "scopes": {},
                "authorizationUrl": "https://a.example/",
                "tokenUrl": "https://t.example/",
            }
        }

    def test_bodies_forms_and_collections_are_told_as_openapi_3(self):
        document, _ = told(
            """
            apis: {v1: swagger.yaml}
            --- swagger.yaml
            swagger: "2.0"
            info: {title: books, version: '1'}
            host: books.example.com
            produces: [application/json, text/csv]
            paths:
              /books:
                parameters: [{$ref: "#/parameters/Page"}]
                get:
                  operationId: books
                  parameters: [{name: tags, in: query, type: array, items: {type: string}, collectionFormat: pipes}]
                  responses: {'200': {description: ok, schema: {$ref: "#/definitions/Book"}}}
                post:
                  operationId: add
                  consumes: [multipart/form-data]
                  parameters: [{name: cover, in: formData, type: file, required: true}]
                  responses: {'201': {$ref: "#/responses/Added"}}
                put:
                  operationId: change
                  parameters: [{name: book, in: body, schema: {$ref: "#/definitions/Book"}}]
                  responses: {'200': {description: ok}}
            parameters: {Page: {name: page, in: query, type: integer, minimum: 0, exclusiveMinimum: true}}
            responses: {Added: {description: added, headers: {Location: {type: string}}}}
            definitions:
              Book:
                type: object
                discriminator: kind
                required: [kind]
                properties: {kind: {type: string, x-nullable: true}}
            """,
            "3.1",
        )
        item = document["paths"]["/books"]
        assert item["parameters"][0]["schema"] == {"type": "integer", "exclusiveMinimum": 0}
        assert item["get"]["parameters"][0]["style"] == "pipeDelimited"
        assert set(item["get"]["responses"]["200"]["content"]) == {"application/json", "text/csv"}
        cover = item["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
        assert (cover["required"], cover["properties"]["cover"]["contentMediaType"]) == (
            ["cover"],
            "application/octet-stream",
        )
        assert item["post"]["responses"]["201"]["headers"] == {"Location": {"schema": {"type": "string"}}}
        assert item["put"]["requestBody"]["content"]["application/json"]["schema"] == {
            "$ref": "#/components/schemas/Book"
        }
        book = document["components"]["schemas"]["Book"]
        assert book["properties"]["kind"]["type"] == ["string", "null"]
        assert book["discriminator"] == {"propertyName": "kind"}
        assert document["servers"] == [{"url": "https://books.example.com"}]
