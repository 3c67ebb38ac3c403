"""YAML and JSON become plain values, and every one of them knows where it stands."""

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from apicompiler import source
from apicompiler.read.files import parsed
from apicompiler.source import Location

scalars = st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.floats(allow_nan=False, allow_infinity=False)
anything = st.text(max_size=8)
printable = st.text(st.characters(categories=("L", "N", "P", "S"), include_characters=" \n"), max_size=8).filter(
    lambda text: text != "<<"  # a key that merges, where there should be one that says what it is
)


def trees(text):
    return st.recursive(
        scalars | text,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
        max_leaves=20,
    )


values, plain_values = trees(anything), trees(printable)  # YAML has no control characters


def read(text, name="file.yaml"):
    document, diagnostics = parsed(name, text.encode(errors="surrogateescape"))
    return document, [(d.rule.name, d.finding.message) for d in diagnostics]


def places(value, path=()):
    yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(inner, (*path, key))


def at(value, path):
    for key in path:
        value = value[key]
    return value


class TestYaml:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("on", "on"),
            ("NO", "NO"),
            ("y", "y"),
            ("1:30", "1:30"),
            ("2012-10-17", "2012-10-17"),
            ("1_000", "1_000"),
            ("~", None),
            ("", None),
            ("Null", None),
            ("True", True),
            ("0x1F", 31),
            ("0o17", 15),
            ("-17", -17),
            ("+1", 1),
            ("1e3", 1000.0),
            (".5", 0.5),
            ("1.", 1.0),
            ("'1'", "1"),
            ('"true"', "true"),
            ("!!str 1", "1"),
            ("infinity", "infinity"),
            ("{a: [1, {b: c}]}", {"a": [1, {"b": "c"}]}),
            ("200: ok\ntrue: yes", {"200": "ok", "true": "yes"}),
            ("a: &x [1]\nb: *x", {"a": [1], "b": [1]}),
            ("a: &x {p: 1, q: 2}\nb: {<<: *x, q: 3}", {"a": {"p": 1, "q": 2}, "b": {"q": 3, "p": 1}}),
            ("\ufeffa: 1", {"a": 1}),
            ("a: |\n  x\n  y\n", {"a": "x\ny\n"}),
        ],
    )
    def test_plain_scalars_are_read_by_the_core_schema_of_yaml_1_2(self, text, value):
        document, found = read(text)
        assert document.value == value
        assert type(document.value) is type(value)
        assert found == []

    @pytest.mark.parametrize(
        ("text", "rule"),
        [
            ("a: [1", "invalid-yaml"),
            ("a: b: c", "invalid-yaml"),
            ("\ta: 1", "invalid-yaml"),
            ("a: \x01", "invalid-yaml"),
            ("a: *b", "invalid-yaml"),
            ("? [a]\n: 1", "invalid-yaml"),
            ("{[a]: 1}", "invalid-yaml"),
            ("a: 1\n---\nb: 1", "invalid-yaml"),
            ("<<: 1", "invalid-yaml"),
            ("a: 1\na: 2", "duplicate-key"),
            ("[" * 200, "nested-too-deeply"),
            ("{a: " * 200, "nested-too-deeply"),
            ("&a [*a]", "alias-expansion"),
            ("a: !Ref b", "yaml-tag"),
            ("a: !!python/object/apply:os.system [id]", "yaml-tag"),
            ("a: 0123", "ambiguous-number"),
            ("a: .nan", "not-a-json-value"),
            ("a: 1e999", "not-a-json-value"),
            ("a: " + "9" * 5000, "not-a-json-value"),
            ("a: '{{resolve:ssm:x}}'", "dynamic-reference"),
            ('a: "\\x7b{resolve:ssm:x}}"', "dynamic-reference"),
            ("'{{resolve:ssm:x}}': 1", "dynamic-reference"),
            ('a: "{{res\\\nolve:ssm:x}}"', "dynamic-reference"),
            ('a: "{{\\U00000072esolve:ssm:x}}"', "dynamic-reference"),
            ("a: \udcff", "unreadable-file"),
        ],
    )
    def test_what_cannot_be_meant_is_reported(self, text, rule):
        assert [name for name, _ in read(text)[1]] == [rule]

    def test_aliases_cannot_be_used_as_a_bomb(self):
        lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
        lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
        assert [name for name, _ in read("\n".join(lines))[1]] == ["alias-expansion"]

    def test_merges_what_is_not_in_quotes(self):
        assert read('a: &a {x: 1}\nb: {<<: *a}\nc: {"<<": *a}')[0].value == {
            "a": {"x": 1},
            "b": {"x": 1},
            "c": {"<<": {"x": 1}},
        }

    @given(plain_values)
    def test_reads_what_a_writer_of_json_wrote(self, value):
        assert read(json.dumps(value, ensure_ascii=False))[0].value == value

    @given(plain_values)
    def test_reads_what_a_writer_of_yaml_wrote_wherever_it_stands(self, value):
        text = yaml.safe_dump({"root": value}, allow_unicode=True)
        document, found = read(text)
        assert {name for name, _ in found} <= {"ambiguous-number"}  # text such as 08, which YAML 1.1 has no number for
        for path in places(document.value):
            start, end = document.span(Location("file.yaml", path))
            assert 0 <= start <= end <= len(text)


