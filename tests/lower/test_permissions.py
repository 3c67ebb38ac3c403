"""Permissions are as narrow as fits into the policy of a function."""

from hypothesis import given
from hypothesis import strategies as st

from apicompiler.limits import FUNCTION_POLICY_BYTES
from apicompiler.lower.permissions import fitting, permissions, source

FUNCTION = "arn:aws:lambda:eu-west-1:111111111111:function:books"
segments = st.sampled_from(["books", "orders", "{id}", "a-long-segment-of-a-path", "x"])
paths = st.lists(segments, max_size=6).map(lambda parts: "/" + "/".join(parts))
sources = st.tuples(st.sampled_from(["live", "preview"]), st.sampled_from(["GET", "POST", "DELETE"]), paths)


def covers(wide, narrow):
    """Whether the pattern *wide* matches all that *narrow* does; `*` matches slashes, too."""
    if not wide:
        return not narrow
    if wide[0] == "*":
        return bool(narrow) and (len(wide) == 1 or any(covers(wide[1:], narrow[n:]) for n in range(1, len(narrow))))
    return bool(narrow) and narrow[0] == wide[0] and covers(wide[1:], narrow[1:])


def test_few_sources_stay_exactly_as_they_are():
    found = permissions("ApiV1", FUNCTION, [source("live", "GET", "/books/{id}"), source("live", "POST", "/books")])
    assert [permission.source for permission in found] == ["live/GET/books/*", "live/POST/books"]


def test_root_is_a_path_too():
    [permission] = permissions("ApiV1", FUNCTION, [source("live", "GET", "/")])
    assert permission.source == "live/GET/"


def test_methods_are_given_up_before_paths():
    many = {source("live", method, f"/p{n}") for n in range(12) for method in ("GET", "POST")}
    assert fitting(many, len(FUNCTION)) == {("live", "*", f"p{n}") for n in range(12)}


def test_a_thousand_paths_end_in_a_few_permissions():
    many = {source("live", "GET", f"/a{n % 7}/b{n}/{{id}}") for n in range(1000)}
    assert fitting(many, len(FUNCTION)) == {("live", "*", f"a{n}", "*") for n in range(7)}


@given(st.lists(sources, min_size=1, max_size=300))
def test_every_source_is_covered_and_the_policy_fits(wanted):
    wanted = {source(*parts) for parts in wanted}
    found = fitting(wanted, len(FUNCTION))
    for narrow in wanted:
        assert any(covers(wide, narrow) for wide in found), narrow
    size = sum(len("/".join(wide)) + 520 + len(FUNCTION) for wide in found)
    assert size <= FUNCTION_POLICY_BYTES


@given(st.lists(sources, min_size=1, max_size=60))
def test_order_does_not_matter(wanted):
    wanted = [source(*parts) for parts in wanted]
    ids = [permission.id for permission in permissions("ApiV1", FUNCTION, wanted)]
    assert ids == [permission.id for permission in permissions("ApiV1", FUNCTION, reversed(wanted))]
    assert len(set(ids)) == len(ids)
