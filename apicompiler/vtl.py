"""Reads a mapping template as API Gateway's Velocity engine does, and says where everything in it stands.

Nothing is run. The reader is lenient where Velocity passes text on as it
stands, and reports what Velocity could not read. It takes one pass, whatever
the text.

https://velocity.apache.org/engine/1.7/vtl-reference.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from apicompiler.noun import Noun

DEEPEST = 40  # calls inside of calls, blocks inside of blocks: nobody can read more

BLOCKS = frozenset({"if", "foreach", "macro", "define"})
BRANCHES = frozenset({"else", "elseif"})
OTHERS = frozenset({"set", "end", "break", "stop", "include", "parse", "evaluate"})
DIRECTIVES = BLOCKS | BRANCHES | OTHERS
ARGUED = frozenset({"if", "elseif", "foreach", "set", "macro", "define", "include", "parse", "evaluate"})

NAME = r"[A-Za-z_][A-Za-z0-9_-]*"
REFERENCE = re.compile(rf"\$!?(?P<brace>\{{)?(?P<name>{NAME})")
ESCAPED = r"(?<!\\)(?P<escapes>\\++)(?=[$#])"
DOLLAR = r"(?P<dollar>\$!?\{?[A-Za-z_])"
TEXT = re.compile(
    rf"{ESCAPED}|{DOLLAR}|(?P<literal>\#\[\[)|(?P<comment>\#\*)|\#\#[^\n]*"
    rf"|\#@?(?P<brace>\{{)?(?P<directive>{NAME})"
)
QUOTED = re.compile(rf"{ESCAPED}|{DOLLAR}")
CODE = re.compile(rf"'[^']*'|\"(?P<quoted>[^\"]*)\"|{DOLLAR}")
BRACKET = re.compile(r"'[^']*'|\"[^\"]*\"|[()\[\]]")
OPENING = {True: re.compile(r"[ \t]*\("), False: re.compile(r"\(")}  # of a directive, and of a macro that is called
MEMBER = re.compile(rf"\.(?P<name>{NAME})")
INDEX = re.compile(r"\[\s*(?:'(?P<single>[^']*)'|\"(?P<double>[^\"]*)\"|[$\d-])")


class Member(Noun):
    """One step from a value to another: a property, a method with its *arguments*, or an index."""

    offset: int
    name: str
    """Empty for an index that is worked out or a number."""
    arguments: str | None = None
    """What stands between the parentheses of a method."""


class Reference(Noun):
    """One `$…`, with all that follows it."""

    offset: int
    end: int
    root: str
    members: tuple[Member, ...]
    is_printed: bool
    """Whether it stands in the text, where Velocity prints its name if it has no value and no `!`."""

    @property
    def path(self) -> str:
        """Root and members as one would write them, without arguments."""
        return ".".join([self.root, *(member.name for member in self.members)])


class Directive(Noun):
    """One `#…`, with what stands between its parentheses."""

    offset: int
    name: str
    argument: str
    block: tuple[int, ...]
    """Where the blocks and branches begin that it stands in: those with equal blocks run one after the other."""


class Trouble(Noun):
    """Something Velocity cannot read."""

    kind: Literal["block", "syntax"]
    offset: int
    message: str
    help: str


class Script(Noun):
    """What a template consists of."""

    references: tuple[Reference, ...] = ()
    directives: tuple[Directive, ...] = ()
    assigned: frozenset[str] = frozenset()
    """The variables that some directive gives a value."""
    troubles: tuple[Trouble, ...] = ()


def read(text: str) -> Script:
    """Read a whole template."""
    return _Reader(text).script()


class _Unreadable(Exception):
    """Nothing behind this place can be told."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.message)
        self.trouble = trouble


