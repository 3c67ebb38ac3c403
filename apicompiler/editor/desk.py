"""What is open in an editor, which blueprints it belongs to, and what was found in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from apicompiler.compiler import Compilation, lint
from apicompiler.diagnostic import Diagnostic
from apicompiler.noun import Noun
from apicompiler.read.files import DiskFolder, parsed
from apicompiler.review import Review
from apicompiler.source import Document, Span

BLUEPRINT = re.compile(r"^[\"']?apicompiler[\"']?:", re.MULTILINE)


class Buffers:
    """A folder on disk over which lie the texts that are open."""

    def __init__(self, root: Path, texts: Mapping[Path, str]) -> None:
        self.disk = DiskFolder(root)
        below = ((path, text) for path, text in texts.items() if path.is_relative_to(self.disk.root))
        self.texts = {path.relative_to(self.disk.root).as_posix(): text for path, text in below}

    def read(self, name: str) -> bytes:
        if name in self.texts:
            return self.texts[name].encode("utf-8", "surrogatepass")
        return self.disk.read(name)

    def listing(self, name: str) -> Mapping[str, int] | None:
        return self.disk.listing(name)


class Found(Noun):
    """A finding, the characters it is about, and the files of its blueprint."""

    diagnostic: Diagnostic
    span: Span
    document: Document
    folder: Path
    documents: Mapping[str, Document]


class Sheet(Noun):
    """One file as it stands in the editor now, and the blueprint it belongs to, as last checked."""

    name: str
    """Below the folder of the blueprint."""
    document: Document
    folder: Path
    compilation: Compilation
    is_blueprint: bool


class Desk:
    """Everything that is open; *names* are those under which blueprints are found, *review* what counts in one."""

    def __init__(self, names: tuple[str, ...], review: Callable[[Path], Review]) -> None:
        self.names, self.review = names, review
        self.texts: dict[Path, str] = {}
        self.found: dict[Path, Compilation] = {}
        """What was found last in each blueprint."""
        self.readable: dict[Path, Compilation] = {}
        """The same, as long ago as the blueprint could be read."""

    def blueprints(self, path: Path) -> tuple[Path, ...]:
        """Return the blueprints to which the file at *path* belongs."""
        if self._is_blueprint(path):
            return (path,)
        named = tuple(blueprint for blueprint, outcome in self.found.items() if _named(blueprint, outcome, path))
        return named or tuple(self._above(path))

    def check(self, blueprint: Path) -> Compilation:
        """Check one blueprint with all that is open now."""
        outcome = lint(blueprint.name, Buffers(blueprint.parent, dict(self.texts)), self.review(blueprint))
        self.found[blueprint] = outcome
        if outcome.targets:
            self.readable[blueprint] = outcome
        return outcome

    def close(self, path: Path) -> None:
        """From now on the file on disk counts; a blueprint that is not there is forgotten."""
        self.texts.pop(path, None)
        if not path.exists():
            self.found.pop(path, None)
            self.readable.pop(path, None)

    def knows(self, path: Path) -> bool:
        """Whether some blueprint that was checked is this file, or may have read it."""
        return any(path.is_relative_to(blueprint.parent) for blueprint in self.found)

    def fixable(self, path: Path) -> list[Found]:
        """Return what was found in a file and can be fixed; nothing where the text is another by now."""
        found = self.findings().get(path, [])
        return [each for each in found if each.diagnostic.finding.fix and self._is_current(path, each.document)]

    def findings(self) -> dict[Path, list[Found]]:
        """Return what was found, by the file in which it stands; what several blueprints have in common once."""
        by_file: dict[Path, dict[tuple[str, Span, str], Found]] = {}
        for blueprint, outcome in self.found.items():
            for diagnostic in outcome.diagnostics:
                document = outcome.documents.get(diagnostic.finding.at.file) or Document(blueprint.name, "")
                span = document.span(diagnostic.finding.at)
                same = (diagnostic.rule.code, span, diagnostic.finding.message)
                found = Found(diagnostic, span, document, blueprint.parent, outcome.documents)
                by_file.setdefault(blueprint.parent / document.file, {}).setdefault(same, found)
        return {path: list(found.values()) for path, found in by_file.items()}

    def sheet(self, path: Path) -> Sheet | None:
        """Return the file at *path*; None when it belongs to no blueprint that was ever read."""
        for blueprint in self.blueprints(path):
            outcome = self.readable.get(blueprint) or self.found.get(blueprint)
            if outcome is not None and path.is_relative_to(blueprint.parent):
                name = path.relative_to(blueprint.parent).as_posix()
                document = self._document(name, path, outcome)
                return Sheet(name, document, blueprint.parent, outcome, path == blueprint)
        return None

    def _document(self, name: str, path: Path, outcome: Compilation) -> Document:
        known = outcome.documents.get(name)
        text = self.texts.get(path)
        if known is not None and text in (None, known.text):
            return known
        return parsed(name, (text or "").encode("utf-8", "surrogatepass"))[0]

    def _is_current(self, path: Path, document: Document) -> bool:
        return self.texts.get(path, document.text) == document.text

    def _is_blueprint(self, path: Path) -> bool:
        return path.name in self.names or bool(BLUEPRINT.search(self.texts.get(path, "")))

    def _above(self, path: Path) -> Iterator[Path]:
        """Find the nearest blueprint in a folder above *path*."""
        for folder in path.parents:
            for name in self.names:
                if (folder / name) in self.texts or (folder / name).is_file():
                    yield folder / name
                    return


def _named(blueprint: Path, outcome: Compilation, path: Path) -> bool:
    folder = blueprint.parent
    return path.is_relative_to(folder) and path.relative_to(folder).as_posix() in outcome.documents
