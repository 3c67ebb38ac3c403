"""Diagnostics for people to read: with the line, a caret and a cure, or in one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from posixpath import join

from apicompiler.diagnostic import INFO, Diagnostic, Severity
from apicompiler.source import Document, Location, Span

WIDTH = 120  # of an excerpt; a longer line is shown around the place that matters
NOTES_OF_A_RULE = 3  # that are shown at length
Paint = Callable[[str, str], str]

COLORS = {"error": "1;31", "warning": "1;33", "info": "1;36", "bold": "1", "frame": "1;34"}


def plain(text: str, _: str) -> str:
    return text


def colored(text: str, color: str) -> str:
    return f"\x1b[{COLORS[color]}m{text}\x1b[0m" if text else text


def full(diagnostic: Diagnostic, documents: Mapping[str, Document], base: str = "", paint: Paint = plain) -> str:
    """Show a diagnostic with its line and caret; *base* is the folder of the files as it is shown."""
    finding, rule = diagnostic.finding, diagnostic.rule
    word = diagnostic.severity.word
    heading = f"{paint(f'{word}[{rule.code}]', word)}{paint(f': {finding.message}', 'bold')}"
    document = documents.get(finding.at.file)
    if document is None:
        where, link = f" {paint('-->', 'frame')} {join(base, finding.at.file)}", f" {paint('=', 'frame')} {rule.name}: "
        return "\n".join([heading, where, link + rule.page])
    span = document.span(finding.at)
    line, column = document.line_and_column(span.start)
    excerpt, carets = _excerpt(document, span, finding.is_secret)
    gutter = " " * len(str(line))
    bar = paint("|", "frame")
    lines = [
        heading,
        f"{gutter}{paint('-->', 'frame')} {join(base, document.file)}:{line}:{column}",
        f"{gutter} {bar}",
        f"{paint(str(line), 'frame')} {bar} {excerpt}",
        f"{gutter} {bar} {paint(carets, word)}",
    ]
    for note in finding.notes:
        lines.append(f"{gutter} {paint('=', 'frame')} {note.text}: {address(note.at, documents, base)}")
    if diagnostic.help:
        lines.append(f"{gutter} {paint('=', 'frame')} help: {diagnostic.help}")
    lines.append(f"{gutter} {paint('=', 'frame')} {rule.name}: {rule.page}")
    return "\n".join(lines)


def concise(diagnostic: Diagnostic, documents: Mapping[str, Document], base: str = "", paint: Paint = plain) -> str:
    """Show a diagnostic in one line."""
    word = diagnostic.severity.word
    where = address(diagnostic.finding.at, documents, base)
    label = paint(f"{word}[{diagnostic.rule.code}]", word)
    return f"{where}: {label} {diagnostic.finding.message} ({diagnostic.rule.page})"


def few_notes(diagnostics: Iterable[Diagnostic]) -> tuple[list[Diagnostic], Counter[str]]:
    """Leave out all but the first notes of each rule; return what is left, and how many are out by code.

    A large document is full of places at which the same was given up.
    """
    shown: list[Diagnostic] = []
    met: Counter[str] = Counter()
    for diagnostic in diagnostics:
        met[diagnostic.rule.code] += diagnostic.severity is INFO
        if met[diagnostic.rule.code] <= NOTES_OF_A_RULE:
            shown.append(diagnostic)
    return shown, Counter({code: count - NOTES_OF_A_RULE for code, count in met.items() if count > NOTES_OF_A_RULE})


def address(at: Location, documents: Mapping[str, Document], base: str = "") -> str:
    """Return `file:line:column`."""
    document = documents.get(at.file)
    if document is None:
        return join(base, at.file)
    line, column = document.line_and_column(document.span(at).start)
    return f"{join(base, at.file)}:{line}:{column}"


def summary(diagnostics: tuple[Diagnostic, ...]) -> str:
    """Count what was found: `2 errors, 1 warning`."""
    severities = [diagnostic.severity for diagnostic in diagnostics]
    counts = [(severity, severities.count(severity)) for severity in sorted(Severity, reverse=True)]
    return ", ".join(
        f"{count} {severity.word}{'s' if count > 1 and severity is not INFO else ''}"
        for severity, count in counts
        if count
    )


def _excerpt(document: Document, span: Span, is_secret: bool) -> tuple[str, str]:
    """Return the line of *span*, and carets below what it names; a long line is cut on both sides."""
    start, stop = document.line_around(span.start)
    before, after = "", ""
    if stop - start > WIDTH:
        left = max(start, min(span.start - WIDTH // 2, stop - WIDTH))
        right = min(stop, left + WIDTH)
        before, after = "…" if left > start else "", "…" if right < stop else ""
        start, stop = left, right
    text = document.text[start:stop]
    offset = span.start - start
    if is_secret:
        text = text[:offset] + "*" * len(text[offset : span.end - start]) + text[span.end - start :]
    carets = max(1, min(span.end, stop) - span.start)
    shown = "".join(" " if character < " " else character for character in before + text + after)
    return shown.rstrip(), " " * (offset + len(before)) + "^" * carets
