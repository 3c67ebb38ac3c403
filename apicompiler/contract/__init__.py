"""The contract of an API as its callers see it: one document, clean of what is meant for AWS."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from apicompiler import blueprint
from apicompiler.contract.addresses import servers
from apicompiler.contract.copying import AWS, Copier
from apicompiler.contract.dialects import Dialect
from apicompiler.contract.security import Schemes
from apicompiler.diagnostic import Diagnostic, Note
from apicompiler.noun import Noun
from apicompiler.openapi import METHODS, Operation, PathItem
from apicompiler.read.files import Files
from apicompiler.read.references import References
from apicompiler.source import Document
from apicompiler.target import Target

Told = dict[str, Any]
VERSIONS = {"3.0": "3.0.3", "3.1": "3.1.0"}


class Contract(Noun):
    """What came of telling an API to its callers."""

    document: Told
    documents: Mapping[str, Document]
    """The files it came from."""
    notes: tuple[Note, ...]
    """What the version it is told in has no words for."""
    troubles: tuple[Diagnostic, ...]
    """References that lead nowhere."""
    signatures: frozenset[str] = frozenset()
    """The security schemes that stand for Signature Version 4."""


def contract(target: Target, key: str, files: Files, version: str = "") -> Contract:
    """Tell the API *key* in OpenAPI 3.0 or 3.1: as its documents are when no *version* is named."""
    api = target.blueprint.apis[key]
    assert isinstance(api, blueprint.Contract), "a WebSocket API has no contract in OpenAPI"
    named = [files.document(name, target.at) for name in api.documents]
    documents = [document for document in named if document]
    is_new = any(str(document.value.get("openapi", "3.0")) >= "3.1" for document in documents)
    version = version or ("3.1" if is_new else "3.0")
    notes: list[Note] = []
    dialects = [Dialect(document, version, notes) for document in documents]
    references = References(files)
    teller = _Teller(target, key, dialects, Copier(references))
    told = teller.told(version)
    troubles = (*files.diagnostics, *references.diagnostics)
    return Contract(told, files.documents, tuple(notes), troubles, frozenset(teller.schemes.signatures))


class _Teller:
    """Puts the documents of one API together, each in its own dialect."""

    def __init__(self, target: Target, key: str, dialects: list[Dialect], copier: Copier) -> None:
        self.target, self.key, self.api = target, key, target.contracts[key]
        self.dialects = {dialect.document.file: dialect for dialect in dialects}
        self.first = dialects[0]
        self.copier = copier
        self.schemes = Schemes(target)
        self.methods = {(method.at, method.operation.method): method for method in target.methods[key]}
        self.addresses = list(servers(target, key))
        declared = target.blueprint.apis[key]
        self.is_deprecated = isinstance(declared, blueprint.Api) and declared.deprecated is not None

    def told(self, version: str) -> Told:
        root = self.first.document.value
        for dialect in self.dialects.values():
            for name, schema in dialect.schemas.items():
                self.copier.name("schema", schema, dialect.schemas_at / name, dialect)
        info = self.copier.copy("info", root.get("info", {}), self.first.document.at / "info", self.first)
        parts: Told = {
            "info": {"title": self.api.title or self.key, "version": self.api.version or "1"} | info,
            "servers": self.addresses or self.first.servers,
            "tags": self._tags(),
            "externalDocs": root.get("externalDocs"),
            "paths": self._paths(),
            "webhooks": dict(self._webhooks()),
            **{word: value for word, value in root.items() if word.startswith("x-") and not word.startswith(AWS)},
        }
        components = {**self.copier.finish(), "securitySchemes": dict(self._schemes())}
        parts["components"] = {kind: found for kind, found in components.items() if found}
        told = {word: value for word, value in parts.items() if value or word == "paths" or word.startswith("x-")}
        return {"openapi": VERSIONS[version]} | told

    def _paths(self) -> Told:
        """Tell every path with the operations that are published."""
        paths: dict[str, Told] = {}
        published = [item for item in self.api.paths if item.operations and not self._is_catch_all(item)]
        often = Counter(map(self._path, published))
        for item in published:
            told = self._path_item(item)
            if often[self._path(item)] > 1:
                _give_to_operations(told)
            paths.setdefault(self._path(item), {}).update(told)
        return paths

    def _is_catch_all(self, item: PathItem) -> bool:
        """Whether it is what an HTTP API answers at every other path: callers have nothing to call there."""
        return self.key in self.target.http_apis and item.operations[0].is_catch_all

    def _path(self, item: PathItem) -> str:
        """Return the path behind the addresses that the contract names: those of the documents hold their base path."""
        return (item.public if self.addresses else item.path).replace("+}", "}")

    def _path_item(self, item: PathItem) -> Told:
        dialect = self.dialects[item.at.file]
        told: Told = self.copier.copy("pathItem", dialect.document.value["paths"][item.path], item.at, dialect)
        published = {operation.method.lower(): operation for operation in item.operations}
        for word in METHODS:
            if word in told and word not in published:
                del told[word]
            elif word in told:
                method = self.methods[published[word].at, word.upper()]
                if undeclared := list(_undeclared(method.operation)):
                    told[word]["parameters"] = [*told[word].get("parameters", []), *undeclared]
                told[word]["security"] = self.schemes.requirement(method)
                if self.is_deprecated:
                    told[word]["deprecated"] = True
        if self.addresses:
            for holder in (told, *(told[word] for word in published)):
                holder.pop("servers", None)
        elif dialect.servers != self.first.servers:
            told.setdefault("servers", dialect.servers)
        return told

    def _tags(self) -> list[Told]:
        found: dict[str, Told] = {}
        for dialect in self.dialects.values():
            tags = dialect.document.value.get("tags", [])
            for index, tag in enumerate(tags if isinstance(tags, list) else []):
                if isinstance(tag, dict) and isinstance(tag.get("name"), str):
                    copied = self.copier.copy("tag", tag, dialect.document.at / "tags" / index, dialect)
                    found.setdefault(tag["name"], copied)
        return list(found.values())

    def _webhooks(self) -> Iterator[tuple[str, Told]]:
        for dialect in self.dialects.values():
            at = dialect.document.at / "webhooks"
            for name, item in dialect.webhooks.items():
                yield name, self.copier.copy("pathItem", item, at / name, dialect)

    def _schemes(self) -> Iterator[tuple[str, Told]]:
        yield from self.schemes.made.items()
        for name, scheme in self.schemes.declared.items():
            dialect = self.dialects[scheme.at.file]
            yield name, self.copier.copy("securityScheme", dialect.scheme(name), scheme.at, dialect)


def _undeclared(operation: Operation) -> Iterator[Told]:
    """Declare the variables of a path of which its document says nothing more."""
    declared = {parameter.name.removesuffix("+") for parameter in operation.parameters if parameter.where == "path"}
    for name in dict.fromkeys(re.findall(r"\{([^{}]+?)\+?\}", operation.path)):
        if name not in declared:
            yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _give_to_operations(item: Told) -> None:
    """Give what stands for a whole path to each of its operations: another document has the same path."""
    shared = item.pop("parameters", [])
    servers = item.pop("servers", None)
    for word in METHODS:
        if word in item:
            own = item[word].get("parameters", [])
            if parameters := [*(one for one in shared if not _restated(one, own)), *own]:
                item[word]["parameters"] = parameters
            if servers:
                item[word].setdefault("servers", servers)


def _restated(parameter: Told, others: list[Told]) -> bool:
    return any(
        (parameter.get("in"), parameter.get("name")) == (other.get("in"), other.get("name"))
        for other in others
        if "name" in other
    )
