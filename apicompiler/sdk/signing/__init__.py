"""The files beside a client that sign its calls with Signature Version 4.

They are texts here, one in each language: `REGION` stands for the region of the API, and the first line of those that
belong to a package is that of their neighbour.
"""

from __future__ import annotations

import re
from pathlib import Path

from apicompiler.sdk.languages import Language

TEXTS = Path(__file__).parent


def put_signing(language: Language, folder: Path, region: str) -> bool:
    """Write the file that signs calls into the client in *folder*; return whether there is one for the language."""
    neighbour = next(iter(sorted(folder.rglob(language.neighbour))), None) if language.signing else None
    if neighbour is None:
        return False
    text = (TEXTS / f"{language.signing}.txt").read_text(encoding="utf-8").replace("REGION", region)
    if package := re.search(r"^package [\w.]+;?$", neighbour.read_text(encoding="utf-8"), re.MULTILINE):
        text = text.replace("PACKAGE", package[0], 1)
    (neighbour.parent / language.signing).write_text(text, encoding="utf-8")
    return True
