"""`apicompiler lint --watch`: checks again whenever a file that was asked for changes."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

from apicompiler.cli.linting import CLEAN, Call, lint_once
from apicompiler.cli.settings import settings_paths
from apicompiler.cli.terminal import say
from apicompiler.cli.wrong import WrongCall
from apicompiler.read.files import DiskFolder

PAUSE = 0.2  # seconds between two looks

State = Mapping[Path, tuple[int, int, int] | None]


class Noted(DiskFolder):
    """A folder on disk that notes what it was asked for, whether it was there or not."""

    def __init__(self, root: Path, asked: set[Path]) -> None:
        super().__init__(root)
        self.asked = asked

    def read(self, name: str) -> bytes:
        self.asked.add(self.root / name)
        return super().read(name)

    def listing(self, name: str) -> Mapping[str, int] | None:
        self.asked.add(self.root / name)
        return super().listing(name)


def watch(call: Call) -> int:
    """Check, and check again after each change, until the user has seen enough."""
    gc.enable()
    try:
        while True:
            asked: set[Path] = {Path(path) for path in (call.asked.config, call.asked.baseline) if path}
            asked |= {path for place in call.places for path in settings_paths(place)}
            try:
                lint_once(call, partial(Noted, asked=asked))
            except WrongCall as error:
                say(f"apicompiler: {error}")
            say(f"watching {sum(path.exists() for path in asked)} files; Ctrl-C ends")
            _wait(asked)
    except KeyboardInterrupt:
        say("")
        return CLEAN


def _wait(asked: set[Path]) -> None:
    """Return when something has changed and nothing changes any more."""
    before = _state(asked)
    while (now := _state(asked)) == before:
        time.sleep(PAUSE)
    while (later := _state(asked)) != now:
        now = later
        time.sleep(PAUSE)


def _state(paths: Iterable[Path]) -> State:
    return {path: _stat(path) for named in paths for path in _files(named)}


def _files(path: Path) -> Iterable[Path]:
    yield path
    for folder, _, names in os.walk(path):
        yield from (Path(folder, name) for name in names)


def _stat(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
