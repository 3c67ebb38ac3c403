"""What reading itself refuses: files, text, references and shapes that do not fit.

These laws are enforced while there is nothing yet that a rule could be shown.
"""

from __future__ import annotations

from typing import NamedTuple

from apicompiler.diagnostic import INFO, WARNING, Diagnostic, Finding, Note, Replace, Rule
from apicompiler.source import Location

YAML_12 = "https://yaml.org/spec/1.2.2/"
RFC_8259 = "https://www.rfc-editor.org/rfc/rfc8259"
LANGUAGE = "docs/language.md"
OPENAPI_30 = "https://spec.openapis.org/oas/v3.0.4.html"
IMPORT = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api.html"


class Trouble(NamedTuple):
    """What was wrong with a text, at a character, before there were keys to name places by."""

    rule: Rule
    offset: int
    message: str
    help: str = ""
    note: tuple[int, str] | None = None
    fix: str | None = None

    def diagnostic(self, file: str) -> Diagnostic:
        at = Location(file, offset=self.offset)
        return Diagnostic(
            self.rule,
            Finding(
                at=at,
                message=self.message,
                help=self.help,
                notes=(Note(Location(file, offset=self.note[0]), self.note[1]),) if self.note else (),
                fix=Replace(at, self.fix) if self.fix is not None else None,
            ),
        )


UNREADABLE_FILE = Rule(
    code="AC0001",
    name="unreadable-file",
    cure="name a file of UTF-8 text at or below the folder of the blueprint",
    text="""A file that is named can be read: UTF-8 text of at most 64 MiB.

    Devices, pipes and folders are not read, nor more than ten million values
    of a file or 256 MiB in all, so that linting a stranger's blueprint neither
    hangs nor fills the memory.
    """,
    evidence=LANGUAGE,
    bad="apis: {v1: no-such-file.yaml}",
    good="apis: {v1: openapi.yaml}",
)

FILE_OUTSIDE = Rule(
    code="AC0002",
    name="file-outside-the-blueprint",
    cure="copy it below the folder of the blueprint, and name the copy",
    text="""Everything that is read lies in the folder of the blueprint or below it.

    A pull request is linted where secrets are at hand: no URL is fetched, and
    neither `..` nor a symbolic link leads out of the folder.
    """,
    evidence=LANGUAGE,
    bad="apis: {v1: ../openapi.yaml}",
    good="apis: {v1: openapi.yaml}",
)

INVALID_YAML = Rule(
    code="AC0003",
    name="invalid-yaml",
    cure="mend it here or just above: a bracket or a quote that is not closed, an indent, a tab",
    text="A blueprint is one YAML 1.2 document.",
    evidence=YAML_12,
    bad="stages: {live: {}",
    good="stages: {live: {}}",
)

INVALID_JSON = Rule(
    code="AC0004",
    name="invalid-json",
    cure="write keys in double quotes, no comments, and no comma behind the last entry",
    text="A file whose name ends in `.json` holds one JSON document.",
    evidence=RFC_8259,
    bad="""
    apis: {v1: openapi.json}
    --- openapi.json
    {"openapi": "3.0.3", "info": {"title": "books", "version": "1"},
     "paths": {"/books": {"get": {"responses": {"200": {"description": "all",}}}}}}
    """,
    good="""
    apis: {v1: openapi.json}
    --- openapi.json
    {"openapi": "3.0.3", "info": {"title": "books", "version": "1"},
     "paths": {"/books": {"get": {"responses": {"200": {"description": "all"}}}}}}
    """,
)

DUPLICATE_KEY = Rule(
    code="AC0005",
    name="duplicate-key",
    cure="remove one of them",
    text="""A key stands once in its mapping.

    Most readers let the last of them win without a word.
    """,
    evidence=YAML_12 + "#3213-node-comparison",
    bad="""
    endpoint: edge
    endpoint: regional
    """,
    good="endpoint: regional",
)

NESTED_TOO_DEEPLY = Rule(
    code="AC0006",
    name="nested-too-deeply",
    cure="take the inner parts out, and refer to them",
    text="""Nothing is nested more than 100 levels deep.

    No document that a person wrote comes near; deeper ones are made to break readers.
    """,
    evidence=LANGUAGE,
    bad="stages: " + "[" * 101 + "]" * 101,
    good="stages: {live: {}}",
)

