"""Real blueprints, documents and templates, changed at random, end in findings or in none, and never in a traceback.

`APICOMPILER_FUZZ` says for how many seconds; `make fuzz` takes an hour.
"""

import os
import random
import time
from pathlib import Path

import pytest

from apicompiler.compiler import lint
from apicompiler.read.files import MemoryFolder
from apicompiler.report.formats import FORMATS, written
from apicompiler.report.found import Found
from apicompiler.report.text import plain

ROOT = Path(__file__).parents[2]
SECONDS = float(os.environ.get("APICOMPILER_FUZZ", "10"))
PROJECTS = sorted(path.parent for place in ("blueprints", "tests/stories") for path in ROOT.glob(f"{place}/*/*.yaml")
                  if path.name == "blueprint.yaml")  # fmt: skip
PIECES = [
    "\0", "\ud800", "\ufeff", "\r\n", "\t", "{", "}", "[", "]", ":", ": ", "- ", "#", "&a ", "*a", "<<: ", "!!x ", "|",
    "null", "~", "true", ".inf", "1e400", "0x1F", "012", "9" * 500, "-1", "''", '"', "'", "\\", "%", "..", "/", "//",
    "../x", "%2e%2e/", "$ref", "#/", "#/paths", "${", "${env.name}", "${stageVariables.x}", "{proxy+}", "**", "/**",
    "tag:", "GET /", "arn:", "ssm:", "{{resolve:", "$context.", "$input.json('$')", "#if(", "#end", "#set(", "$",
    "x-amazon-apigateway-integration", "securitySchemes", "operationId", "default", "*", "\n", " ", "", "é", "📚",
]  # fmt: skip


def mangled(text, chance):
    """Change a text in a few places: pieces are put in, taken out, doubled, moved, or taken from elsewhere."""
    for _ in range(chance.choice((1, 1, 1, 2, 4, 16))):
        at = chance.randrange(len(text) + 1)
        end = min(len(text), at + chance.choice((0, 1, 3, 10, 80)))
        start = chance.randrange(len(text) + 1)
        other = text[start : start + chance.choice((1, 5, 40, 300))]
        new = chance.choice((chance.choice(PIECES), other, text[at:end] * 2, ""))
        text = text[:at] + new + text[end:]
    return text


def swapped(text, chance):
    """Give some lines the indentation or the value of others: mostly still YAML, and no longer what it was."""
    lines = text.split("\n")
    for _ in range(chance.choice((1, 2, 5))):
        one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        key, colon, _ = lines[one].partition(":")
        value = lines[other].partition(":")[2] or chance.choice(PIECES)
        lines[one] = chance.choice((f"{key}{colon}{value}", f"{key}{colon} {chance.choice(PIECES)}", lines[other]))
    return "\n".join(lines)


@pytest.mark.parametrize("worker", range(2))
def test_changed_at_random_it_is_checked_all_the_same(worker):
    seed = int(os.environ.get("APICOMPILER_SEED", "1")) + worker
    end, runs = time.monotonic() + SECONDS / 2, 0
    projects = [
        {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
        for folder in PROJECTS
    ]
    while time.monotonic() < end or runs < 20:
        chance = random.Random(f"{seed}/{runs}")
        files = dict(chance.choice(projects))
        name = chance.choice([name for name in files if name.endswith((".yaml", ".json", ".vtl"))])
        text = chance.choice((mangled, swapped))(files[name].decode(), chance)
        files[name] = text.encode("utf-8", "surrogatepass")
        try:
            outcome = lint("blueprint.yaml", MemoryFolder(files))
            found = Found("blueprint.yaml", "", "", outcome.diagnostics, outcome.documents)
            for format in FORMATS:
                written(format, (found,), plain).encode()
        except Exception as error:
            raise AssertionError(f"{error!r} in run {seed}/{runs}, {name}:\n{text}") from error
        runs += 1
