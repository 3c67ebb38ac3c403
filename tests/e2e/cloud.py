"""Where examples are deployed: an emulator on loopback, as long as it is needed, or an account of AWS."""

import json
import os
import secrets
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

import boto3
from botocore.config import Config
from call import Signer
from machine import CACHE, HERE, Broken, free_port, install_emulator, running, tail
from ministack import assembly as fitting

from apicompiler.node import bundled_node

ACCOUNT, REGION = "111111111111", "eu-west-1"


@dataclass(frozen=True, kw_only=True)
class Cloud:
    """An account, and how to talk to it. This one is real; emulators differ in what is written below."""

    name: str = "AWS"
    account: str
    work: Path
    session: boto3.session.Session
    settings: Mapping[str, str]
    """The environment of what deploys to it."""
    backend: str
    """Host and port of what stands behind HTTP integrations."""
    endpoint: str | None = None
    suffix: str = ""
    """What makes names unique, where there may be others."""
    _clients: dict[tuple[str, str], Any] = field(default_factory=dict)
    _one_at_a_time: threading.Lock = field(default_factory=threading.Lock)

    @property
    def is_real(self) -> bool:
        return self.endpoint is None

    @property
    def last_words(self) -> str:
        """The end of what it said itself."""
        return ""

    def client(self, service: str, region: str) -> Any:
        with self._one_at_a_time:
            if (service, region) not in self._clients:
                # No proxy stands between us and loopback.
                config = Config(proxies={}) if self.endpoint else None
                self._clients[service, region] = self.session.client(
                    service, region_name=region, endpoint_url=self.endpoint, config=config
                )
            return self._clients[service, region]

    def signer(self, region: str) -> Signer:
        return Signer(self.session.get_credentials().get_frozen_credentials(), region)

    def unique(self, name: str) -> str:
        return f"{name}-{self.suffix}" if self.suffix else name

    def url(self, api: str, stage: str, region: str, protocol: str = "REST") -> str:
        """Return where a stage of an API is called."""
        scheme = "wss" if protocol == "WEBSOCKET" else "https"
        return f"{scheme}://{api}.execute-api.{region}.amazonaws.com/{stage}"

    def fit(self, assembly: Path) -> None:
        """Leave out of an assembly what cannot be deployed here."""

    def settle(self, assembly: Path, ids: dict[str, str], region: str) -> None:
        """Wait until what was deployed has arrived everywhere."""
        time.sleep(30)

    def sign_in(self, domain: str, region: str) -> str:
        """Return where the users of a pool sign in."""
        return f"https://{domain}.auth.{region}.amazoncognito.com"


class Emulator(Cloud):
    """A process on this machine that stands for an account."""

    @property
    def last_words(self) -> str:
        return f"--- the end of {self.log.name}\n{tail(self.log)}\n---"

    @property
    def log(self) -> Path:
        return self.work / f"{self.name.lower()}.log"

    def settle(self, assembly: Path, ids: dict[str, str], region: str) -> None:
        """An emulator has one place, and a change is there when it is made."""

    def sign_in(self, domain: str, region: str) -> str:
        assert self.endpoint
        return self.endpoint


class LocalEmu(Emulator):
    """Knows nearly all of REST APIs, and runs HTTP APIs."""

    def url(self, api: str, stage: str, region: str, protocol: str = "REST") -> str:
        assert self.endpoint
        prefix = "execute-api" if protocol == "REST" else "execute-api-v2"
        root = self.endpoint.replace("http", "ws", 1) if protocol == "WEBSOCKET" else self.endpoint
        return f"{root}/_aws/{prefix}/{api}/{stage}"


class MiniStack(Emulator):
    """Runs WebSocket APIs, domains, quotas and throttles, and leaves out most of a document."""

    def url(self, api: str, stage: str, region: str, protocol: str = "REST") -> str:
        assert self.endpoint
        root = self.endpoint.replace("http", "ws", 1) if protocol == "WEBSOCKET" else self.endpoint
        return f"{root}/_aws/execute-api/{api}/{stage}"

    def fit(self, assembly: Path) -> None:
        assert self.endpoint
        shutil.copytree(assembly, _original(assembly))
        fitting.fit(assembly, self.endpoint)

    def settle(self, assembly: Path, ids: dict[str, str], region: str) -> None:
        for file in _original(assembly).glob("*.template.json"):
            resources = json.loads(file.read_text(encoding="utf-8"))["Resources"]
            fitting.tell(self.client("apigatewayv2", region), resources, ids)


