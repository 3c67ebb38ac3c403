"""Measures what users wait for, against something of the same kind on the same machine in the same run.

`make bench` prints the table; `python benchmarks/run.py --write` puts it into `benchmarks/README.md`. What is
compared with is fetched from npm into `.cache` the first time.
"""

from __future__ import annotations

import argparse
import compileall
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from npm import DIRECTORY, OCTOKIT, fetched
from paired import Command, Timed, compare

from apicompiler.node import bundled_node

ROOT = Path(__file__).parents[1]
CACHE = ROOT / ".cache/bench"
BIN = Path(sys.executable).parent
README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- measured -->\n", "<!-- end -->\n"
REDOCLY = "@redocly/cli@2.77.0"
QUIET = {"CI": "1", "REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
PROXY = """\
apicompiler: 1
name: measured
apis: {v1: NAME}
environments: {dev: {account: "111111111111", region: eu-west-1, quotas: {resources: 2000}}}
integrations: {there: {http: "https://api.example.com/{proxy}"}}
defaults: {integration: there}
operations: {"* /**": {auth: none}}
"""
EMPTY_APP = """\
import aws_cdk
app = aws_cdk.App(outdir="empty.out", builtin_cloud_formation_validation=False)
aws_cdk.Stack(app, "Empty", env=aws_cdk.Environment(account="111111111111", region="eu-west-1"))
app.synth()
"""


# In a process of its own: what this one has in memory would count as the peak of every command it starts.
LOAD = "import json, sys; json.load(open(sys.argv[1], encoding='utf-8'))"
DUMP = """\
import json, sys, yaml
value = json.load(open(sys.argv[1]))
with open(sys.argv[2], "w") as file:
    yaml.dump(value, file, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=100)
"""


class Row(NamedTuple):
    """One line of the table."""

    what: str
    against: str
    timed: Timed
    goal: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=11, help="how often each pair runs")
    parser.add_argument("--write", action="store_true", help="put the table into benchmarks/README.md")
    arguments = parser.parse_args()
    rows = []
    for row in measured(arguments.rounds):
        print(f"{row.what}: {row.timed.ratio:.2f} of {row.against}", file=sys.stderr)
        rows.append(row)
    text = table(rows)
    print(text)
    if arguments.write:
        before, rest = README.read_text(encoding="utf-8").split(BEGIN)
        README.write_text(f"{before}{BEGIN}{text}{END}{rest.split(END)[1]}", encoding="utf-8")


def measured(rounds: int) -> Iterator[Row]:
    CACHE.mkdir(parents=True, exist_ok=True)
    compileall.compile_dir(ROOT / "apicompiler", quiet=1)  # as pip does when it installs
    apicompiler, node = str(BIN / "apicompiler"), str(bundled_node())
    python = Command("python -c pass", [sys.executable, "-c", "pass"])
    lint = Command("lint petstore", [apicompiler, "lint", "blueprints/petstore"], ROOT)
    yield Row("`lint` of the petstore", "`python -c pass`", compare(lint, python, rounds), "at most 12")

    usual = from_directory("azure.com/keyvault.json")
    lint = Command("lint keyvault", [apicompiler, "lint", str(usual)])
    what = "`lint` of a document of the corpus's 90th percentile: 78 operations, 263 kB"
    yield Row(what, "`python -c pass`", compare(lint, python, rounds), "at most 150 ms")

    redocly = redocly_cli()
    goals = {"github.json": "at most 0.17", "github.yaml": "at most 1.5 s"}
    for name, goal in goals.items():
        folder = github(name)
        ours = Command(f"lint {name}", [apicompiler, "lint", str(folder)])
        theirs = Command("redocly", [node, str(redocly), "lint", "--max-problems=1", name], folder, QUIET)
        timed = compare(ours, theirs, max(3, rounds // 2))
        yield Row(f"`lint` of GitHub's API, {name[7:].upper()}", "`redocly lint`", timed, goal)

    huge = from_directory("microsoft.com/graph-beta.json")
    lint = Command("lint graph", [apicompiler, "lint", str(huge)])
    load = Command("json.load", [sys.executable, "-c", LOAD, str(huge / "graph-beta.json")])
    what = "`lint` of Microsoft Graph beta: 22,361 operations, 47 MB"
    yield Row(what, "`json.load` of it", compare(lint, load, 3), "at most 8 s")

    empty = CACHE / "empty.py"
    empty.write_text(EMPTY_APP)
    app = Command("empty app", [sys.executable, str(empty)], CACHE, {"JSII_NODE": node})
    for name, folder, goal in (
        ("the yardstick, two APIs in three stacks", ROOT / "benchmarks/yardstick", "at most 1.3"),
        ("the bookstore, four APIs in five stacks", ROOT / "blueprints/bookstore", ""),
        ("GitHub's API, JSON", github("github.json"), "at most 4"),
    ):
        synth = Command(f"synth {name}", [apicompiler, "synth", str(folder), "--quiet"], CACHE)
        yield Row(f"`synth` of {name}", "an empty CDK app, not validated", compare(synth, app, rounds), goal)


def github(name: str) -> Path:
    """Return a folder with GitHub's API under *name*, in the form of its ending, and a blueprint for it."""
    folder = CACHE / name.replace(".", "-")
    if not folder.exists():
        source = fetched(OCTOKIT) / "generated/api.github.com.json"
        folder.mkdir()
        (folder / "blueprint.yaml").write_text(PROXY.replace("NAME", name))
        if name.endswith(".json"):
            shutil.copy(source, folder / name)
        else:
            subprocess.run([sys.executable, "-c", DUMP, str(source), str(folder / name)], check=True)
    return folder


def from_directory(document: str) -> Path:
    """Return a folder with a document of the OpenAPI directory, and a blueprint for it."""
    source = fetched(DIRECTORY) / "api" / document
    folder = CACHE / source.stem
    if not folder.exists():
        folder.mkdir()
        (folder / "blueprint.yaml").write_text(PROXY.replace("NAME", source.name))
        shutil.copy(source, folder)
    return folder


def redocly_cli() -> Path:
    if not (CACHE / "node_modules/.bin/redocly").exists():
        command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(CACHE), REDOCLY]
        subprocess.run(command, check=True)
    return CACHE / "node_modules/.bin/redocly"


def table(rows: list[Row]) -> str:
    lines = [
        f"Measured {date.today().isoformat()}, Python {platform.python_version()}, {platform.machine()}, two cores.",
        "",
        "| what | ms | against | ms | ratio | goal | peak memory |",
        "|---|---:|---|---:|---:|---|---:|",
    ]
    lines += [
        f"| {row.what} | {row.timed.ours * 1000:,.0f} | {row.against} | {row.timed.theirs * 1000:,.0f} "
        f"| **{row.timed.ratio:.2f}** | {row.goal} | {row.timed.peak:,.0f} MB |"
        for row in rows
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
