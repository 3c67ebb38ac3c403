"""What a plan takes of what AWS allows."""

import pytest
from pictured import EXAMPLES, STORIES, example, fragment, subjects

from apicompiler.headroom import uses
from apicompiler.read.files import DiskFolder


def found(subject):
    return {(use.of, use.what): use for use in uses(subject)}


@pytest.mark.parametrize("folder", [*STORIES, *EXAMPLES], ids=lambda folder: folder.name)
def test_what_lint_lets_through_keeps_every_quota(folder):
    for subject in subjects(DiskFolder(folder)):
        for use in uses(subject):
            assert 0 <= use.used <= use.allowed, use


def test_every_prefix_of_a_path_is_a_resource_and_the_root_is():
    answer = "{get: {responses: {'200': {description: ok}}}}"
    [subject] = fragment(f"paths: {{/books: {answer}, '/books/{{isbn}}/pages': {answer}}}")
    assert found(subject)["v1", "resources"].used == 4


def test_quota_that_was_raised_is_the_one_that_counts():
    [subject] = fragment("environments: {dev: {account: '111111111111', region: eu-west-1, quotas: {resources: 400}}}")
    use = found(subject)["v1", "resources"]
    assert (use.used, use.allowed, use.left) == (2, 400, 398)


def test_every_alias_of_a_function_has_a_policy_of_its_own():
    [dev, *_] = example("bookstore")
    known = found(dev)
    for name in ("bookstore-dev-orders:live", "bookstore-dev-orders:preview", "ssm:/bookstore/feed-arn"):
        assert known[name, "bytes of permissions"].used > 500


def test_account_is_told_of_what_it_holds():
    [dev, *_] = example("bookstore")
    assert found(dev)["111111111111 eu-west-1", "API keys"].used == 3
    assert found(dev)["bookstore-dev", "resources of the template"].used == dev.plan.resources


def test_routes_count_for_their_api():
    [chat, *_] = example("chat")
    assert found(chat)["live", "routes"].used == 5
