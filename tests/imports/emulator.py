"""The service that imports: the emulator of the smoke test, and nothing of the smoke test but how it is started."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "smoke"))
import machine
from cloud import ACCOUNT, REGION, emulated, environment

__all__ = ["ACCOUNT", "REGION", "Broken", "find_python", "name", "running"]

Broken = machine.Broken
find_python = machine.find_python


def name() -> str:
    """Return the emulator and its version."""
    pins = machine.PINS.read_text(encoding="utf-8")
    return "LocalEmu " + next(line.rpartition("==")[2] for line in pins.splitlines() if "==" in line)


@contextmanager
def running(python: str) -> Iterator[Mapping[str, str]]:
    """Run the emulator, and give the environment in which boto3 finds it."""
    tools = machine.install(python)
    with tempfile.TemporaryDirectory(prefix="apicompiler-imports-") as folder, emulated(tools, Path(folder)) as cloud:
        yield environment(cloud.work, cloud.endpoint)
