"""A whole session as an editor has it, over stdin and stdout."""

import asyncio
import sys
from pathlib import Path

import pytest
from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

from apicompiler.editor.positions import Lines

BIN = Path(sys.executable).with_name("apicompiler")
BLUEPRINT = """\
apicompiler: 1
name: books
apis: {v1: openapi.yaml}
environments: {dev: {account: "111111111111", region: eu-west-1}}
integrations:
  catalog: {http: "https://books.example.com/{proxy}", request: templates/book.vtl}
defaults: {integration: catalog, auth: iam}
operations:
  listBooks: {timeout: 5s}
"""
POOL = "authorizers: {users: {cognito: {userPool: create, clients: {web: {callbacks: ['https://a.example.com/']}}}}}\n"
DOCUMENT = """\
openapi: 3.0.3
info: {title: "Books 📚", version: "1"}
paths:
  /books:
    get:
      operationId: listBooks
      tags: [public]
      responses: {"200": {description: The books}}
    post:
      operationId: addBook
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Book"}}}}
      responses: {"201": {description: added}}
components: {schemas: {Book: {type: object}}}
"""


class Editor:
    """A client that knows what a person would see: texts, findings, and what is offered at a place."""

    def __init__(self, folder):
        self.folder = folder
        self.client = LanguageClient("test", "1")
        self.texts = {}
        self.found = {}
        self.told = []
        self.shown = asyncio.Condition()

        @self.client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        async def publish(params):
            async with self.shown:
                self.found[Path(params.uri).name] = params.diagnostics
                self.shown.notify_all()

        @self.client.feature(lsp.WINDOW_LOG_MESSAGE)
        def log(params):
            self.told.append(params.message)

    async def start(self):
        await self.client.start_io(str(BIN), "lsp")
        return await self.client.initialize_async(
            lsp.InitializeParams(capabilities=lsp.ClientCapabilities(), root_uri=self.folder.as_uri())
        )

    async def end(self):
        await self.client.shutdown_async(None)
        self.client.exit(None)
        code = await asyncio.wait_for(self.client._server.wait(), 10)
        await self.client.stop()
        return code

    def uri(self, name):
        return (self.folder / name).as_uri()

    def open(self, name, text=None):
        self.texts[name] = text if text is not None else (self.folder / name).read_text()
        item = lsp.TextDocumentItem(self.uri(name), "yaml", 1, self.texts[name])
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))

    def type(self, name, old, new):
        assert old in self.texts[name]
        self.write(name, self.texts[name].replace(old, new, 1))

    def write(self, name, text):
        self.texts[name] = text
        change = lsp.TextDocumentContentChangeWholeDocument(text)
        document = lsp.VersionedTextDocumentIdentifier(2, self.uri(name))
        self.client.text_document_did_change(lsp.DidChangeTextDocumentParams(document, [change]))

    async def sees(self, name, *codes):
        """Wait until what was found in a file is just *codes*."""
        async with self.shown:
            now = lambda: name in self.found and [d.code for d in self.found[name]] == list(codes)  # noqa: E731
            try:
                await asyncio.wait_for(self.shown.wait_for(now), 50)
            except TimeoutError:
                pytest.fail(f"{name} shows {self.found.get(name)}; {self.told}")
        return self.found[name]

    def place(self, name, before):
        """Return the position behind the first *before* of a text."""
        return lsp.Position(*Lines(self.texts[name]).position(self.texts[name].index(before) + len(before)))

    def at(self, name, before):
        return {"text_document": lsp.TextDocumentIdentifier(self.uri(name)), "position": self.place(name, before)}

    async def hover(self, name, before):
        said = await self.client.text_document_hover_async(lsp.HoverParams(**self.at(name, before)))
        return said.contents.value if said else None

    async def complete(self, name, before):
        items = await self.client.text_document_completion_async(lsp.CompletionParams(**self.at(name, before)))
        return {item.label: item for item in items}

    async def define(self, name, before):
        found = await self.client.text_document_definition_async(lsp.DefinitionParams(**self.at(name, before)))
        return [(Path(each.uri).name, each.range.start.line, each.range.start.character) for each in found]

    async def fixes(self, name, finding, kind=lsp.CodeActionKind.QuickFix):
        params = lsp.CodeActionParams(
            lsp.TextDocumentIdentifier(self.uri(name)), finding.range, lsp.CodeActionContext([finding], only=[kind])
        )
        return await self.client.text_document_code_action_async(params)

    def apply(self, action):
        """Change the texts as an editor does."""
        for uri, edits in action.edit.changes.items():
            name = Path(uri).name
            for edit in sorted(edits, key=lambda e: (e.range.start.line, e.range.start.character), reverse=True):
                text, lines = self.texts[name], Lines(self.texts[name])
                start, end = (lines.offset(at) for at in (edit.range.start, edit.range.end))
                self.write(name, text[:start] + edit.new_text + text[end:])


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/book.vtl").write_text('{"title": "$input.params(\'title\')"}')
    (tmp_path / "blueprint.yaml").write_text(BLUEPRINT)
    (tmp_path / "openapi.yaml").write_text(DOCUMENT)
    return tmp_path


