"""Follows `$ref`s: within a file, and to other files below the blueprint's folder."""

from __future__ import annotations

import posixpath
import re
from typing import Any
from urllib.parse import unquote

from apicompiler.diagnostic import Diagnostic, Finding
from apicompiler.read import trouble
from apicompiler.read.files import Files
from apicompiler.source import Location

Found = tuple[Any, Location]

# What stands beside a `$ref` without changing what it stands for.
SAYS_NO_MORE = frozenset({"$ref", "$comment", "title", "summary", "description", "default", "example", "examples"})


class References:
    """Every reference of one compilation, each resolved and reported once."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.diagnostics: list[Diagnostic] = []
        self._found: dict[tuple[str, str], Found | None] = {}
        self._labels: dict[tuple[str, str], dict[str, Found]] = {}

    def follow(self, value: Any, at: Location, is_2020: bool = False) -> Found | None:
        """Return what *value* stands for and where: itself, unless it is a `$ref`.

        None when the reference leads nowhere, which is reported where it is first met.
        In JSON Schema 2020-12 a schema that says more than its `$ref` stands for itself.
        """
        chain: dict[tuple[str, str], None] = {}
        while isinstance(value, dict) and isinstance(value.get("$ref"), str):
            if is_2020 and chain and not value.keys() <= SAYS_NO_MORE:
                break
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
        start = self._start(file, reference, at)
        if start is None:
            return None
        value, found_at = start
        if not pointer.startswith("/"):
            anchored = self._labelled("$anchor", found_at.file).get(unquote(pointer)) if pointer else start
            if anchored:
                return anchored
        path = found_at.path
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
        return value, Location(found_at.file, path)

    def _start(self, file: str, reference: str, at: Location) -> Found | None:
        """Find the file of a reference, or the schema of this file that has its URI for an `$id`."""
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", file):
            named = self._labelled("$id", at.file).get(file)
            if named is None:
                self._report(
                    trouble.FILE_OUTSIDE,
                    at,
                    f"`{reference}` would have to be fetched, and nothing is",
                    "save the file below the blueprint's folder and refer to it there",
                )
            return named
        name = posixpath.join(posixpath.dirname(at.file), unquote(file)) if file else at.file
        document = self.files.document(name, at)
        return (document.value, document.at) if document else None

    def _labelled(self, word: str, file: str) -> dict[str, Found]:
        """Return what calls itself something in a file, by the name that *word* gives it."""
        if (file, word) not in self._labels:
            labels = self._labels[file, word] = {}
            document = self.files.documents[file]
            waiting: list[Found] = [(document.value, document.at)]
            while waiting:
                value, at = waiting.pop()
                if isinstance(value, dict):
                    if isinstance(value.get(word), str):
                        labels[value[word]] = value, at
                    waiting += [(inner, at / key) for key, inner in value.items()]
                elif isinstance(value, list):
                    waiting += [(inner, at / index) for index, inner in enumerate(value)]
        return self._labels[file, word]

    def _report(self, rule: Any, at: Location, message: str, help: str = "") -> None:
        self.diagnostics.append(Diagnostic(rule, Finding(at=at, message=message, help=help)))
