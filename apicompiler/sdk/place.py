"""Where a client is put: a folder of its own, in which only what an earlier run wrote is written over."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from apicompiler.beside import written_beside
from apicompiler.sdk.trouble import NotMade

LIST = ".apicompiler-sdk"
"""The file that names all others which a run wrote."""


@contextmanager
def placed(folder: Path, kept: str = "", force: bool = False) -> Iterator[Path]:
    """Give an empty folder, and put what is written there into *folder* when nothing went wrong.

    What an earlier run wrote and this one does not is gone; what somebody else put there stays. The file *kept* is
    given along, where there is one. Whatever stood there goes only with *force*.

    Raises:
        NotMade: the folder holds what no run wrote, or a file that is not ours is in the way.
    """
    others = [] if force else _others(folder)
    try:
        with written_beside(folder) as fresh:
            if kept and (folder / kept).is_file() and not force:
                shutil.copyfile(folder / kept, fresh / kept)
            yield fresh
            made = sorted(path.relative_to(fresh).as_posix() for path in fresh.rglob("*") if path.is_file())
            (fresh / LIST).write_text("".join(f"{name}\n" for name in made), encoding="utf-8")
            for name in others:
                _carry(folder / name, fresh / name, name)
    except OSError as error:
        raise NotMade(f"`{folder}` cannot be written: {error.strerror}") from None


def _others(folder: Path) -> list[str]:
    """Return what stands in *folder* and no run wrote: files, and folders of which nothing is ours."""
    if not folder.exists():
        return []
    if not folder.is_dir():
        raise NotMade(f"`{folder}` is not a folder")
    list = folder / LIST
    if not list.is_file():
        if any(folder.iterdir()):
            raise NotMade(f"`{folder}` holds what no client is; name another folder, or let it go with `--force`")
        return []
    ours = {*list.read_text(encoding="utf-8").splitlines(), LIST}
    homes = {above.as_posix() for name in ours for above in Path(name).parents}
    return [*_foreign(folder, Path(), ours, homes)]


def _foreign(root: Path, below: Path, ours: set[str], homes: set[str]) -> Iterator[str]:
    for entry in sorted((root / below).iterdir()):
        name = (below / entry.name).as_posix()
        if name in homes and entry.is_dir() and not entry.is_symlink():
            yield from _foreign(root, below / entry.name, ours, homes)
        elif name not in ours:
            yield name


def _carry(old: Path, new: Path, name: str) -> None:
    """Let a file, or a folder, stand in the new place, too; the old one stays whole until then."""
    if new.exists() or new.is_symlink():
        raise NotMade(f"`{name}` stands where the client has a file of that name: move it, or let it go with `--force`")
    new.parent.mkdir(parents=True, exist_ok=True)
    if old.is_dir() and not old.is_symlink():
        shutil.copytree(old, new, symlinks=True, copy_function=_linked)
    else:
        _linked(old, new)


def _linked(old: str | Path, new: str | Path) -> None:
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError:  # a file system without links
        shutil.copy2(old, new, follow_symlinks=False)
