"""The bootstrap that is asked for is the one that the CDK asks for."""

import json

from apicompiler.cli import run
from apicompiler.limits import BOOTSTRAP_VERSION


def test_the_oldest_bootstrap_that_will_do_is_what_assemblies_say(tmp_path):
    assert run(["synth", "blueprints/petstore", "--quiet", "--output", str(tmp_path / "out")]) == 0
    artifacts = json.loads((tmp_path / "out" / "manifest.json").read_text())["artifacts"].values()
    said = {
        artifact["properties"]["requiresBootstrapStackVersion"]
        for artifact in artifacts
        if artifact["type"] == "aws:cloudformation:stack"
    }
    assert said == {BOOTSTRAP_VERSION}
