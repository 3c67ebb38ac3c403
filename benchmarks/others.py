"""Shows the triggers of the ledger to other linters, and writes what each of them finds into `docs/others.md`.

python benchmarks/others.py

Redocly and Spectral are given the documents of an entry. cfn-lint and cdk-preflight are given the template that the
blueprint would compile to if nothing were checked. Found is what a tool reports about the trigger and does not report
about its corrected twin.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from npm import CACHE
from run import REDOCLY

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from test_ledger import ENTRIES, example  # noqa: E402

from apicompiler.compiler import lint  # noqa: E402
from apicompiler.emit import stack  # noqa: E402
from apicompiler.lower import lower  # noqa: E402
from apicompiler.read.files import DiskFolder  # noqa: E402

PAGE = ROOT / "docs/others.md"
SIDES = ("trigger", "twin")
SPECTRAL = "@stoplight/spectral-cli@6.16.3"
PAGE_TEXT = """\
# What other linters find

The ledger in `tests/rejections` holds what AWS is known to refuse, to drop, or to do otherwise than one thinks. Of
{count} entries a blueprint can hold the trigger, and a rule of apicompiler finds it and not its corrected twin: the
tests say so. This is what others report about the same triggers, and not about the twins.

They are no linters for blueprints. cfn-lint {cfn_lint} and cdk-preflight {preflight} (with CDK's own validation) are
given the template that the blueprint would compile to if nothing were checked: none where a name means nothing, and
without what lowering removes. Redocly {redocly} (`recommended`) and Spectral {spectral} (`spectral:oas`) have no rules
about AWS, and are given the documents. Whether a report names the cause is not asked: any that the twin does not get
counts.

Measured {day} by `make others`.

| | of {count} triggers | of the {inside} in which only the document is wrong |
|---|---:|---:|
{shares}

| trigger | apicompiler | cfn-lint | cdk-preflight | Redocly | Spectral |
|---|---|---|---|---|---|
{lines}
"""
TOOLS = ("cfn-lint", "cdk-preflight", "Redocly", "Spectral")
Reports = Mapping[str, Counter[str]]
"""By the folder of an entry and its side: the rules that a tool reports, and how often."""


class Case(NamedTuple):
    id: str
    rule: str
    folder: str


def compared(work: Path) -> Iterator[tuple[Case, Mapping[str, str]]]:
    """Yield each entry that a rule of ours finds, and the first rule of each tool that finds it, too."""
    cases = [Case(id, entry["rule"], str(n)) for n, (id, entry) in enumerate(ENTRIES.items()) if "rule" in entry]
    for case in cases:
        for side in SIDES:
            for name, text in example(ENTRIES[case.id], side).items():
                path = work / case.folder / side / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    documents = sorted(str(path.relative_to(work)) for path in work.glob("*/*/openapi.yaml"))
    reports: dict[str, Reports] = {
        "Redocly": redocly(work, documents),
        "Spectral": spectral(work, documents),
        **templates(work),
    }
    for case in cases:
        yield case, {tool: found(reports[tool], case.folder) for tool in TOOLS}


def found(reports: Reports, folder: str) -> str:
    more = reports.get(f"{folder}/trigger", Counter()) - reports.get(f"{folder}/twin", Counter())
    return min(more, default="")


def redocly(work: Path, documents: list[str]) -> Reports:
    (work / "redocly.yaml").write_text("extends: [recommended]\n")
    command = [str(installed(REDOCLY, "redocly")), "lint", "--format=json", "--max-problems=100000", *documents]
    told = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False).stdout
    problems = [problem for report in reports_in(told) for problem in report["problems"]]
    return counted((problem["location"][0]["source"]["ref"], problem["ruleId"]) for problem in problems)


def reports_in(text: str) -> Iterator[dict[str, Any]]:
    """Yield the reports about single documents, which stand one behind the other."""
    decoder, text = json.JSONDecoder(), text.strip()
    while text:
        report, end = decoder.raw_decode(text)
        yield report
        text = text[end:].strip()


def spectral(work: Path, documents: list[str]) -> Reports:
    (work / "spectral.yaml").write_text("extends: spectral:oas\n")
    command = [str(installed(SPECTRAL, "spectral")), "lint", "--ruleset=spectral.yaml", "--format=json", "--quiet"]
    told = subprocess.run([*command, *documents], cwd=work, capture_output=True, text=True, check=False).stdout
    return counted((str(Path(each["source"]).relative_to(work)), each["code"]) for each in json.loads(told))


def templates(work: Path) -> dict[str, Reports]:
    """Compile whatever can be compiled, and show it to those that read templates."""
    from cdk_preflight import Preflight

    stack.conforming = tuple  # nothing is checked
    app = stack.new_app(work / "cdk.out", validate=True)
    app.node.set_context("@aws-cdk/core:stackResourceLimit", 0)
    Preflight.apply(app, enforce=False)
    names: dict[str, str] = {}
    for folder in sorted(work.glob("*/t*")):
        side = str(folder.relative_to(work))
        try:
            plans = lower(lint("blueprint.yaml", DiskFolder(folder)).targets)
        except Exception:  # where a name means nothing there is nothing to compile
            continue
        for n, plan in enumerate(plans):
            name = f"s{side.replace('/', '-')}-{n}"
            try:
                stack.emit(app, plan.replace(name=name), folder)
            except Exception:
                app.node.try_remove_child(name)
            else:
                names[name] = side
    app.synth()
    made = {f"cdk.out/{name}.template.json": side for name, side in names.items()}
    command = [str(Path(sys.executable).with_name("cfn-lint")), "--format", "json", "--non-zero-exit-code", "none"]
    told = subprocess.run([*command, *made], cwd=work, capture_output=True, text=True, check=True).stdout
    lint_told = [(f"{made[each['Filename']]}/", each["Rule"]["Id"]) for each in json.loads(told)]
    return {"cfn-lint": counted(lint_told), "cdk-preflight": counted(preflight(work, names))}


def preflight(work: Path, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what CDK's own validation finds, which cdk-preflight gives its rules to."""
    report = json.loads((work / "cdk.out/validation-report.json").read_text(encoding="utf-8"))
    for plugin in report["pluginReports"]:
        for violation in plugin["violations"]:
            for construct in violation["violatingConstructs"]:
                name = construct["constructPath"].partition("/")[0].removesuffix("-certificates")
                if name in names:  # what is said of the app as a whole is said of no trigger
                    yield f"{names[name]}/", violation["ruleName"]


def counted(reported: Iterable[tuple[str, str]]) -> Reports:
    reports: dict[str, Counter[str]] = defaultdict(Counter)
    for path, rule in reported:
        reports["/".join(path.split("/")[:2])][rule] += 1
    return reports


def installed(package: str, binary: str) -> Path:
    path = CACHE / "node_modules/.bin" / binary
    if not path.exists():
        command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(CACHE), package]
        subprocess.run(command, check=True)
    return path


