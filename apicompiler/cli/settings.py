"""Finds the settings of a blueprint on disk, and lays the command line over them."""

from __future__ import annotations

import os.path
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from apicompiler.catalogue import catalogue
from apicompiler.cli.places import Place, repository
from apicompiler.cli.wrong import WrongCall
from apicompiler.compiler import Compilation, lint
from apicompiler.noun import Noun
from apicompiler.read.files import DiskFolder, Folder, Unreadable
from apicompiler.report.found import Found
from apicompiler.review import OWN, SHARED, Review
from apicompiler.source import Location

if TYPE_CHECKING:
    from apicompiler.review import baseline
    from apicompiler.review.settings import Read, Settings


class Asked(Noun):
    """What the command line says about which findings count; what it does not say is empty."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    baseline: str = ""
    config: str = ""
    afresh: bool = False
    """Whether nothing is accepted: a baseline is written."""


NOTHING = Asked()


class Ruled(Noun):
    """How a blueprint is reviewed, by which settings and which baseline."""

    review: Review
    settings: Settings | None = None
    baseline: baseline.Read | None = None
    baseline_folder: Path = Path()
    wrong: Found | None = None
    """What is wrong with the settings or the baseline, if anything is."""


def ruled(place: Place, asked: Asked = NOTHING) -> Ruled:
    """Return how the blueprint at *place* is reviewed."""
    folder = place.folder.resolve()
    root = _root(folder)
    path = Path(asked.config).absolute() if asked.config else _settings_file(place, root)
    if path is None and asked == NOTHING:
        return Ruled(Review())
    from apicompiler.review.settings import Settings

    home = path.parent if path else folder
    root = home if asked.config else root
    read = _read(path, root) if path else None
    if path and read and read.settings is None:
        return Ruled(Review(), wrong=_wrong(path, read))
    settings = (read and read.settings) or Settings(at=Location(""))
    review = Review(
        select=_codes("--select", asked.select or settings.select) or None,
        ignore=_codes("--ignore", asked.ignore or settings.ignore),
        per_file={name: catalogue().codes(words) for name, words in settings.per_file.items()},
        base=way(home, folder),
    )
    made = Ruled(review, settings)
    if asked.afresh or not (asked.baseline or settings.baseline):
        return made
    if asked.baseline:
        return _accepting(made, Path(asked.baseline).absolute(), folder, Path("/"))
    return _accepting(made, home / settings.baseline, folder, root)


def checked(place: Place, folder: Callable[[Path], Folder] = DiskFolder) -> Compilation:
    """Check the blueprint at *place* as its repository has it."""
    made = ruled(place)
    if made.wrong:
        raise WrongCall(f"`{made.wrong.file}` cannot be followed; `apicompiler lint` says why")
    return lint(place.name, folder(place.folder), made.review)


def _accepting(made: Ruled, path: Path, folder: Path, root: Path) -> Ruled:
    """Add the baseline at *path*."""
    from apicompiler.review.baseline import read_baseline

    read = read_baseline(path.name, _content(path, root))
    if read.baseline is None:
        return made.replace(wrong=_wrong(path, read))
    entries = read.entries(way(path.parent.resolve(), folder))
    return made.replace(review=made.review.replace(baseline=entries), baseline=read, baseline_folder=path.parent)


def settings_paths(place: Place) -> Iterator[Path]:
    """Yield where settings for a blueprint may stand: from its folder up to its repository, the nearest first."""
    folder = place.folder.resolve()
    root = _root(folder)
    for above in (folder, *folder.parents):
        yield above / OWN
        yield above / SHARED
        if above == root:
            return


def _settings_file(place: Place, root: Path) -> Path | None:
    there = (path for path in settings_paths(place) if path.exists())
    return next((path for path in there if path.name == OWN or b"tool.apicompiler" in _content(path, root)), None)


def _root(folder: Path) -> Path:
    """Return the folder above which nothing is looked for: that of the repository, or where the user is."""
    here = Path.cwd()
    return repository(folder) or (here if folder.is_relative_to(here) else folder)


def _read(path: Path, root: Path) -> Read | None:
    from apicompiler.review.settings import read_settings

    return read_settings(path.name, _content(path, root), catalogue())


def _content(path: Path, root: Path) -> bytes:
    """Read a file that may come from a stranger: no link leads out of *root*."""
    try:
        return DiskFolder(root).read(os.path.relpath(path, root))
    except Unreadable as error:
        raise WrongCall(f"`{shown(path)}`: {error.reason}") from None


def _codes(flag: str, words: tuple[str, ...]) -> frozenset[str]:
    for word in words:
        if not catalogue().named(word):
            close = catalogue().closest(word)
            help = f"did you mean `{close}`?" if close else "`apicompiler rules` lists them all"
            raise WrongCall(f"`{flag}`: no rule or theme is called `{word}`; {help}")
    return catalogue().codes(words)


def _wrong(path: Path, read: Read | baseline.Read) -> Found:
    folder = path.parent
    root = repository(folder)
    home = way(root, folder) if root else shown(folder)
    return Found(shown(path), shown(folder), home, read.diagnostics, {path.name: read.document})


def shown(path: Path) -> str:
    """Return *path* as a user would reach it."""
    relative = os.path.relpath(path)
    name = str(path) if relative.startswith("..") else relative
    return "" if name == "." else Path(name).as_posix()


def way(start: Path, end: Path) -> str:
    """Return the way from one folder to another, empty where there is none to go."""
    found = Path(os.path.relpath(end, start)).as_posix()
    return "" if found == "." else found
