"""Reads JSON with the standard library, and finds positions only when somebody asks for them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from apicompiler.limits import MAX_DEPTH, MAX_DIGITS
from apicompiler.read import trouble
from apicompiler.read.trouble import Trouble
from apicompiler.source import Path, Place

# Escaped backslashes and whole pairs are passed over; what then matches the group is half a pair.
SURROGATES = r"\\\\|\\u[dD][89abAB]..\\u[dD][c-fC-F]..|(\\u[dD][89a-fA-F]..)"


class _Repeated(Exception):
    """Two equal keys in one object."""


class JsonText:
    """One JSON text: its *value*, the *troubles* met on the way, and where everything stands."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.value: Any = None
        self.troubles: list[Trouble] = []
        try:
            self._read(_unique)
        except _Repeated:
            self._read(dict)
            if not self.troubles:
                self._repeated()
        if re.search(r"\\u[dD]", text):  # looking for both, one after the other, takes four times as long
            self._surrogates()

    def _read(self, gather: Callable[[list[tuple[str, Any]]], dict[str, Any]]) -> None:
        try:
            self.value = json.loads(
                self.text,
                object_pairs_hook=gather,
                parse_int=_bounded,
                parse_float=_finite,
                parse_constant=_no_constant,
            )
        except json.JSONDecodeError as error:
            self._refuse(trouble.INVALID_JSON, error.pos, error.msg[:1].lower() + error.msg[1:])
        except RecursionError:
            self._refuse(trouble.NESTED_TOO_DEEPLY, _deepest(self.text), f"nested more than {MAX_DEPTH} levels deep")
        except ValueError as error:  # a number: what is wrong with it is in the message
            self._number(str(error))

    def _refuse(self, rule: Any, offset: int, message: str, help: str = "", note: Any = None) -> None:
        self.value = None
        self.troubles.append(Trouble(rule, min(offset, max(len(self.text) - 1, 0)), message, help, note))

    def _repeated(self) -> None:
        """Look once more, slowly, to say where in a text that is JSON otherwise."""
        seen: dict[Path, int] = {}
        for path, key_at in _keys(self.text):
            if path in seen:
                self._refuse(
                    trouble.DUPLICATE_KEY,
                    key_at,
                    f"the key `{path[-1]}` stands here a second time",
                    note=(seen[path], "first here"),
                )
            seen.setdefault(path, key_at)

    def _number(self, problem: str) -> None:
        for match in re.finditer(r'"(?:[^"\\]|\\.)*"|-?(?:Infinity|NaN|\d[\d.eE+-]*)', self.text):
            word = match.group()
            if word[0] != '"' and (not _readable(word)):
                self._refuse(trouble.NOT_A_JSON_VALUE, match.start(), f"`{word[:40]}` is no number that JSON can hold")
                return
        self._refuse(trouble.INVALID_JSON, 0, problem)

    def _surrogates(self) -> None:
        for match in re.finditer(SURROGATES, self.text):
            if match.group(1):
                self._refuse(trouble.NOT_A_JSON_VALUE, match.start(), "half a surrogate pair is no character")
                return

    def locate(self, paths: Iterable[Path]) -> Mapping[Path, Place]:
        """Find all *paths* in one pass that skips whatever nobody asked for."""
        if self.troubles:
            return {}  # the text is perhaps no JSON at all
        wanted: dict[Any, Any] = {}
        for path in paths:
            branch = wanted
            for key in path:
                branch = branch.setdefault(key, {})
        found: dict[Path, Place] = {}
        start = _space(self.text, 0)
        found[()] = Place(None, start)
        _search(self.text, start, wanted, (), found)
        return found


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _Repeated
    return made


def _bounded(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise ValueError(text)
    return int(text)


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(text)
    return number


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _readable(number: str) -> bool:
    try:
        return len(number) <= MAX_DIGITS and abs(float(number)) < float("inf")
    except ValueError:
        return False


def _deepest(text: str) -> int:
    depth = 0
    for match in re.finditer(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', text):
        mark = match.group()
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(mark, 0)
        if depth > MAX_DEPTH:
            return match.start()
    return 0


_whitespace = re.compile(r"[ \t\n\r]*")


def _space(text: str, at: int) -> int:
    match = _whitespace.match(text, at)
    assert match, "the pattern matches the empty string"
    return match.end()


def _search(text: str, at: int, wanted: dict[Any, Any], path: Path, found: dict[Path, Place]) -> int:
    """Note where everything *wanted* below the value at *at* stands; return where the value ends."""
    if not wanted or text[at] not in "[{":
        return _skip(text, at)
    is_object = text[at] == "{"
    close = "}" if is_object else "]"
    at = _space(text, at + 1)
    index = 0
    while text[at] != close:
        key: Any = index
        key_at = None
        if is_object:
            key_at = at
            key, at = _decoder.scan_once(text, at)
            at = _space(text, _space(text, at) + 1)
        if key in wanted:
            here = (*path, key)
            found[here] = Place(key_at, at)
            at = _search(text, at, wanted[key], here, found)
        else:
            at = _skip(text, at)
        index += 1
        at = _space(text, at)
        if text[at] == ",":
            at = _space(text, at + 1)
    return at + 1


_decoder: Any = json.JSONDecoder()


def _skip(text: str, at: int) -> int:
    _, end = _decoder.scan_once(text, at)
    return int(end)


def _keys(text: str) -> Iterable[tuple[Path, int]]:
    """Yield the path and offset of each key of a text that is known to be JSON."""
    token = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]')
    path: list[Any] = []
    expects_key: list[bool] = []
    for match in token.finditer(text):
        mark = match.group()
        if mark in ("{", "["):
            expects_key.append(mark == "{")
            path.append(0 if mark == "[" else None)
        elif mark in ("}", "]"):
            expects_key.pop()
            path.pop()
        elif mark == ",":
            if isinstance(path[-1], int):
                path[-1] += 1
            else:
                expects_key[-1] = True
        elif mark == ":":
            continue
        elif expects_key and expects_key[-1]:
            path[-1] = json.loads(mark)
            expects_key[-1] = False
            yield tuple(path), match.start()
