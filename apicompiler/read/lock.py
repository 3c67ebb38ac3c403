"""What pinned stages serve: `blueprint.lock.yaml`, beside the blueprint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apicompiler.blueprint import Blueprint, Release
from apicompiler.diagnostic import Diagnostic
from apicompiler.noun import EMPTY
from apicompiler.read.decode import Decoder, Misfit
from apicompiler.read.files import Files, Missing, Unreadable
from apicompiler.setting import LOCK, Lock
from apicompiler.source import Location

FORM: Any = Mapping[str, Mapping[str, tuple[Release, ...]]]


def read_lock(blueprint: Blueprint, files: Files, diagnostics: list[Diagnostic]) -> Lock | None:
    """Return the releases of every environment, none where nothing is pinned; None where they cannot be read."""
    pinned = next((stage for stage in blueprint.stages.values() if stage.pinned), None)
    if pinned is None:
        return EMPTY
    known = LOCK in files.documents
    if not known and not _is_there(files):
        return EMPTY
    document = files.document(LOCK, pinned.at / "pinned")
    if document is None:
        return None
    decoder = Decoder({})
    try:
        lock: Lock | None = decoder.decode(FORM, document.value or {}, Location(LOCK))
    except Misfit:
        lock = None
    if not known:  # every environment reads it, and it is wrong once
        diagnostics += decoder.diagnostics
    return None if decoder.diagnostics else lock


def _is_there(files: Files) -> bool:
    try:
        files.folder.read(LOCK)
    except Missing:
        return False
    except Unreadable:  # reported where it is read in earnest
        return True
    return True