def session(folder, play):
    """Play a session, and end it as an editor does."""

    async def whole():
        editor = Editor(folder)
        await editor.start()
        await play(editor)
        assert await editor.end() == 0
        assert not editor.told

    asyncio.run(asyncio.wait_for(whole(), 120))


def test_server_says_what_it_can(folder):
    async def whole():
        editor = Editor(folder)
        can = (await editor.start()).capabilities
        assert can.text_document_sync.change is lsp.TextDocumentSyncKind.Full
        assert can.hover_provider
        assert can.completion_provider
        assert can.definition_provider
        assert can.code_action_provider
        assert await editor.end() == 0

    asyncio.run(asyncio.wait_for(whole(), 120))


def test_findings_follow_what_is_typed_and_stand_in_the_file_they_are_about(folder):
    async def play(editor):
        editor.open("blueprint.yaml", BLUEPRINT.replace("integration: catalog", "integration: catalgo"))
        await editor.sees("blueprint.yaml", "AC0203")
        editor.type("blueprint.yaml", "catalgo", "catalog")
        await editor.sees("blueprint.yaml")
        editor.open("openapi.yaml", DOCUMENT)
        editor.type("openapi.yaml", "schemas/Book", "schemas/Boook")
        await editor.sees("openapi.yaml", "AC0011")
        editor.type("openapi.yaml", "schemas/Boook", "schemas/Book")
        await editor.sees("openapi.yaml")
        editor.open("templates/book.vtl", "#if($input.body)")
        await editor.sees("book.vtl", "AC1301")

    session(folder, play)


def test_settings_of_the_repository_count_in_an_editor_too(folder):
    readable = BLUEPRINT.replace("https://books", "http://books")

    async def play(editor):
        editor.open("blueprint.yaml", readable)
        await editor.sees("blueprint.yaml", "AC0568")
        (folder / ".apicompiler.toml").write_text('ignore = ["AC0568"]\n')
        editor.type("blueprint.yaml", "name: books", "name: shop")
        await editor.sees("blueprint.yaml")

    session(folder, play)


def test_what_is_closed_counts_as_it_is_on_disk(folder):
    async def play(editor):
        editor.open("blueprint.yaml")
        editor.open("openapi.yaml", DOCUMENT.replace("schemas/Book", "schemas/Boook"))
        await editor.sees("openapi.yaml", "AC0011")
        document = lsp.TextDocumentIdentifier(editor.uri("openapi.yaml"))
        editor.client.text_document_did_close(lsp.DidCloseTextDocumentParams(document))
        await editor.sees("openapi.yaml")

    session(folder, play)


def test_columns_are_counted_in_utf_16(folder):
    async def play(editor):
        editor.open("blueprint.yaml", BLUEPRINT + 'cors: {"📚📚": 1, origins: ["https://a.example.com"]}\n')
        [finding] = await editor.sees("blueprint.yaml", "AC0101")
        assert (finding.range.start.character, finding.range.end.character) == (7, 13)

    session(folder, play)


def test_quick_fix_mends_what_it_is_for(folder):
    async def play(editor):
        editor.open("blueprint.yaml", BLUEPRINT + "endpiont: edge # 📚\nprofil: strict\n")
        first, second = await editor.sees("blueprint.yaml", "AC0101", "AC0101")
        [fix] = await editor.fixes("blueprint.yaml", first)
        assert fix.title == "did you mean `endpoint`?"
        editor.apply(fix)
        [second] = await editor.sees("blueprint.yaml", "AC0101")
        assert "endpoint: edge # 📚\nprofil: strict\n" in editor.texts["blueprint.yaml"]
        [everything] = await editor.fixes("blueprint.yaml", second, lsp.CodeActionKind.SourceFixAll)
        editor.apply(everything)
        await editor.sees("blueprint.yaml")

    session(folder, play)


def test_hover_tells_what_a_key_is_for_and_what_was_decided_of_an_operation(folder):
    async def play(editor):
        editor.open("blueprint.yaml", BLUEPRINT + "# see AC0203 and invalid-yaml\n")
        editor.open("openapi.yaml")
        await editor.sees("blueprint.yaml")
        assert "Release channels" not in (await editor.hover("blueprint.yaml", "integr"))
        assert "What answers" in await editor.hover("blueprint.yaml", "integr")
        assert "How long the integration may take" in await editor.hover("blueprint.yaml", "{time")
        assert "GET /books" in await editor.hover("blueprint.yaml", "listB")
        assert "blueprint.yaml:9:24" in await editor.hover("blueprint.yaml", "listB")
        assert "AC0203" in await editor.hover("blueprint.yaml", "see AC02")
        assert "AC0003" in await editor.hover("blueprint.yaml", "and invalid")
        assert "GET /books" in await editor.hover("openapi.yaml", "operationId: list")
        assert await editor.hover("blueprint.yaml", "example.c") is None

    session(folder, play)


