"""The files of one blueprint: found below its folder, read once, never fetched."""

from __future__ import annotations

import os
import re
import stat
import struct
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from io import BytesIO
from pathlib import Path
from posixpath import normpath
from typing import Any, Protocol

from apicompiler.bundle import LEFT_OUT, Bundle
from apicompiler.diagnostic import Diagnostic, Finding, Rule
from apicompiler.limits import CODE_BYTES, MAX_BYTES, MAX_CODE_FILES, MAX_FILE_BYTES, MAX_FILES, MAX_VALUES
from apicompiler.noun import EMPTY
from apicompiler.read import trouble
from apicompiler.read.json_document import JsonText
from apicompiler.read.yaml_document import YamlText
from apicompiler.source import Comment, Document, Location

# A letter of `{{resolve:` by its number, or a line break that YAML takes out of the middle of a text.
ESCAPED = re.compile(rb"\\(?:u00|x|U000000)(?:3[aA]|6[5cCfF]|7[236bB])|\\\r?\n")


class Unreadable(Exception):
    """A file that cannot be had, and which law forbids it."""

    def __init__(self, rule: Rule, reason: str) -> None:
        super().__init__(reason)
        self.rule = rule
        self.reason = reason


class Missing(Unreadable):
    """A file that is not there."""

    def __init__(self, name: str) -> None:
        super().__init__(trouble.UNREADABLE_FILE, f"there is no file `{name}`")


class Folder(Protocol):
    """Where the bytes of a blueprint's files come from."""

    def read(self, name: str) -> bytes:
        """Return what the file *name* holds; raise `Unreadable`."""

    def listing(self, name: str) -> Mapping[str, int] | None:
        """Return the files below the folder *name*, with their sizes; None where it is no folder."""


