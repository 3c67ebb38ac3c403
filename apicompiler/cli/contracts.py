"""The contract of an API for a command that makes something of it."""

from __future__ import annotations

from apicompiler.cli.sound import Sound, refuse
from apicompiler.cli.terminal import say
from apicompiler.compiler import Compilation, contract
from apicompiler.contract import Contract
from apicompiler.read.files import DiskFolder
from apicompiler.report.text import address
from apicompiler.target import Target


def told(asked: Sound, target: Target, api: str, version: str = "") -> Contract | int:
    """Return the contract of an API, and say what its version has no words for; the exit code, where there is none."""
    place, compilation = asked
    made = contract(compilation, DiskFolder(place.folder), target.environment.key, api, version)
    if made.troubles:
        return refuse(place, Compilation(made.documents, (target,), made.troubles), "auto")
    for note in made.notes:
        say(f"{address(note.at, made.documents, place.shown)}: {note.text}")
    return made