class TestJson:
    @pytest.mark.parametrize(
        ("text", "rule"),
        [
            ("", "invalid-json"),
            ("{,}", "invalid-json"),
            ("{'a': 1}", "invalid-json"),
            ("[1] x", "invalid-json"),
            ("\x00", "invalid-json"),
            ('{"a": 1, "a": 2}', "duplicate-key"),
            ("[" * 100_000, "nested-too-deeply"),
            ("[NaN]", "not-a-json-value"),
            ("[-Infinity]", "not-a-json-value"),
            ("[1e999]", "not-a-json-value"),
            ("[" + "9" * 5000 + "]", "not-a-json-value"),
            ('["\\ud800"]', "not-a-json-value"),
            ('["\\udc00\\ud800"]', "not-a-json-value"),
            ('["\\u007b{resolve:ssm:x}}"]', "dynamic-reference"),
        ],
    )
    def test_what_is_no_json_is_reported(self, text, rule):
        assert [name for name, _ in read(text, "file.json")[1]][:1] == [rule]

    @pytest.mark.parametrize("text", ['["\\ud83d\\ude00"]', '["\\\\ud800"]', "\ufeff[]", '{"a": {"a": 1}}'])
    def test_what_is_json_is_read(self, text):
        document, found = read(text, "file.json")
        assert found == []
        assert document.value == json.loads(text.lstrip("\ufeff"))

    @given(values, st.sampled_from([None, 1, 4]))
    def test_every_place_is_found_where_it_stands(self, value, indent):
        text = json.dumps(value, indent=indent, ensure_ascii=False)
        document, _ = read(text, "file.json")
        for path in places(value):
            inner = at(value, path)
            start, _ = document.span(Location("file.json", path))
            if path and isinstance(path[-1], str) and isinstance(inner, dict | list):
                assert json.JSONDecoder().raw_decode(text, start)[0] == path[-1]
            elif not isinstance(inner, dict | list):
                found = json.JSONDecoder().raw_decode(text, start)[0]
                assert found == inner

    @given(plain_values)
    def test_json_and_yaml_agree_on_where_things_stand(self, value):
        text = json.dumps(value, indent=2, ensure_ascii=False)
        as_json, as_yaml = read(text, "file.json")[0], read(text, "file.yaml")[0]
        for path in places(value):
            assert as_json.span(Location("file.json", path)) == as_yaml.span(Location("file.yaml", path))


class TestPlaces:
    TEXT = 'stages:\n  live: {variables: {host: "a b"}}\n  list: [one, {two: 2}]\n'

    def shown(self, *path, on_key=False, overlay=()):
        document, _ = read(self.TEXT)
        start, end = document.span(Location("file.yaml", path, overlay, on_key))
        return self.TEXT[start:end]

    def test_scalar_is_shown_itself(self):
        assert self.shown("stages", "live", "variables", "host") == '"a b"'
        assert self.shown("stages", "list", 0) == "one"

    def test_collection_is_shown_by_its_key(self):
        assert self.shown("stages", "live") == "live"

    def test_key_is_shown_where_it_is_meant(self):
        assert self.shown("stages", "live", "variables", "host", on_key=True) == "host"

    def test_missing_key_is_shown_at_what_should_hold_it(self):
        assert self.shown("stages", "live", "variables", "port") == "variables"
        assert self.shown("stages", "preview") == "stages"

    def test_overlay_is_shown_where_it_restates(self):
        text = "a: {x: 1, y: 2}\nset: {a: {x: 3}}\n"
        document, _ = read(text)
        restated = document.span(Location("file.yaml", ("a", "x"), ("set",)))
        kept = document.span(Location("file.yaml", ("a", "y"), ("set",)))
        assert (text[slice(*restated)], text[slice(*kept)]) == ("3", "2")


@given(text=st.text("ab\n", max_size=40), block=st.integers(1, 9))
def test_places_are_counted_as_if_the_text_were_split_into_lines(text, block):
    lines = text.split("\n")
    expected = [(line, column) for line, words in enumerate(lines, 1) for column in range(1, len(words) + 2)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source, "BLOCK", block)
        document = source.Document("a.yaml", text)
        assert [document.line_and_column(offset) for offset in range(len(text) + 1)] == expected
        for offset, (line, _) in enumerate(expected):
            start, stop = document.line_around(offset)
            assert text[start:stop] == lines[line - 1]