class _Reader:
    """Reads one text from its beginning to its end, and gathers what it meets."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.references: list[Reference] = []
        self.directives: list[Directive] = []
        self.assigned: set[str] = set()
        self.troubles: list[Trouble] = []
        self.open: list[tuple[str, int, int]] = []
        """The blocks that have begun: name, where, and where the present branch began."""

    def script(self) -> Script:
        try:
            self._text()
            for name, offset, _ in self.open:
                self._trouble("block", offset, f"`#{name}` is never closed", "write `#end` behind its block")
        except _Unreadable as end:
            self.troubles.append(end.trouble)
        references = sorted(self.references, key=lambda reference: reference.offset)
        return Script(tuple(references), tuple(self.directives), frozenset(self.assigned), tuple(self.troubles))

    def _text(self) -> None:
        """Read what Velocity prints, and the directives in it."""
        at = 0
        while found := TEXT.search(self.text, at):
            if found["escapes"]:
                at = _behind(found)
            elif found["dollar"]:
                at = self._reference(found.start(), len(self.text), 0, printed=True)
            elif found["literal"]:
                at = self._past("]]#", found.start(), "#[[")
            elif found["comment"]:
                at = self._past("*#", found.start(), "#*")
            elif found["directive"]:
                at = self._directive(found)
            else:
                at = found.end()

    def _past(self, close: str, start: int, mark: str) -> int:
        end = self.text.find(close, start + len(mark))
        if end < 0:
            raise _unreadable(start, f"`{mark}` is never closed", f"write `{close}` behind it")
        return end + len(close)

    def _directive(self, found: re.Match[str]) -> int:
        """Read a directive; a word that is none is text, and may be the call of a macro."""
        start, name, end = found.start(), found["directive"], found.end()
        if found["brace"] and self.text[end : end + 1] == "}":
            end += 1
        argument = ""
        opening = None if name in DIRECTIVES - ARGUED else OPENING[name in ARGUED].match(self.text, end)
        if opening:
            inner = opening.end()
            close = self._closing(inner - 1, len(self.text))
            argument, end = self.text[inner:close], close + 1
        if name in ARGUED and not opening:
            raise _unreadable(start, f"`#{name}` says nothing in parentheses", f"write `#{name}(…)`")
        self._nest(name, start)
        self.directives.append(Directive(start, name, argument, tuple(branch for _, _, branch in self.open)))
        if opening:
            self._assign(name, argument)
            self._code(inner, close, 1)
        if name in BLOCKS:
            self._open(name, start)
        return end

    def _open(self, name: str, start: int) -> None:
        if len(self.open) >= DEEPEST:
            raise _unreadable(start, f"blocks are nested more than {DEEPEST} deep", "take them apart")
        self.open.append((name, start, start))

    def _nest(self, name: str, start: int) -> None:
        if name == "end":
            if not self.open:
                self._trouble("block", start, "`#end` closes nothing", "remove it")
            else:
                self.open.pop()
        elif name in BRANCHES:
            if not self.open or self.open[-1][0] != "if":
                self._trouble("block", start, f"`#{name}` belongs to no `#if`", "write it between `#if(…)` and `#end`")
            else:
                self.open[-1] = (*self.open[-1][:2], start)

    def _assign(self, name: str, argument: str) -> None:
        if name in ("set", "foreach", "define"):
            target = REFERENCE.match(argument.lstrip())
            if target and not argument.lstrip()[target.end() :].startswith((".", "[")):
                self.assigned.add(target["name"])
        elif name == "macro":
            self.assigned |= {found["name"] for found in REFERENCE.finditer(argument)}

    def _reference(self, start: int, end: int, depth: int, *, printed: bool) -> int:
        """Read the reference at *start* and return where it ends."""
        found = REFERENCE.match(self.text, start, end)
        if found is None:
            return start + 1
        at, members = found.end(), []
        for member, behind in self._members(at, end, depth):
            members.append(member)
            at = behind
        if found["brace"]:
            if self.text[at : min(at + 1, end)] != "}":
                raise _unreadable(start, f"`{self.text[start:at][:60]}` is never closed", "write `}` behind it")
            at += 1
        quiet = self.text.startswith("$!", start)
        self.references.append(Reference(start, at, found["name"], tuple(members), printed and not quiet))
        return at

    def _members(self, at: int, end: int, depth: int) -> Iterator[tuple[Member, int]]:
        """Yield each member that begins at *at* or where the one before ended, and where it ends itself."""
        while True:
            if named := MEMBER.match(self.text, at, end):
                start, at = at + 1, named.end()
                if self.text[at : min(at + 1, end)] != "(":
                    yield Member(start, named["name"]), at
                    continue
                close = self._closing(at, end)
                self._code(at + 1, close, depth + 1)
                yield Member(start, named["name"], self.text[at + 1 : close]), close + 1
            elif index := INDEX.match(self.text, at, end):
                close = self._closing(at, end)
                self._code(at + 1, close, depth + 1)
                yield Member(at, index["single"] or index["double"] or ""), close + 1
            else:
                return
            at = close + 1

    def _code(self, at: int, end: int, depth: int) -> None:
        """Read what stands between parentheses or brackets."""
        if depth > DEEPEST:
            raise _unreadable(at, f"calls are nested more than {DEEPEST} deep", "`#set` variables in between")
        while found := CODE.search(self.text, at, end):
            if found["dollar"]:
                at = self._reference(found.start(), end, depth, printed=False)
            else:
                if found["quoted"]:
                    self._quoted(found.start("quoted"), found.end("quoted"), depth)
                at = found.end()

    def _quoted(self, at: int, end: int, depth: int) -> None:
        """Read the references in a text in double quotes."""
        while found := QUOTED.search(self.text, at, end):
            escaped = found["escapes"]
            at = _behind(found) if escaped else self._reference(found.start(), end, depth + 1, printed=True)

    def _closing(self, start: int, end: int) -> int:
        """Return where the parenthesis or bracket that opens at *start* is closed."""
        depth = 0
        for found in BRACKET.finditer(self.text, start, end):
            if found[0] in "([":
                depth += 1
            elif found[0] in ")]":
                depth -= 1
                if depth == 0:
                    return found.start()
        mark = self.text[start]
        raise _unreadable(start, f"`{mark}` is never closed", f"write `{')' if mark == '(' else ']'}`")

    def _trouble(self, kind: Literal["block", "syntax"], offset: int, message: str, help: str) -> None:
        self.troubles.append(Trouble(kind, offset, message, help))


def _behind(escaped: re.Match[str]) -> int:
    """Where reading goes on behind backslashes: an odd number of them takes the next mark for text."""
    return escaped.end() + len(escaped[0]) % 2


def _unreadable(offset: int, message: str, help: str) -> _Unreadable:
    return _Unreadable(Trouble("syntax", offset, message, help))
