"""Usage plans and keys: who is metered, and one thing after the other."""

import pytest

from apicompiler.compiler import lint, plans
from apicompiler.read.files import MemoryFolder

BLUEPRINT = """\
apicompiler: 1
name: books
profile: relaxed
apis: {v1: v1.yaml, v2: v2.yaml}
environments: {dev: {account: "111111111111", region: eu-west-1}}
integrations: {books: {http: "https://books.example.com/{proxy}"}}
defaults: {integration: books, auth: iam, apiKey: true}
"""
DOCUMENT = """\
openapi: 3.0.3
info: {title: Books, version: "1"}
paths: {/books: {get: {operationId: OPERATION, responses: {"200": {description: The books}}}}}
"""


def compiled(text):
    documents = {f"{name}.yaml": DOCUMENT.replace("OPERATION", f"list{name}") for name in ("v1", "v2")}
    return lint("blueprint.yaml", MemoryFolder({"blueprint.yaml": BLUEPRINT + text, **documents}))


@pytest.mark.parametrize(
    ("selector", "message"),
    [
        ("get /books", "`get /books` names no operations"),
        ("listv3", "`listv3` names no operation of the APIs of the plan"),
        ("listv2", "`listv2` names no operation of the APIs of the plan"),  # it is one of an API that is not covered
    ],
)
def test_selectors_of_plans_are_read_as_those_of_operations(selector, message):
    outcome = compiled(
        f"usagePlans: {{gold: {{quota: 9/day}}, silver: {{apis: [v1], operations: {{{selector}: {{rate: 1}}}}}}}}\n"
        "apiKeys: {acme: {usagePlan: gold}, globex: {usagePlan: silver}}\n"
    )
    assert [found.finding.message for found in outcome.diagnostics] == [message]


def test_plan_without_a_key_that_is_taken_waits_for_one_that_is_issued():
    outcome = compiled("usagePlans: {gold: {quota: 9/day}}\napiKeys: {acme: {usagePlan: gold, enabled: false}}\n")
    assert outcome.diagnostics == ()


@pytest.mark.parametrize("day", ["2027-02-30", "2027-13-01", "31.01.2027", "2027-1-31"])
def test_day_that_does_not_exist_is_refused(day):
    outcome = compiled(
        f"usagePlans: {{gold: {{quota: 9/day}}}}\napiKeys: {{acme: {{usagePlan: gold, expires: {day}}}}}\n"
    )
    assert [found.rule.code for found in outcome.diagnostics] == ["AC0105"]


def test_control_plane_makes_one_after_the_other():
    [plan] = plans(
        compiled(
            "usagePlans: {a: {quota: 1/day, apis: [v1]}, b: {quota: 2/day, apis: [v2]}}\n"
            "apiKeys: {x: {usagePlan: [a, b]}, y: {usagePlan: a}}\n"
        )
    )
    for links in (plan.usage_plans, plan.api_keys, plan.usage_plan_keys):
        ids = [link.id for link in links]
        assert [link.after for link in links] == [(), *((before,) for before in ids[:-1])]
    assert len(plan.usage_plan_keys) == 3


def test_no_value_of_a_key_stands_in_a_plan():
    text = "usagePlans: {a: {quota: 1/day}}\napiKeys: {x: {usagePlan: a}, y: {usagePlan: a, value: 'secret:/k:y'}}\n"
    [plan] = plans(compiled(text))
    made_up, pointed_at = (key.value for key in plan.api_keys)
    assert made_up == {"Fn::Join": ["", ["{{resolve:secretsmanager:", {"Ref": "ApiKeyValueX"}, ":SecretString:::}}"]]}
    assert pointed_at == "{{resolve:secretsmanager:/k:SecretString:y}}"
