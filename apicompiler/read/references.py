"""Follows `$ref`s: within a file, and to other files below the blueprint's folder."""

from __future__ import annotations

import posixpath
import re
from typing import Any
from urllib.parse import unquote

from apicompiler.diagnostic import Diagnostic, Finding
from apicompiler.read import trouble
from apicompiler.read.files import Files
from apicompiler.source import Location, Path

Found = tuple[Any, Location]


class References:
    """Every reference of one compilation, each resolved and reported once."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.diagnostics: list[Diagnostic] = []
        self._found: dict[tuple[str, str], Found | None] = {}

    def follow(self, value: Any, at: Location) -> Found | None:
        """Return what *value* stands for and where: itself, unless it is a `$ref`.

        None when the reference leads nowhere, which is reported where it is first met.
        """
        chain: dict[tuple[str, str], None] = {}
        while isinstance(value, dict) and isinstance(value.get("$ref"), str):
            link = (at.file, value["$ref"])
            if link in chain:
                self._report(trouble.ENDLESS_REFERENCE, at / "$ref", f"`{link[1]}` leads back to itself")
                return None
            chain[link] = None
            if link not in self._found:
                self._found[link] = self._resolve(link[1], at / "$ref")
            found = self._found[link]
            if found is None:
                return None
            value, at = found
        self._found.update(dict.fromkeys(chain, (value, at)))  # of a long chain, each link is followed once
        return value, at

    def _resolve(self, reference: str, at: Location) -> Found | None:
        file, _, pointer = reference.partition("#")
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", file):
            self._report(
                trouble.FILE_OUTSIDE,
                at,
                f"`{reference}` would have to be fetched, and nothing is",
                "save the file below the blueprint's folder and refer to it there",
            )
            return None
        name = posixpath.join(posixpath.dirname(at.file), unquote(file)) if file else at.file
        document = self.files.document(name, at)
        if document is None:
            return None
        value: Any = document.value
        path: Path = ()
        for word in pointer.strip("/").split("/") if pointer.strip("/") else ():
            key = unquote(word).replace("~1", "/").replace("~0", "~")
            if isinstance(value, dict) and key in value:
                value, path = value[key], (*path, key)
            elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
                value, path = value[int(key)], (*path, int(key))
            else:
                where = f"`{file}`" if file else "this file"
                self._report(trouble.UNRESOLVED_REFERENCE, at, f"`{reference}` leads to nothing in {where}")
                return None
        return value, Location(document.file, path)

    def _report(self, rule: Any, at: Location, message: str, help: str = "") -> None:
        self.diagnostics.append(Diagnostic(rule, Finding(at=at, message=message, help=help)))
