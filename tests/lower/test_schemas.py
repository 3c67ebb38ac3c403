"""A request that the document accepts is never refused by the model that was made of it.

`make fuzz` runs as many cases as CASES says; 2,000 are run by default.
"""

import json
import os

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openapi_schema_validator import OAS30Validator

from apicompiler.compiler import contract, lint, plans
from apicompiler.read.files import MemoryFolder

CASES = int(os.environ.get("CASES", "2000"))
BLUEPRINT = """\
apicompiler: 1
name: books
apis: {v1: openapi.json}
environments: {dev: {account: "111111111111", region: eu-west-1}}
integrations: {books: {http: "https://books.example.com/{proxy}"}}
defaults: {integration: books, auth: iam}
"""
VALIDATORS = {"3.0.3": OAS30Validator, "3.1.0": jsonschema.Draft202012Validator}
OTHER = {"$ref": "#/components/schemas/Other-Name"}

names = st.sampled_from(["a", "b", "xc"])
scalars = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "x", "yy", 0.5, 1.0, -2.0])
instances = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3), max_leaves=6
)
sizes = st.integers(-1, 3)
bounds = st.sampled_from([-2, -1, 0, 1, 2, 0.5])
lists_of_names = st.lists(names, max_size=3)
types = st.sampled_from(["string", "number", "integer", "boolean", "array", "object"])


def keyword(name, values):
    return st.tuples(st.just(name), values)


def common(inner):
    return [
        keyword("type", types),
        keyword("enum", st.lists(scalars, min_size=1, max_size=4)),
        keyword("minimum", bounds),
        keyword("maximum", bounds),
        keyword("multipleOf", st.sampled_from([1, 2, 0.5])),
        keyword("minLength", sizes),
        keyword("maxLength", sizes),
        keyword("pattern", st.sampled_from(["^x", "y$", r"^\d+$", "(?i)X"])),
        keyword("minItems", sizes),
        keyword("maxItems", sizes),
        keyword("uniqueItems", st.booleans()),
        keyword("minProperties", sizes),
        keyword("maxProperties", sizes),
        keyword("required", lists_of_names),
        keyword("readOnly", st.booleans()),
        keyword("format", st.sampled_from(["date", "int32", "uuid"])),
        keyword("items", inner),
        keyword("not", inner),
        keyword("properties", st.dictionaries(names, inner, max_size=3)),
        keyword("additionalProperties", st.booleans() | inner),
        *(keyword(word, st.lists(inner, min_size=1, max_size=2)) for word in ("allOf", "anyOf", "oneOf")),
        keyword("example", scalars),
        keyword("$ref", st.just(OTHER["$ref"])),
    ]


def schemas_of_30(inner):
    words = [
        *common(inner),
        keyword("nullable", st.booleans()),
        keyword("exclusiveMinimum", st.booleans()),
        keyword("exclusiveMaximum", st.booleans()),
        keyword("const", scalars),  # no word of this dialect
    ]
    return st.lists(st.one_of(words), max_size=4).map(dict).map(lambda said: OTHER if "$ref" in said else said)


def schemas_of_31(inner):
    words = [
        *common(inner),
        keyword("type", st.lists(types | st.just("null"), min_size=1, max_size=3, unique=True)),
        keyword("const", scalars),
        keyword("exclusiveMinimum", bounds),
        keyword("exclusiveMaximum", bounds),
        keyword("prefixItems", st.lists(inner, min_size=1, max_size=2)),
        keyword("contains", inner),
        keyword("minContains", sizes),
        keyword("maxContains", sizes),
        keyword("propertyNames", inner),
        keyword("patternProperties", st.dictionaries(st.just("^x"), inner, max_size=1)),
        keyword("dependentRequired", st.dictionaries(names, lists_of_names, max_size=2)),
        keyword("dependentSchemas", st.dictionaries(names, inner, max_size=2)),
        keyword("unevaluatedProperties", st.booleans()),
        keyword("unevaluatedItems", st.booleans()),
        *(keyword(word, inner) for word in ("if", "then", "else")),
        keyword("nullable", st.booleans()),  # no word of this dialect
    ]
    return st.lists(st.one_of(words), max_size=4).map(dict) | st.booleans()