ALIAS_EXPANSION = Rule(
    code="AC0007",
    name="alias-expansion",
    cure="write out what the alias stands for",
    text="""Aliases stand for at most a million nodes, and never for themselves.

    A few lines of nested aliases otherwise expand to more than any memory holds.
    """,
    evidence=YAML_12 + "#71-alias-nodes",
    bad="stages: &all {live: *all}",
    good="stages: {live: &settings {}, preview: *settings}",
)

YAML_TAG = Rule(
    code="AC0008",
    name="yaml-tag",
    text="""Values are plain: no tag changes what they mean.

    CloudFormation's short forms (`!Ref`, `!Sub`) reach API Gateway as text or not at all.
    """,
    evidence=YAML_12 + "#24-tags",
    bad="stages: {live: {variables: {table: !Ref Table}}}",
    good="stages: {live: {variables: {table: orders}}}",
)

AMBIGUOUS_NUMBER = Rule(
    code="AC0009",
    name="ambiguous-number",
    text="""A number that begins with 0 is written in quotes.

    YAML 1.1 reads `012` as 10, YAML 1.2 as 12; both lose the zero of an account id.
    It is kept here as the text that was written.
    """,
    evidence=YAML_12 + "#1032-tag-resolution",
    severity=WARNING,
    bad="environments: {dev: {account: 012345678901, region: eu-west-1}}",
    good='environments: {dev: {account: "012345678901", region: eu-west-1}}',
)

NOT_A_JSON_VALUE = Rule(
    code="AC0010",
    name="not-a-json-value",
    cure="write a number or a text that JSON can hold",
    text="""A value is one that JSON can hold.

    Infinity, not-a-number, numbers of hundreds of digits and halves of a
    surrogate pair cannot reach a template.
    """,
    evidence=RFC_8259 + "#section-6",
    bad="integrations: {books: {mock: {body: {price: .inf}}}}",
    good="integrations: {books: {mock: {body: {price: 100}}}}",
)

UNRESOLVED_REFERENCE = Rule(
    code="AC0011",
    name="unresolved-reference",
    cure="write what it names, or mend the path",
    text="""A `$ref` leads to something that exists.

    API Gateway only warns about such a reference and drops the model, so that
    requests are no longer validated.
    """,
    evidence="https://github.com/amazon-archives/aws-apigateway-importer/issues/194",
    bad="""
    paths:
      /books:
        post:
          operationId: addBook
          requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}
          responses: {'201': {description: added}}
    """,
    good="""
    paths:
      /books:
        post:
          operationId: addBook
          requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}
          responses: {'201': {description: added}}
    components: {schemas: {Book: {type: object}}}
    """,
)

ENDLESS_REFERENCE = Rule(
    code="AC0012",
    name="endless-reference",
    cure="let one of them say what it is",
    text="""A chain of `$ref`s ends.

    A schema may contain itself; a reference may not be nothing but a way back to itself.
    """,
    evidence=OPENAPI_30 + "#reference-object",
    bad="components: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}}}",
    good="components: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {type: string}}}",
)

DYNAMIC_REFERENCE = Rule(
    code="AC0013",
    name="dynamic-reference",
    text="""Nothing that is written resolves to a secret or a parameter on its own.

    CloudFormation replaces `{{resolve:…}}` wherever it stands in a template, so
    a stranger's text could bring a secret to light. Parameters are pointed at
    with `ssm:`.
    """,
    evidence="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html",
    bad="description: 'Books {{resolve:secretsmanager:books}}'",
    good="description: Books",
)

UNKNOWN_KEY = Rule(
    code="AC0101",
    name="unknown-key",
    text="""A mapping holds only the keys that its part of the blueprint knows.

    A misspelt key would otherwise be ignored without a word.
    """,
    evidence=LANGUAGE,
    bad="endpiont: edge",
    good="endpoint: edge",
)

MISSING_KEY = Rule(
    code="AC0102",
    name="missing-key",
    cure="write it; the reference of the language shows what may stand there",
    text="Every key without a default is written out.",
    evidence=LANGUAGE,
    bad="environments: {dev: {region: eu-west-1}}",
    good='environments: {dev: {region: eu-west-1, account: "111111111111"}}',
)

