"""What `apicompiler lint` does, once it is clear what was asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from apicompiler.cli.outputs import Output, outputs, show, write_whole
from apicompiler.cli.places import Place
from apicompiler.cli.settings import Asked, Ruled, ruled, shown, way
from apicompiler.cli.terminal import Color, say
from apicompiler.compiler import Compilation, lint
from apicompiler.diagnostic import Severity
from apicompiler.noun import Noun
from apicompiler.read.files import DiskFolder, Folder
from apicompiler.report.found import Found
from apicompiler.report.text import summary

CLEAN, FINDINGS, USAGE = 0, 1, 2


class Call(Noun):
    """What the command line asks for; what it does not say is empty."""

    places: tuple[Place, ...]
    asked: Asked
    format: tuple[str, ...]
    fail_on: str
    exit_zero: bool
    write_baseline: str
    color: Color


class Checked(Noun):
    """One blueprint, how it was reviewed, and what came of it."""

    place: Place
    ruled: Ruled
    outcome: Compilation

    @property
    def found(self) -> Found:
        place, outcome = self.place, self.outcome
        return Found(place.path, place.shown, place.home, outcome.diagnostics, outcome.documents, outcome.notices)


KEPT: list[Checked] = []
"""What was checked last: to take a large document apart takes longer than to end the process with it."""


def lint_once(call: Call, folder: Callable[[Path], Folder] = DiskFolder) -> int:
    """Check every blueprint, show what was found, and return the exit code."""
    rules = [ruled(place, call.asked) for place in call.places]
    set_format: str = next((one.settings.format for one in rules if one.settings), "full")
    wanted = outputs(call.format or (set_format,))
    wrong = {one.wrong.file: one.wrong for one in rules if one.wrong}
    if wrong:
        _tell(tuple(wrong.values()), wanted, call.color)
        return USAGE
    checked = [
        Checked(place, one, lint(place.name, folder(place.folder), one.review))
        for place, one in zip(call.places, rules, strict=True)
    ]
    KEPT[:] = checked
    if call.write_baseline:
        return _accept(checked, Path(call.write_baseline))
    _tell((*(one.found for one in checked), *_stale(checked)), wanted, call.color)
    return FINDINGS if _is_bad(checked, call) and not call.exit_zero else CLEAN


def _is_bad(checked: list[Checked], call: Call) -> bool:
    found = [(one.ruled, one.outcome.diagnostics) for one in checked]
    found += [(checked[0].ruled, stale.diagnostics) for stale in _stale(checked)]
    for rules, diagnostics in found:
        least = Severity[(call.fail_on or (rules.settings.fail_on if rules.settings else "error")).upper()]
        if any(diagnostic.severity >= least for diagnostic in diagnostics):
            return True
    return False


def _tell(found: tuple[Found, ...], wanted: tuple[Output, ...], color: Color) -> None:
    """Show what was found as it is wanted, count it, and give notice of what is needed besides."""
    show(wanted, found, color)
    diagnostics = tuple(diagnostic for one in found for diagnostic in one.diagnostics)
    named = ", ".join(one.file for one in found) if len(found) <= 3 else f"{len(found)} files"
    say(f"{named}: {summary(diagnostics) or 'nothing found'}")
    if all(output.format in ("full", "concise") for output in wanted):
        for one in found:
            for notice in one.notices:
                say(f"{one.file}: {notice}")


def _stale(checked: list[Checked]) -> Iterator[Found]:
    """Yield, for each baseline, what it accepts and nobody found."""
    by_baseline: dict[Path, list[Checked]] = {}
    for one in checked:
        if one.ruled.baseline:
            by_baseline.setdefault(one.ruled.baseline_folder / one.ruled.baseline.document.file, []).append(one)
    for path, users in by_baseline.items():
        from apicompiler.review.baseline import moved

        baseline = users[0].ruled.baseline
        assert baseline, "whoever uses a baseline has read it"
        ways = {one.place: way(path.parent, one.place.folder.resolve()) for one in users}
        found = [moved(entry, ways[one.place]) for one in users for entry in one.outcome.accepted]
        read = [_joined(ways[one.place], name) for one in users for name in one.outcome.documents]
        stale = tuple(baseline.stale(found, read))
        if stale:
            folder = shown(path.parent)
            home = Place(path.parent, path.name, folder).home
            yield Found(_joined(folder, path.name), folder, home, stale, {path.name: baseline.document})


def _accept(checked: list[Checked], path: Path) -> int:
    """Write down everything that was found as accepted, but for what cannot be compiled."""
    from apicompiler.review import entry
    from apicompiler.review.baseline import moved, written

    folder = path.absolute().parent.resolve()
    entries, binding = [], 0
    for one in checked:
        leads = way(folder, one.place.folder.resolve())
        for diagnostic in one.outcome.diagnostics:
            binding += diagnostic.rule.is_binding
            if not diagnostic.rule.is_binding:
                entries.append(moved(entry(diagnostic, one.outcome.documents), leads))
    write_whole(path, written(entries).encode("utf-8"))
    left = f"; {binding} cannot be: nothing can be compiled with {'it' if binding == 1 else 'them'}" if binding else ""
    say(f"{path}: {len(set(entries))} accepted{left}")
    return FINDINGS if binding else CLEAN


def _joined(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
