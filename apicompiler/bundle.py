"""The code of a function, as it stands on disk: its files, and a digest of all that is in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from posixpath import normpath

from apicompiler.noun import Noun

# What tools leave behind in a folder of code, and no function needs.
LEFT_OUT = (
    "__pycache__", "*.pyc", ".DS_Store", ".git", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".venv",
    ".apicompiler_cache",
)  # fmt: skip
# What may say what a Python folder needs, the most exact first.
REQUIREMENTS = ("requirements.lock", "pylock.toml", "uv.lock", "requirements.txt")


class Bundle(Noun):
    """A folder of code, or a zip file.

    *files* are the files that the function will find, with their sizes in
    bytes; *read* gives what one of those on disk holds.
    """

    name: str
    files: Mapping[str, int]
    is_zip: bool
    read: Callable[[str], bytes]

    @property
    def size(self) -> int:
        """Bytes, unpacked."""
        return sum(self.files.values())

    @property
    def requirements(self) -> str | None:
        """The file that says what the code needs."""
        return None if self.is_zip else next((name for name in REQUIREMENTS if name in self.files), None)

    @property
    def listing(self) -> str | None:
        """The same file, below the folder of the blueprint."""
        return normpath(f"{self.name}/{self.requirements}") if self.requirements else None

    @cached_property
    def digest(self) -> str:
        """The same for the same names and contents, on every machine."""
        from hashlib import sha256  # only what is planned has a digest

        whole = sha256()
        for name in [self.name] if self.is_zip else [f"{self.name}/{file}" for file in sorted(self.files)]:
            content = self.read(name)
            whole.update(f"{name.removeprefix(self.name)}\0{len(content)}\0".encode())
            whole.update(content)
        return whole.hexdigest()
