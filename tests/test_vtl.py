"""Mapping templates are read as Velocity reads them, and everything in them knows where it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apicompiler.vtl import DEEPEST, read

MARKS = st.sampled_from(
    ["#if(", "#end", "#else", "#set(", "#foreach($x in ", "#", "##", "#*", "*#", "#[[", "]]#", "$", "$!", "${", "}",
     "$a", ".b", "(", ")", "[", "]", "'", '"', "\\", "\n", " ", "1", "é"]
)  # fmt: skip


def paths(text):
    return [reference.path for reference in read(text).references]


def troubles(text):
    return [(trouble.message, trouble.offset) for trouble in read(text).troubles]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("$name", ["name"]),
        ("${name}s", ["name"]),
        ("$!name $!{name}", ["name", "name"]),
        ("$input.params().header.get('X-Trace')", ["input.params.header.get"]),
        ("$stageVariables['host'] ${stageVariables[\"host\"]}", ["stageVariables.host", "stageVariables.host"]),
        ("$list[0].name", ["list..name"]),
        ("$context.responseOverride.header.X-Trace-Id", ["context.responseOverride.header.X-Trace-Id"]),
        ("$util.urlEncode($input.body)", ["util.urlEncode", "input.body"]),
        ('#set($greeting = "Hello, ${name}")', ["greeting", "name"]),
        ("#set($path = '$.name')", ["path"]),
        ("#if($a && !$b)x#end", ["a", "b"]),
        ("It costs $5, or $ 5.", []),
        ("\\$a \\\\$b", ["b"]),
        ("## $a\n$b #* $c *# #[[ $d ]]#", ["b"]),
        ("$a. $b", ["a", "b"]),
    ],
)
def test_references_are_found(text, found):
    assert paths(text) == found
    assert troubles(text) == []


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("a #if($b) c", ("`#if` is never closed", 2)),
        ("#foreach($x in $y) #if($x) #end", ("`#foreach` is never closed", 0)),
        ("#if($a) #end #end", ("`#end` closes nothing", 13)),
        ("#foreach($x in $y) #else #end", ("`#else` belongs to no `#if`", 19)),
        ("a ${name", ("`${name` is never closed", 2)),
        ("$util.urlEncode('a'", ("`(` is never closed", 15)),
        ("#set $a = 1", ("`#set` says nothing in parentheses", 0)),
        ("#* a", ("`#*` is never closed", 0)),
        ("#[[ a", ("`#[[` is never closed", 0)),
    ],
)
def test_what_velocity_cannot_read_has_a_place(text, trouble):
    assert troubles(text) == [trouble]


def test_a_reference_knows_where_it_and_its_members_stand():
    text = '{ "id": "$input.params(\'id\')" }'
    (reference,) = read(text).references
    assert text[reference.offset : reference.end] == "$input.params('id')"
    assert [(member.offset, member.name, member.arguments) for member in reference.members] == [(16, "params", "'id'")]


def test_what_is_printed_is_told_from_what_is_only_read():
    script = read("$a $!b #if($c)${d}#end #set($e = $f)")
    assert [reference.root for reference in script.references if reference.is_printed] == ["a", "d"]


def test_variables_are_assigned_in_several_ways():
    script = read("#set($a = 1)#set($b.c = 1)#foreach($d in $e)#end#macro(m $f)#end#define($g)#end")
    assert script.assigned == {"a", "d", "f", "g"}


def test_directives_of_one_branch_share_its_block():
    script = read("#set($a = 1)#if($b)#set($a = 1)#else#set($a = 1)#end#set($a = 1)")
    first, one, other, last = (directive.block for directive in script.directives if directive.name == "set")
    assert first == last != one != other


def test_calls_and_blocks_have_a_depth():
    assert troubles("$a.b(" * 100 + ")" * 100) == [(f"calls are nested more than {DEEPEST} deep", 5 * DEEPEST + 5)]
    assert troubles("#if($a)" * 100 + "#end" * 100) == [(f"blocks are nested more than {DEEPEST} deep", 7 * DEEPEST)]


@given(st.lists(MARKS, max_size=40).map("".join) | st.text(max_size=60))
def test_any_text_is_read(text):
    script = read(text)
    assert all(text[reference.offset] == "$" for reference in script.references)
    assert all(text[directive.offset] == "#" for directive in script.directives)
    assert all(0 <= trouble.offset < len(text) for trouble in script.troubles)


@pytest.mark.parametrize("mark", ["$a.b(", "${a", "#if(", "#*", "#[[", "$a[1", '#set($x = "', "\\", "'", "(", "$a."])
def test_a_long_text_takes_one_pass(mark):
    assert len(read(mark * 100_000).troubles) <= 1
