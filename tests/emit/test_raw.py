"""What is written under `raw` comes out the same whichever way a plan is written down."""

import json
from pathlib import Path

import pytest
from aws_cdk import Environment, Stack
from frame import framed

from apicompiler.compiler import lint, plans
from apicompiler.emit.conformance import Refused
from apicompiler.emit.stack import emit, emit_typed, new_app
from apicompiler.read.files import DiskFolder, MemoryFolder
from apicompiler.review import Review

STORY = Path(__file__).parents[1] / "stories" / "raw"


def test_typed_constructs_hold_the_same(tmp_path):
    [plan] = plans(lint("blueprint.yaml", DiskFolder(STORY)), ["prod"])
    app = new_app(tmp_path)
    emit_typed(Stack(app, plan.name, env=Environment(account=plan.account, region=plan.region)), plan, STORY)
    app.synth()
    made = json.loads((tmp_path / f"{plan.name}.template.json").read_text())
    recorded = json.loads((STORY / "template.json").read_text())[plan.name]
    assert {section: made[section] for section in recorded} == recorded


def test_two_resources_of_one_name_are_refused_though_nobody_looked(tmp_path):
    files = framed("raw: {resources: {ApiV1: {Type: 'AWS::SQS::Queue'}}}")
    [plan] = plans(lint("blueprint.yaml", MemoryFolder(files), Review(ignore=frozenset({"AC2101"}))))
    with pytest.raises(Refused, match="ApiV1: two resources have this name"):
        emit(new_app(tmp_path), plan, tmp_path)