class DiskFolder:
    """A folder on disk; nothing outside of it is opened."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()

    def read(self, name: str) -> bytes:
        try:
            path = (self.root / name).resolve()
            if not path.is_relative_to(self.root):
                raise Unreadable(trouble.FILE_OUTSIDE, f"`{name}` leads out of the folder of the blueprint")
            mode = path.stat().st_mode
            if not stat.S_ISREG(mode):
                raise Unreadable(trouble.UNREADABLE_FILE, f"`{name}` is not a file")
            with path.open("rb") as file:
                content = file.read(MAX_FILE_BYTES + 1)
        except FileNotFoundError:
            raise Missing(name) from None
        except (OSError, ValueError, RuntimeError) as error:
            reason = getattr(error, "strerror", None) or "not a file name"
            raise Unreadable(trouble.UNREADABLE_FILE, f"`{name}` cannot be read: {reason}") from None
        if len(content) > MAX_FILE_BYTES:
            raise Unreadable(trouble.UNREADABLE_FILE, f"`{name}` holds more than {MAX_FILE_BYTES // 2**20} MiB")
        return content

    def listing(self, name: str) -> Mapping[str, int] | None:
        try:
            return self._listing(name, self.root / name)
        except (OSError, ValueError, RuntimeError):
            raise Unreadable(trouble.UNREADABLE_FILE, f"`{name}` cannot be listed") from None

    def _listing(self, name: str, root: Path) -> Mapping[str, int] | None:
        if not root.resolve().is_relative_to(self.root):
            raise Unreadable(trouble.FILE_OUTSIDE, f"`{name}` leads out of the folder of the blueprint")
        if not root.is_dir():
            return None
        found: dict[str, int] = {}
        for folder, folders, names in os.walk(root):
            folders[:] = sorted(inner for inner in folders if not _left_out(inner))
            for path in (Path(folder, file) for file in sorted(names) if not _left_out(file)):
                if not path.resolve().is_relative_to(self.root):
                    shown = path.relative_to(self.root).as_posix()
                    raise Unreadable(trouble.FILE_OUTSIDE, f"`{shown}` leads out of the folder of the blueprint")
                found[path.relative_to(root).as_posix()] = path.lstat().st_size
                if len(found) > MAX_CODE_FILES:
                    raise Unreadable(trouble.UNREADABLE_FILE, f"`{name}` holds more than {MAX_CODE_FILES:,} files")
        return found


class MemoryFolder:
    """Files that are only in memory, for the examples of rules and for tests."""

    def __init__(self, files: Mapping[str, str | bytes]) -> None:
        self.files = files

    def read(self, name: str) -> bytes:
        if name not in self.files:
            raise Missing(name)
        content = self.files[name]
        return content.encode() if isinstance(content, str) else content

    def listing(self, name: str) -> Mapping[str, int] | None:
        below = {file.removeprefix(f"{name}/"): file for file in self.files if file.startswith(f"{name}/")}
        return {inner: len(self.read(file)) for inner, file in below.items()} or None


def _left_out(name: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in LEFT_OUT)


class Files:
    """Every file of one compilation, each read once, by its name below the folder."""

    def __init__(self, folder: Folder, known: Mapping[str, Document] = EMPTY) -> None:
        self.folder = folder
        self.documents: dict[str, Document] = dict(known)
        self.unreadable: set[str] = set()
        self.bytes = 0
        self.diagnostics: list[Diagnostic] = []

    def document(self, name: str, asked_at: Location) -> Document | None:
        """Read the file *name*, a path below the folder; report what keeps it from being read."""
        name = normpath(name)
        if name in self.documents:
            return self._readable(name)
        content = self._content(name, asked_at)
        if content is None:
            return None
        document, found = parsed(name, content)
        self.documents[name] = document
        self.diagnostics += found
        if document.value is None and found:
            self.unreadable.add(name)
        return self._readable(name)

    def text(self, name: str, asked_at: Location) -> Document | None:
        """Read the file *name* as nothing but text: a template, for example."""
        name = normpath(name)
        if name not in self.documents:
            content = self._content(name, asked_at)
            if content is None:
                return None
            plain, found = decoded(name, content)
            document = Document(name, plain.text, comments=_comments(name, plain.text, is_template=True))
            self.documents[name] = document
            self.diagnostics += [*found, *_dynamic_references_in_text(document)]
            if found:
                self.unreadable.add(name)
        return self._readable(name)

    def bundle(self, name: str, asked_at: Location) -> Bundle | None:
        """List the folder or zip file *name*, the code of a function; report what keeps it from being listed."""
        from zipfile import BadZipFile, ZipFile

        name = normpath(name)
        try:
            _stay_inside(name)
            if (files := self.folder.listing(name)) is not None:
                return _of_bearable_size(Bundle(name, files, False, self.folder.read))
            content = self.folder.read(name)
            if content.count(b"PK\x01\x02") > MAX_CODE_FILES:
                raise Unreadable(trouble.UNREADABLE_FILE, f"`{name}` holds more than {MAX_CODE_FILES:,} files")
            with ZipFile(BytesIO(content)) as archive:
                packed = {entry.filename: entry.file_size for entry in archive.infolist() if not entry.is_dir()}
            return _of_bearable_size(Bundle(name, packed, True, self.folder.read))
        except (BadZipFile, ValueError, NotImplementedError, struct.error):
            self._report(trouble.UNREADABLE_FILE, asked_at, f"`{name}` is neither a folder nor a zip file")
        except Unreadable as error:
            self._report(error.rule, asked_at, error.reason)
        return None

    def _content(self, name: str, asked_at: Location) -> bytes | None:
        """Return the bytes of a file; report what keeps them from being read."""
        try:
            _stay_inside(name)
            if len(self.documents) >= MAX_FILES:
                raise Unreadable(trouble.UNREADABLE_FILE, f"more than {MAX_FILES} files are referred to")
            content = self.folder.read(name)
            self.bytes += len(content)
            if self.bytes > MAX_BYTES:
                raise Unreadable(trouble.UNREADABLE_FILE, f"all files together hold more than {MAX_BYTES >> 20} MiB")
            return content
        except Unreadable as error:
            self._report(error.rule, asked_at, error.reason)
            return None

    def _readable(self, name: str) -> Document | None:
        return None if name in self.unreadable else self.documents[name]

    def _report(self, rule: Rule, at: Location, message: str) -> None:
        self.diagnostics.append(Diagnostic(rule, Finding(at=at, message=message)))


def _stay_inside(name: str) -> None:
    if name.startswith(("../", "/")) or name == "..":
        raise Unreadable(trouble.FILE_OUTSIDE, f"`{name}` leads out of the folder of the blueprint")


def _of_bearable_size(bundle: Bundle) -> Bundle:
    """Return *bundle*, which Lambda would not take if it were larger."""
    if bundle.size > CODE_BYTES:
        raise Unreadable(
            trouble.UNREADABLE_FILE,
            f"`{bundle.name}` holds {bundle.size / 2**20:,.0f} MiB, and Lambda takes {CODE_BYTES // 2**20}, unpacked",
        )
    return bundle


def parsed(name: str, content: bytes) -> tuple[Document, list[Diagnostic]]:
    """Read *content* as JSON or YAML, by the ending of its *name*."""
    plain, undecodable = decoded(name, content)
    if undecodable:
        return plain, undecodable
    text = plain.text
    if len(text) > MAX_VALUES and sum(map(content.count, (b",", b"[", b"{", b"\n"))) > MAX_VALUES:
        finding = Finding(at=plain.at, message=f"`{name}` holds more than {MAX_VALUES:,} values")
        return plain, [Diagnostic(trouble.UNREADABLE_FILE, finding)]
    read = JsonText(text) if name.endswith(".json") else YamlText(text)
    document = Document(name, text, read.value, read.locate, _comments(name, text))
    found = [met.diagnostic(name) for met in read.troubles]
    if b"{{resolve:" in content or ESCAPED.search(content):
        found += _dynamic_references(document)
    return document, found


def _comments(name: str, text: str, is_template: bool = False) -> tuple[Comment, ...]:
    """Return the comments that speak to us; in nearly every file there are none."""
    if name.endswith(".json") or "# apicompiler:" not in text:
        return ()
    from apicompiler.read.comments import in_template, in_yaml

    return in_template(text) if is_template else in_yaml(text)


def decoded(name: str, content: bytes) -> tuple[Document, list[Diagnostic]]:
    """Read *content* as text and nothing more."""
    try:
        return Document(name, content.decode("utf-8-sig")), []
    except UnicodeDecodeError as error:
        finding = Finding(
            at=Location(name, offset=len(content[: error.start].decode("utf-8"))),
            message=f"`{name}` is not UTF-8 text",
            help="save it as UTF-8",
        )
        text = content.decode("utf-8", errors="replace")
        return Document(name, text), [Diagnostic(trouble.UNREADABLE_FILE, finding)]


def _dynamic_references_in_text(document: Document) -> Iterator[Diagnostic]:
    offset = document.text.find("{{resolve:")
    if offset >= 0:
        yield _dynamic_reference(Location(document.file, offset=offset))


def _dynamic_reference(at: Location) -> Diagnostic:
    finding = Finding(
        at=at,
        message="CloudFormation would replace `{{resolve:…}}` by what it points at",
        help="remove it; where a parameter may stand, write `ssm:/name`",
    )
    return Diagnostic(trouble.DYNAMIC_REFERENCE, finding)


def _dynamic_references(document: Document) -> Iterator[Diagnostic]:
    """Report text that CloudFormation would replace by a secret, however it is escaped."""
    waiting: list[tuple[Any, Location]] = [(document.value, document.at)]
    while waiting:
        value, at = waiting.pop()
        if isinstance(value, dict):
            waiting += [(inner, at / key) for key, inner in value.items()]
            waiting += [(key, (at / key).key) for key in value]
        elif isinstance(value, list):
            waiting += [(inner, at / index) for index, inner in enumerate(value)]
        elif isinstance(value, str) and "{{resolve:" in value:
            yield _dynamic_reference(at)
