"""What is too large for one API is divided so that nothing moves which need not."""

import random

from hypothesis import assume, given
from hypothesis import strategies as st

from apicompiler.openapi import PathItem, resources
from apicompiler.shares import routes, shares
from apicompiler.source import Location

words = st.sampled_from(["books", "orders", "v1", "a", "b", "c", "staff", "{id}", "x.y", "rooms", "x-{id}"])
paths = st.lists(st.lists(words, max_size=5).map(lambda parts: "/" + "/".join(parts)), min_size=1, unique=True)


def items(*paths):
    return [PathItem(at=Location("openapi.yaml", ("paths", path)), path=path, base="", operations=()) for path in paths]


def homes(divided):
    return {branch: share.key for share in divided for branch in share.branches}


def beginnings_divided(branches):
    return {branch[:length] for branch in branches for length in range(1, len(branch))}


def led(divided, path):
    """Follow the routing rules as API Gateway does: the longest beginning decides."""
    rules = {branch: share.key for branch, share in routes(divided)}
    segments = tuple(path.strip("/").split("/"))
    found = (rules[segments[:n]] for n in range(len(segments), 0, -1) if segments[:n] in rules)
    return next(found, divided[0].key)


@given(paths, st.integers(2, 12))
def test_every_path_has_one_home_and_its_calls_are_led_there(paths, allowed):
    divided = shares("v1", items(*paths), allowed)
    assert sorted(item.path for share in divided for item in share.items) == sorted(paths)
    for share in divided:
        for item in share.items:
            assert led(divided, item.path) == share.key


@given(paths, st.integers(2, 12))
def test_what_has_several_beginnings_keeps_the_quota(paths, allowed):
    for share in shares("v1", items(*paths), allowed):
        assert share.resources <= allowed or len(share.branches) == 1


@given(paths, st.integers(2, 12), st.randoms())
def test_order_does_not_matter(paths, allowed, chance):
    mixed = paths.copy()
    chance.shuffle(mixed)
    assert homes(shares("v1", items(*paths), allowed)) == homes(shares("v1", items(*mixed), allowed))


@given(paths, words, st.integers(6, 12))
def test_a_new_path_moves_only_what_stands_in_the_one_api_that_becomes_too_large(paths, word, allowed):
    new = f"/{word}/new"
    before, after = shares("v1", items(*paths), allowed), shares("v1", items(*{*paths, new}), allowed)
    old, now = homes(before), homes(after)
    # One beginning that is itself too large now makes room where it was, besides.
    assume(beginnings_divided(old) == beginnings_divided(now))
    left = {old[branch] for branch in old if old[branch] != now[branch]}
    full = {share.key for share in before if resources((*share.items, *items(new))) > allowed}
    assert len(left) <= 1
    assert left <= full


def test_apis_of_many_alike_beginnings_are_about_equally_full():
    paths = [f"/{kind}{suffix}" for kind in map("kind{}".format, range(400)) for suffix in ("", "/{id}", "/{id}/parts")]
    sizes = [share.resources for share in shares("v1", items(*paths), 300)]
    assert len(sizes) == 6
    assert min(sizes) > 100


def test_a_thousand_paths_come_one_by_one_and_each_halving_moves_half_an_api():
    chance = random.Random(1)
    known, moves, seen = [], [], {}
    for number in range(1000):
        known.append(f"/kind{chance.randrange(300)}/part{number}")
        divided = shares("v1", items(*known), 200)
        now = homes(divided)
        moves.append(sum(home != now[branch] for branch, home in seen.items()))
        seen = now
    assert len(divided) == sum(map(bool, moves)) + 1 == 10
    assert max(moves) < 100
