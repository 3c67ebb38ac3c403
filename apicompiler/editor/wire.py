"""What the compiler says, in the words of the language server protocol."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lsprotocol import types as lsp
from pygls.uris import to_fs_path

from apicompiler.diagnostic import Severity
from apicompiler.editor.completion import Choice
from apicompiler.editor.desk import Found
from apicompiler.editor.fixes import Edit, edits
from apicompiler.editor.positions import lines
from apicompiler.source import Document, Location, Span

SEVERITIES = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.INFO: lsp.DiagnosticSeverity.Information,
}
ICONS = {
    "key": lsp.CompletionItemKind.Property,
    "word": lsp.CompletionItemKind.EnumMember,
    "name": lsp.CompletionItemKind.Reference,
    "operation": lsp.CompletionItemKind.Function,
    "rule": lsp.CompletionItemKind.Constant,
}


def workspace_edit(found: list[Found]) -> lsp.WorkspaceEdit:
    """Apply the fixes of findings of one blueprint."""
    made = edits(found[0].documents, [each.diagnostic for each in found])
    return lsp.WorkspaceEdit({(found[0].folder / edit.document.file).as_uri(): [_text_edit(edit)] for edit in made})


def _text_edit(edit: Edit) -> lsp.TextEdit:
    return lsp.TextEdit(place(edit.document, edit.span), edit.text)


def diagnostic(found: Found) -> lsp.Diagnostic:
    finding, rule = found.diagnostic.finding, found.diagnostic.rule
    return lsp.Diagnostic(
        range=place(found.document, found.span),
        message=finding.message + (f"\nhelp: {finding.help}" if finding.help else ""),
        severity=SEVERITIES[found.diagnostic.severity],
        code=rule.code,
        code_description=lsp.CodeDescription(rule.evidence) if rule.evidence.startswith("https:") else None,
        source="apicompiler",
        related_information=[
            lsp.DiagnosticRelatedInformation(location(note.at, found.folder, found.documents), note.text)
            for note in finding.notes
        ],
    )


def item(choice: Choice, document: Document, offset: int) -> lsp.CompletionItem:
    text = f"{choice.text}: " if choice.kind == "key" else choice.text
    return lsp.CompletionItem(
        label=choice.text,
        kind=ICONS[choice.kind],
        detail=choice.detail or None,
        documentation=choice.documentation or None,
        filter_text=choice.text,
        text_edit=lsp.TextEdit(place(document, Span(choice.start, offset)), text),
    )


def location(at: Location, folder: Path, documents: Mapping[str, Document]) -> lsp.Location:
    document = documents.get(at.file) or Document(at.file, "")
    return lsp.Location((folder / at.file).as_uri(), place(document, document.span(at)))


def place(document: Document, span: Span) -> lsp.Range:
    start, end = map(lines(document.text).position, span)
    return lsp.Range(lsp.Position(*start), lsp.Position(*end))


def path(uri: str) -> Path | None:
    """Return the file that a URI names; None where it names none, as a text that was never saved."""
    named = to_fs_path(uri) if uri.startswith("file:") else None
    return Path(named).resolve() if named else None
