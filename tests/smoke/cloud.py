"""The AWS of the smoke test: an emulator on loopback, as long as it is needed."""

import json
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

import machine
from example import Example
from machine import CACHE, ROOT, Broken, Tools

from apicompiler.node import bundled_node

# Where the environments `dev` of the examples are.
ACCOUNT, REGION = "111111111111", "eu-west-1"
EMULATOR = Path(__file__).with_name("emulator")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloud:
    """An emulated account, and how to talk to it."""

    tools: Tools
    endpoint: str
    work: Path

    @property
    def log(self) -> Path:
        return self.work / "localemu.log"

    @property
    def last_words(self) -> str:
        return f"--- the end of {self.log.name}\n{machine.tail(self.log)}\n---"

    def cdk(self, command: str, examples: Sequence[Example], *arguments: str) -> Iterator[tuple[Example, int]]:
        """Run a command of the CDK CLI for all *examples*, beside each other, and yield their exit codes."""
        app = shlex.join([sys.executable, "app.py"])
        commands = {
            self.cdk_log(example): [
                self.tools.cdk,
                *("--no-notices", "--app", app, "--output", self.assembly(example), command),
                *(() if command == "bootstrap" else (example.stack,)),
                *arguments,
                *example.context,
            ]
            for example in examples
        }
        codes = machine.run(commands, environment(self.work, self.endpoint), ROOT, timeout=180)
        yield from zip(examples, codes, strict=True)

    def cdk_log(self, example: Example) -> Path:
        return self.work / f"{example.stack}.log"

    def assembly(self, example: Example) -> Path:
        return self.work / "cdk.out" / example.stack

    def template(self, example: Example) -> Path:
        return self.assembly(example) / f"{example.stack}.template.json"

    def prepare(self) -> None:
        """Make what the examples point at and do not own."""
        self._ask("prepare.py")

    def holdings(self, examples: Iterable[Example]) -> dict[str, dict[str, Any]]:
        """Return what the account and its stacks hold, by kind and by name."""
        found: dict[str, dict[str, Any]] = json.loads(self._ask("holdings.py", *(each.stack for each in examples)))
        return found

    def arrivals(self) -> dict[str, list[Any]]:
        """Return what arrived in the services behind the examples, by place."""
        found: dict[str, list[Any]] = json.loads(self._ask("arrivals.py"))
        return found

    def _ask(self, script: str, *arguments: str) -> str:
        """Run a script with the emulator's own boto3, which the project does without."""
        done = subprocess.run(
            [self.tools.python, EMULATOR / script, *arguments],
            env=environment(self.work, self.endpoint),
            capture_output=True,
            text=True,
            timeout=120,
        )
        if done.returncode:
            raise Broken(f"{script} failed\n{done.stderr}")
        return done.stdout


@contextmanager
def emulated(tools: Tools, work: Path) -> Iterator[Cloud]:
    """Run the emulator, with all it writes under *work*."""
    for name in ("home", "tmp"):
        (work / name).mkdir()
    address = f"127.0.0.1:{machine.free_port()}"
    cloud = Cloud(tools=tools, endpoint=f"http://{address}", work=work)
    settings = {
        **isolated(work),
        "GATEWAY_LISTEN": address,
        "LOCALEMU_HOST": address,
        "LOCALEMU_VOLUME_DIR": str(work / "volume"),
        "FILESYSTEM_ROOT": str(work / "volume"),
        "EAGER_SERVICE_LOADING": "0",
        # No name server, no certificate from elsewhere, no news to its makers.
        "DNS_ADDRESS": "0",
        "SKIP_SSL_CERT_DOWNLOAD": "1",
        "DISABLE_EVENTS": "1",
    }
    with machine.running([tools.python, EMULATOR / "start.py"], settings, work, cloud.log) as process:
        _wait(cloud, process)
        yield cloud


def _wait(cloud: Cloud, process: subprocess.Popen[bytes]) -> None:
    opener = build_opener(ProxyHandler({}))
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            opener.open(f"{cloud.endpoint}/_localemu/health", timeout=5).close()
        except (URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise Broken(f"the emulator did not start\n{machine.tail(cloud.log)}")


def environment(work: Path, endpoint: str) -> Mapping[str, str]:
    """Return what points the CDK CLI and boto3 at the emulator, and away from the user's own account."""
    return {
        **isolated(work),
        "AWS_ENDPOINT_URL": endpoint,
        # Twelve digits as a key are the account it belongs to.
        "AWS_ACCESS_KEY_ID": ACCOUNT,
        "AWS_SECRET_ACCESS_KEY": "smoke",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        # The CLI remembers which account a key belongs to, and another run has another one.
        "CDK_HOME": str(work / "home"),
        "CDK_DISABLE_CLI_TELEMETRY": "true",
        # Without a home that stays, the CDK would unpack itself for six seconds in every run.
        "JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(CACHE / "jsii"),
    }


def isolated(work: Path) -> dict[str, str]:
    """Return an environment that knows nothing of the user's: no profiles, no proxies, no home."""
    node = bundled_node()
    path = os.environ["PATH"]
    return {
        "PATH": f"{node.parent}{os.pathsep}{path}" if node else path,
        "HOME": str(work / "home"),
        "TMPDIR": str(work / "tmp"),
        "LANG": "C.UTF-8",
    }
