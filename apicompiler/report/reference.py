"""The reference page of the language, in Markdown, read off the classes that are the grammar."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from typing import Any, Literal

from apicompiler.blueprint import Part, Passed
from apicompiler.diagnostic import cleandoc
from apicompiler.report.json_schema import Key, classes, keys
from apicompiler.written import Written

PLAIN = {str: "text", int: "whole number", float: "number", bool: "`true` or `false`"}


def reference() -> str:
    """Return the page: a table of keys for each class, in the order in which a reader meets them."""
    sections = ["# Reference", "Every key of a blueprint. What has no default must be written."]
    sections += [_section(kind) for kind in classes()]
    return "\n\n".join(sections) + "\n"


def _section(kind: type[Part]) -> str:
    lines = [f"## {kind.__name__}", cleandoc(kind.__doc__ or "")]
    if kind.SHORTHAND:
        lines.append(f"May be written as its `{kind.SHORTHAND}` alone.")
    rows = [f"| `{key.word}` | {kind_of(key.kind)} | {default_of(key)} | {key.text} |" for key in keys(kind)]
    lines.append("\n".join(["| key | what may stand there | default | what it is for |", "|---|---|---|---|", *rows]))
    return "\n\n".join(lines)


def default_of(key: Key) -> str:
    """Return what holds where a key is left out, in Markdown; nothing where that goes without saying."""
    if key.required:
        return "**required**"
    value = key.default
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, str | int | float | Written):
        return f"`{value}`" if str(value) else ""
    return ""


def kind_of(kind: Any) -> str:
    """Return what may stand at a place of this *kind*, in Markdown."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return " or ".join(kind_of(argument) for argument in arguments if argument is not types.NoneType)
    if origin is Literal:
        return " or ".join(f"`{str(word).lower() if word is True else word}`" for word in arguments)
    if origin is tuple:
        return f"list of {kind_of(arguments[0])}"
    if origin is Mapping:
        names = "names" if arguments[0] is str else kind_of(arguments[0])
        return f"map of {names} to {kind_of(arguments[1])}"
    if kind in (Any, object, Passed):
        return "anything"
    if isinstance(kind, type) and issubclass(kind, Written):
        return kind.WORDS.replace("|", "\\|") + (f", like `{kind.EXAMPLE}`" if kind.EXAMPLE else "")
    if issubclass(kind, Part):
        return f"[{kind.__name__}](#{kind.__name__.lower()})"
    return str(PLAIN[kind])
