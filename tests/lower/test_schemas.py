"""A request that the document accepts is never refused by the model that was made of it."""

import json

import jsonschema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openapi_schema_validator import OAS30Validator

from apicompiler.compiler import lint, plans
from apicompiler.read.files import MemoryFolder

BLUEPRINT = """\
apicompiler: 1
name: books
apis: {v1: openapi.json}
environments: {dev: {account: "111111111111", region: eu-west-1}}
integrations: {books: {http: "https://books.example.com/{proxy}"}}
defaults: {integration: books, auth: iam}
"""
names = st.sampled_from(["a", "b", "c"])
plain = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "x", "yy", 0.5])
instances = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3), max_leaves=6
)
sizes = st.integers(0, 3)


def keyword(name, values):
    return st.tuples(st.just(name), values)


def schemas(inner):
    words = st.one_of(
        keyword("type", st.sampled_from(["string", "number", "integer", "boolean", "array", "object"])),
        keyword("nullable", st.booleans()),
        keyword("enum", st.lists(plain, min_size=1, max_size=4)),
        keyword("minimum", st.integers(-2, 2)),
        keyword("maximum", st.integers(-2, 2)),
        keyword("exclusiveMinimum", st.booleans()),
        keyword("exclusiveMaximum", st.booleans()),
        keyword("multipleOf", st.sampled_from([1, 2, 0.5])),
        keyword("minLength", sizes),
        keyword("maxLength", sizes),
        keyword("pattern", st.sampled_from(["^x", "y$"])),
        keyword("minItems", sizes),
        keyword("maxItems", sizes),
        keyword("uniqueItems", st.booleans()),
        keyword("minProperties", sizes),
        keyword("maxProperties", sizes),
        keyword("required", st.lists(names, max_size=3)),
        keyword("readOnly", st.booleans()),
        keyword("format", st.sampled_from(["date", "int32", "uuid"])),
        keyword("items", inner),
        keyword("not", inner),
        keyword("properties", st.dictionaries(names, inner, max_size=3)),
        keyword("additionalProperties", st.booleans() | inner),
        keyword("allOf", st.lists(inner, min_size=1, max_size=2)),
        keyword("anyOf", st.lists(inner, min_size=1, max_size=2)),
        keyword("oneOf", st.lists(inner, min_size=1, max_size=2)),
        keyword("example", plain),
        keyword("$ref", st.just("#/components/schemas/Other-Name")),
    )
    return st.lists(words, max_size=4).map(whole)


def whole(pairs):
    schema = dict(pairs)
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}
    return schema


oas_schemas = st.recursive(st.just({}), schemas, max_leaves=6)
# The named schema contains itself, as real ones do: inside what it describes, not in place of it.
named_schemas = oas_schemas.filter(lambda schema: "$ref" not in json.dumps(schema)).map(
    lambda schema: {**schema, "properties": {"a": {"$ref": "#/components/schemas/Other-Name"}}}
)


def lowered(schema, other):
    document = {
        "openapi": "3.0.3",
        "info": {"title": "books", "version": "1"},
        "paths": {
            "/books": {
                "post": {
                    "operationId": "add",
                    "requestBody": {"content": {"application/json": {"schema": schema}}},
                    "responses": {},
                }
            }
        },
        "components": {"schemas": {"Other-Name": other}},
    }
    files = {"blueprint.yaml": BLUEPRINT, "openapi.json": json.dumps(document)}
    outcome = lint("blueprint.yaml", MemoryFolder(files))
    assert outcome.is_sound, outcome.diagnostics
    return document, plans(outcome)[0].apis[0].body


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(oas_schemas, named_schemas, st.lists(instances, min_size=1, max_size=6))
def test_what_the_original_accepts_the_lowered_schema_accepts(schema, other, values):
    document, body = lowered(schema, other)
    content = body["paths"]["/books"]["post"]["requestBody"]["content"]["application/json"]
    model = {**content["schema"], "components": body["components"]}
    original = OAS30Validator({**schema, "components": document["components"]})
    for value in values:
        if original.is_valid(value):
            jsonschema.Draft4Validator(model).validate(value)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(oas_schemas, named_schemas)
def test_lowered_schemas_are_draft_4_under_alphanumeric_names(schema, other):
    _, body = lowered(schema, other)
    for name, model in body["components"]["schemas"].items():
        assert name.isalnum()
        jsonschema.Draft4Validator.check_schema(model)
