"""Text in, targets out: the blueprint once for each of its environments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import normpath
from typing import Any

from apicompiler import openapi
from apicompiler.blueprint import Api, Blueprint, Environment
from apicompiler.diagnostic import Diagnostic, Finding
from apicompiler.noun import Noun
from apicompiler.read import trouble
from apicompiler.read.decode import Decoder, Misfit
from apicompiler.read.files import Files, Folder
from apicompiler.read.lock import read_lock
from apicompiler.read.measure import bearable, environments
from apicompiler.read.merge import merged
from apicompiler.read.named import read_code, read_requirements, read_texts
from apicompiler.read.presence import present
from apicompiler.read.sockets import read_sockets
from apicompiler.read.versions import read_document
from apicompiler.source import Document, Location, Path
from apicompiler.target import Target


class Reading(Noun):
    """What came of reading: the files, a target for each environment that could be read, and the trouble."""

    documents: Mapping[str, Document]
    targets: tuple[Target, ...]
    diagnostics: tuple[Diagnostic, ...]


def read(file: str, folder: Folder) -> Reading:
    """Read the blueprint *file* in *folder*, and every definition it names."""
    files = Files(folder)
    diagnostics: list[Diagnostic] = []
    document = files.document(file, Location(file))
    targets: tuple[Target, ...] = ()
    if document is not None:
        contracts = _Contracts(files)
        targets = tuple(bearable(document, _targets(document, files, contracts, diagnostics), diagnostics))
        diagnostics += contracts.diagnostics
    return Reading(files.documents, targets, (*files.diagnostics, *diagnostics))


def _targets(
    document: Document, files: Files, contracts: _Contracts, diagnostics: list[Diagnostic]
) -> Iterator[Target]:
    """Yield a target for each environment whose contracts can be read."""
    for blueprint, environment, lost, variables in list(_blueprints(document, diagnostics)):
        code = read_code(blueprint, files)
        texts = {**read_texts(blueprint, files), **read_requirements(blueprint, code, files)}
        apis, sockets = contracts.read(blueprint), read_sockets(blueprint, variables, files, diagnostics)
        lock = read_lock(blueprint, files, diagnostics)
        if apis is not None and sockets is not None and lock is not None:
            for route in (event.said for socket in sockets.values() for event in socket.events if event.said):
                texts |= read_texts(route, files)
            yield Target(blueprint, environment, apis, texts, code, lost, sockets, lock)


class _Contracts:
    """The contracts of all environments, each read once."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.diagnostics: list[Diagnostic] = []
        self._read: dict[tuple[str, Api], openapi.Api | None] = {}

    def read(self, blueprint: Blueprint) -> Mapping[str, openapi.Api] | None:
        """Return every REST API of *blueprint*, or None when one of them cannot be read."""
        apis: dict[str, openapi.Api | None] = {}
        published = {key: api for key, api in blueprint.apis.items() if isinstance(api, Api)}
        for key, api in published.items():
            if (key, api) not in self._read:
                self._read[key, api] = self._merged(api)
            apis[key] = self._read[key, api]
        found = {key: api for key, api in apis.items() if api is not None}
        return found if len(found) == len(apis) else None

    def _merged(self, api: Api) -> openapi.Api | None:
        """Read each document of *api* on its own, and make one contract of them."""
        at = api.at / "definition"
        names = {normpath(name): name for name in api.documents}
        if len(names) < len(api.documents) or not names:
            message = "a document is named twice" if names else "no document is named"
            self.diagnostics.append(Diagnostic(trouble.DOCUMENT_LIST, Finding(at=at, message=message)))
        read = [read_document(name, api, self.files) for name in names.values()]
        self.diagnostics += (diagnostic for _, diagnostics in read for diagnostic in diagnostics)
        documents = [document for document, _ in read if document is not None]
        if len(documents) < len(names) or not names:
            return None
        contract, clashes = merged(documents)
        self.diagnostics += clashes
        return contract


def _blueprints(
    document: Document, diagnostics: list[Diagnostic]
) -> Iterator[tuple[Blueprint, Environment, frozenset[Path], dict[str, Any]]]:
    """Decode the blueprint as each of its environments sees it."""
    if not isinstance(document.value, dict):
        _decoded(document, document.value, (), {}, diagnostics)
        return
    diagnostics += _nothing_declared(document)
    named = document.value.get("environments")
    names = environments(document, named, diagnostics) if isinstance(named, dict) else {}
    for name, environment in names.items():
        overlay = environment.get("set", {}) if isinstance(environment, dict) else {}
        value = document.value
        path: tuple[str, ...] = ()
        if isinstance(overlay, dict) and overlay:
            path = ("environments", name, "set")
            value = laid_over(value, _allowed(overlay, Location(document.file, path), diagnostics))
        variables = _variables(name, environment)
        blueprint, lost = _decoded(document, value, path, variables, diagnostics)
        if blueprint and name in blueprint.environments:
            yield present(blueprint, name), blueprint.environments[name], lost, variables
    if not names:
        _decoded(document, document.value, (), {}, diagnostics)


def _nothing_declared(document: Document) -> Iterator[Diagnostic]:
    """Report an empty `apis` or `environments`: there is then nothing that a rule could be shown."""
    for word in ("apis", "environments"):
        if document.value.get(word) == {}:
            finding = Finding(
                at=Location(document.file, (word,)),
                message=f"`{word}` is empty, and nothing would be deployed",
                help="declare one: `{v1: openapi.yaml}`"
                if word == "apis"
                else 'declare one: `{dev: {account: "…", region: …}}`',
            )
            yield Diagnostic(trouble.NOTHING_DECLARED, finding)


def _decoded(
    document: Document, value: Any, overlay: tuple[str, ...], variables: dict[str, Any], diagnostics: list[Diagnostic]
) -> tuple[Blueprint | None, frozenset[Path]]:
    decoder = Decoder(variables)
    try:
        blueprint: Blueprint | None = decoder.decode(Blueprint, value, Location(document.file, (), overlay))
    except Misfit:
        blueprint = None
    diagnostics += decoder.diagnostics
    return blueprint, frozenset(decoder.lost)


def _variables(name: str, environment: Any) -> dict[str, Any]:
    known: dict[str, Any] = {"env.name": name}
    if isinstance(environment, dict):
        known |= {f"env.{key}": environment[key] for key in ("account", "region") if key in environment}
        values = environment.get("values")
        if isinstance(values, dict):
            known |= {f"env.{key}": value for key, value in values.items() if not isinstance(value, dict | list)}
    return known


def _allowed(overlay: dict[str, Any], at: Location, diagnostics: list[Diagnostic]) -> dict[str, Any]:
    """Leave out of an overlay what says where it is laid over."""
    for word in ("environments", "apicompiler"):
        if word in overlay:
            finding = Finding(at=(at / word).key, message=f"an environment cannot restate `{word}`", help="remove it")
            diagnostics.append(Diagnostic(trouble.UNKNOWN_KEY, finding))
    return {key: value for key, value in overlay.items() if key not in ("environments", "apicompiler")}


def laid_over(base: Any, overlay: Any) -> Any:
    """Merge maps, replace everything else, and remove what the overlay has as null."""
    if not isinstance(overlay, dict):
        return overlay
    merged = dict(base) if isinstance(base, dict) else {}
    for key, value in overlay.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = laid_over(merged.get(key), value)
    return merged
