"""Writes down what CloudFormation demands of resources, from the schemas that cfn-lint ships.

`facts.json` holds the types that are emitted, to be read; `types.zip` all types, for what is written under `raw`.

python tools/resource_facts.py
"""

import json
import re
import zipfile
from pathlib import Path
from re import _constants as marks
from re import _parser as patterns

from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from apicompiler.limits import CACHE_SIZES

ROOT = Path(__file__).parents[1]
FACTS = ROOT / "apicompiler" / "cloudformation" / "facts.json"
TYPES = FACTS.with_name("types.zip")
REGION = "us-east-1"  # which has everything
KEPT = {
    "type", "enum", "pattern", "required", "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems",
    "uniqueItems",
}  # fmt: skip
# Three types of QuickSight would take more room than all the others.
LARGEST, LEVELS = 100_000, 3
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


def all_facts() -> dict[str, str]:
    """Return what is demanded of each type there is, as JSON."""
    return {type: lean_text(facts_of(type)) for type in sorted(PROVIDER_SCHEMA_MANAGER.get_resource_types(REGION))}


def lean_text(facts: dict) -> str:
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    return text if len(text) <= LARGEST else json.dumps(cut(facts, LEVELS), sort_keys=True, separators=(",", ":"))


def cut(facts: dict, levels: int) -> dict:
    """Leave out what is demanded below so many *levels*."""
    if not levels:
        return {key: value for key, value in facts.items() if key == "type"}
    made = dict(facts)
    if "properties" in made:
        made["properties"] = {name: cut(inner, levels - 1) for name, inner in made["properties"].items()}
    return made | {word: cut(made[word], levels - 1) for word in ("items", "values") if word in made}


def facts_of(type: str) -> dict[str, object]:
    known = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, type)
    schema = known.schema
    made = lean(schema, schema.get("definitions", {}), ())
    made["attributes"] = sorted(name.replace("\\.", ".") for name in attributes(known))
    settable = {*schema.get("required", ()), *schema.get("createOnlyProperties", ())}
    unset = {path.removeprefix("/properties/") for path in schema.get("readOnlyProperties", ()) if path not in settable}
    made["readOnly"] = sorted(name for name in unset if "/" not in name and name in made["properties"])
    for path, more in BESIDES.get(type, {}).items():
        within(made, path.split("/")).update(more)
    return made


def lean(schema: dict, definitions: dict, above: tuple[str, ...]) -> dict:
    """Return what *schema* demands, references filled in; one that leads back to itself demands nothing."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return {} if name in above else lean(definitions.get(name, {}), definitions, (*above, name))
    made = {key: value for key, value in schema.items() if key in KEPT and value is not False and value != []}
    if "pattern" in made:
        made["pattern"] = made["pattern"].replace(r"\p{L}\p{Z}\p{N}", r"\w\s")
        if not is_harmless(made["pattern"]):
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


def attributes(schema) -> list[str]:
    try:
        return list(schema.get_atts)
    except KeyError:  # a schema of which a part is missing
        return []


def is_harmless(pattern: str) -> bool:
    """Whether Python knows *pattern*, and finds out in bounded time whether a text has that form."""
    try:
        return not repeats_repeated(patterns.parse(pattern), False)
    except (re.error, OverflowError):
        return False


def repeats_repeated(parts, inside: bool) -> bool:
    """Whether something that repeats without end stands in something that does."""
    for code, argument in parts:
        endless = code in (marks.MAX_REPEAT, marks.MIN_REPEAT) and argument[1] is marks.MAXREPEAT
        if endless and inside:
            return True
        inner = [argument[2]] if code in (marks.MAX_REPEAT, marks.MIN_REPEAT) else subpatterns(code, argument)
        if any(repeats_repeated(part, inside or endless) for part in inner):
            return True
    return False


def subpatterns(code, argument) -> list:
    if code is marks.SUBPATTERN:
        return [argument[3]]
    if code is marks.BRANCH:
        return argument[1]
    return [argument[1]] if code in (marks.ASSERT, marks.ASSERT_NOT) else []


def within(facts: dict, path: list[str]) -> dict:
    for word in path:
        facts = facts.get("items") or facts["values"] if word == "*" else facts["properties"][word]
    return facts


def text() -> str:
    return json.dumps(facts(), indent=1, sort_keys=True) + "\n"


def archive(facts: dict[str, str]) -> None:
    with zipfile.ZipFile(TYPES, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for type, demanded in facts.items():
            file.writestr(zipfile.ZipInfo(type), demanded, zipfile.ZIP_DEFLATED, 9)


if __name__ == "__main__":
    FACTS.write_text(text(), encoding="utf-8")
    archive(all_facts())
