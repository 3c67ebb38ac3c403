"""Writes an assembly, and tells what differs from the one that was there before."""

from __future__ import annotations

from collections.abc import Iterable
from filecmp import cmp
from pathlib import Path

from apicompiler import plan
from apicompiler.emit.stack import emit, emit_account_stack, new_app


def synthesize(stacks: Iterable[plan.Plan | plan.Account], root: Path, folder: Path, validate: bool = False) -> None:
    """Write the assembly of *stacks* into *folder*, which is empty; *root* is the folder of the blueprint."""
    app = new_app(folder, validate)
    for made in stacks:
        if isinstance(made, plan.Plan):
            emit(app, made, root)
        else:
            emit_account_stack(app, made)
    app.synth()


def differences(old: Path, new: Path) -> list[str]:
    """Return the files that are not the same in two folders, by their path below them."""
    files = {str(path.relative_to(root)) for root in (old, new) for path in root.rglob("*") if path.is_file()}
    return sorted(
        name
        for name in files
        if not (old / name).is_file() or not (new / name).is_file() or not cmp(old / name, new / name, shallow=False)
    )
