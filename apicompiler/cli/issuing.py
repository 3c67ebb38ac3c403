"""What `apicompiler keys` does."""

import json
import re
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

from apicompiler.account import keys
from apicompiler.account.keys import Counter, Issued
from apicompiler.account.trouble import Trouble
from apicompiler.cli.connecting import connected
from apicompiler.cli.places import Place
from apicompiler.cli.sound import sound, within
from apicompiler.cli.terminal import say
from apicompiler.cli.wrong import WrongCall
from apicompiler.compiler import Compilation
from apicompiler.lower.ids import logical_id
from apicompiler.noun import Noun
from apicompiler.report.text import address
from apicompiler.suggest import closest
from apicompiler.suggest import listed as named
from apicompiler.target import Target
from apicompiler.written import Date, Duration

CLEAN, USAGE = 0, 2
COLUMNS = ("name", "plan", "state", "issued", "expires", "contact", "id")


class Office(Noun):
    """An environment of a blueprint, and the way into its account in each of its regions."""

    place: Place
    compilation: Compilation
    target: Target
    counters: tuple[Counter, ...]

    @property
    def environment(self) -> str:
        return self.target.environment.key


def office(path: str, env: str, profile: str) -> Office | int:
    """Return where keys of an environment are issued; the exit code, where none can be."""
    asked = sound(path, [env] if env else [], [])
    if isinstance(asked, int):
        return asked
    place, compilation = asked
    targets = within(compilation, env)
    target = targets[0]
    if not target.blueprint.usage_plans:
        raise WrongCall(f"`{place.path}` has no `usagePlans`: a key opens nothing without one")
    return Office(place, compilation, target, tuple(_counter(each, profile) for each in targets))


def _counter(target: Target, profile: str) -> Counter:
    plans = {name: logical_id("UsagePlan", name) for name in target.blueprint.usage_plans}
    mine = target.blueprint.name, target.environment.key
    return Counter(connected(target, profile), target.environment.region.partition, mine, target.stack, plans)


