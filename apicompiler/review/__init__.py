"""What a team makes of findings: which rules count, what is suppressed where and why, what is accepted for now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from posixpath import join
from typing import NamedTuple

from apicompiler.diagnostic import Diagnostic, Rule
from apicompiler.noun import EMPTY, Noun
from apicompiler.source import Document, Path

OWN, SHARED = ".apicompiler.toml", "pyproject.toml"
"""The files that may hold settings: one of our own, and one that others write into as well."""


class Entry(NamedTuple):
    """A finding as a baseline knows it: by its keys, and not by a line, which moves."""

    rule: str
    file: str
    at: Path
    message: str


class Review(Noun):
    """What counts in one blueprint. A binding rule always does."""

    select: frozenset[str] | None = None
    """The codes of the rules that count; all when it is None."""
    ignore: frozenset[str] = frozenset()
    per_file: Mapping[str, frozenset[str]] = EMPTY
    """The codes that do not count in the files of which a name matches."""
    base: str = ""
    """How those names call the folder of the blueprint."""
    baseline: frozenset[Entry] = frozenset()
    """What is accepted for now."""

    def kept(
        self, diagnostics: Iterable[Diagnostic], documents: Mapping[str, Document], rules: Iterable[Rule]
    ) -> list[Diagnostic]:
        """Return those of *diagnostics* that count, and what is wrong with the comments that suppress others."""
        if any(document.comments for document in documents.values()):
            from apicompiler.review.suppression import unsuppressed

            diagnostics = unsuppressed(diagnostics, documents, tuple(rules))
        counted = (diagnostic for diagnostic in diagnostics if self._counts(diagnostic))
        return [found for found in counted if self.accepted(found, documents) is None]

    def accepted(self, diagnostic: Diagnostic, documents: Mapping[str, Document]) -> Entry | None:
        """Return the entry of the baseline that *diagnostic* is."""
        if not self.baseline or diagnostic.rule.is_binding:
            return None
        found = entry(diagnostic, documents)
        return found if found in self.baseline else None

    def _counts(self, diagnostic: Diagnostic) -> bool:
        rule, name = diagnostic.rule, join(self.base, diagnostic.finding.at.file)
        if rule.is_binding:
            return True
        if rule.code in self.ignore or (self.select is not None and rule.code not in self.select):
            return False
        return not any(rule.code in codes and fnmatchcase(name, glob) for glob, codes in self.per_file.items())


def entry(diagnostic: Diagnostic, documents: Mapping[str, Document]) -> Entry:
    """Return what a baseline knows a finding by."""
    at = diagnostic.finding.at
    document = documents.get(at.file)
    return Entry(diagnostic.rule.code, at.file, document.keys(at) if document else (), diagnostic.finding.message)
