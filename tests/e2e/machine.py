"""What the suite needs of this machine: a Python for the emulators, pinned tools, processes that end."""

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from apicompiler.cli.doctor import PINNED_CLI
from apicompiler.node import bundled_node

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".cache" / "e2e"
HERE = Path(__file__).parent

PATIENCE = 3
"""Seconds that a process is given to end by itself: nothing that runs here has anything to keep."""


class Broken(Exception):
    """Something that what follows cannot do without did not work."""


# tools --------------------------------------------------------------------------------------------


def find_python() -> str | None:
    """Return a Python 3.13 that can make an environment; a name on PATH may be a shim that leads nowhere."""
    return next(filter(_is_python_313, _candidates()), None)


def _candidates() -> Iterator[str]:
    yield sys.executable
    if on_path := shutil.which("python3.13"):
        yield on_path
    # A shim of pyenv leads nowhere unless that version is the chosen one; the versions stand beside the shims.
    shims = (Path(found).parents[1] for name in ("python3.13", "pyenv") if (found := shutil.which(name)))
    for root in dict.fromkeys((Path.home() / ".pyenv", *shims)):
        yield from map(str, sorted(root.glob("versions/3.13*/bin/python"), reverse=True))
    if uv := shutil.which("uv"):
        yield subprocess.run([uv, "python", "find", "3.13"], capture_output=True, text=True).stdout.strip()


def _is_python_313(python: str) -> bool:
    try:
        code = "import ensurepip, sys; sys.exit(sys.version_info[:2] != (3, 13))"
        return subprocess.run([python, "-c", code], capture_output=True).returncode == 0
    except OSError:
        return False


def install_cdk() -> Path:
    """Install the pinned CDK CLI, unless it is there already, and return it."""
    cli = f"aws-cdk@{PINNED_CLI}"
    folder = _once(cli, cli, lambda folder: [[*npm(), "install", "--ignore-scripts", "--prefix", folder, cli]])
    return folder / "node_modules/.bin/cdk"


def install_emulator(python: str, name: str) -> Path:
    """Install what an emulator's `requirements.txt` pins into an environment of its own, and return its Python."""
    pins = HERE / name / "requirements.txt"

    def commands(folder: Path) -> list[list[str | Path]]:
        pip = [folder / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        return [[python, "-m", "venv", folder], [*pip, "-r", pins]]

    text = pins.read_text(encoding="utf-8")
    return _once(next(line for line in text.splitlines() if "==" in line), python + text, commands) / "bin/python"


def version(emulator: str) -> str:
    """Return the version of an emulator that is pinned."""
    pins = (HERE / emulator / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return next(pin.rpartition("==")[2] for pin in pins if pin.startswith(emulator))


def _once(name: str, version: str, commands: Callable[[Path], Sequence[Sequence[str | Path]]]) -> Path:
    """Return the folder of what *commands* install into it, which they do unless this *version* is there already."""
    folder = CACHE / hashlib.sha256(version.encode()).hexdigest()[:12]
    if not (folder / "complete").exists():
        print(f"installing {name} into {folder.relative_to(ROOT)}", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for command in commands(folder):
            _must(command)
        (folder / "complete").touch()
    return folder


def npm() -> list[str | Path]:
    """Return the npm of this machine, or the one that comes with our Node."""
    if on_path := shutil.which("npm"):
        return [on_path]
    node = bundled_node()
    if node is None:
        raise Broken("there is no npm to install the CDK CLI with")
    return [node, node.parents[1] / "lib/node_modules/npm/bin/npm-cli.js"]


def _must(command: Sequence[str | Path]) -> None:
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode:
        raise Broken(f"{' '.join(map(str, command))}\n{done.stdout}")


# processes ----------------------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def run(
    command: Sequence[str | Path],
    environment: Mapping[str, str],
    cwd: Path,
    log: Path,
    answer: Path | None = None,
    timeout: float = 900,
) -> int:
    """Run a command to its end, and return its exit code; what it prints goes to *answer*, or to the log, too.

    Raises:
        Broken: it takes longer than *timeout* seconds.
    """
    with running(command, environment, cwd, log, answer) as process:
        try:
            return process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise Broken(f"no end in {timeout:.0f} s: {' '.join(map(str, command))}\n{tail(log)}") from None


@contextmanager
def running(
    command: Sequence[str | Path], environment: Mapping[str, str], cwd: Path, log: Path, answer: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command beside us, and end it with everything it started, whatever happens here.

    It has a session of its own, so that Ctrl-C comes to us alone and things
    end in their order.
    """
    with log.open("ab") as said, (answer or log).open("ab") as printed:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=said,
            env=environment,
            cwd=cwd,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def tail(log: Path, lines: int = 40) -> str:
    """Return the end of a log, or nothing where there is none."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
