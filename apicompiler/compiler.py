"""The whole compiler on one page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from apicompiler.catalogue import RULES
from apicompiler.check import check
from apicompiler.diagnostic import Diagnostic
from apicompiler.noun import Noun
from apicompiler.read import Reading, read
from apicompiler.read.files import Folder
from apicompiler.source import Document, Location


class Compilation(Noun):
    """What came of one blueprint: plans when it is sound, and all there is to say about it."""

    reading: Reading
    diagnostics: tuple[Diagnostic, ...]

    @property
    def documents(self) -> Mapping[str, Document]:
        return self.reading.documents


def lint(file: str, folder: Folder) -> Compilation:
    """Read the blueprint *file* in *folder* and check it for every one of its environments."""
    reading = read(file, folder)
    diagnostics = (*reading.diagnostics, *check(reading.targets, RULES))
    return Compilation(reading, in_order(diagnostics, reading.documents))


def in_order(diagnostics: Iterable[Diagnostic], documents: Mapping[str, Document]) -> tuple[Diagnostic, ...]:
    """Sort by place, and say once what several environments have in common."""
    found: dict[tuple[str, Location, str], Diagnostic] = {}
    for diagnostic in diagnostics:
        at = diagnostic.finding.at
        settled = documents[at.file].settled(at) if at.file in documents else at
        found.setdefault((diagnostic.rule.code, settled, diagnostic.finding.message), diagnostic)
    by_file: dict[str, list[Location]] = {}
    for _, at, _ in found:
        by_file.setdefault(at.file, []).append(at)
    for file, places in by_file.items():
        if file in documents:
            documents[file].find(at for at in places if at.offset is None)

    def place(entry: tuple[tuple[str, Location, str], Diagnostic]) -> tuple[int, int, str]:
        (code, at, _), _ = entry
        if at.file not in documents:
            return -1, 0, code
        return list(documents).index(at.file), documents[at.file].span(at).start, code

    return tuple(diagnostic for _, diagnostic in sorted(found.items(), key=place))
