"""Texts that nobody would write: they are reported, and nothing fails."""

import random

import pytest
from frame import framed, linted

from apicompiler.catalogue import catalogue
from apicompiler.fix import fixed
from apicompiler.report.formats import FORMATS, written
from apicompiler.report.found import Found
from apicompiler.report.text import plain
from apicompiler.review.settings import read_settings

PIECES = [
    "# apicompiler: ignore[", "AC0202", "AC0203", "]", " why", "\n", "\r\n", "\t", "a: ", "[", "{", "}", "'", '"',
    "|\n", "- ", "  ", "\x00", "ä", "&x ", "*x", "<<: ", "!t ", "# apicompiler: ignore[AC0202] y\n", "endpoint: egde\n",
    "environments: {dev: {account: '111111111111', region: eu-wset-1}}\n", "name: é\n",
]  # fmt: skip
SETTINGS = [
    "ignore",
    "select",
    "per-file",
    " = ",
    "[",
    "]",
    '"AC0202"',
    '"',
    "'",
    "\n",
    ",",
    "{",
    "}",
    "1979-05-27",
    "#",
]


def text(seed, pieces):
    chance = random.Random(seed)
    return "".join(chance.choices(pieces, k=chance.randint(1, 40)))


@pytest.mark.parametrize("seed", range(100))
def test_comments_and_fixes_come_to_an_end(seed):
    files = {**framed(""), "blueprint.yaml": text(seed, PIECES)}
    for _ in range(8):
        outcome = linted(files)
        found = (Found("b", "", "", outcome.diagnostics, outcome.documents),)
        assert all(isinstance(written(format, found, plain), str) for format in FORMATS)
        before, files = files, {**files, **fixed(outcome.documents, outcome.diagnostics)}
        if files == before:
            return
    raise AssertionError("fixes go on and on")


@pytest.mark.parametrize("seed", range(100))
def test_settings_are_read_or_reported(seed):
    read = read_settings(".apicompiler.toml", text(seed, SETTINGS).encode(), catalogue())
    assert (read.settings is None) == bool(read.diagnostics)
    for diagnostic in read.diagnostics:
        assert read.document.span(diagnostic.finding.at).start <= len(read.document.text)
