"""Examples that the emulator of the others does not run, deployed to MiniStack and called by a program of their own.

MiniStack makes most of their templates, user pools included, and serves the pages at which users sign in: what it
leaves out is said.
"""

import json
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

import machine
from cloud import ACCOUNT, environment
from machine import ROOT, Broken, Tools

PROGRAMS = Path(__file__).with_name("ministack")
LOG = "ministack.log"


def visited(tools: Tools, example: str) -> dict[str, Any] | None:
    """Return what those have seen who came to an example; None where MiniStack cannot run its functions."""
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        print(f"{example} is left out: MiniStack runs functions here, and they are built for Linux on x86_64")
        return None
    program = PROGRAMS / f"{example}.py"
    with tempfile.TemporaryDirectory(prefix="apicompiler-smoke-") as folder:
        work = Path(folder)
        assembly = _synthesized(example, work)
        with _ministack(tools, work) as settings:
            done = subprocess.run(
                [tools.visitors, program, assembly],
                env=settings,
                capture_output=True,
                text=True,
                timeout=180,
                check=False,
            )
            if done.returncode:
                raise Broken(f"{program.name} failed\n{done.stderr}\n{machine.tail(work / LOG)}")
    seen: dict[str, Any] = json.loads(done.stdout)
    for what in seen["left out"]:
        print(f"left out of {example}: {what}")
    return seen


def _synthesized(example: str, work: Path) -> Path:
    """Compile an example, its dependencies included, as a user does."""
    assembly = work / "assembly"
    program = "import sys; from apicompiler.cli import run; sys.exit(run(sys.argv[1:]))"
    command = ["synth", ROOT / "blueprints" / example, "--env", "dev", "--output", assembly]
    done = subprocess.run(
        [sys.executable, "-c", program, *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Broken(f"{example} does not compile\n{done.stdout}{done.stderr}")
    return assembly


@contextmanager
def _ministack(tools: Tools, work: Path) -> Iterator[Mapping[str, str]]:
    """Run the emulator, with all it writes under *work*, and give the environment in which it is found."""
    for name in ("home", "tmp"):
        (work / name).mkdir()
    port = machine.free_port()
    endpoint = f"http://127.0.0.1:{port}"
    settings = {
        **environment(work, endpoint),
        "GATEWAY_PORT": str(port),
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_HOST": "127.0.0.1",
        # Whoever signs up is nobody yet, and has no key that would name the account.
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "PERSIST_STATE": "0",
        "STATE_DIR": str(work / "state"),
        "LAMBDA_EXECUTOR": "local",
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
    }
    with machine.running([tools.visitors.with_name("ministack")], settings, work, work / LOG) as process:
        deadline = time.monotonic() + 60
        while not _answers(endpoint):
            if time.monotonic() > deadline or process.poll() is not None:
                raise Broken(f"MiniStack did not start\n{machine.tail(work / LOG)}")
            time.sleep(0.2)
        yield settings


def _answers(endpoint: str) -> bool:
    try:
        build_opener(ProxyHandler({})).open(f"{endpoint}/_ministack/health", timeout=5).close()
    except (URLError, OSError):
        return False
    return True