def _original(assembly: Path) -> Path:
    """Return where the assembly is kept as it was compiled."""
    return assembly.with_name(f"{assembly.name}.original")


@contextmanager
def localemu(python: str, work: Path, backend: str) -> Iterator[Cloud]:
    """Run LocalEmu, with all it writes under *work*."""
    interpreter, address = install_emulator(python, "localemu"), _address(work)
    settings = {
        **_isolated(work),
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
    cloud = LocalEmu(name="LocalEmu", **_emulated(work, address, backend))
    with running([interpreter, HERE / "localemu/start.py"], settings, work, cloud.log) as process:
        _wait(cloud, process, "_localemu/health")
        yield cloud


@contextmanager
def ministack(python: str, work: Path, backend: str) -> Iterator[Cloud]:
    """Run MiniStack, with all it writes under *work*."""
    interpreter, address = install_emulator(python, "ministack"), _address(work)
    host, port = address.split(":")
    emulated = _emulated(work, address, backend)
    settings = {
        **emulated["settings"],
        "GATEWAY_PORT": port,
        "BIND_HOST": host,
        "MINISTACK_HOST": host,
        # Whoever signs up is nobody yet, and has no key that would name the account.
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "PERSIST_STATE": "0",
        "STATE_DIR": str(work / "state"),
        "LAMBDA_EXECUTOR": "local",
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
    }
    cloud = MiniStack(name="MiniStack", **emulated)
    with running([interpreter.with_name("ministack")], settings, work, cloud.log) as process:
        _wait(cloud, process, "_ministack/health")
        yield cloud


@contextmanager
def real(work: Path, backend: str) -> Iterator[Cloud]:
    """Give the account of the profile that the user named, and nothing else of the user's."""
    _folders(work)
    session = boto3.session.Session()
    account = session.client("sts", region_name=REGION).get_caller_identity()["Account"]
    yield Cloud(
        account=account,
        work=work,
        session=session,
        settings={**os.environ, **_quiet(work)},
        backend=backend,
        suffix=secrets.token_hex(3),
    )


def _address(work: Path) -> str:
    _folders(work)
    return f"127.0.0.1:{free_port()}"


def _folders(work: Path) -> None:
    for name in ("home", "tmp"):
        (work / name).mkdir(parents=True)


def _emulated(work: Path, address: str, backend: str) -> dict[str, Any]:
    endpoint = f"http://{address}"
    return {
        "account": ACCOUNT,
        "work": work,
        # Twelve digits as a key are the account it belongs to.
        "session": boto3.session.Session(aws_access_key_id=ACCOUNT, aws_secret_access_key="e2e"),
        "settings": _environment(work, endpoint),
        "backend": backend,
        "endpoint": endpoint,
    }


def _wait(cloud: Emulator, process: subprocess.Popen[bytes], health: str) -> None:
    opener = build_opener(ProxyHandler({}))
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            opener.open(f"{cloud.endpoint}/{health}", timeout=5).close()
        except (URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise Broken(f"{cloud.name} did not start\n{tail(cloud.log)}")


def _environment(work: Path, endpoint: str) -> dict[str, str]:
    """Return what points the CDK CLI at an emulator, and away from the user's own account."""
    return {
        **_isolated(work),
        **_quiet(work),
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": ACCOUNT,
        "AWS_SECRET_ACCESS_KEY": "e2e",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def _quiet(work: Path) -> dict[str, str]:
    node = bundled_node()
    path = os.environ["PATH"]
    return {
        "PATH": f"{node.parent}{os.pathsep}{path}" if node else path,
        # The CLI remembers which account a key belongs to, and another run has another one.
        "CDK_HOME": str(work / "home"),
        "CDK_DISABLE_CLI_TELEMETRY": "true",
        # Without a home that stays, the CDK would unpack itself for six seconds in every run.
        "JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(CACHE / "jsii"),
    }


def _isolated(work: Path) -> dict[str, str]:
    """Return an environment that knows nothing of the user's: no profiles, no proxies, no home."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(work / "home"),
        "TMPDIR": str(work / "tmp"),
        "LANG": "C.UTF-8",
    }
