"""Templates: texts that API Gateway fills in, and where the blueprint names them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Literal

from apicompiler import context_variables, vtl
from apicompiler.blueprint import Stage, Templates
from apicompiler.limits import TEMPLATE_TEXT_BYTES
from apicompiler.noun import Noun
from apicompiler.source import Document, Location
from apicompiler.written import File

Kind = Literal["request", "response", "gatewayResponse"]

JSON = "application/json"


class Template(Noun):
    """One file that is used as a template, in one of its places, or a text that stands in a document."""

    at: Location
    """Where the blueprint names it, or the text itself."""
    media_type: str
    kind: Kind
    document: Document
    stages: Mapping[str, Stage]
    """The stages whose variables it may read."""
    apis: tuple[context_variables.Kind, ...] = ("rest",)
    """The kinds of APIs that use it."""

    @property
    def is_program(self) -> bool:
        """Whether Velocity runs it: in a gateway response, variables are filled in and that is all."""
        return self.kind != "gatewayResponse"

    @property
    def is_json(self) -> bool:
        return self.media_type.partition(";")[0].strip().endswith("json")

    @property
    def text(self) -> str:
        return self.document.text

    @cached_property
    def bytes(self) -> int:
        return len(self.text.encode())

    @cached_property
    def script(self) -> vtl.Script:
        """What it consists of; nothing where it is larger than API Gateway takes."""
        return vtl.read(self.text) if self.bytes <= TEMPLATE_TEXT_BYTES else vtl.Script()

    @cached_property
    def _quotes(self) -> list[int]:
        """Where double quotes stand, but those behind a backslash."""
        return [found.start() for found in re.finditer(r'\\.|(")', self.text) if found[1]]

    def is_in_text(self, offset: int) -> bool:
        """Whether a character stands in a JSON text: an odd number of quotes is before it on its line."""
        start = self.document.line_around(offset).start
        return (bisect_left(self._quotes, offset) - bisect_left(self._quotes, start)) % 2 == 1

    def place(self, offset: int) -> Location:
        """Return the place of a character; in a document that is the place of the whole text."""
        if self.at.file == self.document.file:
            return self.at
        return Location(self.document.file, offset=offset)


def by_media_type(templates: Templates | None) -> Mapping[str, File]:
    """Return the file for each content type; one alone is for JSON."""
    if templates is None:
        return {}
    return {JSON: templates} if isinstance(templates, File) else templates


def templates_at(
    written: Templates | None,
    at: Location,
    kind: Kind,
    texts: Mapping[str, Document],
    stages: Mapping[str, Stage],
    apis: tuple[context_variables.Kind, ...] = ("rest",),
) -> Iterator[Template]:
    """Yield each template that is *written* at a place, those left out that could not be read."""
    for media_type, file in by_media_type(written).items():
        document = texts.get(str(file))
        if document is not None:
            place = at if isinstance(written, File) else at / media_type
            yield Template(place, media_type, kind, document, stages, apis)


def templates_in(texts: Mapping[str, str], at: Location, kind: Kind, stages: Mapping[str, Stage]) -> Iterator[Template]:
    """Yield each of the *texts* that stand at a place as templates."""
    for media_type, text in texts.items():
        yield Template(at / media_type, media_type, kind, Document(at.file, text), stages)
