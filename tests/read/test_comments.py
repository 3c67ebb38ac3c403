"""Comments that speak to apicompiler, and what they are about."""

import pytest

from apicompiler.read.comments import in_template, in_yaml


def about(text, read=in_yaml):
    return [text[slice(*comment.about)] for comment in read(text)]


def said(text, read=in_yaml):
    return [comment.said for comment in read(text)]


def test_comment_behind_a_value_is_about_its_line():
    text = "a: 1\nb: 2 # apicompiler: ignore[AC0302] why  \nc: 3\n"
    assert about(text) == ["b: 2 # apicompiler: ignore[AC0302] why  "]
    assert said(text) == ["ignore[AC0302] why"]


def test_comment_above_a_block_is_about_all_of_it():
    text = "a: 1\n# apicompiler: ignore[X] y\n\n# more\nb:\n  c: 2\n\n  # inside\n  d: [\n  3\n]\ne: 4\n"
    assert about(text) == ["b:\n  c: 2\n\n  # inside\n  d: [\n  3\n]"]


def test_comment_above_a_block_inside_of_one_ends_with_it():
    assert about("a:\n  # apicompiler: ignore[X] y\n  b: 1\n  c: 2\n") == ["  b: 1"]
    assert about("a:\n  # apicompiler: ignore[X] y\n  b: 1\nc: 2\n") == ["  b: 1"]


def test_item_of_a_list_is_a_block():
    assert about("# apicompiler: ignore[X] y\n- a: 1\n  b: 2\n- c: 3\n") == ["- a: 1\n  b: 2"]


def test_list_that_is_not_indented_belongs_to_its_key():
    assert about("# apicompiler: ignore[X] y\na:\n- 1\n- 2\nb: 3\n") == ["a:\n- 1\n- 2"]


def test_comment_at_the_end_is_about_nothing():
    assert about("a: 1\n# apicompiler: ignore[X] y") == [""]


@pytest.mark.parametrize(
    "text",
    [
        'a: "# apicompiler: ignore[X] y"',
        "a: |\n  # apicompiler: ignore[X] y\n  text\nb: 1\n",
        "a: 'b\n  # apicompiler: ignore[X] y'\n",
        "a: b# apicompiler: ignore[X] y\n",
        "# apicompiler: 1\n",
    ],
)
def test_what_only_looks_like_a_comment_is_none(text):
    assert in_yaml(text) == ()


def test_comment_below_a_block_of_text_is_one():
    assert about("a: |\n  text\n# apicompiler: ignore[X] y\nb: 1\n") == ["b: 1"]


def test_windows_lines_end_no_reason():
    assert said("a: 1 # apicompiler: ignore[X] y\r\nb: 2\r\n") == ["ignore[X] y"]


def test_comment_of_a_template_is_about_its_line_or_the_next():
    text = "a ## apicompiler: ignore[X] y\n## apicompiler: ignore[Z] y\nb\nc\n"
    assert about(text, in_template) == ["a ## apicompiler: ignore[X] y", "b"]
