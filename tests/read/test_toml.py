"""TOML, and where everything in it stands."""

import pytest

from apicompiler.read.toml_document import TomlText
from apicompiler.source import Document, Location

TEXT = """\
title = "ü" # [no.table]
[tool.apicompiler]
ignore = [ # "no item"
  "AC0301", ['a', "b"], {c = 1},
  'AC0302',
]
a."b.c" = 1
when = 2020-01-01
[tool . apicompiler."per-file"]
"openapi/*.json" = ["x"]
table = {key = "v"}
[[tool.list]]
"""


def at(*path, on_key=False):
    read = TomlText(TEXT)
    document = Document("x.toml", TEXT, read.value, read.locate)
    return TEXT[slice(*document.span(Location("x.toml", path, on_key=on_key)))]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        (("title",), '"ü"'),
        (("tool", "apicompiler", "ignore", 0), '"AC0301"'),
        (("tool", "apicompiler", "ignore", 3), "'AC0302'"),
        (("tool", "apicompiler", "a", "b.c"), "1"),
        (("tool", "apicompiler", "per-file", "openapi/*.json", 0), '"x"'),
    ],
)
def test_values_are_found(path, found):
    assert at(*path) == found


def test_keys_are_found():
    assert at("tool", "apicompiler", "ignore", on_key=True) == "ignore"
    assert at("tool", "apicompiler", "per-file", "openapi/*.json", on_key=True) == '"openapi/*.json"'


def test_what_stands_in_a_table_on_one_line_is_found_at_its_key():
    assert TEXT.index(at("tool", "apicompiler", "per-file", "table", "key")) >= 0


def test_days_are_text():
    assert TomlText(TEXT).value["tool"]["apicompiler"]["when"] == "2020-01-01"


@pytest.mark.parametrize(
    ("text", "offset"),
    [("a = 1\nb = \n", 10), ("a = [", 4), ("a = 1\na = 2", None), ("\x00", 0), ("a=" + "[" * 9999, None)],
)
def test_mistakes_have_a_place(text, offset):
    found, message = TomlText(text).error
    assert message
    assert 0 <= found < len(text)
    assert offset in (None, found)
