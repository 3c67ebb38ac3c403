"""Reads `x-amazon-apigateway-…`: what has an effect is decoded, everything else is handed on to a rule."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, TypeVar

from apicompiler.blueprint import Part
from apicompiler.diagnostic import Diagnostic, Finding
from apicompiler.extensions import PREFIX, Extensions, Integration, SchemeExtensions
from apicompiler.openapi import Extension
from apicompiler.read import trouble
from apicompiler.read.decode import Decoder, Misfit
from apicompiler.source import Location

E = TypeVar("E", bound=Extensions)

HARMLESS = frozenset({f"{PREFIX}importexport-version", f"{PREFIX}any-method"})
"""What is read elsewhere, or means nothing."""
OF_HTTP_APIS = ("payloadFormatVersion", "integrationSubtype")
"""Keys of an integration that only HTTP APIs know."""


class ExtensionDecoder(Decoder):
    """Decodes what stands in a document: `${…}` there is API Gateway's, and capitals do not matter."""

    def __init__(self) -> None:
        super().__init__({})

    def decode(self, kind: Any, value: Any, at: Location) -> Any:
        name = next(iter(value)) if isinstance(value, dict) and len(value) == 1 else ""
        if name == "Ref" or name.startswith("Fn::"):
            finding = Finding(
                at=(at / name).key,
                message=f"`{name}` is of CloudFormation, which does not look into a document",
                help="write the value: `${AWS::AccountId}`, `${AWS::Region}` and `${AWS::Partition}` may stand in it",
            )
            self.diagnostics.append(Diagnostic(trouble.FUNCTION_IN_DOCUMENT, finding))
            raise Misfit
        return super().decode(kind, value, at)

    def _word(self, words: tuple[Any, ...], value: Any, at: Location) -> Any:
        folded = str(value).lower()
        return super()._word(words, next((known for known in words if known.lower() == folded), value), at)

    def _substitute(self, text: str, at: Location) -> Any:
        return text


class ExtensionReader:
    """What was decoded, and what is left: extensions that have no effect where they stand."""

    def __init__(self) -> None:
        self.decoder = ExtensionDecoder()
        self.unread: list[Extension] = []

    def read(self, kind: type[E], value: dict[str, Any], at: Location) -> E | None:
        """Decode what *kind* knows of the extensions in *value*; None where there are none."""
        said = [name for name in value if name.startswith(PREFIX)]
        if not said:
            return None
        fields = kind.words()
        made: dict[str, Any] = {}
        lost = set()
        for name in said:
            if name in fields:
                key, mistakes = fields[name], len(self.decoder.diagnostics)
                with suppress(Misfit):
                    known = self._known(key.kind, value[name], at / name)
                    made[key.field] = self.decoder.decode(key.kind, known, at / name)
                if len(self.decoder.diagnostics) > mistakes:
                    lost.add(key.field)
            elif name not in HARMLESS:
                self.unread.append(Extension(at=(at / name).key, name=name))
        whole = {field: read for field, read in made.items() if field not in lost or not isinstance(read, Part)}
        return kind(at=at, lost=frozenset(lost), **whole)

    def of_scheme(self, scheme: dict[str, Any], at: Location) -> SchemeExtensions | None:
        """Decode the extensions of a security scheme: its header is where a token is found, if nothing else is said."""
        read = self.read(SchemeExtensions, scheme, at)
        authorizer = read.authorizer if read else None
        if read is None or authorizer is None or authorizer.type_ == "request" or authorizer.identity_source:
            return read
        source = f"method.request.header.{scheme.get('name', '')}" if scheme.get("in") == "header" else None
        return read.replace(authorizer=authorizer.replace(identity_source=source))

    def leave(self, value: dict[str, Any], at: Location) -> None:
        """Note the extensions in a place where none has an effect."""
        self.unread += [
            Extension(at=(at / name).key, name=name)
            for name in value
            if name.startswith(PREFIX) and name not in HARMLESS
        ]

    def _known(self, kind: Any, value: Any, at: Location) -> Any:
        """Leave out of an integration what only HTTP APIs know."""
        if kind != (Integration | None) or not isinstance(value, dict):
            return value
        self.unread += [Extension(at=(at / key).key, name=key) for key in OF_HTTP_APIS if key in value]
        return {key: inner for key, inner in value.items() if key not in OF_HTTP_APIS}


class NoExtensions(ExtensionReader):
    """For the document of an HTTP API: nothing in it that is said to AWS has an effect."""

    def read(self, kind: type[E], value: dict[str, Any], at: Location) -> E | None:
        self.leave(value, at)
        return None
