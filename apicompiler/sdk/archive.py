"""Takes zip files from elsewhere apart: nothing leaves the folder, and nothing grows without bound."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path, PurePosixPath

from apicompiler.sdk.trouble import NotMade

MOST_FILES, MOST_BYTES = 20_000, 256 * 2**20
"""Far beyond any client, and far from what fills a disk."""


def unpack(archive: bytes, folder: Path) -> None:
    """Write the files of *archive* into *folder*.

    Raises:
        NotMade: it is no zip file, or one that no honest service makes.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as found:
            members = [member for member in found.infolist() if not member.is_dir()]
            _look_at(members)
            for member in members:
                target = folder / member.filename
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(found.read(member))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise NotMade(f"API Gateway answered with what is no zip file: {error}") from None


def _look_at(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_FILES or sum(member.file_size for member in members) > MOST_BYTES:
        raise NotMade(f"the client is larger than {MOST_FILES} files or {MOST_BYTES // 2**20} MB")
    for member in members:
        path = PurePosixPath(member.filename)
        kind = stat.S_IFMT(member.external_attr >> 16)
        if path.is_absolute() or ".." in path.parts or "\\" in member.filename or kind not in (0, stat.S_IFREG):
            raise NotMade(f"the client has a file that leads out of its folder: `{member.filename}`")
