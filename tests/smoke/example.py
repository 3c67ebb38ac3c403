"""The blueprints that are deployed, each in its environment `dev`."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from machine import ROOT


@dataclass(frozen=True, slots=True)
class Example:
    """A blueprint of this repository, as a user deploys it."""

    name: str
    folder: Path

    @property
    def stack(self) -> str:
        return f"{self.name}-dev"

    @property
    def context(self) -> tuple[str, ...]:
        """What tells `app.py` which blueprint is meant, and which of its environments."""
        return ("-c", f"blueprint={self.folder}", "-c", "env=dev")


def examples(work: Path, catalog: str) -> list[Example]:
    """Return the examples; the bookstore in a copy, since its *catalog* is on this machine."""
    return [Example("bookstore", _bookstore(work, catalog)), Example("intake", ROOT / "blueprints/intake")]


def _bookstore(work: Path, catalog: str) -> Path:
    """Copy the bookstore, and lay over its environment `dev` where the catalog is."""
    copy = work / "bookstore"
    shutil.copytree(ROOT / "blueprints/bookstore", copy)
    here = {
        "stages": {stage: {"variables": {"catalogHost": catalog}} for stage in ("live", "preview")},
        "integrations": {"catalog": {"http": "http://${stageVariables.catalogHost}/{proxy}"}},
    }
    file = copy / "blueprint.yaml"
    head, dev, rest = file.read_text(encoding="utf-8").partition("\n  dev:\n")
    assert dev, "the bookstore has an environment `dev`"
    file.write_text(f"{head}{dev}    set: {json.dumps(here)}\n{rest}", encoding="utf-8")
    return copy
