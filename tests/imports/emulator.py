"""The service that imports: the emulator of the end-to-end suite, and nothing of the suite but how it is started."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "e2e"))
import machine
from cloud import ACCOUNT, REGION, localemu

__all__ = ["ACCOUNT", "REGION", "Broken", "find_python", "name", "running"]

Broken = machine.Broken
find_python = machine.find_python


def name() -> str:
    """Return the emulator and its version."""
    return f"LocalEmu {machine.version('localemu')}"


@contextmanager
def running(python: str) -> Iterator[Mapping[str, str]]:
    """Run the emulator, and give the environment in which boto3 finds it."""
    with (
        tempfile.TemporaryDirectory(prefix="apicompiler-imports-") as folder,
        localemu(python, Path(folder) / "localemu", backend="") as cloud,
    ):
        yield cloud.settings
