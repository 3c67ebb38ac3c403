"""Reads a file of routes: it is written in the language of the blueprint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apicompiler.blueprint import Blueprint, Route, Routes, WebSocketApi
from apicompiler.openapi import Schema
from apicompiler.read.decode import PASSED_ON, Decoder, Misfit
from apicompiler.read.sockets.reader import SocketReader
from apicompiler.sockets import Socket


class RouteFile(SocketReader):
    """`select` and `routes`."""

    IS_ROUTE_FILE = True

    def socket(self, api: WebSocketApi, blueprint: Blueprint, variables: Mapping[str, Any]) -> Socket | None:
        decoder = Decoder(variables, (*PASSED_ON, "request."))
        try:
            written: Routes = decoder.decode(Routes, self.document.value, self.document.at)
        except Misfit:
            return None
        finally:
            self.diagnostics += decoder.diagnostics
        events = tuple(
            self.event(key, route.at, self._model(route), reply=route.reply, said=route)
            for key, route in written.routes.items()
        )
        return self.made(api, written.select, written.at / "select", events, {})

    def _model(self, route: Route) -> Schema | None:
        document = self.files.document(str(route.model), route.at / "model") if route.model else None
        return self.schema(document.value, document.at) if document else None
