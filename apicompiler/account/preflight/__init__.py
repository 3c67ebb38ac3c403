"""Looks up what an account holds of what a blueprint rests on; `rules` judge it.

Nothing is changed, and each thing is asked for once. A policy that allows the questions, and nothing else, comes
from asking them all of nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from apicompiler.account.connection import Connection
from apicompiler.account.preflight.addresses import address_looks
from apicompiler.account.preflight.counts import count_looks
from apicompiler.account.preflight.enquiry import Enquiry, Look, Rehearsal, Unanswered
from apicompiler.account.preflight.names import Declared, name_looks
from apicompiler.account.preflight.networks import network_looks
from apicompiler.account.preflight.places import place_looks
from apicompiler.account.preflight.policy import policy_of
from apicompiler.account.preflight.things import thing_looks
from apicompiler.account.trouble import Refused
from apicompiler.holdings import Holding, Unasked, Zone
from apicompiler.plan import Plan
from apicompiler.suggest import listed
from apicompiler.target import Target

AT_ONCE = 8
"""Questions that are on their way at the same time."""


def look(target: Target, plan: Plan, declared: Iterable[Declared], connection: Connection) -> tuple[Holding, ...]:
    """Return what the account holds of what *target* rests on; *declared* are the resources of the stack.

    Raises:
        Unreachable: nobody answers any more, or knows us.
    """
    enquiry = Enquiry(connection, target)
    with ThreadPoolExecutor(AT_ONCE) as several:
        answers = list(several.map(lambda one: _looked(one, enquiry), _looks(target, plan, tuple(declared))))
    found = [held for answer in answers for held in answer]
    unasked = _together(held for held in found if isinstance(held, Unasked))
    return (*unasked, *(held for held in found if not isinstance(held, Unasked)))


def policy(target: Target, plan: Plan, declared: Iterable[Declared]) -> dict[str, Any]:
    """Return the policy of IAM that allows the questions about *target*, and nothing else."""
    rehearsal = Rehearsal(target)
    for one in _looks(target, plan, tuple(declared)):
        tuple(one.make(rehearsal))
    return policy_of(rehearsal.asked, target)


def notices(holdings: Iterable[Holding]) -> tuple[str, ...]:
    """Return what nobody can tell who asks the account alone."""
    zones = {
        held.name: held
        for held in holdings
        if isinstance(held, Zone) and held.is_there and not held.is_private and held.delegated is None
    }
    return tuple(
        f"whether the world asks the name servers of `{zone.zone}` is not known to this account: "
        f"`dig NS {zone.zone}` should name {listed(sorted(zone.servers), ' and ')}"
        for zone in zones.values()
    )


def _looks(target: Target, plan: Plan, declared: tuple[Declared, ...]) -> Iterator[Look]:
    yield from place_looks(target, plan)
    yield from thing_looks(target, plan)
    yield from network_looks(target, plan)
    yield from address_looks(target, plan)
    yield from name_looks(target, plan, declared)
    yield from count_looks(target, plan)


def _looked(one: Look, enquiry: Enquiry) -> tuple[Holding, ...]:
    """Return what one look finds; what the account would not tell, where it would not."""
    at = enquiry.target.environment.at.key
    try:
        return tuple(one.make(enquiry))
    except Unanswered as error:
        return (Unasked(at, error.action, error.reason, error.is_denied, (one.about,)),)
    except Refused as error:
        return (Unasked(at, error.operation, f"{error.code}: {error.answer}", False, (one.about,)),)


def _together(unasked: Iterable[Unasked]) -> Iterator[Unasked]:
    """Yield each action once, with all that nothing is known of without it."""
    together: dict[tuple[str, bool], Unasked] = {}
    for held in unasked:
        first = together.setdefault((held.action, held.is_denied), held)
        about = dict.fromkeys((*first.about, *held.about))
        together[held.action, held.is_denied] = first.replace(about=tuple(about))
    yield from together.values()
