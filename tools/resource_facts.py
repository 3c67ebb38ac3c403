"""Writes down what CloudFormation demands of the resources that are emitted, from the schemas that cfn-lint ships.

python tools/resource_facts.py
"""

import json
import re
from pathlib import Path

from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from apicompiler.limits import CACHE_SIZES

ROOT = Path(__file__).parents[1]
FACTS = ROOT / "apicompiler" / "emit" / "facts.json"
REGION = "us-east-1"  # which has everything
KEPT = {
    "type", "enum", "pattern", "required", "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems",
    "uniqueItems",
}  # fmt: skip
# What the services themselves say besides: the models of their APIs, as botocore 1.44.5 has them.
BESIDES = {
    "AWS::ApiGateway::ApiKey": {"Description": {"maxLength": 125_000}, "Name": {"maxLength": 1024}},
    "AWS::ApiGateway::BasePathMapping": {"BasePath": {"pattern": "^[A-Za-z0-9$_.+!*'()-]+$", "maxLength": 300}},
    "AWS::ApiGateway::DomainName": {"DomainName": {"pattern": r"^(\*\.)?([a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}$"}},
    "AWS::ApiGateway::RestApi": {"EndpointAccessMode": {"enum": ["BASIC", "STRICT"]}},
    "AWS::ApiGateway::Stage": {
        "StageName": {"pattern": "^[A-Za-z0-9_-]{1,128}$"},
        "CacheClusterSize": {"enum": [f"{size:g}" for size in CACHE_SIZES]},
        "Variables/*": {"pattern": "^[A-Za-z0-9._~:/?#&=,-]{1,512}$"},
        "MethodSettings/*/LoggingLevel": {"enum": ["OFF", "ERROR", "INFO"]},
        "MethodSettings/*/CacheTtlInSeconds": {"minimum": 0, "maximum": 3600},
        "MethodSettings/*/ResourcePath": {"pattern": "^/"},
    },
    "AWS::ApiGateway::UsagePlan": {
        "Quota/Limit": {"minimum": 1, "maximum": 2_147_483_647},
        "Quota/Period": {"enum": ["DAY", "WEEK", "MONTH"]},
    },
    "AWS::ApiGateway::UsagePlanKey": {"KeyType": {"enum": ["API_KEY"]}},
    "AWS::ApiGateway::VpcLink": {"TargetArns": {"maxItems": 1}},
    "AWS::CertificateManager::Certificate": {"DomainName": {"maxLength": 64}},
}


def sources() -> str:
    folders = ("apicompiler/emit", "apicompiler/lower")
    return "".join(path.read_text(encoding="utf-8") for folder in folders for path in (ROOT / folder).rglob("*.py"))


SOURCES = sources()


def facts() -> dict[str, object]:
    """Return the facts about each type of resource that is emitted."""
    return {type: facts_of(type) for type in sorted(set(re.findall(r'"(AWS::\w+::\w+)"', SOURCES)))}


def facts_of(type: str) -> dict[str, object]:
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, type).schema
    made = lean(schema, schema.get("definitions", {}), ())
    for path, more in BESIDES.get(type, {}).items():
        within(made, path.split("/")).update(more)
    return made


def lean(schema: dict, definitions: dict, above: tuple[str, ...]) -> dict:
    """Return what *schema* demands, references filled in; one that leads back to itself demands nothing."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return {} if name in above else lean(definitions[name], definitions, (*above, name))
    made = {key: value for key, value in schema.items() if key in KEPT and value is not False and value != []}
    if "pattern" in made:
        made["pattern"] = made["pattern"].replace(r"\p{L}\p{Z}\p{N}", r"\w\s")
        if r"\p" in made["pattern"]:  # which `re` does not know
            del made["pattern"]
    if schema.get("additionalProperties") is False and "properties" in schema and "patternProperties" not in schema:
        made["closed"] = True
    if "properties" in schema:
        made["properties"] = {name: lean(inner, definitions, above) for name, inner in schema["properties"].items()}
    if "patternProperties" in schema:
        made["values"] = lean(next(iter(schema["patternProperties"].values())), definitions, above)
    if "items" in schema:
        made["items"] = lean(schema["items"], definitions, above)
    return made


def within(facts: dict, path: list[str]) -> dict:
    for word in path:
        facts = facts.get("items") or facts["values"] if word == "*" else facts["properties"][word]
    return facts


def text() -> str:
    return json.dumps(facts(), indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    FACTS.write_text(text(), encoding="utf-8")