WRONG_TYPE = Rule(
    code="AC0103",
    name="wrong-type",
    cure="write it in that form",
    text="""A value has the type that its key asks for.

    An account id without quotes is a number, and a number has no leading zeros.
    """,
    evidence=LANGUAGE,
    bad="environments: {dev: {account: 111111111111, region: eu-west-1}}",
    good='environments: {dev: {account: "111111111111", region: eu-west-1}}',
)

UNKNOWN_WORD = Rule(
    code="AC0104",
    name="unknown-word",
    cure="write one of them",
    text="Where a key takes one of a few words, it is one of them.",
    evidence=LANGUAGE,
    bad="endpoint: egde",
    good="endpoint: edge",
)

MALFORMED_VALUE = Rule(
    code="AC0105",
    name="malformed-value",
    cure="write it in that form",
    text="""A value is written in the form of its kind: units are written, pointers say where they point.

    `5m`, `10s` and `1000/day` cannot be mistaken; `300` can.
    """,
    evidence=LANGUAGE,
    bad="cors: {origins: ['https://app.example.com'], maxAge: 1 hour}",
    good="cors: {origins: ['https://app.example.com'], maxAge: 1h}",
)

AMBIGUOUS_KIND = Rule(
    code="AC0106",
    name="ambiguous-kind",
    text="""The key that says what a thing is stands in it, and no other such key beside it.

    An integration is a Lambda function, a URL or a mock: never two of them.
    """,
    evidence=LANGUAGE,
    bad="integrations: {books: {http: 'https://books.example.com/{proxy}', mock: {status: 200}}}",
    good="integrations: {books: {http: 'https://books.example.com/{proxy}'}}",
)

UNKNOWN_VARIABLE = Rule(
    code="AC0107",
    name="unknown-variable",
    text="""What is read with `${…}` exists where it is read.

    `${env.name}`, `${env.account}`, `${env.region}` and the `values` of the environment
    are known everywhere, `${stage}` inside `stages`, and
    `${stageVariables.…}` goes through to API Gateway.
    """,
    evidence=LANGUAGE,
    bad="description: Books in ${env.regoin}",
    good="description: Books in ${env.region}",
)

TOO_MANY_COMBINATIONS = Rule(
    code="AC0140",
    name="too-many-combinations",
    text="""What a blueprint says of environments, operations, stages and plans can be checked for all of them together.

    There are 100 environments at most, fewer where the blueprint is longer than
    80 kB, and ten million combinations, in which an operation counts for fifty.
    A file of a few lines could otherwise keep a linter busy for hours.
    """,
    evidence=LANGUAGE,
    bad="environments:\n" + "".join(f'  e{n}: {{account: "111111111111", region: eu-west-1}}\n' for n in range(101)),
    good='environments: {dev: {account: "111111111111", region: eu-west-1}}',
)

MALFORMED_DOCUMENT = Rule(
    code="AC0108",
    name="malformed-document",
    cure="write it as the specification has it",
    text="""An OpenAPI document has the shape that its specification gives it.

    API Gateway answers most violations with `Invalid OpenAPI input.` and no place.
    """,
    evidence=OPENAPI_30,
    bad="paths: {/books: {get: {parameters: {limit: {in: query}}, responses: {}}}}",
    good="""
    paths:
      /books:
        get:
          operationId: listBooks
          parameters: [{name: limit, in: query, schema: {type: integer}}]
          responses: {'200': {description: books}}
    """,
)

UNSUPPORTED_VERSION = Rule(
    code="AC0109",
    name="unsupported-version",
    text="""A definition is OpenAPI 3.0, 3.1 or 3.2, or Swagger 2.0.

    API Gateway itself answers everything newer than OpenAPI 3.0 with `Invalid OpenAPI input.`; it is
    given a document that it imports.
    """,
    evidence="https://github.com/aws/serverless-application-model/issues/3449",
    bad="openapi: 4.0.0",
    good="openapi: 3.1.0",
)

