"""The language server: what editors send and are sent, over stdin and stdout."""

from __future__ import annotations

import asyncio
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp
from pygls.exceptions import FeatureRequestError
from pygls.lsp.server import LanguageServer

from apicompiler.editor import wire
from apicompiler.editor.completion import choices
from apicompiler.editor.definition import definitions
from apicompiler.editor.desk import Desk, Sheet
from apicompiler.editor.hover import hover
from apicompiler.editor.positions import Position, lines
from apicompiler.review import Review

PAUSE = 0.25  # seconds without a key before anything is checked
ACTIONS = lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix, lsp.CodeActionKind.SourceFixAll])
COMPLETION = lsp.CompletionOptions(trigger_characters=[" ", ":", "/", "#", "{"])


class Server(LanguageServer):
    """Checks what changes, one blueprint at a time, beside answering what is asked."""

    def __init__(self, version: str, names: tuple[str, ...], review: Callable[[Path], Review]) -> None:
        # Each change sends the whole text: pygls breaks lines at characters at which editors do not.
        super().__init__("apicompiler", version, text_document_sync_kind=lsp.TextDocumentSyncKind.Full)
        self.desk = Desk(names, review)
        self.waiting: set[Path] = set()
        """The blueprints that changed since they were checked."""
        self.shown: set[Path] = set()
        """The files that have findings in the editor."""
        self._timer: asyncio.TimerHandle | None = None
        self._work: asyncio.Task[None] | None = None

    def typed(self, uri: str, text: str, pause: float = PAUSE) -> None:
        """Take *text* for what the file holds."""
        path = wire.path(uri)
        if path:
            self.desk.texts[path] = text
            self.changed(path, pause)

    def changed(self, path: Path, pause: float = PAUSE) -> None:
        """Check what *path* belongs to, once nothing more has changed for a while."""
        self.waiting.update(self.desk.blueprints(path))
        if self._timer:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(pause, self._start)

    def sheet(self, uri: str) -> Sheet | None:
        path = wire.path(uri)
        return self.desk.sheet(path) if path else None

    def log(self, text: str) -> None:
        self.window_log_message(lsp.LogMessageParams(lsp.MessageType.Error, text))

    def report_server_error(self, error: Exception, source: Any) -> None:
        if source is not FeatureRequestError:
            self.log(f"apicompiler is wrong: {error!r}")

    def _start(self) -> None:
        if self._work is None or self._work.done():
            self._work = asyncio.get_running_loop().create_task(self._check())

    async def _check(self) -> None:
        while self.waiting:
            blueprint = self.waiting.pop()
            try:
                await asyncio.to_thread(self.desk.check, blueprint)
                self._publish()
            except Exception:  # a defect of ours is told, and does not end the server
                self.log(f"apicompiler is wrong, and not {blueprint}:\n{traceback.format_exc()}")

    def _publish(self) -> None:
        """Show what was found in each file, and that nothing is found in those that are open or had findings."""
        found = self.desk.findings()
        for path in sorted({*found, *self.shown, *self.desk.texts}):
            shown = [wire.diagnostic(each) for each in found.get(path, ())]
            self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(path.as_uri(), shown))
        self.shown = set(found)


def serve(version: str, names: tuple[str, ...], review: Callable[[Path], Review]) -> None:
    """Answer one editor until it says goodbye; *names* are those under which blueprints are found.

    *review* tells which findings count in a blueprint.
    """
    server = Server(version, names, review)
    _follow(server)
    _answer(server)
    server.start_io(stdout=os.fdopen(os.dup(sys.stdout.fileno()), "wb"))  # which it closes at the end


def _follow(server: Server) -> None:
    """Follow what is opened, changed and saved."""

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        server.typed(params.text_document.uri, params.text_document.text, pause=0)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        uri = params.text_document.uri
        server.typed(uri, server.workspace.get_text_document(uri).source)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    async def saved(params: lsp.DidSaveTextDocumentParams) -> None:
        path = wire.path(params.text_document.uri)
        if path:
            server.changed(path, pause=0)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    async def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        path = wire.path(params.text_document.uri)
        if path:
            server.changed(path, pause=0)
            server.desk.close(path)

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def changed_on_disk(params: lsp.DidChangeWatchedFilesParams) -> None:
        for change in params.changes:
            path = wire.path(change.uri)
            if path and server.desk.knows(path):
                server.changed(path)


def _answer(server: Server) -> None:
    """Answer what is asked about a place, each in a thread of its own."""

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    @server.thread()
    def hovered(params: lsp.HoverParams) -> lsp.Hover | None:
        sheet = server.sheet(params.text_document.uri)
        said = hover(sheet, _offset(sheet, params.position)) if sheet else None
        if sheet is None or said is None:
            return None
        text = lsp.MarkupContent(lsp.MarkupKind.Markdown, said.text)
        return lsp.Hover(text, wire.place(sheet.document, said.span))

    @server.feature(lsp.TEXT_DOCUMENT_COMPLETION, COMPLETION)
    @server.thread()
    def completed(params: lsp.CompletionParams) -> list[lsp.CompletionItem]:
        sheet = server.sheet(params.text_document.uri)
        if sheet is None or not sheet.is_blueprint:
            return []
        offset = _offset(sheet, params.position)
        return [wire.item(choice, sheet.document, offset) for choice in choices(sheet, offset)]

    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    @server.thread()
    def defined(params: lsp.DefinitionParams) -> list[lsp.Location]:
        sheet = server.sheet(params.text_document.uri)
        if sheet is None:
            return []
        documents = {**sheet.compilation.documents, sheet.name: sheet.document}
        found = definitions(sheet, _offset(sheet, params.position))
        return [wire.location(at, sheet.folder, documents) for at in found]

    @server.feature(lsp.TEXT_DOCUMENT_CODE_ACTION, ACTIONS)
    @server.thread()
    def offered(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        path = wire.path(params.text_document.uri)
        return list(_actions(server.desk, path, params)) if path else []


def _offset(sheet: Sheet, position: lsp.Position) -> int:
    return lines(sheet.document.text).offset(Position(position.line, position.character))


def _actions(desk: Desk, path: Path, params: lsp.CodeActionParams) -> Iterator[lsp.CodeAction]:
    """Offer the fixes of what is found in a range, and all fixes of the file at once."""
    fixable = desk.fixable(path)
    if not fixable:
        return
    text = lines(fixable[0].document.text)
    start, end = (text.offset(Position(at.line, at.character)) for at in (params.range.start, params.range.end))
    for found in fixable:
        if found.span.start <= end and start <= found.span.end and _wants(params, lsp.CodeActionKind.QuickFix):
            yield lsp.CodeAction(
                title=found.diagnostic.finding.help or f"Fix {found.diagnostic.rule.name}",
                kind=lsp.CodeActionKind.QuickFix,
                diagnostics=[wire.diagnostic(found)],
                is_preferred=True,
                edit=wire.workspace_edit([found]),
            )
    if _wants(params, lsp.CodeActionKind.SourceFixAll):
        title = "Fix all that apicompiler can fix"
        yield lsp.CodeAction(title=title, kind=lsp.CodeActionKind.SourceFixAll, edit=wire.workspace_edit(fixable))


def _wants(params: lsp.CodeActionParams, kind: lsp.CodeActionKind) -> bool:
    """Whether an editor asked for actions of a *kind*, or of one that it belongs to."""
    only = params.context.only
    return only is None or any(f"{kind.value}.".startswith(f"{getattr(each, 'value', each)}.") for each in only)
