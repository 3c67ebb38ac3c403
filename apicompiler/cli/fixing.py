"""`apicompiler lint --fix` and `--diff`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from difflib import unified_diff
from pathlib import Path

from apicompiler.cli.linting import CLEAN, FINDINGS, Call
from apicompiler.cli.outputs import write_whole
from apicompiler.cli.places import Place
from apicompiler.cli.settings import ruled, shown
from apicompiler.cli.terminal import say
from apicompiler.compiler import lint
from apicompiler.fix import fixed
from apicompiler.read.files import DiskFolder, parsed
from apicompiler.review import Review

PASSES = 20  # fixes that overlap need one each; nothing needs more
BOM = b"\xef\xbb\xbf"


class Mended(DiskFolder):
    """A folder on disk in which some files already have the text they are to get."""

    def __init__(self, root: Path, texts: dict[Path, str]) -> None:
        super().__init__(root)
        self.texts = texts

    def read(self, name: str) -> bytes:
        text = self.texts.get((self.root / name).resolve())
        return super().read(name) if text is None else text.encode("utf-8")


def fix(call: Call) -> None:
    """Write what the offered fixes make of the files, each whole or not at all."""
    texts = _mended(call)
    for path, text in texts.items():
        mark = BOM if path.read_bytes().startswith(BOM) else b""
        write_whole(path, mark + text.encode("utf-8"))
    if texts:
        say(f"fixed: {', '.join(shown(path) for path in texts)}")


def diff(call: Call) -> int:
    """Print what `fix` would change, as `git apply` takes it."""
    texts = _mended(call)
    for path, text in texts.items():
        before, name = path.read_bytes().decode("utf-8-sig"), shown(path)
        sys.stdout.write(_diff(before, text, name))
    return FINDINGS if texts else CLEAN


def _diff(before: str, after: str, name: str) -> str:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    written = unified_diff(old, new, fromfile=f"a/{name}", tofile=f"b/{name}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in written)


def _mended(call: Call) -> Mapping[Path, str]:
    """Return the text of every file that fixes change, after as many passes as it takes."""
    texts: dict[Path, str] = {}
    for place in call.places:
        made = ruled(place, call.asked)
        for _ in range(PASSES):
            if made.wrong or not _pass(place, made.review, texts):
                break
    return texts


def _pass(place: Place, review: Review, texts: dict[Path, str]) -> bool:
    """Apply the fixes that are offered now; return whether anything changed."""
    folder = Mended(place.folder, texts)
    outcome = lint(place.name, folder, review)
    made = {
        file: text
        for file, text in fixed(outcome.documents, outcome.diagnostics).items()
        if text != outcome.documents[file].text and _is_readable(file, text, outcome.documents[file].value)
    }
    texts |= {(folder.root / file).resolve(): text for file, text in made.items()}
    return bool(made)


def _is_readable(file: str, text: str, before: object) -> bool:
    """Whether a text that could be read still can."""
    return before is None or parsed(file, text.encode("utf-8"))[0].value is not None
