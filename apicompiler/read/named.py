"""Reads the other files that a blueprint names: templates, the code of functions, and what that code needs."""

from __future__ import annotations

from collections.abc import Mapping

from apicompiler.blueprint import Blueprint, CodeFunction
from apicompiler.blueprint.part import Part, values
from apicompiler.bundle import Bundle
from apicompiler.read.files import Files
from apicompiler.source import Document
from apicompiler.written import Code, File


def read_texts(part: Part, files: Files) -> Mapping[str, Document]:
    """Return every text that *part* names; those that cannot be read are left out, and reported."""
    named = {str(file): files.text(str(file), at) for file, at in values(part, File)}
    return {name: document for name, document in named.items() if document is not None}


def read_code(part: Part, files: Files) -> Mapping[str, Bundle]:
    """Return all code that *part* names; what cannot be listed is left out, and reported."""
    named = {str(code): files.bundle(str(code), at) for code, at in values(part, Code)}
    return {name: bundle for name, bundle in named.items() if bundle is not None}


def read_requirements(blueprint: Blueprint, code: Mapping[str, Bundle], files: Files) -> Mapping[str, Document]:
    """Return what lists the dependencies of functions, by the names of these files."""
    found: dict[str, Document | None] = {}
    for function in blueprint.functions.values():
        if not isinstance(function, CodeFunction) or not function.is_bundled:
            continue
        bundle = code.get(str(function.code))
        if bundle and bundle.listing:
            found[bundle.listing] = files.text(bundle.listing, function.at / "code")
    return {name: document for name, document in found.items() if document is not None}
