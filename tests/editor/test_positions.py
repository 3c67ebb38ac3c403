"""Editors count in UTF-16, from 0, and break lines at three marks and no other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apicompiler.editor.positions import Lines, Position


@pytest.mark.parametrize(
    ("text", "offset", "position"),
    [
        ("", 0, (0, 0)),
        ("ab\ncd", 3, (1, 0)),
        ("ab\r\ncd", 4, (1, 0)),
        ("ab\rcd", 3, (1, 0)),
        ("é\u2028b", 2, (0, 2)),
        ("📚b", 1, (0, 2)),
        ("a\n📚📚b", 4, (1, 4)),
    ],
)
def test_place_of_a_character(text, offset, position):
    assert Lines(text).position(offset) == position
    assert Lines(text).offset(Position(*position)) == offset


@given(st.text(), st.data())
def test_place_leads_back_to_its_character(text, data):
    offset = data.draw(st.integers(0, len(text)))
    if text[offset - 1 : offset + 1] != "\r\n":  # no editor stands between these
        assert Lines(text).offset(Lines(text).position(offset)) == offset


@pytest.mark.parametrize(("position", "offset"), [((0, 99), 2), ((9, 0), 5), ((1, 1), 3)])
def test_place_that_is_not_there_is_the_nearest(position, offset):
    assert Lines("ab\n📚x").offset(Position(*position)) == offset
