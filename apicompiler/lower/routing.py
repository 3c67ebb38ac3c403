"""Lowers what leads callers of a domain to one of several APIs: its routing rules.

A rule keeps its priority whatever comes and goes beside it: two rules that
changed theirs would meet on the way, and API Gateway refuses a second one of
the same.
https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-routing-rules.html
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from apicompiler import plan
from apicompiler.blueprint import Address
from apicompiler.limits import ROUTED_PATH_LENGTH, RULE_PRIORITIES
from apicompiler.lower.ids import logical_id
from apicompiler.plan import attribute
from apicompiler.shares import Branch, Share, mark, routes
from apicompiler.target import Target


def is_routed(target: Target, domain: Address) -> bool:
    """Whether something leads callers of *domain* elsewhere than its base paths do."""
    return any(True for _ in _routes(target, domain))


def lower_routing_rules(target: Target) -> Iterator[plan.RoutingRule]:
    """Yield the rules of each domain, one behind the other."""
    for domain in target.own_domains:
        rules = list(_rules(target, domain))
        yield from rules[:1]
        yield from (rule.replace(after=(before.id,)) for before, rule in pairwise(rules))


def _rules(target: Target, domain: Address) -> Iterator[plan.RoutingRule]:
    taken: set[int] = set()
    for branch, share, stage in sorted(_routes(target, domain), key=lambda route: (-len("/".join(route[0])), route[0])):
        priority = _priority(branch)
        while priority in taken:
            priority += 1
        taken.add(priority)
        yield plan.RoutingRule(
            id=logical_id("Route", domain.key, *branch),
            domain=attribute(logical_id("Domain", domain.key), "DomainNameArn"),
            priority=priority,
            base_path="/".join(branch),
            stage=logical_id("Stage", share.key, stage),
            after=(),
        )


def _routes(target: Target, domain: Address) -> Iterator[tuple[Branch, Share, str]]:
    """Yield what begins the paths that lead to another share than the base path, that share and its stage."""
    for text in domain.paths.values():
        named = target.stage_named(text)
        for divided in target.divisions.values():
            if named and named[0] == divided[0].key:
                yield from ((branch, share, named[1]) for branch, share in routes(divided))


def _priority(branch: Branch) -> int:
    """Give longer beginnings the lower numbers, so that they are looked at first, and each a place among its equals."""
    room = RULE_PRIORITIES // 2 // (ROUTED_PATH_LENGTH + 1)
    shorter = ROUTED_PATH_LENGTH - len("/".join(branch))
    return RULE_PRIORITIES // 2 + 1 + shorter * room + mark(branch) % room
