"""What is quickly taken for harmless is."""

import json
from pathlib import Path

import pytest

from apicompiler.compiler import lint, plans
from apicompiler.division import divided
from apicompiler.outcome import _bytes, _resources
from apicompiler.read.files import DiskFolder

ROOT = Path(__file__).parents[1]
SOUND = [
    path.parent
    for path in sorted([*ROOT.glob("blueprints/*/blueprint.yaml"), *ROOT.glob("tests/stories/*/blueprint.yaml")])
    if "mistakes" not in str(path)
]


@pytest.mark.parametrize("folder", SOUND, ids=lambda folder: folder.name)
def test_bounds_are_never_below_what_they_bound(folder):
    outcome = lint("blueprint.yaml", DiskFolder(folder))
    for target, plan in zip(map(divided, outcome.targets), plans(outcome), strict=True):
        assert plan.resources <= _resources(target)
        for api, lowered in zip(target.apis.values(), plan.apis, strict=True):
            size = len(json.dumps(lowered.body, ensure_ascii=False, separators=(",", ":")).encode())
            assert size <= _bytes(target, api) + 2_000  # what the whole API has: its name, its authorizers