@pytest.mark.parametrize(
    ("written", "before", "offered", "not_offered"),
    [
        ("sta", "\nsta", {"stages"}, {"apis", "rate"}),
        ("stages:\n  live:\n    ca", "    ca", {"cache", "throttle"}, {"stages"}),
        ("stages: {live: {ca", "{live: {ca", {"cache"}, {"stages"}),
        ("stages: {live: {cache: o", "{cache: o", {"off"}, {"cache", "size"}),
        ("endpoint: ", "endpoint: ", {"edge", "regional"}, {"stages"}),
        ("throttle: {rate: 1, b", "rate: 1, b", {"burst"}, {"rate"}),
        ("responses:\n  THR", "  THR", {"THROTTLED"}, {"stages"}),
        ("usagePlans: {gold: {}}\napiKeys: {acme: {usagePlan: g", "usagePlan: g", {"gold"}, {"catalog"}),
        ("usagePlans: {gold: {apis: [v", "apis: [v", {"v1"}, {"gold"}),
        ("policy: {allow: [{account: '111111111111', operations: [l", "operations: [l", {"listBooks"}, set()),
        ("stages: {live: {only: [", "only: [", {"dev"}, {"live"}),
        (POOL + "functions: {who: {environment: {USERS: po", "USERS: po", {"pool:users", "pool:users/web"}, {"users"}),
        ("# apicompiler: AC02", "AC02", {"AC0203"}, {"stages"}),
    ],
)
def test_completion_offers_what_may_stand_there(folder, written, before, offered, not_offered):
    async def play(editor):
        editor.open("blueprint.yaml")
        await editor.sees("blueprint.yaml")
        editor.write("blueprint.yaml", BLUEPRINT + written)
        found = await editor.complete("blueprint.yaml", before)
        assert offered <= found.keys()
        assert not not_offered & found.keys()

    session(folder, play)


def test_completion_knows_the_operations_of_the_documents(folder):
    async def play(editor):
        editor.open("blueprint.yaml")
        await editor.sees("blueprint.yaml")
        editor.write("blueprint.yaml", BLUEPRINT + "  GET /bo")
        found = await editor.complete("blueprint.yaml", "  GET /bo")
        assert {"listBooks", "addBook", "tag:public", "GET /books", "POST /books"} <= found.keys()
        edit = found["GET /books"].text_edit
        assert (edit.range.start.character, edit.range.end.character, edit.new_text) == (2, 9, "GET /books")

    session(folder, play)


def test_definitions_are_found(folder):
    async def play(editor):
        editor.open("blueprint.yaml")
        editor.open("openapi.yaml")
        await editor.sees("blueprint.yaml")
        assert await editor.define("blueprint.yaml", "listB") == [("openapi.yaml", 4, 4)]
        assert await editor.define("blueprint.yaml", "integration: cat") == [("blueprint.yaml", 5, 2)]
        assert await editor.define("blueprint.yaml", "templates/b") == [("book.vtl", 0, 0)]
        assert await editor.define("blueprint.yaml", "v1: open") == [("openapi.yaml", 0, 0)]
        assert await editor.define("openapi.yaml", "#/comp") == [("openapi.yaml", 12, 23)]

    session(folder, play)


def test_pointer_leads_to_the_pool_that_is_made_here_and_to_its_client(folder):
    (folder / "app.py").write_text("def handler(event, context): ...\n")
    told = 'functions: {who: {code: ., handler: app.handler, runtime: python3.13, environment: {ID: "%s"}}}\n'

    async def play(editor):
        for pointer, found in (("pool:users", [(9, 14)]), ("pool:users/web", [(9, 60)]), ("pool:users/app", [])):
            editor.open("blueprint.yaml", BLUEPRINT + POOL + told % pointer)
            await editor.sees("blueprint.yaml", *(() if found else ("AC2351",)))
            assert await editor.define("blueprint.yaml", "pool:us") == [("blueprint.yaml", *place) for place in found]

    session(folder, play)


def test_text_that_cannot_be_read_does_not_end_the_session(folder):
    async def play(editor):
        editor.open("blueprint.yaml", "stages: [\ud800")
        await editor.sees("blueprint.yaml", "AC0001")
        editor.write("blueprint.yaml", "")
        await editor.hover("blueprint.yaml", "")
        await editor.complete("blueprint.yaml", "")
        editor.write("blueprint.yaml", BLUEPRINT)
        await editor.sees("blueprint.yaml")

    session(folder, play)