SCHEMAS = {
    "3.0.3": st.recursive(st.just({}), schemas_of_30, max_leaves=6),
    "3.1.0": st.recursive(st.just({}), schemas_of_31, max_leaves=6),
}


def named(schema):
    """Let the named schema contain itself, as real ones do: inside what it describes, not in place of it."""
    schema = schema if isinstance(schema, dict) and "$ref" not in json.dumps(schema) else {}
    return {**schema, "properties": {"a": OTHER}}


def linted(version, schema, other):
    document = {
        "openapi": version,
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
    folder = MemoryFolder({"blueprint.yaml": BLUEPRINT, "openapi.json": json.dumps(document)})
    outcome = lint("blueprint.yaml", folder)
    assert outcome.is_sound, outcome.diagnostics
    return outcome, folder


def lowered(version, schema, other):
    outcome, _ = linted(version, schema, other)
    return plans(outcome)[0].apis[0].body


def accepts(version, schema, other, value):
    whole = {"allOf": [schema], "components": {"schemas": {"Other-Name": other}}}
    return VALIDATORS[version](whole).is_valid(value)


def model(body):
    content = body["paths"]["/books"]["post"].get("requestBody", {}).get("content", {})
    return {**content.get("application/json", {}).get("schema", {}), "components": body.get("components", {})}


every_version = pytest.mark.parametrize("version", VALIDATORS)


@every_version
@settings(max_examples=CASES // 2, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_the_original_accepts_the_model_accepts(version, data):
    schema, other = data.draw(SCHEMAS[version]), named(data.draw(SCHEMAS[version]))
    made = model(lowered(version, schema, other))
    validator = jsonschema.Draft4Validator(made)
    for value in data.draw(st.lists(instances, min_size=1, max_size=8)):
        assert validator.is_valid(value) or not accepts(version, schema, other, value), (made, value)


@every_version
@pytest.mark.parametrize("told_in", VALIDATORS)
@settings(max_examples=CASES // 10, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_contract_accepts_what_the_original_does_and_nothing_else(version, told_in, data):
    schema, other = data.draw(SCHEMAS[version]), named(data.draw(SCHEMAS[version]))
    made = contract(*linted(version, schema, other), "dev", "v1", told_in[:3])
    told = made.document["paths"]["/books"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    told_other = made.document["components"]["schemas"]["Other-Name"]
    for value in data.draw(st.lists(instances, min_size=1, max_size=8)):
        if not made.notes:
            assert accepts(version, schema, other, value) == accepts(told_in, told, told_other, value), (told, value)


@every_version
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_models_are_draft_4_under_alphanumeric_names(version, data):
    body = lowered(version, data.draw(SCHEMAS[version]), named(data.draw(SCHEMAS[version])))
    for name, made in body.get("components", {}).get("schemas", {}).items():
        assert name.isalnum()
        assert made
        jsonschema.Draft4Validator.check_schema(made)


# What each keyword becomes --------------------------------------------------------------------------

NULL = {"not": {"anyOf": [{"type": kind} for kind in ("string", "number", "boolean", "object", "array")]}}
STRING, INTEGER, NUMBER = {"type": "string"}, {"type": "number", "multipleOf": 1}, {"type": "number"}
NEVER = {"allOf": [{"type": "string"}, {"type": "object"}]}
OF_30 = [
    ({"type": "string", "nullable": True}, {"anyOf": [STRING, NULL]}),
    ({"type": "string", "x-nullable": True}, {"anyOf": [STRING, NULL]}),
    ({"nullable": True, "maxLength": 3}, {"maxLength": 3}),
    ({"enum": ["a", None], "nullable": True}, {"anyOf": [{"enum": ["a"]}, NULL]}),
    ({"enum": ["a", "a", "b"]}, {"enum": ["a", "b"]}),
    ({"type": "integer", "minimum": 0, "exclusiveMinimum": True}, {"type": "integer", "minimum": 1}),
    ({"type": "integer", "maximum": 9, "exclusiveMaximum": True}, {"type": "integer", "maximum": 8}),
    ({"type": "number", "minimum": 0, "exclusiveMinimum": True}, {"type": "number", "minimum": 0}),
    ({"oneOf": [STRING, NUMBER], "discriminator": {"propertyName": "kind"}}, {"anyOf": [STRING, NUMBER]}),
    ({"type": "string", "not": {"enum": ["a"]}}, STRING),
    ({"type": "string", "format": "date", "example": "x", "default": "y"}, STRING),
    (
        {"required": ["id", "name"], "properties": {"id": {"type": "string", "readOnly": True}}},
        {"required": ["name"], "properties": {"id": STRING}},
    ),
    ({"type": "array", "items": OTHER}, {"type": "array", "items": {"$ref": "#/components/schemas/OtherName"}}),
    ({"type": "string", "pattern": "^[a-z]+$"}, {"type": "string", "pattern": "^[a-z]+$"}),
    ({"type": "string", "pattern": r"^\p{L}+$"}, STRING),
    ({"type": "string", "pattern": "(", "minLength": -1}, STRING),
    ({"type": "string", "const": "a"}, STRING),
    ({"type": "array", "items": [STRING]}, {"type": "array"}),
]
OF_31 = [
    ({"type": ["string", "null"], "maxLength": 3}, {"anyOf": [STRING, NULL], "maxLength": 3}),
    ({"type": ["string", "integer"]}, {"anyOf": [STRING, INTEGER]}),
    ({"type": ["string"]}, STRING),
    ({"type": "null"}, NULL),
    ({"type": "string", "const": "a"}, {"type": "string", "enum": ["a"]}),
    ({"const": None}, NULL),
    ({"type": "integer", "exclusiveMinimum": 0.5}, {**INTEGER, "minimum": 1}),
    ({"type": "integer", "exclusiveMaximum": 9}, {**INTEGER, "maximum": 8}),
    ({"type": "number", "exclusiveMinimum": 0, "minimum": 2}, {"type": "number", "minimum": 2}),
    ({"prefixItems": [STRING, NUMBER], "items": False}, {"items": {"anyOf": [STRING, NUMBER]}, "maxItems": 2}),
    ({"prefixItems": [STRING], "items": NUMBER}, {"items": {"anyOf": [STRING, NUMBER]}}),
    ({"type": "array", "prefixItems": [STRING]}, {"type": "array"}),
    ({"type": "array", "contains": STRING}, {"type": "array", "minItems": 1}),
    (
        {"patternProperties": {"^x": STRING}, "additionalProperties": False},
        {"additionalProperties": STRING},
    ),
    (
        {"dependentRequired": {"a": ["b"]}},
        {"anyOf": [{"not": {"required": ["a"]}}, {"required": ["b"]}]},
    ),
    ({"properties": {"a": True, "b": False}}, {"properties": {"a": {}, "b": NEVER}}),
    ({"type": "object", "if": {"required": ["a"]}, "then": {"required": ["b"]}}, {"type": "object"}),
    ({"type": "object", "unevaluatedProperties": False, "propertyNames": STRING}, {"type": "object"}),
    ({**OTHER, "minProperties": 2}, {"allOf": [{"$ref": "#/components/schemas/OtherName"}, {"minProperties": 2}]}),
    ({"type": ["string", "null"], "anyOf": [STRING]}, {"anyOf": [STRING, NULL], "allOf": [{"anyOf": [STRING]}]}),
    ({"type": "string", "nullable": True}, STRING),
]


@pytest.mark.parametrize(
    ("version", "schema", "expected"),
    [("3.0.3", *case) for case in OF_30] + [("3.1.0", *case) for case in OF_31],
    ids=lambda value: json.dumps(value)[:60],
)
def test_schema_becomes(version, schema, expected):
    body = lowered(version, {"properties": {"it": schema}}, {"type": "object"})
    assert body["components"]["schemas"]["AddRequest"]["properties"]["it"] == expected


@every_version
@pytest.mark.parametrize("schema", [{}, {"description": "anything"}, {"not": {"type": "string"}}])
def test_schema_that_lets_everything_pass_is_no_model(version, schema):
    body = lowered(version, {"properties": {"a": OTHER}}, schema)
    assert body["components"]["schemas"] == {"AddRequest": {"properties": {"a": {}}}}
    assert "requestBody" not in lowered(version, schema, {})["paths"]["/books"]["post"]
    assert "schemas" not in lowered(version, OTHER, schema)["components"]
