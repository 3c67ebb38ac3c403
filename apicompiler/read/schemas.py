"""Looks at the schemas of a document: nearly all of it, and therefore once."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from types import NoneType
from typing import Any, ClassVar

from apicompiler.limits import MAX_DEPTH
from apicompiler.openapi import Content, Link, Schema
from apicompiler.read import trouble
from apicompiler.read.decode import WORDS
from apicompiler.read.references import References
from apicompiler.read.shapes import Shapes
from apicompiler.source import Location, Path

Place = tuple[Any, str, Path]
"""A value, its file, and the keys that lead to it."""

# More than a keyword or name takes beside its own characters, and than a reference does.
WORD_BYTES, REFERENCE_BYTES = 8, 48
# What each keyword that is compiled holds, and in which of them further schemas stand.
KEYWORDS: Mapping[str, tuple[type, ...]] = {
    "type": (str, list),
    "required": (list, bool),  # true on a property is an old mistake that every reader passes over
    "enum": (list,),
    "properties": (dict,),
    "allOf": (list,),
    "anyOf": (list,),
    "oneOf": (list,),
    "not": (dict,),
    "items": (dict, list),  # a list is older than OpenAPI, and stands in documents that everybody reads
    "additionalProperties": (dict, bool),
    "maximum": (int, float),
    "minimum": (int, float),
    "exclusiveMaximum": (bool, int, float),
    "exclusiveMinimum": (bool, int, float),
    "multipleOf": (int, float),
    "maxLength": (int,),
    "minLength": (int,),
    "maxItems": (int,),
    "minItems": (int,),
    "maxProperties": (int,),
    "minProperties": (int,),
    "uniqueItems": (bool,),
    "pattern": (str,),
    "nullable": (bool,),
    "x-nullable": (bool,),
}
KEYWORDS_2020: Mapping[str, tuple[type, ...]] = {
    **{word: kinds for word, kinds in KEYWORDS.items() if not word.endswith("nullable")},
    "not": (dict, bool),
    "items": (dict, bool, list),
    "prefixItems": (list,),
    "contains": (dict, bool),
    "minContains": (int,),
    "patternProperties": (dict,),
    "dependentRequired": (dict,),
    "const": (str, int, float, bool, NoneType, dict, list),
}
ONE_SCHEMA = frozenset({"not", "items", "additionalProperties", "contains"})
LIST_OF_SCHEMAS = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
MAP_OF_SCHEMAS = frozenset({"properties", "patternProperties"})
# More than it takes to say in draft 4 that `null` will do as well, one type of several, and what goes with a property.
NULL_BYTES, TYPE_BYTES, DEPENDENT_BYTES = 125, 16, 60


class Schemas(Shapes):
    """The schemas that were met, and where their references lead."""

    IS_2020: ClassVar[bool] = False
    """Whether schemas are JSON Schema 2020-12 rather than the dialect of OpenAPI 3.0."""

    def __init__(self, references: References) -> None:
        super().__init__()
        self.references = references
        self.schemas: list[Schema] = []
        self.weights: list[float] = []

    def schema(self, value: Any, at: Location) -> Schema | None:
        """Note that a schema stands at *at*; what is in it is looked at later, once."""
        if not isinstance(value, dict):
            if not (self.IS_2020 and isinstance(value, bool)):
                self.malformed(at, f"expected a schema, found {WORDS[type(value)]}")
            return None
        schema = Schema(at, value, self.IS_2020)
        self.schemas.append(schema)
        return schema

    def content(self, value: Any, at: Location) -> Content:
        made: dict[str, Schema | None] = {}
        for media_type, holder in self.mapping(value, at).items():
            media = self.mapping(holder, at / media_type)
            made[media_type] = self.schema(media["schema"], at / media_type / "schema") if "schema" in media else None
        return made

    def visit_schemas(self) -> Mapping[Link, Schema]:
        """Look at every schema that is used, however often, once; return where their references lead."""
        leads: dict[Link, Schema] = {}
        seen: set[int] = set()
        # Nearly all of a document is schemas: a place is named only when it is reported.
        roots: list[Place] = [(schema.value, schema.at.file, schema.at.path) for schema in reversed(self.schemas)]
        while roots:
            root = roots.pop()
            if id(root[0]) not in seen:
                self.weights.append(self._visit_schema(root, seen, roots, leads))
        return leads

    def _visit_schema(self, root: Place, seen: set[int], roots: list[Place], leads: dict[Link, Schema]) -> float:
        """Look at one schema and all that is written inside it; those it refers to are put with the *roots*.

        Returns more bytes than the whole of it takes in the document that is deployed.
        """
        weight: float = 0
        waiting = [root]
        is_2020, keywords = self.IS_2020, KEYWORDS_2020 if self.IS_2020 else KEYWORDS
        while waiting:
            value, file, path = waiting.pop()
            if is_2020 and type(value) is bool:
                weight += NULL_BYTES
                continue
            if id(value) in seen:
                weight = inf  # an alias: what it stands for is written out again
                continue
            seen.add(id(value))
            if type(value) is not dict:
                self.malformed(Location(file, path), f"expected a schema, found {WORDS[type(value)]}")
                continue
            reference = value.get("$ref")
            if type(reference) is str:
                weight += REFERENCE_BYTES + len(reference)
                link = (file, reference, is_2020)
                if link not in leads:
                    self._lead(link, value, Location(file, path), leads, roots)
                if not is_2020:
                    continue
            if len(path) > MAX_DEPTH:
                at = Location(file, path)
                self.report(trouble.NESTED_TOO_DEEPLY, at, f"nested more than {MAX_DEPTH} levels deep")
                continue
            for word, inner in value.items():
                expected = keywords.get(word)
                if expected is None:
                    continue
                weight += WORD_BYTES + len(word)
                if type(inner) not in expected:
                    words = " or ".join(WORDS[kind] for kind in expected)
                    at = Location(file, (*path, word))
                    self.malformed(at, f"`{word}` is {words}, not {WORDS[type(inner)]}")
                elif word in MAP_OF_SCHEMAS:
                    waiting += [(schema, file, (*path, word, name)) for name, schema in inner.items()]
                    weight += sum(map(_most_bytes, inner)) + WORD_BYTES * len(inner)
                elif word in LIST_OF_SCHEMAS:
                    waiting += [(schema, file, (*path, word, index)) for index, schema in enumerate(inner)]
                elif word in ONE_SCHEMA and type(inner) is dict:
                    waiting.append((inner, file, (*path, word)))
                else:
                    text = inner if type(inner) is str else str(inner)
                    weight += len(text) + 4 if text.isascii() else 4 * len(text)
                    weight += _told_at_length(word, inner) if word in TOLD_AT_LENGTH else 0
        return weight

    def _lead(
        self, link: Link, value: dict[str, Any], at: Location, leads: dict[Link, Schema], roots: list[Place]
    ) -> None:
        """Note where a reference leads, and look there later."""
        found = self.references.follow(value, at, link[2])
        if found is None:
            return
        target, target_at = found
        if not (link[2] and isinstance(target, bool)):
            target = self.mapping(target, target_at)
            roots.append((target, target_at.file, target_at.path))
        leads[link] = Schema(target_at, target, link[2])


TOLD_AT_LENGTH = frozenset(("type", "nullable", "x-nullable", "enum", "const", "dependentRequired"))


def _told_at_length(word: str, inner: Any) -> int:
    """Return more bytes than draft 4 takes to say *word* beyond those of what is written."""
    if word == "type":
        return NULL_BYTES + TYPE_BYTES * len(inner) if type(inner) is list else TYPE_BYTES * (inner == "integer")
    if word in ("nullable", "x-nullable") or (word in ("enum", "const") and "None" in str(inner)):
        return NULL_BYTES
    return DEPENDENT_BYTES * len(inner) if word == "dependentRequired" else 0


def _most_bytes(text: str) -> int:
    """Return more bytes than *text* takes in JSON, unless it is made of what JSON escapes."""
    return len(text) + 4 if text.isascii() else 4 * len(text)
