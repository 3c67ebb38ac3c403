"""Reads the plain calls of a command without importing a command line library."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, Literal, get_args, get_origin

from apicompiler.cli.command import Argument, Option, Parameter, parameters


def understood(function: Callable[..., int], words: list[str]) -> dict[str, Any] | None:
    """Return the values that *words* give to a command, or None when there is any doubt.

    Whatever is not understood here is left to typer, which then says what is wrong.
    """
    declared = parameters(function)
    by_flag = {
        flag: item
        for item in declared
        if isinstance(item.declared, Option)
        for flag in (item.flag, item.declared.short)
        if flag
    }
    values: dict[str, Any] = {}
    free: list[str] = []
    rest = iter(words)
    for word in rest:
        if not word.startswith("-") or word == "-":
            free.append(word)
            continue
        flag, equals, text = word.partition("=")
        item = by_flag.get(flag)
        if item is None:
            return None
        if item.kind is bool:
            if equals:
                return None
            values[item.name] = True
            continue
        given = text if equals else next(rest, None)
        if given is None or not _fits(item, given):
            return None
        if _is_list(item):
            values.setdefault(item.name, []).append(given)
        else:
            values[item.name] = given
    if not _place(free, declared, values) or not _from_environment(declared, values):
        return None
    return {item.name: values.get(item.name, item.default) for item in declared}


def _place(free: list[str], declared: list[Parameter], values: dict[str, Any]) -> bool:
    """Give the words that stand by their place to the arguments."""
    for item in declared:
        if not isinstance(item.declared, Argument):
            continue
        if _is_list(item):
            if free:
                values[item.name] = list(free)
            free = []
        elif free:
            values[item.name] = free.pop(0)
        elif item.default is ...:
            return False
    return not free


def _from_environment(declared: list[Parameter], values: dict[str, Any]) -> bool:
    for item in declared:
        variable = item.declared.env if isinstance(item.declared, Option) else ""
        given = os.environ.get(variable) if variable else None
        if given and item.name not in values:
            if item.kind is bool or not _fits(item, given):
                return False
            values[item.name] = given.split() if _is_list(item) else given
    return True


def _is_list(item: Parameter) -> bool:
    return get_origin(item.kind) is list


def _fits(item: Parameter, text: str) -> bool:
    kind = next((inner for inner in get_args(item.kind) if get_origin(inner) is Literal), item.kind)
    if get_origin(kind) is Literal:
        return text in get_args(kind)
    return item.kind is str or item.kind == (str | None) or _is_list(item)
