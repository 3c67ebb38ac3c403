"""What leads to APIs can change into anything else that does, without meeting itself on the way."""

from itertools import permutations

import pytest
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER
from frame import framed

from apicompiler.compiler import lint, plans
from apicompiler.emit.resources import resources
from apicompiler.read.files import MemoryFolder

BLUEPRINT = """
apis:
  v1: {{definition: openapi.yaml, split: auto}}
  v2: other.yaml
environments: {{dev: {{account: "111111111111", region: eu-west-1, quotas: {{resources: {resources}}}}}}}
stages: {{live: {{}}, next: {{}}}}
domains:
  main:
    name: api.example.com
    certificate: "arn:aws:acm:eu-west-1:111111111111:certificate/12345678-1234-1234-1234-123456789012"
    {leading}
--- openapi.yaml
paths: {{{paths}}}
--- other.yaml
openapi: 3.0.3
info: {{title: other, version: "2"}}
paths: {{/books: {{get: {{responses: {{"200": {{description: ok}}}}}}}}}}
"""
ONE, TWO, BETA = ('{header: {X-Api-Version: "1*"}, api: v1}', '{header: {X-Api-Version: "2*"}, api: v2}',
                  "{header: {X-Api-Version: beta}, path: /v2, api: v2/next}")  # fmt: skip
FEW, MANY = ("books", "orders"), ("books", "orders", "authors", "rooms", "staff", "a")
STATES = {
    "one version": ("paths: {/: v1}", FEW),
    "the next one instead": ("paths: {/: v2}", FEW),
    "both by base paths": ("paths: {/: v1, /v2: v2}", FEW),
    "both by longer base paths": ("paths: {/shop/v1: v1, /shop/v2: v2}", FEW),
    "one with the places of both changed": ("paths: {/: v2, /v2: v1}", FEW),
    "both by headers": (f"paths: {{/: v2}}\n    routes: [{ONE}, {TWO}]", FEW),
    "the other way around": (f"paths: {{/: v2}}\n    routes: [{TWO}, {ONE}]", FEW),
    "one more in front": (f"paths: {{/: v2}}\n    routes: [{BETA}, {TWO}, {ONE}]", FEW),
    "more paths": ("paths: {/: v1}", MANY),
    "more paths and headers": (f"paths: {{/: v1}}\n    routes: [{ONE}, {TWO}]", MANY),
}
KINDS = {"AWS::ApiGatewayV2::ApiMapping": "ApiMappingKey", "AWS::ApiGatewayV2::RoutingRule": "Priority"}


def leading(state, resources_allowed=6):
    text, words = STATES[state]
    if "/v2" in text or "/shop" in text or "path:" in text:
        resources_allowed = 20  # what is split stands at the root
    answer = "{get: {responses: {'200': {description: ok}}}}"
    paths = ", ".join(f"/{word}: {answer}, '/{word}/{{id}}': {answer}" for word in words)
    example = BLUEPRINT.format(resources=resources_allowed, leading=text, paths=paths)
    outcome = lint("blueprint.yaml", MemoryFolder(framed(example)))
    assert outcome.is_sound, [d.finding.message for d in outcome.diagnostics]
    [plan] = plans(outcome)
    return {made.id: made for made in resources(plan, {}) if made.type in KINDS}


@pytest.mark.parametrize(("before", "after"), list(permutations(STATES, 2)), ids=" to ".join)
def test_any_change_is_one_that_cloudformation_makes_in_place(before, after):
    old, new = leading(before), leading(after)
    for id, made in new.items():
        key = KINDS[made.type]
        if id in old:
            schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", made.type).schema
            replacing = {path.rpartition("/")[2] for path in schema["createOnlyProperties"]}
            assert made.type == old[id].type
            assert all(made.properties.get(name) == old[id].properties.get(name) for name in replacing)
        taken = [other.properties.get(key) for name, other in old.items() if name != id and other.type == made.type]
        assert made.properties.get(key) not in taken, "what is there until everything else has changed"


@pytest.mark.parametrize("state", STATES)
def test_no_two_rules_have_one_priority(state):
    rules = [made for made in leading(state).values() if "Priority" in made.properties]
    assert len({made.properties["Priority"] for made in rules}) == len(rules)
    assert all(1 <= made.properties["Priority"] <= 1_000_000 for made in rules)


def test_headers_and_several_apis_take_rules_and_base_paths_none():
    rules = {state: sum("Priority" in made.properties for made in leading(state).values()) for state in STATES}
    assert {state: count for state, count in rules.items() if count} == {
        "both by headers": 2,
        "the other way around": 2,
        "one more in front": 3,
        "more paths": 4,
        "more paths and headers": 10,
    }
