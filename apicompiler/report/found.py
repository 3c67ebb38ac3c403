"""What came of one blueprint, and how its files are named to whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import join
from typing import NamedTuple

from apicompiler.diagnostic import Diagnostic, Replace, Severity
from apicompiler.noun import Noun
from apicompiler.source import Document, Location, Span


class Found(Noun):
    """The findings of one blueprint, or of a file about them, with the files that they stand in."""

    file: str
    """The file that was checked, as the user reached it."""
    shown: str
    """The folder of the files, as the user reached it."""
    home: str
    """The same folder, as it is called from the root of the repository."""
    diagnostics: tuple[Diagnostic, ...]
    documents: Mapping[str, Document]
    notices: tuple[str, ...] = ()

    def at_home(self) -> Iterator[At]:
        """Yield every finding, its files named from the root of the repository: what a review shows them by."""
        return (At(diagnostic, self.documents, self.home) for diagnostic in self.diagnostics)

    def as_reached(self) -> Iterator[At]:
        """Yield every finding, its files named as the user reached them."""
        return (At(diagnostic, self.documents, self.shown) for diagnostic in self.diagnostics)


class Region(NamedTuple):
    """A run of characters in a file; without lines where the file could not be read."""

    file: str
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0

    def called(self, *names: str) -> dict[str, int]:
        """Return lines and columns, from start to end, under *names*; nothing where there are none."""
        return dict(zip(names, self[1:], strict=True)) if self.line else {}


class At(Noun):
    """One finding, and where its files are."""

    diagnostic: Diagnostic
    documents: Mapping[str, Document]
    base: str
    in_bytes: bool = False
    """Whether columns count bytes of UTF-8, and not characters."""

    @property
    def region(self) -> Region:
        return self.place(self.diagnostic.finding.at)

    def place(self, at: Location) -> Region:
        document = self.documents.get(at.file)
        return Region(join(self.base, at.file)) if document is None else self._region(document, document.span(at))

    @property
    def fix(self) -> tuple[Region, str] | None:
        """What the fix replaces, and by what; None where there is none, or none that is certain."""
        from apicompiler.fix import edit

        fix: Replace | None = self.diagnostic.finding.fix
        document = self.documents.get(fix.at.file) if fix else None
        made = edit(document, fix) if document and fix else None
        return (self._region(document, made.span), made.text) if document and made else None

    @property
    def fingerprint(self) -> str:
        """Return what stays the same while the file around the finding changes."""
        from hashlib import sha256

        at, rule = self.diagnostic.finding.at, self.diagnostic.rule
        document = self.documents.get(at.file)
        keys = document.keys(at) if document else ()
        words = (rule.code, join(self.base, at.file), *map(str, keys), self.diagnostic.finding.message)
        return sha256("\0".join(words).encode()).hexdigest()

    @property
    def message(self) -> str:
        """What is wrong, and what would cure it."""
        message, help = self.diagnostic.finding.message, self.diagnostic.help
        return f"{message}\nhelp: {help}" if help else message

    def _region(self, document: Document, span: Span) -> Region:
        return Region(
            join(self.base, document.file), *self._spot(document, span.start), *self._spot(document, span.end)
        )

    def _spot(self, document: Document, offset: int) -> tuple[int, int]:
        line, column = document.line_and_column(offset)
        before = document.text[offset - column + 1 : offset]
        return line, len(before.encode()) + 1 if self.in_bytes else column


def counts(found: tuple[Found, ...]) -> dict[str, int]:
    """Count what was found, the worst first."""
    severities = [diagnostic.severity for one in found for diagnostic in one.diagnostics]
    return {severity.word: severities.count(severity) for severity in sorted(Severity, reverse=True)}
