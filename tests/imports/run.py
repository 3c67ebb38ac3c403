"""Has an emulator import what is lowered, and compares what it then holds with what the documents say.

`make imports` starts LocalEmu on loopback, has it import every body of the examples and stories and 300 documents of
others, two at a time, reads each back, deletes it, and writes `benchmarks/imports.md`. It exits with 0 when every
difference is a known gap of the emulator and every known gap was met, with 1 when not, and with 3 where it cannot run.
`--record` writes what is answered for one document beside the tests instead.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from collections import Counter
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
sys.path.insert(0, str(Path(__file__).parents[1]))
from imports import emulator
from imports.answered import answers, held
from imports.documents import CHOSEN, ROOT, Body, Source, foreign, own, small
from imports.gaps import KNOWN_GAPS, gap, unmet
from imports.held import KINDS, differences
from imports.said import said
from npm import DIRECTORY, OCTOKIT

from apicompiler.account.connection import Connection

FINE, FAILED, ELSEWHERE = 0, 1, 3
PAGE = ROOT / "benchmarks/imports.md"
SHOWN = 50
RECORDED = Path(__file__).with_name("recorded.json")
ATTEMPTS = 3
"""How often a document is imported that lost documentation parts: the emulator gives them ids of six digits, and of two
with the same id one is lost."""

HEAD = """\
# What an importer makes of our documents

Everything that the compiler lowers for the examples and the stories of the tests, in all their environments, and for
{count} documents of npm's `{directory}` and `{octokit}`, each imported by
`ImportRestApi` of {emulator}, read back, and compared with what the document says by the rules of API Gateway:
those that were recorded from the service, or are documented. `make imports` repeats it, and writes this page when there
is nothing that it cannot explain.

The documents of others are compiled with a blueprint that has something of everything: four ways to know callers, keys,
validation, CORS, functions, HTTP backends with and without mappings, mocks, a service of AWS, and documentation. They
are chosen so that all sizes and as many providers as possible are there, and none is part of this repository. The two
packages have nothing in Swagger 2.0; the petstore and a story are.

What this does not say: the importer is that of an emulator, which takes documents that AWS would refuse. HTTP APIs and
WebSocket APIs are not in here: the emulator imports neither.
"""


class Result(NamedTuple):
    """How it went with one document."""

    kind: str
    name: str
    things: Counter[str]
    """How many there are of each kind."""
    values: Counter[str]
    """How many properties they have."""
    gaps: Counter[str]
    troubles: tuple[str, ...]


def main() -> int:
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    python = emulator.find_python()
    if python is None:
        print("imports: cannot run here: the emulator needs Python 3.13, and none was found")
        return ELSEWHERE
    began = time.monotonic()
    try:
        with emulator.running(python) as environment:
            os.environ.update(environment)
            if sys.argv[1:] == ["--record"]:
                record()
                return FINE
            results = imported([*own(), *foreign()])
    except emulator.Broken as problem:
        print(f"imports: {problem}")
        return FAILED
    except KeyboardInterrupt:
        print("imports: interrupted")
        return FAILED
    troubles = [f"{result.name}: {trouble}" for result in results for trouble in result.troubles]
    troubles += unmet({name for result in results for name in result.gaps})
    for trouble in troubles[:SHOWN]:
        print(trouble)
    if not troubles:
        PAGE.write_text(page(results), encoding="utf-8")
    known = sum(sum(result.gaps.values()) for result in results)
    print(
        f"imports: {len(results)} documents, {known:,} differences that are known gaps, {len(troubles)} that are not, "
        f"{time.monotonic() - began:.0f} s"
    )
    return FAILED if troubles else FINE


def record() -> None:
    """Write down what is answered for one document, for tests that have no emulator."""
    body = small().document
    found = {"body": body, "answers": answers(Connection(emulator.REGION), json.dumps(body))}
    RECORDED.write_text(json.dumps(found, indent=1, default=str, sort_keys=True) + "\n", encoding="utf-8")


def imported(sources: list[Source]) -> list[Result]:
    with get_context("fork").Pool(2, leave_ending, maxtasksperchild=20) as pool:
        results = [result for of_one in pool.imap_unordered(of_source, sources) for result in of_one]
    return sorted(results, key=lambda result: (result.kind, result.name))


def leave_ending() -> None:
    """Let the process that started this one decide when it ends, as it began without what is done at an end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def of_source(source: Source) -> list[Result]:
    """Import what comes from one source; whatever goes wrong is part of the result."""
    name = source.files[0].name
    results = []
    try:
        for body in source.bodies():
            name = body.name
            results.append(of_body(source.kind, body))
    except Exception:
        results.append(nothing(source.kind, name, traceback.format_exc()))
    if not results and source.kind in CHOSEN:
        results.append(nothing(source.kind, name, "none of its size compiles"))
    return results


def of_body(kind: str, body: Body) -> Result:
    ours = said(body.document, emulator.ACCOUNT, emulator.REGION)
    connection, text = Connection(emulator.REGION), json.dumps(body.document)
    for _ in range(ATTEMPTS):
        found = list(differences(ours, held(answers(connection, text))))
        if not any(difference.kind == "documentation part" for difference in found):
            break
    known = [gap(difference) for difference in found]
    return Result(
        kind=kind,
        name=body.name,
        things=Counter({kind: len(things) for kind, things in ours.items()}),
        values=Counter({kind: sum(map(len, things.values())) for kind, things in ours.items()}),
        gaps=Counter(each.name for each in known if each),
        troubles=tuple(str(difference) for difference, each in zip(found, known, strict=True) if not each),
    )


def nothing(kind: str, name: str, trouble: str) -> Result:
    return Result(kind, name, Counter(), Counter(), Counter(), (trouble,))


def page(results: list[Result]) -> str:
    things, values, gaps = (sum((result[i] for result in results), Counter()) for i in (2, 3, 4))
    documents = Counter(result.kind for result in results)
    showing = Counter(name for result in results for name in result.gaps)
    head = HEAD.format(count=sum(CHOSEN.values()), directory=DIRECTORY, octokit=OCTOKIT, emulator=emulator.name())
    kinds = {"blueprints": "the examples", "tests/stories": "the stories of the tests"}
    lines = [
        head,
        "| documents of | |",
        "|---|---:|",
        *(f"| {kinds.get(kind, f'others, OpenAPI {kind}')} | {count} |" for kind, count in documents.items()),
        f"| **all** | **{len(results)}** |",
        "",
        "| compared | | properties |",
        "|---|---:|---:|",
        *(f"| {kind} | {things[kind]:,} | {values[kind]:,} |" for kind in KINDS),
        "",
        "## What the emulator does otherwise",
        "",
        f"{gaps.total():,} differences, each to the letter one of these known gaps, and no other.",
        "",
        "| gap | on AWS | differences | documents |",
        "|---|---|---:|---:|",
        *(
            f"| {each.name} | [{each.aws}]({each.source}) | {gaps[each.name]:,} | {showing[each.name]} |"
            for each in KNOWN_GAPS
        ),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
