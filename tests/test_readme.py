"""What the README shows is what is printed."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
BIN = Path(sys.executable).with_name("apicompiler")


def blocks(heading, language):
    section = re.split(r"^## ", README.split(f"\n## {heading}\n")[1], flags=re.MULTILINE)[0]
    return re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)


@pytest.mark.parametrize("heading", ["The smallest blueprint", "What a mistake looks like"])
def test_commands_print_what_is_shown(heading, tmp_path):
    (tmp_path / "blueprint.yaml").write_text(blocks(heading, "yaml")[0])
    shutil.copy(ROOT / "tests/stories/smallest/openapi.yaml", tmp_path)
    for block in blocks(heading, "console"):
        for command, shown in re.findall(r"\$ (apicompiler .*)\n((?:(?!\$ ).*\n)*)", block):
            done = subprocess.run(
                [BIN, *command.split()[1:]],
                cwd=tmp_path,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            assert done.stdout.strip() == shown.strip()


def test_workflow_is_yaml_and_names_the_cli_that_doctor_wants():
    from apicompiler.cli.doctor import PINNED_CLI

    [workflow] = blocks("In CI", "yaml")
    steps = [step.get("run", "") for job in yaml.safe_load(workflow)["jobs"].values() for step in job["steps"]]
    assert any(f"aws-cdk@{PINNED_CLI}" in step for step in steps)


def test_every_link_into_the_repository_leads_somewhere():
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
    for page in pages:
        if page.name in ("index.md", "reference.md"):
            continue
        for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text()):
            target = page.parent / link
            assert target.exists() or link in ("reference.md", "rules/index.md"), f"{page.name}: {link}"


def test_picture_of_the_bookstore_is_the_one_that_is_drawn():
    command = [BIN, "graph", "blueprints/bookstore", "--format", "svg"]
    drawn = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    assert (ROOT / "docs/images/bookstore.svg").read_bytes() == drawn, "`make pictures` draws it anew"


def test_rules_have_their_pages_where_the_site_stands():
    from apicompiler.diagnostic import SITE

    assert f"site_url: {SITE}/\n" in (ROOT / "mkdocs.yml").read_text()
