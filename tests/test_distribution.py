"""What CloudFront keeps is what was asked for, and nobody gets around it."""

import json
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from frame import framed, linted

from apicompiler.compiler import plans
from apicompiler.distribution import meet
from apicompiler.rules.distributions import fronted
from apicompiler.rules.kept import paths

STORY = json.loads((Path(__file__).parent / "stories/cloud-front/template.json").read_text())


def of_type(stack, type):
    return {id: found["Properties"] for id, found in STORY[stack]["Resources"].items() if found["Type"] == type}


def stopped(rule, key):
    """Whether the rule that locks an origin stops a request which shows the secret *key*."""
    statements = rule["Statement"]["NotStatement"]["Statement"]["OrStatement"]["Statements"]
    return not any({"Ref": key} in found["ByteMatchStatement"]["SearchString"]["Fn::Join"][1] for found in statements)


@pytest.mark.parametrize("stack", ["shop-dev", "shop-us"])
def test_a_walk_around_the_distribution_is_refused(stack):
    [made] = of_type(stack, "AWS::CloudFront::Distribution").values()
    [shown] = made["DistributionConfig"]["Origins"][0]["OriginCustomHeaders"]
    key = shown["HeaderValue"]["Fn::Join"][1][1]["Ref"]
    acls = of_type(stack, "AWS::WAFv2::WebACL")
    mapped = {json.dumps(path["Stage"]) for path in of_type(stack, "AWS::ApiGatewayV2::ApiMapping").values()}
    guards = of_type(stack, "AWS::WAFv2::WebACLAssociation").values()
    behind = [guard for guard in guards if any(stage in json.dumps(guard["ResourceArn"]) for stage in mapped)]
    assert len(behind) == len(mapped) == 3
    for guard in behind:
        rule = acls[guard["WebACLArn"]["Fn::GetAtt"][0]]["Rules"][0]
        assert (rule["Name"], rule["Priority"], rule["Action"]) == ("origin-lock", 0, {"Block": {}})
        assert rule["Statement"]["NotStatement"]["Statement"]["OrStatement"]["Statements"]
        assert stopped(rule, None)
        assert not stopped(rule, key)
    for api in of_type(stack, "AWS::ApiGateway::RestApi").values():
        assert api["DisableExecuteApiEndpoint"] is True


def test_no_policy_forwards_the_host_and_each_tells_callers_apart():
    for config in (
        made["DistributionConfig"] for made in of_type("shop-dev", "AWS::CloudFront::Distribution").values()
    ):
        for behavior in (config["DefaultCacheBehavior"], *config["CacheBehaviors"]):
            assert behavior["OriginRequestPolicyId"] == "b689b0a8-53d0-40ab-baf2-68738e2966ac"
    for made in of_type("shop-dev", "AWS::CloudFront::CachePolicy").values():
        key = made["CachePolicyConfig"]["ParametersInCacheKeyAndForwardedToOrigin"]
        assert "Authorization" in key["HeadersConfig"]["Headers"]
        assert "Host" not in key["HeadersConfig"]["Headers"]
        assert key["CookiesConfig"]["CookieBehavior"] == key["QueryStringsConfig"]["QueryStringBehavior"] == "all"


def planned(cache, *names, number=1):
    outcome = linted(framed(fronted(f"cache: {cache}, originKey: {number}") + paths(*names)))
    assert outcome.is_sound, [diagnostic.finding.message for diagnostic in outcome.diagnostics]
    [plan] = plans(outcome)
    return plan


def seconds(plan, path):
    """How long the answers of *path* are kept, as CloudFront finds it out."""
    [made] = plan.distributions
    policies = {policy.id: policy.ttl_seconds for policy in plan.cache_policies}
    return next((policies.get(b.policy, 0) for b in made.behaviors if fnmatchcase(path, b.pattern)), 0)


def test_each_path_is_kept_as_its_most_specific_selector_says():
    cache = "{'GET /books/**': 10m, 'GET /books/{id}/stock': 'off', 'GET /books/new': 1m}"
    names = "/books", "/books/new", "/books/{id}", "/books/{id}/stock", "/books/{id}/cover/{size}", "/orders", "/"
    plan = planned(cache, *names)
    known = {
        "/books": 600, "/books/new": 60, "/books/7": 600, "/books/7/stock": 0, "/books/7/cover/big": 600,
        "/books/new/stock": 0, "/orders": 0, "/orders/books": 0, "/": 0,
    }  # fmt: skip
    assert {path: seconds(plan, path) for path in known} == known


def test_only_patterns_that_change_something_are_behaviors():
    plan = planned("{'GET /books/**': 10m}", "/books", "/books/{id}", "/books/{id}/cover", "/books/new", "/orders")
    assert [behavior.pattern for behavior in plan.distributions[0].behaviors] == ["/books/*", "/books"]


def test_whatever_is_shown_while_a_key_changes_is_accepted():
    before, after = (planned("{}", "/books", number=number) for number in (4, 5))
    shown = {plan.distributions[0].key for plan in (before, after)}
    for plan in (before, after):
        [acl] = plan.web_acls
        assert shown <= set(acl.keys) <= {secret.id for secret in plan.secrets}
        assert acl.after == ("Distribution",)


@pytest.mark.parametrize(
    ("one", "other", "met"),
    [
        ("a/*", "a/b/c", True), ("a/*/c", "a/b/c/d", False), ("*/c", "a/b/c", True), ("*", "a", True),
        ("a/*", "*/b", True), ("a/*/c", "*/b/*", True), ("a", "b", False), ("a/b", "a", False), ("*/x/*", "y/*", True),
    ],
)  # fmt: skip
def test_patterns_meet_where_a_path_matches_both(one, other, met):
    assert meet(tuple(one.split("/")), tuple(other.split("/"))) is met
    assert meet(tuple(other.split("/")), tuple(one.split("/"))) is met
