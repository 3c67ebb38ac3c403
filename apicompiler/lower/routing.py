"""Lowers what leads callers of a domain elsewhere than its base paths do: routing rules.

A rule keeps its priority whatever comes and goes beside it: two rules that
changed theirs would meet on the way, and API Gateway refuses a second one of
the same. So what leads to one of several APIs has its priority from its own
path, and what the blueprint lists from its place in the list, which is its
name, too: there the rules stay, and what they say changes.
https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-routing-rules.html
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from apicompiler import plan
from apicompiler.blueprint import Domain
from apicompiler.limits import ROUTED_PATH_LENGTH, ROUTES_PER_DOMAIN, RULE_PRIORITIES
from apicompiler.lower.ids import logical_id
from apicompiler.plan import attribute
from apicompiler.routing import Lead, leads
from apicompiler.shares import mark
from apicompiler.target import Target

HALF = RULE_PRIORITIES // 2
ROOM = HALF // ROUTES_PER_DOMAIN


def lower_routing_rules(target: Target) -> Iterator[plan.RoutingRule]:
    """Yield the rules of each domain in the order in which they are looked at, one made behind the other."""
    for domain in target.own_domains:
        rules = sorted(_rules(target, domain), key=lambda rule: rule.priority)
        yield from rules[:1]
        yield from (rule.replace(after=(before.id,)) for before, rule in pairwise(rules))


def _rules(target: Target, domain: Domain) -> Iterator[plan.RoutingRule]:
    taken: set[int] = set()
    for lead in sorted(leads(target, domain), key=lambda lead: (-len("/".join(lead.branch)), lead.branch)):
        priority = _priority(lead)
        while priority in taken:
            priority += 1
        taken.add(priority)
        yield plan.RoutingRule(
            id=_id(domain, lead),
            domain=attribute(logical_id("Domain", domain.key), "DomainNameArn"),
            priority=priority,
            headers=lead.headers,
            base_path="/".join(lead.branch),
            strips=lead.strips,
            stage=logical_id("Stage", lead.api, lead.stage),
            after=(),
        )


def _id(domain: Domain, lead: Lead) -> str:
    if lead.place is None:
        return logical_id("Route", domain.key, *lead.branch)
    shared = () if lead.strips else lead.branch
    return logical_id("HeaderRoute", domain.key, f"no{lead.place + 1}", *shared)


def _priority(lead: Lead) -> int:
    """Give each entry of the list a row of numbers, and base paths the second half of all.

    In a row, longer paths come first, each in a place among its equals; last comes what fits any path.
    """
    first, room = (HALF, HALF) if lead.place is None else (lead.place * ROOM, ROOM)
    if lead.strips or not lead.branch:
        return first + room
    places = room // (ROUTED_PATH_LENGTH + 1)
    shorter = ROUTED_PATH_LENGTH - len("/".join(lead.branch))
    return first + 1 + shorter * places + mark(lead.branch) % places
