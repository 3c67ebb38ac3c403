"""Folders that are written beside their place, and put there when they are whole."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

AT_FDCWD, RENAME_EXCHANGE, RENAME_SWAP = -100, 2, 2


@contextmanager
def written_beside(folder: Path) -> Iterator[Path]:
    """Give an empty folder beside *folder*, and put it in its place when nothing went wrong.

    Whoever looks, and whenever the process ends, finds the old folder or the
    new one, whole.
    """
    parent = folder.absolute().parent
    parent.mkdir(parents=True, exist_ok=True)
    _sweep(parent, folder.name)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-{os.getpid()}-", dir=parent))
    try:
        yield fresh
        fresh.chmod(0o755)
        if folder.exists():
            _exchange(fresh, folder)
        else:
            fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _exchange(one: Path, other: Path) -> None:
    """Let two folders change places in one step, where the system can; in two where it cannot."""
    libc = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(one), os.fsencode(other.absolute())
    if sys.platform.startswith("linux") and hasattr(libc, "renameat2"):
        done = libc.renameat2(AT_FDCWD, names[0], AT_FDCWD, names[1], RENAME_EXCHANGE) == 0
    elif hasattr(libc, "renamex_np"):
        done = libc.renamex_np(*names, RENAME_SWAP) == 0
    else:
        done = False
    if not done:
        aside = Path(f"{one}-old")
        other.rename(aside)
        one.rename(other)
        aside.rename(one)


def _sweep(parent: Path, name: str) -> None:
    """Remove what runs have left behind that were killed."""
    for left in parent.glob(f".{name}-*-*"):
        owner = left.name.removeprefix(f".{name}-").partition("-")[0]
        if owner.isdecimal() and not _is_running(int(owner)):
            shutil.rmtree(left, ignore_errors=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
