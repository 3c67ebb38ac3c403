"""What `raw` speaks of is what is deployed, under the ids that it is told, and what is laid over something stays so."""

from pathlib import Path

import pytest
from frame import framed

from apicompiler.addresses import addresses
from apicompiler.compiler import lint, plans
from apicompiler.emit.resources import resources
from apicompiler.emit.resources.raw import patched
from apicompiler.emit.resources.resource import resource
from apicompiler.lower.raw import logical_ids
from apicompiler.plan import Patch, Raw
from apicompiler.read.files import DiskFolder, MemoryFolder

ROOT = Path(__file__).parents[2]
FOLDERS = sorted(
    path.parent for place in ("blueprints", "tests/stories") for path in ROOT.glob(f"{place}/*/blueprint.yaml")
)


def emitted(outcome):
    [plan] = plans(outcome)
    beside = {made.id: {"S3Bucket": "b", "S3Key": "k"} for made in plan.functions}
    return {made.id: made for made in resources(plan, beside)}


def found(blueprint):
    return [
        (d.rule.code, d.finding.message) for d in lint("blueprint.yaml", MemoryFolder(framed(blueprint))).diagnostics
    ]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_name_leads_to_a_resource_of_its_type(folder):
    outcome = lint("blueprint.yaml", DiskFolder(folder))
    if not outcome.is_sound:
        return
    for target, plan in zip(outcome.targets, plans(outcome), strict=True):
        bodies = {api.id: {"Bucket": "b", "Key": "k"} for api in plan.apis if api.carrier == "asset"}
        beside = {**bodies, **{made.id: {"S3Bucket": "b", "S3Key": "k"} for made in plan.functions}}
        elsewhere = {made.id: "arn" for made in plan.certificates_elsewhere}
        made = {made.id: made.type for made in resources(plan, beside, elsewhere)}
        ids = logical_ids(target)
        assert {name: made.get(ids[name]) for name in ids} == {n: a.type for n, a in addresses(target).items()}


def laid_over(base, patch):
    raw = Raw(ids={}, resources=(), patches=(Patch("It", "T", patch, {}, ()),), outputs=())
    return patched(resource("It", "T", **base), raw).properties


def test_maps_merge_null_removes_and_everything_else_is_replaced():
    assert laid_over({"A": {"b": 1, "c": 2}, "D": [1]}, {"A": {"b": None, "e": 3}, "D": [2]}) == {
        "A": {"c": 2, "e": 3},
        "D": [2],
    }
    assert laid_over({"A": {"Ref": "X"}}, {"A": {"b": 1}}) == {"A": {"b": 1}}
    assert laid_over({"A": {"b": 1}}, {"A": {"Ref": "X"}}) == {"A": {"Ref": "X"}}
    assert laid_over({"A": "text"}, {"A": {"b": {"c": None, "d": 1}}}) == {"A": {"b": {"d": 1}}}


def test_what_is_for_one_thing_is_laid_over_what_is_for_its_type():
    blueprint = """
    stages: {live: {}, next: {}}
    raw:
      patch:
        stage:v1/next: {Properties: {Description: next}}
        AWS::ApiGateway::Stage: {Properties: {Description: any}}
    """
    made = emitted(lint("blueprint.yaml", MemoryFolder(framed(blueprint))))
    assert made["StageV1Live"].properties["Description"] == "any"
    assert made["StageV1Next"].properties["Description"] == "next"


def test_a_function_that_is_patched_has_another_version():
    files = framed("""
    functions: {f: {code: code, handler: a.b, runtime: python3.13, aliases: [live]}}
    integrations: {books: {lambda: f, alias: live}}
    --- code/a.py
    b = 1
    """)
    patch = "raw: {patch: {'function:f': {Properties: {KmsKeyArn: 'arn:aws:kms:eu-west-1:111111111111:key/a'}}}}\n"
    plain = emitted(lint("blueprint.yaml", MemoryFolder(files)))
    other = emitted(lint("blueprint.yaml", MemoryFolder({**files, "blueprint.yaml": files["blueprint.yaml"] + patch})))
    [before, after] = [
        {id for id, made in known.items() if made.type == "AWS::Lambda::Version"} for known in (plain, other)
    ]
    assert len(before) == len(after) == 1
    assert before != after


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        ("{Fn::Join: ['', [a, {Ref: 'AWS::Region'}]]}", []),
        ("{Fn::Select: [0, {Fn::Split: [',', {Fn::ImportValue: a}]}]}", []),
        ("{Fn::Sub: ['${a}-${Orders}-${!b}', {a: {Ref: 'api:v1'}}]}", []),
        ("{Fn::Sub: '${Oders.Arn}'}", ["AC2122"]),
        ("{Fn::Sub: ['${a}']}", ["AC2121"]),
        ("{Fn::GetAtt: 'api:v1.RootResourceId'}", []),
        ("{Fn::GetAtt: ['api:v1', Root]}", ["AC2123"]),
        ("{Ref: [a]}", ["AC2121"]),
        ("{Fn::Nonsense: a}", ["AC2120"]),
        ("'text with ${aws:username}'", []),
    ],
)
def test_functions_are_read_as_cloudformation_reads_them(value, codes):
    blueprint = (
        "raw: {resources: {Orders: {Type: 'AWS::SQS::Queue'}, "
        f"Other: {{Type: 'AWS::SQS::Queue', Properties: {{QueueName: {value}}}}}}}}}"
    )
    assert [code for code, _ in found(blueprint)] == codes


@pytest.mark.parametrize(
    ("properties", "codes"),
    [
        ("DelaySeconds: '5', FifoQueue: 'true', QueueName: 5", []),
        ("DelaySeconds: five", ["AC2106"]),
        ("DelaySeconds: '1000'", ["AC2108"]),
        ("Tags: [{Key: a}]", ["AC2105"]),
        ("Tags: [{Key: a, Value: b, Colour: c}]", ["AC2104"]),
    ],
)
def test_what_cloudformation_takes_for_a_number_is_one(properties, codes):
    blueprint = f"raw: {{resources: {{Orders: {{Type: 'AWS::SQS::Queue', Properties: {{{properties}}}}}}}}}"
    assert [code for code, _ in found(blueprint)] == codes


def test_some_of_the_apis_are_compiled_without_raw():
    files = framed("raw: {resources: {ApiV1: {Type: 'AWS::SQS::Queue', DependsOn: 'api:v1'}}}".replace("ApiV1", "Q"))
    [plan] = plans(lint("blueprint.yaml", MemoryFolder(files)), apis=["v1"])
    assert plan.raw is None


def test_words_of_a_user_are_no_references():
    blueprint = """
    functions: {f: {code: code, handler: a.b, runtime: python3.13, description: StageV1Live}}
    integrations: {books: {lambda: f}}
    raw: {resources: {Queue: {Type: 'AWS::SQS::Queue'}}}
    --- code/a.py
    b = 1
    """
    assert found(blueprint) == []
