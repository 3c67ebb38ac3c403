"""The chat, deployed to an emulator that runs WebSocket APIs: members sign in, connect, and talk.

The emulator of the other examples has none. MiniStack makes most of the chat's template, the user pool included, and
serves the pages at which users sign in: what it leaves out is said.
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
from verdict import Verdict, same

VISIT = Path(__file__).with_name("ministack") / "visit.py"
LOG = "ministack.log"
STATUSES = {
    "nothing": 401,
    "an ID token": 403,
    "a token without the scope": 403,
    "a token of another pool": 403,
    "a token with the claims of another": 403,
    "a token that has ended": 403,
    "the same one before it ends": 101,
}
"""What is answered to those who connect, by what they show."""
TALK = {
    "ann asks who is here": {"here": ["ann", "ben"]},
    "ann hears ben": {"from": "ben", "text": "hello"},
    "ben hears himself": {"from": "ben", "text": "hello"},
    "ann is told what she may send": {"error": "say or who?"},
    "ann asks who is here when ben has left": {"here": ["ann"]},
}


def story(tools: Tools) -> Iterator[Verdict]:
    """Deploy the chat, let people sign in and talk, and others be refused."""
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        print("the chat is left out: MiniStack runs its functions here, and they are built for Linux on x86_64")
        return
    with tempfile.TemporaryDirectory(prefix="apicompiler-smoke-") as folder:
        seen = _visit(tools, Path(folder))
    for what in seen["left out"]:
        print(f"left out of the chat: {what}")
    yield Verdict("the chat is deployed, and two users of its pool have signed in")
    for what, status in STATUSES.items():
        yield same(f"{what} is answered with {status}", seen["statuses"].get(what), status)
    for what, message in TALK.items():
        yield same(what, seen["talk"].get(what), message)
    yield same("refusals are logged, and no token is", seen["logs"], "refusals")


def _visit(tools: Tools, work: Path) -> dict[str, Any]:
    """Return what those have seen who came to the chat."""
    assembly = _synthesized(work)
    with _ministack(tools, work) as settings:
        done = subprocess.run(
            [tools.chat, VISIT, assembly], env=settings, capture_output=True, text=True, timeout=180, check=False
        )
        if done.returncode:
            raise Broken(f"{VISIT.name} failed\n{done.stderr}\n{machine.tail(work / LOG)}")
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


def _synthesized(work: Path) -> Path:
    """Compile the chat, its dependencies included, as a user does."""
    assembly = work / "assembly"
    program = "import sys; from apicompiler.cli import run; sys.exit(run(sys.argv[1:]))"
    command = ["synth", ROOT / "blueprints/chat", "--env", "dev", "--output", assembly]
    done = subprocess.run(
        [sys.executable, "-c", program, *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Broken(f"the chat does not compile\n{done.stdout}{done.stderr}")
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
    with machine.running([tools.chat.with_name("ministack")], settings, work, work / LOG) as process:
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
