"""The versions in which a definition may be written: OpenAPI 3.0 to 3.2, and Swagger 2.0."""

from __future__ import annotations

from collections.abc import Mapping

from apicompiler import blueprint
from apicompiler.diagnostic import Diagnostic, Finding
from apicompiler.openapi import Api
from apicompiler.read import trouble
from apicompiler.read.decode import WORDS
from apicompiler.read.document import Reader
from apicompiler.read.extensions import ExtensionReader, NoExtensions
from apicompiler.read.files import Files
from apicompiler.read.openapi3 import OpenApi3, OpenApi31, OpenApi32
from apicompiler.read.swagger2 import Swagger2
from apicompiler.source import Document

VERSIONS: Mapping[str, Mapping[str, type[Reader]]] = {
    "openapi": {"3.0": OpenApi3, "3.1": OpenApi31, "3.2": OpenApi32},
    "swagger": {"2.0": Swagger2},
}


def read_document(name: str, api: blueprint.Contract, files: Files) -> tuple[Api | None, list[Diagnostic]]:
    """Read the document in the file *name* as an *api* of the blueprint, or as a part of it."""
    document = files.document(name, api.at / "definition")
    if document is None:
        return None, []
    kind = _kind(document)
    if isinstance(kind, Diagnostic):
        return None, [kind]
    is_documented = isinstance(api, blueprint.Api) and api.documentation
    extensions = NoExtensions() if isinstance(api, blueprint.HttpApi) else ExtensionReader()
    reader = kind(document, files, api.base_path, is_documented, extensions)
    read = reader.api(api.key)
    return read, reader.diagnostics + reader.references.diagnostics + reader.extensions.decoder.diagnostics


def _kind(document: Document) -> type[Reader] | Diagnostic:
    """Choose the reader by the version that the document names."""
    value, at = document.value, document.at
    if not isinstance(value, dict):
        return Diagnostic(
            trouble.MALFORMED_DOCUMENT,
            Finding(at=at, message=f"expected an OpenAPI document, found {WORDS[type(value)]}"),
        )
    for word, kinds in VERSIONS.items():
        if word in value:
            version = str(value[word])
            kind = kinds.get(".".join(version.split(".")[:2]))
            if kind:
                return kind
            return Diagnostic(
                trouble.UNSUPPORTED_VERSION,
                Finding(
                    at=at / word,
                    message=f"`{word}: {version[:20]}` is a version that is not read",
                    help="write the document in OpenAPI 3.0, 3.1 or 3.2, or in Swagger 2.0",
                ),
            )
    return Diagnostic(
        trouble.MALFORMED_DOCUMENT,
        Finding(
            at=at,
            message="neither `openapi` nor `swagger` says what this document is",
            help="write `openapi: 3.0.3` at the top",
        ),
    )
