"""Copies documents into one: what is referred to in other files comes along, what is meant for AWS stays behind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from apicompiler.contract.dialects import Dialect
from apicompiler.contract.grammar import SECTIONS, Holds, Shape
from apicompiler.diagnostic import Note
from apicompiler.read.references import References
from apicompiler.source import Location

AWS = "x-amazon-"
EXTENSIBLE = frozenset({"pathItem", "response"})
"""Kinds that stand in maps in which extensions may stand beside them."""


class Copier:
    """One contract in the making: its components are named as they are met."""

    def __init__(self, references: References) -> None:
        self.references = references
        self.components: dict[str, dict[str, Any]] = {}
        self._names: dict[tuple[str, Location], str] = {}
        self._waiting: list[tuple[str, str, Any, Location, Dialect]] = []
        self._written_out: set[Location] = set()
        """What is being written out where it is referred to."""

    def name(self, kind: str, value: Any, at: Location, dialect: Dialect) -> str:
        """Return the name under which the thing that stands at *at* is found in the contract."""
        if (kind, at) not in self._names:
            taken = self.components.setdefault(SECTIONS[kind], {})
            word = re.sub(r"[^A-Za-z0-9._-]+", "-", at.name or PurePosixPath(at.file).stem).strip("-") or kind
            name, count = word, 1
            while name in taken:
                count += 1
                name = f"{word}{count}"
            taken[name] = {}  # which keeps the name and the order, until all of it is copied
            self._names[kind, at] = name
            self._waiting.append((kind, name, value, at, dialect))
        return self._names[kind, at]

    def finish(self) -> Mapping[str, Mapping[str, Any]]:
        """Copy what was named, and what is named by that, and return all of it."""
        while self._waiting:
            kind, name, value, at, dialect = self._waiting.pop()
            self.components[SECTIONS[kind]][name] = self.copy(kind, value, at, dialect)
        return self.components

    def copy(self, kind: str, value: Any, at: Location, dialect: Dialect) -> Any:
        """Copy *value*, which is of one *kind*, in the version that the contract is written in."""
        if not kind:
            return value
        if kind == "discriminator":
            return self._discriminator(value, at, dialect)
        if not isinstance(value, dict):
            return dialect.told(kind, value, at)
        if isinstance(value.get("$ref"), str):
            found = self._referred(kind, value, at, dialect)
            if found is not None:
                return found
        if kind == "callback":
            return dict(self._map("pathItem", value, at, dialect))
        copied = {
            word: self._held(holds, value[word], at / word, dialect)
            for word, holds in self._words(kind, value, dialect)
        }
        return dialect.told(kind, copied, at)

    def _words(self, kind: str, value: dict[str, Any], dialect: Dialect) -> Iterator[tuple[str, Holds]]:
        known = dialect.grammar.get(kind, {})
        is_open = kind in dialect.open
        for word in value:
            if word in known:
                yield word, known[word]
            elif (is_open or word.startswith("x-")) and not word.startswith(AWS):
                yield word, Holds("")

    def _held(self, holds: Holds, value: Any, at: Location, dialect: Dialect) -> Any:
        if holds.shape is Shape.MAP and isinstance(value, dict):
            return dict(self._map(holds.kind, value, at, dialect))
        if isinstance(value, list) and holds.kind:
            return [self.copy(holds.kind, inner, at / index, dialect) for index, inner in enumerate(value)]
        return self.copy(holds.kind, value, at, dialect) if holds.shape is Shape.ONE else value

    def _map(self, kind: str, value: dict[str, Any], at: Location, dialect: Dialect) -> Iterator[tuple[str, Any]]:
        for name, inner in value.items():
            if kind not in EXTENSIBLE or not name.startswith("x-"):
                yield name, self.copy(kind, inner, at / name, dialect)
            elif not name.startswith(AWS):
                yield name, inner

    def _referred(self, kind: str, value: dict[str, Any], at: Location, dialect: Dialect) -> Any:
        """Copy a reference; None where it leads nowhere, which is noted.

        What has no section of its own is written out where it is referred to.
        """
        found = self.references.follow({"$ref": value["$ref"]}, at, kind == "schema" and dialect.is_2020)
        if found is None:
            return None
        if kind not in SECTIONS or kind in dialect.written_out:
            beside = {word: inner for word, inner in value.items() if word != "$ref"} if kind == "pathItem" else {}
            return self._write_out(kind, *found, beside, dialect)
        reference = f"#/components/{SECTIONS[kind]}/{self.name(kind, *found, dialect)}"
        if kind != "schema":
            return {"$ref": reference}
        copied = {
            word: self._held(holds, value[word], at / word, dialect)
            for word, holds in self._words(kind, value, dialect)
            if word != "$ref"
        }
        return dialect.told(kind, {"$ref": reference} | copied, at)

    def _write_out(self, kind: str, value: Any, at: Location, beside: dict[str, Any], dialect: Dialect) -> Any:
        if at in self._written_out:
            dialect.notes.append(Note(at, "this leads back to itself, and is told once"))
            return {}
        self._written_out.add(at)
        copied = self.copy(kind, value | beside if isinstance(value, dict) else value, at, dialect)
        self._written_out.remove(at)
        return copied

    def _discriminator(self, value: Any, at: Location, dialect: Dialect) -> Any:
        """Copy what tells schemas apart: its mapping refers to them by name or by reference."""
        if not isinstance(value, dict) or not isinstance(value.get("mapping"), dict):
            return dialect.told("discriminator", value, at)
        mapping = {}
        for word, text in value["mapping"].items():
            reference = f"#/components/schemas/{text}" if str(text) in dialect.schemas else str(text)
            leads = re.search(r"[#/]|\.(json|ya?ml)$", reference)
            found = self.references.follow({"$ref": reference}, at / "mapping" / word) if leads else None
            mapping[word] = f"#/components/schemas/{self.name('schema', *found, dialect)}" if found else text
        return dialect.told("discriminator", value | {"mapping": mapping}, at)
