"""What `apicompiler lint --watch` and `apicompiler watch` do: the same again, whenever a file that was read changes."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path

from apicompiler.account.trouble import Trouble
from apicompiler.cli.linting import CLEAN, Call, lint_once
from apicompiler.cli.places import Place
from apicompiler.cli.settings import settings_paths
from apicompiler.cli.terminal import say
from apicompiler.cli.wrong import WrongCall
from apicompiler.read.files import DiskFolder, Folder

PAUSE = 0.2  # seconds between two looks

Folders = Callable[[Path], Folder]
"""Opens a folder to read from."""
State = Mapping[str, tuple[int, int, int] | None]
"""What stands at a path, and below it where it is a folder."""


class Noted(DiskFolder):
    """A folder on disk that notes how everything stood when it was asked for, whether it was there or not."""

    def __init__(self, root: Path, seen: dict[Path, State]) -> None:
        super().__init__(root)
        self.seen = seen

    def read(self, name: str) -> bytes:
        self.seen.setdefault(self.root / name, _state(self.root / name))
        return super().read(name)

    def listing(self, name: str) -> Mapping[str, int] | None:
        self.seen.setdefault(self.root / name, _state(self.root / name))
        return super().listing(name)


def watch(call: Call) -> int:
    """Check, and check again after each change, until the user has seen enough."""
    named = [Path(path) for path in (call.asked.config, call.asked.baseline) if path]
    return again(partial(lint_once, call), named, call.places)


def again(once: Callable[[Folders], object], named: Iterable[Path], places: Iterable[Place]) -> int:
    """Do something *once* with the blueprints at *places*, and once more after each change of what it has read."""
    gc.enable()  # this run is long
    try:
        while True:
            seen = {path: _state(path) for path in named}
            seen |= {path: _state(path) for place in places for path in settings_paths(place)}
            try:
                once(partial(Noted, seen=seen))
            except (WrongCall, Trouble) as error:
                say(f"apicompiler: {error}")
            say(f"watching {sum(path.exists() for path in seen)} files; Ctrl-C ends")
            _wait(seen)
    except KeyboardInterrupt:
        say("")
        return CLEAN


def _wait(seen: Mapping[Path, State]) -> None:
    """Return when something is not as it was *seen*, and nothing changes any more."""
    while (now := {path: _state(path) for path in seen}) == seen:
        time.sleep(PAUSE)
    while now != seen:
        seen = now
        time.sleep(PAUSE)
        now = {path: _state(path) for path in seen}


def _state(path: Path) -> State:
    inside = (os.path.join(folder, name) for folder, _, names in os.walk(path) for name in names)  # noqa: PTH118
    return {name: _stat(name) for name in (str(path), *inside)}


def _stat(name: str) -> tuple[int, int, int] | None:
    try:
        found = os.stat(name)  # noqa: PTH116
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
