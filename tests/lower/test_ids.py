"""Logical ids come from names, are alphanumeric, and never meet."""

from hypothesis import given
from hypothesis import strategies as st

from apicompiler.lower.ids import logical_id

names = st.text("abAB01-_", min_size=1, max_size=6)


def test_plain_names_stay_readable():
    assert logical_id("Stage", "v1", "live") == "StageV1Live"


@given(st.lists(names, min_size=1, max_size=3), st.lists(names, min_size=1, max_size=3))
def test_different_names_have_different_ids(one, other):
    first, second = logical_id("Stage", *one), logical_id("Stage", *other)
    assert first.isalnum()
    assert (first == second) == (one == other)
