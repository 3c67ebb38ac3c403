"""What `apicompiler preflight` does, once it is clear what was asked for."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator

from apicompiler.account import preflight
from apicompiler.account.preflight.names import Declared
from apicompiler.catalogue import RULES
from apicompiler.check import check_holdings
from apicompiler.cli.connecting import connected
from apicompiler.cli.outputs import outputs, show
from apicompiler.cli.settings import ruled
from apicompiler.cli.sound import FINDINGS, Sound, sound
from apicompiler.cli.terminal import Color, say
from apicompiler.cli.wrong import WrongCall
from apicompiler.compiler import Compilation, in_order, plans
from apicompiler.diagnostic import Severity
from apicompiler.division import divided
from apicompiler.emit.resources import elsewhere, resources
from apicompiler.holdings import Holding
from apicompiler.limits import MANAGED_POLICY_LENGTH
from apicompiler.noun import Noun
from apicompiler.outcome import Outcome
from apicompiler.report.found import Found
from apicompiler.report.text import summary

CLEAN = 0


class Asked(Noun):
    """What the command line asks for."""

    path: str
    environments: tuple[str, ...]
    profile: str
    policy: bool = False
    format: tuple[str, ...] = ()
    fail_on: str = ""
    color: Color = "auto"


def preflighting(asked: Asked) -> int:
    outputs(asked.format)  # what is asked for wrongly is said before anything is looked at
    ready = sound(asked.path, list(asked.environments), [], asked.color)
    if isinstance(ready, int):
        return ready
    return _policy(ready, asked.environments) if asked.policy else preflighted(ready, asked)


def preflighted(ready: Sound, asked: Asked) -> int:
    """Look at the accounts of a sound blueprint, show what is found, and return the exit code."""
    place, compilation = ready
    chosen = tuple(_chosen(compilation, asked.environments))
    holdings = tuple(held for outcome in chosen for held in _held(outcome, asked.profile))
    review = ruled(place)
    kept = review.review.kept(check_holdings(holdings, RULES), compilation.documents, RULES)
    is_strict = any(outcome.target.profile.is_strict for outcome in chosen)
    of_accounts = (
        diagnostic.replace(is_strict=is_strict) for diagnostic in kept if issubclass(diagnostic.rule.subject, Holding)
    )
    diagnostics = in_order(of_accounts, compilation.documents)
    notices = preflight.notices(holdings)
    found = Found(place.path, place.shown, place.home, diagnostics, compilation.documents, notices)
    settings = review.settings
    wanted = asked.format or (settings.format if settings else "full",)
    show(outputs(wanted), (found,), asked.color)
    looked = ", ".join(dict.fromkeys(outcome.target.place for outcome in chosen))
    say(f"{place.path}: {looked}: {summary(diagnostics) or 'nothing found'}")
    if all(output.format in ("full", "concise") for output in outputs(wanted)):
        for notice in notices:
            say(f"{place.path}: {notice}")
    least = Severity[(asked.fail_on or (settings.fail_on if settings else "error")).upper()]
    return FINDINGS if any(diagnostic.severity >= least for diagnostic in diagnostics) else CLEAN


def _chosen(compilation: Compilation, environments: Iterable[str]) -> Iterator[Outcome]:
    names = tuple(environments)
    targets = [target for target in compilation.targets if not names or target.environment.key in names]
    for target, plan in zip(targets, plans(compilation, names), strict=True):
        yield Outcome(divided(target), plan)


def _held(outcome: Outcome, profile: str) -> tuple[Holding, ...]:
    """Look at one environment, in its account."""
    connection = connected(outcome.target, profile)
    return preflight.look(outcome.target, outcome.plan, _declared(outcome), connection)


def _declared(outcome: Outcome) -> Iterator[Declared]:
    yield from resources(outcome.plan, {})
    yield from elsewhere(outcome.plan)


def _policy(ready: Sound, environments: tuple[str, ...]) -> int:
    """Print the policy for one account: what several environments of it ask stands in one."""
    chosen = tuple(_chosen(ready[1], environments))
    accounts = {str(outcome.target.environment.account) for outcome in chosen}
    if len(accounts) > 1:
        raise WrongCall(f"a policy is of one account, and there are {len(accounts)}: name environments with `--env`")
    statements: dict[str, object] = {}
    for outcome in chosen:
        made = preflight.policy(outcome.target, outcome.plan, _declared(outcome))
        statements |= {json.dumps(statement): statement for statement in made["Statement"]}
    text = json.dumps({"Version": "2012-10-17", "Statement": list(statements.values())}, indent=2) + "\n"
    sys.stdout.write(text)
    if (length := len("".join(text.split()))) > MANAGED_POLICY_LENGTH:
        say(f"it has {length} characters, and a managed policy at most {MANAGED_POLICY_LENGTH}: make several of it")
    return CLEAN
