"""A body stands in the template as it was meant, or beside it."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apicompiler.emit.stack import emit, new_app
from apicompiler.lower.carrier import carrier
from apicompiler.plan import Plan, RestApi

EMPTY = dict.fromkeys(Plan.FIELDS[6:], ()) | {"raw": None}
ROOM = 700_000

texts = st.text(max_size=6) | st.sampled_from(
    ["${Token[TOKEN.1]}", "#{Token[TOKEN.1]}", "${AWS::Region}", "Ref", "Fn::Sub", "null", "12345678901234567", "1e300"]
)
numbers = (
    st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([2**53, 2**53 + 1, -1.8881545897087626e289, 1e200])
)
bodies = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=12,
)


def synthesized(body, folder):
    """Return the body as it reaches API Gateway: from the template, or from the file beside it."""
    chosen, _ = carrier(body, ROOM)
    api = RestApi(
        id="Api", name="books", endpoint="REGIONAL", vpc_endpoints=(), is_open=True, security_policy=None,
        access_mode=None, body=body, carrier=chosen, after=(),
    )  # fmt: skip
    plan = Plan(
        name="books", environment="dev", account="111111111111", region="eu-west-1", partition="aws",
        dns_suffix="amazonaws.com", **(EMPTY | {"apis": (api,)}),
    )  # fmt: skip
    app = new_app(folder)
    emit(app, plan, folder)
    app.synth()
    properties = json.loads((folder / "books.template.json").read_text())["Resources"]["Api"]["Properties"]
    if chosen == "inline":
        return properties["Body"]
    [asset] = folder.glob("asset.*.json")
    assert properties["BodyS3Location"]["Key"] == asset.name.removeprefix("asset.")
    return json.loads(asset.read_text())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(value=bodies)
def test_body_reaches_api_gateway_as_it_was_meant(value, tmp_path_factory):
    body = {"openapi": "3.0.1", "x": value}
    assert synthesized(body, tmp_path_factory.mktemp("out")) == body


@pytest.mark.parametrize(
    "value",
    [None, [None], 2**53 + 1, "${Token[TOKEN.1]}", {"Ref": "Api"}, {"Fn::Sub": "x"}, {"Condition": "x"}, -1.9e289],
)
def test_what_a_template_would_change_is_carried_beside_it(value):
    assert carrier({"x": value}, ROOM) == ("asset", 0)


@pytest.mark.parametrize("value", ["null", "Ref", {"Ref": 1, "other": 2}, 2**53, "12345678901234567", {}, [], True])
def test_what_only_looks_like_it_stays_in_the_template(value):
    assert carrier({"x": value}, ROOM)[0] == "inline"


def test_size_decides_and_room_is_used_up():
    body = {"x": "ä" * 1000}
    assert carrier(body, 3000) == ("inline", len(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()))
    assert carrier(body, 2000) == ("asset", 0)
