"""Ends the process in which the CDK runs."""

from __future__ import annotations

import sys
from typing import Any


def end() -> None:
    """End the CDK's Node at once, when everything it had to write is written.

    jsii otherwise waits at exit until Node has taken its heap apart. Where a
    later jsii keeps its process elsewhere, it still does.
    """
    runtime: Any = sys.modules.get("jsii._runtime")
    provider = getattr(getattr(runtime, "kernel", None), "provider", None)
    process = getattr(getattr(provider, "_process", None), "_process", None)
    if process is not None and process.stdin is not None:
        process.stdin.close()  # so that jsii, at exit, sees that it need not
        process.kill()
