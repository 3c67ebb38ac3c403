"""Turns plain values into the classes of a grammar, and reports what does not fit."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Literal

from apicompiler.blueprint import Part, Passed
from apicompiler.diagnostic import Diagnostic, Finding, Replace, Rule
from apicompiler.grammar import Key, keys, mark
from apicompiler.limits import MAX_DEPTH
from apicompiler.read import trouble
from apicompiler.source import Location, Path
from apicompiler.suggest import closest, listed
from apicompiler.written import Written

WORDS = {
    dict: "a mapping",
    list: "a list",
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "`true` or `false`",
    types.NoneType: "nothing",
}
VARIABLE = r"\$\{([^{}]*)\}"
OF_ENVIRONMENT = r"\$\{(env\.[^{}]*)\}"
PASSED_ON = ("stageVariables.", "context.")


class Misfit(Exception):
    """A value that cannot become what the grammar asks for; already reported."""


class Decoder:
    """Decodes one value and gathers what it found wrong on the way.

    *variables* are what `${…}` may name; a name that stands for None is known
    in other parts of the blueprint only. Names that begin as one of *passed_on*
    are read by API Gateway.
    """

    def __init__(self, variables: Mapping[str, Any], passed_on: tuple[str, ...] = PASSED_ON) -> None:
        self.variables = variables
        self.passed_on = passed_on
        self.diagnostics: list[Diagnostic] = []
        self.lost: set[Path] = set()
        """Where entries stand that could not be decoded: they have a name, and nothing else."""

    def decode(self, kind: Any, value: Any, at: Location) -> Any:
        if isinstance(value, str) and "${" in value and kind is not object:
            value = self._filled(OF_ENVIRONMENT, value, at) if kind is Passed else self._substitute(value, at)
        origin = typing.get_origin(kind)
        if origin in (typing.Union, types.UnionType):
            return self._union(typing.get_args(kind), value, at)
        if origin is Literal:
            return self._word(typing.get_args(kind), value, at)
        if origin is tuple:
            return self._items(typing.get_args(kind)[0], self._plain(list, value, at), at)
        if origin is Mapping:
            names, kind = typing.get_args(kind)
            return self._entries(kind, self._named(names, self._plain(dict, value, at), at), at)
        if kind in (Any, Passed):
            return self._anything(kind, value, at)
        if kind is object:  # an overlay: it is decoded where it is laid over
            return value
        if isinstance(kind, type) and issubclass(kind, Written):
            return self._written((kind,), value, at)
        if isinstance(kind, type) and issubclass(kind, Part):
            return self._class(kind, value, at)
        return self._plain(kind, value, at)

    def _class(self, kind: Any, value: Any, at: Location) -> Any:
        grammar = keys(kind)
        if kind.SHORTHAND and not isinstance(value, dict):
            value = {kind.SHORTHAND: value}
            made = {kind.SHORTHAND: self.decode(grammar[kind.SHORTHAND].kind, value[kind.SHORTHAND], at)}
            return kind(at=at, **made)
        value = self._plain(dict, value, at)
        self._unknown(value, grammar, at)
        made = {}
        complete = True
        for word, key in grammar.items():
            try:
                if word in value:
                    made[key.field] = self.decode(key.kind, value[word], at / word)
                elif key.required:
                    self._report(trouble.MISSING_KEY, at / word, f"`{word}` is missing", _hint(key))
            except Misfit:
                pass
            complete = complete and (key.field in made or not key.required)
        if not complete:
            raise Misfit
        return kind(at=at, **made)

    def _named(self, names: Any, values: dict[str, Any], at: Location) -> dict[str, Any]:
        """Leave out of a mapping what has none of its *names*, where it is not free to name anything."""
        if typing.get_origin(names) is not Literal:
            return values
        known = typing.get_args(names)
        self._unknown(values, known, at)
        return {name: value for name, value in values.items() if name in known}

    def _unknown(self, value: Iterable[str], grammar: Collection[str], at: Location) -> None:
        for word in value:
            if word in grammar:
                continue
            close = closest(word, grammar)
            self._report(
                trouble.UNKNOWN_KEY,
                (at / word).key,
                f"unknown key `{word}`",
                f"did you mean `{close}`?" if close else f"known here: {listed(grammar)}",
                Replace((at / word).key, close) if close else None,
            )

    def _union(self, kinds: tuple[Any, ...], value: Any, at: Location) -> Any:
        kinds = tuple(kind for kind in kinds if kind is not types.NoneType)
        if len(kinds) == 1:
            return self.decode(kinds[0], value, at)
        if isinstance(value, dict):
            classes = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Part)]
            if classes:
                return self._class(self._variant(classes, value, at), value, at)
            for kind in kinds:
                if typing.get_origin(kind) is Mapping:
                    return self.decode(kind, value, at)
        if isinstance(value, list):
            for kind in kinds:
                if typing.get_origin(kind) is tuple:
                    return self.decode(kind, value, at)
        if isinstance(value, str):
            words = tuple(
                word for kind in kinds if typing.get_origin(kind) is Literal for word in typing.get_args(kind)
            )
            written = tuple(kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Written))
            if written and value not in words:
                return self._written(written, value, at, words)
            if words:
                return self._word(words, value, at)
        for kind in kinds:
            if _is_plain(value, kind):
                return value
            if getattr(kind, "SHORTHAND", None) and not isinstance(value, dict):
                return self._class(kind, value, at)
        self._report(trouble.WRONG_TYPE, at, f"expected {_either(kinds)}, found {WORDS[type(value)]}")
        raise Misfit

    def _variant(self, kinds: list[Any], value: dict[str, Any], at: Location) -> Any:
        """Tell which of several classes *value* is: by a word in it, or by the key that marks each."""
        if len(kinds) == 1:
            return kinds[0]
        if word := kinds[0].TOLD_BY:
            by_word = {typing.get_args(keys(kind)[word].kind)[0]: kind for kind in kinds}
            usual = next(kind.DEFAULTS[word] for kind in kinds if word in kind.DEFAULTS)
            return by_word[self._word(tuple(by_word), value.get(word, usual), at / word)]
        marks = {mark(kind): kind for kind in kinds}
        present = [word for word in marks if word in value]
        knowing = [word for word in present if keys(marks[word]).keys() >= set(present)]
        if len(knowing) == 1:  # the key that marks another class may be one of its own
            return marks[knowing[0]]
        if not present:
            close = [word for key in value if (word := closest(key, marks))]
            self._report(
                trouble.MISSING_KEY,
                at,
                f"nothing says what this is: {listed(marks, ' or ')} is missing",
                f"did you mean `{close[0]}`?" if close else "",
            )
        else:
            self._report(
                trouble.AMBIGUOUS_KIND,
                (at / present[1]).key,
                f"`{present[0]}` and `{present[1]}` exclude each other",
                "keep one of them",
            )
        raise Misfit

    def _word(self, words: tuple[Any, ...], value: Any, at: Location) -> Any:
        if value in words and type(value) in {type(word) for word in words}:
            return value
        close = closest(value, [word for word in words if isinstance(word, str)]) if isinstance(value, str) else ""
        self._report(
            trouble.UNKNOWN_WORD,
            at,
            f"`{_shown(value)}` is none of {listed(map(_as_text, words))}",
            f"did you mean `{close}`?" if close else "",
            Replace(at, close) if close else None,
        )
        raise Misfit

    def _written(
        self, kinds: tuple[type[Written], ...], value: Any, at: Location, instead: tuple[str, ...] = ()
    ) -> Written:
        """Read *value* as one of *kinds*; *instead* are words that could have stood in its place."""
        words = " or ".join((*(f"`{word}`" for word in instead), *(kind.WORDS for kind in kinds)))
        example = next((kind.EXAMPLE for kind in kinds if kind.EXAMPLE), "")
        if not isinstance(value, str):
            self._report(trouble.WRONG_TYPE, at, f"expected {words}, found {WORDS[type(value)]}", _quoted(kinds, value))
            raise Misfit
        for kind in kinds:
            made = kind.read(value)
            if made is not None:
                return made
        refusal = next((kind.REFUSAL for kind in kinds if kind.REFUSAL), "")
        self._report(
            trouble.MALFORMED_VALUE,
            at,
            refusal or f"`{_shown(value)}` is not {words}",
            f"write it like `{example}`" if example else "",
            is_secret=bool(refusal),
        )
        raise Misfit

    def _items(self, kind: Any, values: list[Any], at: Location) -> tuple[Any, ...]:
        return tuple(self._entries(kind, dict(enumerate(values)), at).values())

    def _entries(self, kind: Any, values: dict[Any, Any], at: Location) -> dict[Any, Any]:
        return dict(self._decoded(kind, values, at))

    def _decoded(self, kind: Any, values: dict[Any, Any], at: Location) -> Iterator[tuple[Any, Any]]:
        for key, value in values.items():
            try:
                yield key, self.decode(kind, value, at / key)
            except Misfit:
                self.lost.add((*at.path, key))

    def _plain(self, kind: type, value: Any, at: Location) -> Any:
        if _is_plain(value, kind):
            return value
        self._report(
            trouble.WRONG_TYPE, at, f"expected {WORDS[kind]}, found {WORDS[type(value)]}", _text_hint(kind, value)
        )
        raise Misfit

    def _anything(self, kind: Any, value: Any, at: Location) -> Any:
        """Take any value of bounded depth, with its variables substituted."""
        if len(at.path) > MAX_DEPTH:
            self._report(trouble.NESTED_TOO_DEEPLY, at, f"nested more than {MAX_DEPTH} levels deep")
            raise Misfit
        if isinstance(value, dict):
            return self._entries(kind, value, at)
        if isinstance(value, list):
            return list(self._items(kind, value, at))
        return value

    def _substitute(self, text: str, at: Location) -> Any:
        return self._filled(VARIABLE, text, at)

    def _filled(self, form: str, text: str, at: Location) -> Any:
        """Replace `${…}`; text that is nothing else takes the value itself, a number for example."""
        whole = re.fullmatch(form, text)
        if whole:
            return self._variable(whole, at)
        return re.sub(form, lambda match: _as_text(self._variable(match, at)), text)

    def _variable(self, match: re.Match[str], at: Location) -> Any:
        name = match[1]
        if at.path[:1] == ("environments",):
            self._report(
                trouble.UNKNOWN_VARIABLE, at, f"`{match[0]}` is not read inside `environments`", "write the value out"
            )
            raise Misfit
        if name.startswith(self.passed_on):
            return match[0]
        if name == "stage" and at.path[:1] == ("stages",) and len(at.path) > 1:
            return at.path[1]
        if name in self.variables:
            return self.variables[name]
        close = closest(name, self.variables)
        if name == "stage":
            help = "`${stage}` is known inside `stages` only; elsewhere read a stage variable"
        elif close:
            help = f"did you mean `${{{close}}}`?"
        else:
            help = f"known here: {listed(f'${{{known}}}' for known in self.variables)}"
        self._report(trouble.UNKNOWN_VARIABLE, at, f"nothing is called `{match[0]}`{self._where}", help)
        raise Misfit

    @property
    def _where(self) -> str:
        environment = self.variables.get("env.name")
        return f" in the environment `{environment}`" if environment else ""

    def _report(
        self,
        rule: Rule,
        at: Location,
        message: str,
        help: str = "",
        fix: Replace | None = None,
        is_secret: bool = False,
    ) -> None:
        finding = Finding(at=at, message=message, help=help, fix=fix, is_secret=is_secret)
        self.diagnostics.append(Diagnostic(rule, finding))


def _is_plain(value: Any, kind: Any) -> bool:
    return type(value) is kind or (kind is float and type(value) is int)


def _words(kind: Any) -> str:
    if isinstance(kind, type) and issubclass(kind, Written):
        return kind.WORDS
    if typing.get_origin(kind) is Literal:
        return " or ".join(f"`{word}`" for word in typing.get_args(kind))
    return WORDS[{tuple: list}.get(typing.get_origin(kind), kind if kind in WORDS else dict)]


def _either(kinds: Iterable[Any]) -> str:
    return " or ".join(dict.fromkeys(map(_words, kinds)))


def _shown(value: Any) -> str:
    text = _as_text(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "null" if value is None else str(value)


def _hint(key: Key) -> str:
    kind = key.kind
    if isinstance(kind, type) and issubclass(kind, Written) and kind.EXAMPLE:
        example = f'"{kind.EXAMPLE}"' if kind.EXAMPLE.isdecimal() else kind.EXAMPLE
        return f"write `{key.word}: {example}`"
    return ""


def _quoted(kinds: tuple[type[Written], ...], value: Any) -> str:
    if type(value) is int and any(kind.read(str(value)) for kind in kinds):
        return f'write it in quotes: "{value}"'
    return f"write it like `{kinds[0].EXAMPLE}`" if kinds[0].EXAMPLE else ""


def _text_hint(kind: type, value: Any) -> str:
    return f'write it in quotes: "{_as_text(value)}"' if kind is str and type(value) in (int, float, bool) else ""
