"""Each story goes as it was recorded: what is found, what is planned, and what is deployed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from apicompiler.compiler import lint, plans
from apicompiler.emit.stack import emit, new_app
from apicompiler.read.files import DiskFolder
from apicompiler.report.text import full

STORIES = sorted(path for path in (Path(__file__).parent / "stories").iterdir() if path.is_dir())
every_story = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)


@every_story
def test_story_goes_as_recorded(story, recorded, tmp_path):
    outcome = lint("blueprint.yaml", DiskFolder(story))
    recorded(story / "diagnostics.txt", "".join(f"{full(d, outcome.documents)}\n\n" for d in outcome.diagnostics))
    if outcome.is_sound:
        planned = plans(outcome)
        recorded(story / "plan.json", "".join(plan.to_json() for plan in planned))
        recorded(story / "template.json", written(synthesized(planned, story, tmp_path)))


# What cfn-lint finds, and why it stands.
NOT_OURS = {
    "W3005:'CustomCrossRegionExport": "the CDK writes by itself what carries a certificate's ARN into another region",
    "E1029:Found an embedded parameter": "API Gateway itself fills in `${AWS::Region}` and the like in a document",
}


def test_cfn_lint_finds_nothing_in_any_template(tmp_path):
    for story in STORIES:
        if (story / "template.json").exists():
            for name, template in json.loads((story / "template.json").read_text()).items():
                (tmp_path / f"{story.name}--{name}.json").write_text(json.dumps(template))
    done = subprocess.run(
        [Path(sys.executable).with_name("cfn-lint"), "--format", "parseable", *sorted(tmp_path.glob("*.json"))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert [line for line in done.stdout.splitlines() if not any(known in line for known in NOT_OURS)] == []
    assert done.stderr == ""


def synthesized(planned, root, folder):
    app = new_app(folder)
    for plan in planned:
        emit(app, plan, root)
    app.synth()
    names = [name for plan in planned for name in plan.stacks]
    return {name: json.loads((folder / f"{name}.template.json").read_text()) for name in names}


def written(templates):
    """Leave out of each template what every stack of the CDK carries."""
    for template in templates.values():
        del template["Rules"], template["Parameters"]["BootstrapVersion"]
        if not template["Parameters"]:
            del template["Parameters"]
    return json.dumps(templates, indent=2, ensure_ascii=False) + "\n"
