"""`apicompiler lsp`."""

import gc
from pathlib import Path

from apicompiler.cli.places import NAMES, Place
from apicompiler.cli.terminal import say
from apicompiler.review import Review

CLEAN, USAGE = 0, 2


def lsp() -> int:
    """Serve an editor over stdin and stdout: findings while you type, quick fixes, hover texts and completion."""
    try:
        from apicompiler.editor.server import serve
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        say("apicompiler: `lsp` needs a package more: pip install 'apicompiler[lsp]'")
        return USAGE
    from apicompiler.cli import version

    gc.enable()  # a server stays
    serve(version(), NAMES, _review)
    return CLEAN


def _review(blueprint: Path) -> Review:
    """Return how *blueprint* is reviewed; with every rule, while its settings cannot be followed."""
    from apicompiler.cli.settings import ruled
    from apicompiler.cli.wrong import WrongCall

    try:
        return ruled(Place(blueprint.parent, blueprint.name, "")).review
    except WrongCall:
        return Review()
