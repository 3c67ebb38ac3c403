"""Findings that a team accepts for now, in a file that says which they are."""

import json
from collections.abc import Iterable, Iterator
from posixpath import join, normpath, relpath
from typing import Literal

from apicompiler.blueprint import Part
from apicompiler.diagnostic import Diagnostic, Finding
from apicompiler.noun import Noun
from apicompiler.read.decode import Decoder, Misfit
from apicompiler.read.files import parsed
from apicompiler.review import Entry, laws
from apicompiler.source import Document, Location


class Accepted(Part):
    """One finding: by its rule, the keys that lead to it, and what was said."""

    rule: str
    """The code of the rule."""
    file: str
    """The file, from the folder of the baseline."""
    keys: tuple[str | int, ...]
    """The keys that lead to the place; where it has none, the line."""
    message: str
    """What was said."""


class Baseline(Part):
    """What is accepted for now."""

    version: Literal[1]
    """Of the form of this file."""
    findings: tuple[Accepted, ...]
    """What was found when it was written."""


class Read(Noun):
    """What came of reading a baseline; there is none where something is wrong with it."""

    document: Document
    baseline: Baseline | None
    diagnostics: tuple[Diagnostic, ...]

    def entries(self, way: str) -> frozenset[Entry]:
        """Return what is accepted, as a blueprint names it; *way* leads from here to its folder."""
        findings = self.baseline.findings if self.baseline else ()
        return frozenset(_entry(one, relpath(one.file, way or ".")) for one in findings)

    def stale(self, found: Iterable[Entry], read: Iterable[str]) -> Iterator[Diagnostic]:
        """Report what is accepted in files that were *read*, and is not *found*; the baseline's folder names both."""
        known, files = set(found), set(read)
        for one in self.baseline.findings if self.baseline else ():
            if normpath(one.file) in files and _entry(one, normpath(one.file)) not in known:
                message = f"what `{one.rule}` found in `{one.file}` is gone"
                help = "remove this entry, or write the baseline again"
                yield Diagnostic(laws.STALE_BASELINE, Finding(at=one.at / "rule", message=message, help=help))


def _entry(one: Accepted, file: str) -> Entry:
    return Entry(one.rule, file, one.keys, one.message)


def read_baseline(file: str, content: bytes) -> Read:
    """Read a baseline, which is JSON or YAML as its name says."""
    document, found = parsed(file, content)
    if found:
        return Read(document, None, tuple(found))
    decoder = Decoder({})
    try:
        baseline: Baseline | None = decoder.decode(Baseline, document.value, Location(file))
    except Misfit:
        baseline = None
    diagnostics = tuple(decoder.diagnostics)
    return Read(document, None if diagnostics else baseline, diagnostics)


def written(entries: Iterable[Entry]) -> str:
    """Write a baseline, an entry on each line."""
    lines = [
        json.dumps({"rule": e.rule, "file": e.file, "keys": e.at, "message": e.message}, ensure_ascii=False)
        for e in dict.fromkeys(entries)
    ]
    listed = ",\n    ".join(lines)
    return '{\n  "version": 1,\n  "findings": [' + (f"\n    {listed}\n  " if lines else "") + "]\n}\n"


def moved(found: Entry, way: str) -> Entry:
    """Return the same finding as it is called from elsewhere; *way* leads from there to the folder of the blueprint."""
    return found._replace(file=normpath(join(way, found.file)))
