"""Installs what the code of functions needs: wheels for the machine they run on, at synth and at no other time."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from apicompiler import plan
from apicompiler.blueprint import CodeFunction
from apicompiler.bundle import LEFT_OUT
from apicompiler.diagnostic import Diagnostic, Finding
from apicompiler.limits import CODE_BYTES
from apicompiler.requirements import requirements
from apicompiler.rules.packages import dependency_without_a_wheel
from apicompiler.target import Target

CACHE = ".apicompiler_cache"
BEGINNING = 315_532_800  # 1980, before which zip files know no time
# The C library of Amazon Linux 2, and from Python 3.12 on that of Amazon Linux 2023.
# https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
OLD_RUNTIMES, OLD_LIBRARY, LIBRARY, OLDEST_LIBRARY = ("3.9", "3.10", "3.11"), 26, 34, 17
# What pip writes about an installation, and not about what is installed: it differs from machine to machine.
TRACES = ("bin", "*.dist-info/RECORD", "*.dist-info/INSTALLER", "*.dist-info/REQUESTED", "*.dist-info/direct_url.json")


class NotInstalled(Exception):
    """What a function needs cannot be had: why, and what would help."""

    def __init__(self, reason: str, help: str) -> None:
        super().__init__(f"{reason}; {help}")
        self.reason = reason
        self.help = help


def install(plans: Iterable[plan.Plan], targets: Iterable[Target], root: Path) -> tuple[Diagnostic, ...]:
    """Install what the functions of *plans* need, and return what cannot be had, at the code that needs it."""
    places = {
        (str(function.code), function.runtime, function.architecture): function.at / "code"
        for target in targets
        for function in target.blueprint.functions.values()
        if isinstance(function, CodeFunction)
    }
    failed: dict[str, Diagnostic] = {}
    for function in (function for made in plans for function in made.functions):
        package = function.package
        if not isinstance(package, plan.Zip) or package.digest in failed:
            continue
        try:
            prepared(package, root)
        except NotInstalled as error:
            at = places[package.path, package.runtime, function.architecture]
            finding = Finding(at=at, message=error.reason, help=error.help)
            failed[package.digest] = Diagnostic(dependency_without_a_wheel, finding)
    return tuple(failed.values())


def prepared(package: plan.Zip, root: Path) -> Path:
    """Return what is uploaded for a function: its code, with what it needs beside it where it needs something.

    The same code is prepared once; raise `NotInstalled`.
    """
    if package.dependencies is None:
        return root / package.path
    made = root / CACHE / package.digest
    if not made.is_dir():
        _open_cache(made.parent)
        with tempfile.TemporaryDirectory(dir=made.parent) as folder:
            fresh = Path(folder) / "package"
            _install(package.dependencies, root / package.path, fresh)
            shutil.copytree(root / package.path, fresh, ignore=shutil.ignore_patterns(*LEFT_OUT), dirs_exist_ok=True)
            _settle(fresh)
            try:
                fresh.rename(made)
            except OSError:
                if not made.is_dir():  # somebody else made the same meanwhile
                    raise
    return made


def _open_cache(folder: Path) -> None:
    try:
        folder.mkdir(exist_ok=True)
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    except OSError as error:
        reason = f"`{CACHE}` cannot be written beside the blueprint: {error.strerror}"
        raise NotInstalled(reason, "let it be written, or write `bundle: false`") from None


def _install(needed: plan.Dependencies, code: Path, folder: Path) -> None:
    """Let pip put wheels into *folder*, for the machine of a function whatever machine this is."""
    if find_spec("pip") is None:
        raise NotInstalled("pip is not there, which installs what the code needs", "write `python -m ensurepip`")
    listing, complete = _listing(needed, code, folder.parent)
    wheels = ["--only-binary=:all:", "--implementation=cp", f"--python-version={needed.python}"]
    command = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--no-compile"]
    done = subprocess.run(
        [*command, *wheels, *_platforms(needed), *complete, f"--target={folder}", f"--requirement={listing}"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise _failure(needed, done.stderr)
    folder.mkdir(exist_ok=True)
    for trace in (path for pattern in TRACES for path in folder.glob(pattern)):
        shutil.rmtree(trace) if trace.is_dir() else trace.unlink()


def _listing(needed: plan.Dependencies, code: Path, beside: Path) -> tuple[Path, list[str]]:
    """Return a file that pip reads, and what is said where it lists everything: pip reads no lock of others."""
    file = code / needed.file
    if not needed.file.endswith(".toml") and needed.file != "uv.lock":
        return file, []
    listing = beside / "requirements.txt"
    found = requirements(needed.file, file.read_text(encoding="utf-8"))
    listing.write_text("".join(f"{requirement.text}\n" for requirement in found), encoding="utf-8")
    return listing, ["--no-deps", "--require-hashes"] if found else []


def _platforms(needed: plan.Dependencies) -> list[str]:
    """Return the platforms whose wheels run there: pip takes none of an older C library by itself."""
    newest = OLD_LIBRARY if needed.python in OLD_RUNTIMES else LIBRARY
    minors = range(newest, OLDEST_LIBRARY - 1, -1)
    names = (*(f"manylinux_2_{minor}" for minor in minors), "manylinux2014")
    return [f"--platform={name}_{needed.machine}" for name in names]


def _failure(needed: plan.Dependencies, said: str) -> NotInstalled:
    """Say in a line what pip said in many."""
    missing = re.search(r"No matching distribution found for (\S+)", said)
    if "Retrying (" in said:
        return NotInstalled("the index of packages cannot be reached", "try again, or set `PIP_INDEX_URL`")
    if missing:
        return NotInstalled(
            f"`{missing[1]}` has no wheel for Python {needed.python} on {needed.machine}",
            f"choose a version in `{needed.file}` that has one, or write `bundle: false` and add it to the folder",
        )
    if "DO NOT MATCH THE HASHES" in said:
        return NotInstalled(f"the index holds something else than `{needed.file}` locks", "lock it again")
    lines = [line.removeprefix("ERROR: ") for line in said.splitlines() if line.startswith("ERROR: ")]
    return NotInstalled(f"pip says: {(lines or ['nothing'])[0][:200]}", f"look into `{needed.file}`")


def _settle(folder: Path) -> None:
    """Let the files be the same on every machine, their times and rights too, and no more than Lambda takes."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    if size > CODE_BYTES:
        raise NotInstalled(
            f"code and what it needs hold {size / 2**20:,.0f} MiB, and Lambda takes {CODE_BYTES // 2**20}, unpacked",
            "write `image: …` instead of `code`, or put something into a layer",
        )
    for path in files:
        path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
        os.utime(path, (BEGINNING, BEGINNING))
