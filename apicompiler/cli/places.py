"""Finds blueprints on disk."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

NAMES = ("blueprint.yaml", "blueprint.yml", "blueprint.json")


class Place(NamedTuple):
    """A blueprint: its folder, its name in it, and how the folder is shown."""

    folder: Path
    name: str
    shown: str

    @property
    def path(self) -> str:
        return f"{self.shown}/{self.name}" if self.shown else self.name

    @property
    def home(self) -> str:
        """The folder as it is called from the root of its repository; as it is shown where it is in none."""
        folder = self.folder.resolve()
        root = repository(folder)
        below = folder.relative_to(root).as_posix() if root else self.shown
        return "" if below == "." else below


def blueprint_at(path: str) -> Place | None:
    """Return the blueprint that *path* names, itself or as its folder; None when there is none."""
    named = Path(path)
    if named.is_dir():
        found = next((named / name for name in NAMES if (named / name).exists()), None)
    else:
        found = named if named.exists() else None
    if found is None:
        return None
    shown = found.parent.as_posix()
    return Place(found.parent, found.name, "" if shown == "." else shown)


def repository(folder: Path) -> Path | None:
    """Return the root of the repository that holds *folder*."""
    return next((above for above in (folder, *folder.parents) if (above / ".git").exists()), None)


def missing(path: str) -> str:
    """Say that no blueprint stands at *path*, and what to do."""
    if Path(path).is_dir():
        where = "here" if Path(path) == Path() else f"in `{path}`"
        return f"no blueprint {where}: write one with `apicompiler init`, or name one"
    return f"there is no file `{path}`"
