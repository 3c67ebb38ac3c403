"""Imports point down, and what is heavy stays behind its door."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import apicompiler

PACKAGE = Path(apicompiler.__file__).parent

FLOORS = [
    {"noun", "source", "suggest", "limits", "insights", "node", "beside"},
    {
        "cloudformation",
        "written",
        "diagnostic",
        "holdings",
        "plan",
        "grammar",
        "bundle",
        "requirements",
        "context_variables",
        "vtl",
    },
    {"pointers", "fix"},
    {"blueprint"},
    {"extensions"},
    {"openapi"},
    {"selectors", "schemas", "shares"},
    {"profiles", "access", "templates", "sockets", "subtypes"},
    {"methods", "channels"},
    {"routes", "setting"},
    {"target", "caching"},
    {"outcome", "addresses", "distribution", "division", "routing", "releases", "protection"},
    {"lifecycle", "graph", "headroom"},
    {"read", "rules", "check", "lower", "report"},
    {"review"},
    {"catalogue", "contract", "dependencies", "sdk"},
    {"compiler", "emit", "account"},
    {"editor"},
    {"cli"},
    {"cdk"},
]
FLOOR = {name: height for height, floor in enumerate(FLOORS) for name in floor}
MODULES = sorted(PACKAGE.rglob("*.py"))


def imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module == "apicompiler":
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module.startswith("apicompiler."):
            yield node.module.split(".")[1]
        elif isinstance(node, ast.Import):
            yield from (alias.name.split(".")[1] for alias in node.names if alias.name.startswith("apicompiler."))


def room(path):
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down(path):
    home = room(path)
    for target in imports(path):
        assert target == home or FLOOR[target] < FLOOR[home], f"{home} must not know {target}"


def test_every_module_has_a_floor():
    assert {room(path) for path in MODULES} - {"__init__"} == FLOOR.keys()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_emit_and_what_stands_on_it_knows_the_cdk(path):
    text = path.read_text()
    knows = "import aws_cdk" in text or "from aws_cdk" in text
    assert not knows or room(path) in {"emit", "cdk"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_one_module_knows_boto3(path):
    text = path.read_text()
    knows = any(word in text for word in ("import boto3", "from boto3", "import botocore", "from botocore"))
    assert not knows or path == PACKAGE / "account" / "connection.py"


def test_only_the_command_line_prints_and_exits():
    for path in MODULES:
        calls = {
            node.func.id
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert room(path) in {"cli", "cdk"} or not calls & {"print", "exit", "input"}, path


@pytest.mark.parametrize("blueprint", ["petstore", "bookstore"])
def test_lint_loads_nothing_heavy(blueprint):
    program = (
        "import sys\n"
        "from apicompiler.cli import run\n"
        f"assert run(['lint', 'blueprints/{blueprint}']) == 0\n"
        "heavy = {'aws_cdk', 'boto3', 'botocore', 'jsonschema', 'jsii', 'typer', 'click', 'rich', 'dataclasses',"
        " 'inspect', 'importlib.metadata'}\n"
        "sys.exit(repr(heavy & sys.modules.keys()) if heavy & sys.modules.keys() else 0)\n"
    )
    root = PACKAGE.parent
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