def page(rows: list[tuple[Case, Mapping[str, str]]]) -> str:
    inside = [row for row in rows if is_in_document(row[0])]
    shares = "\n".join(
        f"| {tool} | {share(rows, tool)} | {share(inside, tool)} |"
        for tool in ("apicompiler", *TOOLS, "these together")
    )
    lines = "\n".join(
        f"| {' | '.join((case.id.partition('/')[2], case.rule, *more.values()))} |" for case, more in rows
    )
    return PAGE_TEXT.format(
        day=date.today().isoformat(),
        cfn_lint=version("cfn-lint"),
        preflight=version("cdk-preflight"),
        redocly=REDOCLY.rpartition("@")[2],
        spectral=SPECTRAL.rpartition("@")[2],
        shares=shares,
        inside=len(inside),
        count=len(rows),
        lines=lines,
    )


def is_in_document(case: Case) -> bool:
    trigger, twin = (example(ENTRIES[case.id], side)["blueprint.yaml"] for side in SIDES)
    return trigger == twin


def share(rows: list[tuple[Case, Mapping[str, str]]], tool: str) -> str:
    if tool == "apicompiler":
        return f"{len(rows)}"
    count = sum(any(more.values()) if tool == "these together" else bool(more[tool]) for _, more in rows)
    return f"{count} ({count / len(rows):.0%})"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        text = page(list(compared(Path(folder).resolve())))
    PAGE.write_text(text, encoding="utf-8")
