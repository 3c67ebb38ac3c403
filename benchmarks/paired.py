"""Times whole commands against each other: A B A B …, so that a noisy machine disturbs both alike."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Command:
    """A command line, and where it runs."""

    name: str
    words: list[str]
    folder: Path = Path()
    environment: dict[str, str] | None = None


@dataclass(frozen=True)
class Timed:
    """The medians of both commands in seconds, and the median of their ratios round by round."""

    ours: float
    theirs: float
    ratio: float
    peak: float
    """The most memory our command took, in MB."""


def compare(ours: Command, theirs: Command, rounds: int) -> Timed:
    """Run both commands *rounds* times in turns, after once to warm up."""
    for command in (ours, theirs):
        run(command)
    pairs = [(run(ours), run(theirs)) for _ in range(rounds)]
    return Timed(
        ours=statistics.median(a.seconds for a, _ in pairs),
        theirs=statistics.median(b.seconds for _, b in pairs),
        ratio=statistics.median(a.seconds / b.seconds for a, b in pairs),
        peak=max(a.peak for a, _ in pairs),
    )


@dataclass(frozen=True)
class Run:
    """One run: its wall time in seconds, and its peak memory in MB."""

    seconds: float
    peak: float


def run(command: Command) -> Run:
    """Run a command to its end; what it finds and prints does not matter here, but it must not crash."""
    environment = os.environ | (command.environment or {})
    start = time.perf_counter()
    process = subprocess.Popen(
        command.words,
        cwd=command.folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 1):
        raise SystemExit(f"{command.name} exited with {code}: {' '.join(command.words)}")
    return Run(seconds, usage.ru_maxrss / 1024)