def listed(office: Office | int, format: str) -> int:
    """Show what was issued, in every region."""
    if isinstance(office, int):
        return office
    now = datetime.now(UTC)
    several = len(office.counters) > 1
    rows = [
        {**_row(key, now), **({"region": counter.region} if several else {})}
        for counter in office.counters
        for key in counter.issued()
    ]
    if format == "json":
        sys.stdout.write(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(_table([*COLUMNS, *(["region"] if several else [])], rows) if rows else "")
    own = len(office.target.blueprint.api_keys)
    say(f"{office.environment}: {len(rows)} issued, {own} more in {office.place.path}")
    return CLEAN


def _row(key: Issued, now: datetime) -> dict[str, Any]:
    return {
        "name": key.name,
        "plan": ", ".join(key.plans),
        "state": _state(key, now),
        "issued": key.issued[:10],
        "expires": key.expires,
        "contact": key.contact,
        "id": key.id,
    }


def _state(key: Issued, now: datetime) -> str:
    if not key.enabled:
        return "disabled"
    if key.is_due(now):
        return "expired, and still taken"
    if not key.plans:
        return "opens nothing: in no plan"
    return "replaced" if key.replaced else "taken"


def _table(columns: list[str], rows: list[dict[str, Any]]) -> str:
    cells = [columns, *([str(row[column]) or "-" for column in columns] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ("  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)) for row in cells)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def issued(office: Office | int, name: str, plan: str, expires: str, contact: str) -> int:
    """Issue a key, or let the one that is there be as it is asked for."""
    if isinstance(office, int):
        return office
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{0,39}", name):
        raise WrongCall(f"`{name[:60]}` cannot be a name: begin with a letter, go on with letters, digits and `-`")
    if found := re.search(r"[^\w\s.:/=+@-]", contact):
        raise WrongCall(
            f"`--contact` becomes a tag, which cannot hold `{found[0]}`: use letters, digits and `_.:/=+-@`"
        )
    if name in office.target.blueprint.api_keys:
        raise WrongCall(f"`{name}` is a key of the blueprint, at {_written_at(office, name)}: choose another name")
    now = datetime.now(UTC)
    expires = _day(expires, now)
    there = [_current(counter, name) for counter in office.counters]
    if any(there):
        return _issued_again(office, name, plan, expires, contact, there)
    chosen = _plan(office, plan)
    keys.issue(office.counters, name, chosen, expires, contact, now)
    until = f", taken until {expires}" if expires else ""
    say(f"{office.environment} {name}: issued in `{chosen}`{until}; {_call(office, 'show', name)} prints its value")
    return CLEAN


def _issued_again(office: Office, name: str, plan: str, expires: str, contact: str, there: list[Issued | None]) -> int:
    changed: list[str] = []
    pairs = [(counter, key) for counter, key in zip(office.counters, there, strict=True) if key]
    if len(pairs) < len(there):
        raise WrongCall(
            f"`{name}` has no key in some region: {_call(office, 'rotate', name)} issues one in all of them"
        )
    for _, key in pairs:
        if plan and key.plans and plan not in key.plans:
            raise WrongCall(
                f"the key of `{name}` is in {named(key.plans)}: "
                f"{_call(office, 'rotate', name, f'--plan {plan}')} issues one in `{plan}`"
            )
    for counter, key in pairs:
        chosen = plan if key.plans else _plan(office, plan or key.plan)
        changed += keys.amend(key, counter, chosen, expires, contact)
    say(f"{office.environment} {name}: {', '.join(dict.fromkeys(changed)) or 'is issued already'}")
    return CLEAN


def rotated(office: Office | int, name: str, overlap: str, plan: str, expires: str) -> int:
    """Issue a new key, and say until when the old one is taken."""
    if isinstance(office, int):
        return office
    length = Duration.read(overlap)
    if length is None:
        raise WrongCall(f"`--overlap {overlap}` is not {Duration.WORDS}: write `7d`")
    now = datetime.now(UTC)
    expires = _day(expires, now)
    olds = [tuple(key for key in counter.issued(name) if key.is_current) for counter in office.counters]
    if not any(olds):
        return _unknown(office, name)
    chosen = _plan(office, plan or next(key for found in olds for key in found).plan)
    lasting = timedelta(seconds=length.seconds)
    keys.rotate(office.counters, olds, chosen, expires, lasting, now)
    new = f"{office.environment} {name}: a new key in `{chosen}`, {_call(office, 'show', name)} prints its value"
    if not lasting:
        say(new)
        return _ended(office, olds, False)
    until = keys.instant((now + lasting).replace(microsecond=0))
    say(f"{new}; the old one ends {until}, when {_call(office, 'expire')} is called")
    return CLEAN


def expired(office: Office | int, name: str, old: bool, delete: bool) -> int:
    """Disable or delete the keys of *name*, or those whose time has come."""
    if isinstance(office, int):
        return office
    now = datetime.now(UTC)
    found = [counter.issued(name) for counter in office.counters]
    if name and not any(found):
        return _unknown(office, name)
    meant = [
        tuple(
            key for key in there if (name or key.is_due(now)) and (key.replaced or not old) and (delete or key.enabled)
        )
        for there in found
    ]
    if not any(meant):
        say(f"{office.environment}: {f'no key of `{name}` is taken' if name else 'no key has come to its end'}")
    return _ended(office, meant, delete)


def _ended(office: Office, meant: list[tuple[Issued, ...]], delete: bool) -> int:
    """End the keys that are meant in each region, and say so; what fails stops no other."""
    troubles = []
    for counter, there in zip(office.counters, meant, strict=True):
        for key, trouble in keys.end_all(counter, there, delete):
            if trouble:
                troubles.append(f"`{key.title}` ({key.id}) is as it was: {trouble}")
            else:
                why = f", it ended {key.expires}" if key.is_due(datetime.now(UTC)) else ""
                say(f"{office.environment} {key.name}: {key.id} is {'deleted' if delete else 'disabled'}{why}")
    if troubles:
        raise Trouble("\n  ".join(troubles))
    return CLEAN


def shown(office: Office | int, name: str) -> int:
    """Print the value of the key that *name* is to use."""
    if isinstance(office, int):
        return office
    first = office.counters[0]
    key = _current(first, name)
    if key is None:
        return _unknown(office, name)
    sys.stdout.write(first.value(key.id) + "\n")
    return CLEAN


def _current(counter: Counter, name: str) -> Issued | None:
    return next((key for key in counter.issued(name) if key.is_current), None)


def _unknown(office: Office, name: str) -> int:
    """Say that nobody of this *name* has a key that was issued, and who has one."""
    own = office.target.blueprint.api_keys.get(name)
    if own:
        where = f"in {own.value}" if own.value else f"in the secret `{office.target.stack}/{name}/api-key`"
        say(
            f"apicompiler: `{name}` is a key of the blueprint, at {_written_at(office, name)}: what becomes of it is "
            f"decided there, by `expires` and `enabled`; its value stands {where}"
        )
        return USAGE
    known = list(dict.fromkeys(key.name for key in office.counters[0].issued() if key.is_current))
    meant = closest(name, known)
    there = f"did you mean `{meant}`?" if meant else f"there are {named(known)}" if known else "none was issued"
    say(f"apicompiler: `{name}` has no key in {office.environment}; {there}")
    return USAGE


def _plan(office: Office, plan: str) -> str:
    """Return the usage plan that is meant, which is deployed."""
    known = list(office.target.blueprint.usage_plans)
    if not plan and len(known) > 1:
        raise WrongCall(f"`--plan` says what the key is good for: there are {named(known)}")
    chosen = plan or known[0]
    if chosen not in known:
        raise WrongCall(f"no usage plan is called `{chosen}`; there {'are' if len(known) > 1 else 'is'} {named(known)}")
    for counter in office.counters:
        if chosen not in counter.plans:
            raise WrongCall(f"the usage plan `{chosen}` is not deployed yet in {counter.region}")
    return chosen


def _day(text: str, now: datetime) -> str:
    """Return the day on which a key ends, empty where none is asked for."""
    if not text:
        return ""
    if Date.read(text) is None:
        raise WrongCall(f"`--expires {text}` is not {Date.WORDS}: write `{Date.EXAMPLE}`")
    last = keys.end(text)
    if last and last <= now:
        raise WrongCall(f"`--expires {text}` is over")
    return text


def _written_at(office: Office, name: str) -> str:
    key = office.target.blueprint.api_keys[name]
    return address(key.at.key, office.compilation.documents, office.place.shown)


def _call(office: Office, *words: str) -> str:
    """Return the call of a command for the same environment."""
    where = [f"--env {office.environment}", *([f"-b {office.place.path}"] if office.place.shown else [])]
    return f"`apicompiler keys {' '.join((*words, *where))}`"
