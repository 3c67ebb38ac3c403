"""The definitions of WebSocket APIs: files of routes, and AsyncAPI documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apicompiler.blueprint import Blueprint, WebSocketApi
from apicompiler.diagnostic import Diagnostic, Finding
from apicompiler.read import trouble
from apicompiler.read.files import Files
from apicompiler.read.sockets.asyncapi import AsyncApi2, AsyncApi3
from apicompiler.read.sockets.reader import SocketReader
from apicompiler.read.sockets.route_file import RouteFile
from apicompiler.sockets import Socket
from apicompiler.source import Document

VERSIONS: Mapping[str, type[SocketReader]] = {**{f"2.{minor}": AsyncApi2 for minor in range(7)}, "3.0": AsyncApi3}


def read_sockets(
    blueprint: Blueprint, variables: Mapping[str, Any], files: Files, diagnostics: list[Diagnostic]
) -> Mapping[str, Socket] | None:
    """Return every WebSocket API of *blueprint*, or None when one of them cannot be read."""
    apis = [api for api in blueprint.apis.values() if isinstance(api, WebSocketApi)]
    read = {api.key: _socket(api, blueprint, variables, files, diagnostics) for api in apis}
    found = {key: socket for key, socket in read.items() if socket is not None}
    return found if len(found) == len(read) else None


def _socket(
    api: WebSocketApi, blueprint: Blueprint, variables: Mapping[str, Any], files: Files, diagnostics: list[Diagnostic]
) -> Socket | None:
    document = files.document(api.definition, api.at / "definition")
    if document is None:
        return None
    kind = _kind(document)
    if isinstance(kind, Diagnostic):
        diagnostics.append(kind)
        return None
    reader = kind(document, files)
    socket = reader.socket(api, blueprint, variables)
    diagnostics += (*reader.diagnostics, *reader.references.diagnostics)
    return socket


def _kind(document: Document) -> type[SocketReader] | Diagnostic:
    """Choose the reader: a definition that names no version of AsyncAPI is a file of routes."""
    value = document.value
    if not isinstance(value, dict) or "asyncapi" not in value:
        return RouteFile
    version = str(value["asyncapi"])
    kind = VERSIONS.get(".".join(version.split(".")[:2]))
    return kind or Diagnostic(
        trouble.UNSUPPORTED_VERSION,
        Finding(
            at=document.at / "asyncapi",
            message=f"`asyncapi: {version[:20]}` is a version that is not read",
            help="write the document in AsyncAPI 2.6 or 3.0",
        ),
    )
