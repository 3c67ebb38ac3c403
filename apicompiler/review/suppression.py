"""Comments that suppress findings: `# apicompiler: ignore[AC0302] reason`, on the line or above the block."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from apicompiler.diagnostic import Diagnostic, Finding, Replace, Rule
from apicompiler.holdings import Holding
from apicompiler.noun import Noun
from apicompiler.review import laws
from apicompiler.source import Comment, Document, Location
from apicompiler.suggest import closest

FORM = re.compile(r"ignore\[(?P<rules>[^\]]*)\](?P<reason>.*)")


class Word(Noun):
    """One rule as a comment names it, and where."""

    at: Location
    text: str
    rule: Rule | None


class Suppression(Noun):
    """One comment that has the form."""

    at: Location
    comment: Comment
    words: tuple[Word, ...]
    reason: str

    def covers(self, diagnostic: Diagnostic, offset: int) -> Word | None:
        """Return the word that suppresses *diagnostic*, which stands at *offset* of the same file."""
        if not self.comment.about.start <= offset < self.comment.about.end or diagnostic.rule.is_binding:
            return None
        return next((word for word in self.words if word.rule is diagnostic.rule), None)


def unsuppressed(
    diagnostics: Iterable[Diagnostic], documents: Mapping[str, Document], rules: tuple[Rule, ...]
) -> list[Diagnostic]:
    """Return what no comment suppresses, and what is wrong with the comments."""
    read = {name: list(_read(document, rules)) for name, document in documents.items() if document.comments}
    kept: list[Diagnostic] = []
    used: set[Location] = set()
    for diagnostic in diagnostics:
        at = diagnostic.finding.at
        said = read.get(at.file)
        offset = documents[at.file].span(at).start if said else 0
        words = [word for one in said or () if isinstance(one, Suppression) if (word := one.covers(diagnostic, offset))]
        used |= {word.at for word in words}
        kept += [] if words else [diagnostic]
    for name, said in read.items():
        for one in said:
            kept += [one] if isinstance(one, Diagnostic) else _wrong(one, used, documents[name], rules)
    return kept


def _read(document: Document, rules: tuple[Rule, ...]) -> Iterator[Suppression | Diagnostic]:
    """Read the comments of a document; those that were meant to suppress and do not have the form are reported."""
    by_name = {name: rule for rule in rules for name in (rule.code.lower(), rule.name)}
    for comment in document.comments:
        at = Location(document.file, offset=comment.offset, end=comment.end)
        match = FORM.fullmatch(comment.said)
        if match is None:
            if closest(re.split(r"\W", comment.said)[0], ["ignore"]):
                message = f"`{comment.said[:60]}` suppresses nothing"
                help = "write `apicompiler: ignore[RULE] reason`"
                yield Diagnostic(laws.MALFORMED_SUPPRESSION, Finding(at=at, message=message, help=help))
            continue
        start = comment.end - len(comment.said) + match.start("rules")
        words = tuple(
            Word(
                Location(document.file, offset=start + found.start(), end=start + found.end()),
                found.group(),
                by_name.get(found.group().lower()),
            )
            for found in re.finditer(r"[^\s,]+", match["rules"])
        )
        yield Suppression(at, comment, words, match["reason"].strip(" \t-:"))


def _wrong(
    suppression: Suppression, used: set[Location], document: Document, rules: tuple[Rule, ...]
) -> Iterator[Diagnostic]:
    if not suppression.words:
        finding = Finding(at=suppression.at, message="no rule is named here", help="write `ignore[RULE] reason`")
        yield Diagnostic(laws.MALFORMED_SUPPRESSION, finding)
    for word in suppression.words:
        if word.rule is None:
            close = closest(word.text, [name for rule in rules for name in (rule.code, rule.name)])
            help = f"did you mean `{close}`?" if close else "`apicompiler rules` lists them all"
            fix = Replace(word.at, close) if close else None
            message = f"no rule is called `{word.text}`"
            yield Diagnostic(laws.UNKNOWN_RULE, Finding(at=word.at, message=message, help=help, fix=fix))
        elif word.rule.is_binding:
            message = f"`{word.text}` cannot be suppressed: nothing can be compiled without it"
            yield Diagnostic(laws.BINDING_RULE, Finding(at=word.at, message=message, help="mend what it reports"))
        elif word.at not in used and not issubclass(word.rule.subject, Holding):  # of which lint knows nothing
            finding = Finding(
                at=word.at,
                message=f"nothing here breaks `{word.text}`",
                help="remove it",
                fix=_without(word, suppression, document),
            )
            yield Diagnostic(laws.UNUSED_SUPPRESSION, finding)
    if suppression.words and not suppression.reason:
        finding = Finding(
            at=suppression.at,
            message="nothing says why this is suppressed",
            help="write the reason behind the bracket",
        )
        yield Diagnostic(laws.SUPPRESSION_WITHOUT_REASON, finding)


def _without(word: Word, suppression: Suppression, document: Document) -> Replace:
    """Take *word* out of its comment; the comment goes with the last of its words."""
    others = [other.text for other in suppression.words if other is not word]
    if others:
        first, last = suppression.words[0].at.offset, suppression.words[-1].at.end
        return Replace(Location(document.file, offset=first, end=last), ", ".join(others))
    comment, text = suppression.comment, document.text
    start = len(text[: comment.offset].rstrip(" \t"))
    is_alone = text[:start].endswith("\n") or not start
    end = text.find("\n", comment.end) + 1 if is_alone else comment.end
    return Replace(Location(document.file, offset=start, end=end or len(text)), "")
