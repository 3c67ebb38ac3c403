"""`apicompiler lsp`."""

import gc

from apicompiler.cli.places import NAMES
from apicompiler.cli.terminal import say

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
    serve(version(), NAMES)
    return CLEAN
