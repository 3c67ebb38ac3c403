"""What is written down between two deployments: `blueprint.lock.yaml`, beside the blueprint."""

from __future__ import annotations

from itertools import chain

from apicompiler.blueprint import Blueprint, Lock
from apicompiler.diagnostic import Diagnostic
from apicompiler.read.decode import Decoder, Misfit
from apicompiler.read.files import Files, Missing, Unreadable
from apicompiler.setting import LOCK, NOTHING_LOCKED
from apicompiler.source import Location


def read_lock(blueprint: Blueprint, files: Files, diagnostics: list[Diagnostic]) -> Lock | None:
    """Return what is written down of every environment; None where it cannot be read.

    It is looked for only where a stage is pinned or an environment protected.
    """
    asked = _asked(blueprint)
    if asked is None:
        return NOTHING_LOCKED
    known = LOCK in files.documents
    if not known and not _is_there(files):
        return NOTHING_LOCKED
    document = files.document(LOCK, asked)
    if document is None:
        return None
    decoder = Decoder({})
    try:
        lock: Lock | None = decoder.decode(Lock, document.value or {}, Location(LOCK))
    except Misfit:
        lock = None
    if not known:  # every environment reads it, and it is wrong once
        diagnostics += decoder.diagnostics
    return None if decoder.diagnostics else lock


def _asked(blueprint: Blueprint) -> Location | None:
    """Return where the blueprint rests on what is written down."""
    pinned = (stage.at / "pinned" for stage in blueprint.stages.values() if stage.pinned)
    protected = (place.at / "protect" for place in blueprint.environments.values() if place.protect)
    return next(chain(pinned, protected), None)


def _is_there(files: Files) -> bool:
    try:
        files.folder.read(LOCK)
    except Missing:
        return False
    except Unreadable:  # reported where it is read in earnest
        return True
    return True