DOCUMENT_LIST = Rule(
    code="AC0110",
    name="document-list",
    cure="name each document once",
    text="""An API is read from at least one document, and from each of them once.

    What stands in the same file twice would clash with itself.
    """,
    evidence=LANGUAGE,
    bad="apis: {v1: [openapi.yaml, ./openapi.yaml]}",
    good="apis: {v1: [openapi.yaml]}",
)

CLASHING_DOCUMENTS = Rule(
    code="AC0111",
    name="clashing-documents",
    text="""Documents that make one API do not contradict each other.

    A method of a path stands in one of them, and a security scheme of one name
    is the same in all: neither would otherwise mean what its own document says.
    """,
    evidence=LANGUAGE,
    bad="""
    apis: {v1: [openapi.yaml, admin.yaml]}
    --- admin.yaml
    openapi: 3.0.3
    info: {title: admin, version: '1'}
    paths: {/books: {get: {operationId: listAll, responses: {'200': {description: books}}}}}
    """,
    good="""
    apis: {v1: [openapi.yaml, admin.yaml]}
    --- admin.yaml
    openapi: 3.0.3
    info: {title: admin, version: '1'}
    paths: {/books: {post: {operationId: addBook, responses: {'201': {description: added}}}}}
    """,
)

UNPUBLISHED_METHOD = Rule(
    code="AC0408",
    name="unpublished-method",
    cure="give it another method where callers need it",
    text="""What answers to a method that API Gateway does not have is not published.

    It has GET, PUT, POST, DELETE, PATCH, OPTIONS and HEAD: neither TRACE nor what OpenAPI 3.2 adds.
    """,
    evidence="https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethod.html",
    severity=INFO,
    bad="""
    paths:
      /books:
        get: {operationId: books, responses: {'200': {description: ok}}}
        trace: {operationId: traced, responses: {'200': {description: ok}}}
    """,
    good="paths: {/books: {head: {operationId: books, responses: {'200': {description: ok}}}}}",
)

WEBHOOKS = Rule(
    code="AC0417",
    name="webhooks",
    cure="send them from what answers",
    text="""Webhooks are not published: they are calls that the API makes, not calls that it answers.""",
    evidence="https://spec.openapis.org/oas/v3.1.1.html#oas-webhooks",
    severity=INFO,
    bad="""
    openapi: 3.1.0
    webhooks: {newBook: {post: {responses: {'200': {description: seen}}}}}
    """,
    good="openapi: 3.1.0",
)

FUNCTION_IN_DOCUMENT = Rule(
    code="AC1401",
    name="function-in-a-document",
    text="""A document holds values, and no functions of CloudFormation.

    API Gateway is given the document as it stands, and takes a `Fn::Sub` in it for a malformed integration.
    """,
    evidence="https://github.com/localstack/localstack/issues/4619",
    bad="""
    paths:
      /books:
        get:
          operationId: books
          responses: {'200': {description: ok}}
          x-amazon-apigateway-integration: {type: http_proxy, httpMethod: GET, uri: {Ref: BooksUrl}}
    """,
    good="""
    paths:
      /books:
        get:
          operationId: books
          responses: {'200': {description: ok}}
          x-amazon-apigateway-integration: {type: http_proxy, httpMethod: GET, uri: 'https://books.example.com'}
    """,
)

UNKNOWN_VALIDATOR = Rule(
    code="AC1402",
    name="unknown-validator",
    text="""A request validator that is named is declared in `x-amazon-apigateway-request-validators` of its document.

    Nothing would be checked otherwise.
    """,
    evidence="https://docs.aws.amazon.com/apigateway/latest/developerguide/"
    "api-gateway-swagger-extensions-request-validator.html",
    bad="""
    openapi: 3.0.3
    x-amazon-apigateway-request-validators: {bodies: {validateRequestBody: true}}
    x-amazon-apigateway-request-validator: body
    """,
    good="""
    openapi: 3.0.3
    x-amazon-apigateway-request-validators: {bodies: {validateRequestBody: true}}
    x-amazon-apigateway-request-validator: bodies
    """,
)

NOTHING_DECLARED = Rule(
    code="AC0210",
    name="nothing-declared",
    text="""A blueprint publishes an API, in an environment.

    CloudFormation makes no stack without a resource.
    """,
    evidence="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html",
    bad="apis: {}",
    good="apis: {v1: openapi.yaml}",
)
