"""API keys that come and go without a deployment: told apart from those of a stack by their tags.

Their values are made by API Gateway. It hands them out with nearly every answer about a key; none is kept here, and
none is part of what is returned but by `Counter.value`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from apicompiler.account.connection import Connection
from apicompiler.account.stacks import physical_ids
from apicompiler.account.steps import Steps
from apicompiler.account.trouble import Missing, Trouble, Unreachable
from apicompiler.noun import Noun

BLUEPRINT, ENVIRONMENT, NAME, PLAN, ISSUED, EXPIRES, REPLACED = (
    f"apicompiler:{word}" for word in ("blueprint", "environment", "key", "plan", "issued", "expires", "replaced")
)
"""Tags of an issued key."""
CONTACT = "contact"
"""The tag that keys of a blueprint have for it, too."""
PAGE = 500


class Issued(Noun):
    """A key that was issued."""

    id: str
    name: str
    """Whose it is."""
    title: str
    """What API Gateway calls it."""
    plan: str
    """The usage plan for which it was issued."""
    plans: tuple[str, ...]
    """The usage plans of the blueprint in which it is."""
    enabled: bool
    issued: str
    expires: str
    """A day, which is its last, or an instant; empty where nobody has said."""
    replaced: str
    """When another took its place; empty where none has."""
    contact: str

    def is_due(self, now: datetime) -> bool:
        """Whether its time has come."""
        last = end(self.expires)
        return last is not None and last <= now

    @property
    def is_current(self) -> bool:
        """Whether it is the one to use."""
        return self.enabled and not self.replaced


class Counter:
    """Where keys are issued: one environment of a blueprint, in one region.

    *mine* are the names of the blueprint and of the environment, *plans* the logical ids of its usage plans, by their
    names.
    """

    def __init__(
        self, connection: Connection, partition: str, mine: tuple[str, str], stack: str, plans: Mapping[str, str]
    ) -> None:
        self.connection, self.region = connection, connection.region
        self._partition = partition
        self._mine = dict(zip((BLUEPRINT, ENVIRONMENT), mine, strict=True))
        self._stack, self._logical = stack, plans

    @cached_property
    def _resources(self) -> Mapping[str, str]:
        return physical_ids(self.connection, self._stack)

    @cached_property
    def plans(self) -> Mapping[str, str]:
        """What API Gateway calls the usage plans that are deployed, by their names."""
        return {name: self._resources[id] for name, id in self._logical.items() if id in self._resources}

    def issued(self, name: str = "") -> tuple[Issued, ...]:
        """Return the keys that were issued, to *name* or to anybody, the newest first."""
        found = []
        own = set(self._resources.values())
        members = self._members()
        # What `nameQuery` compares is written nowhere, and so nothing is asked for by name.
        for key in self.connection.each("apigateway", "get_api_keys", "items", limit=PAGE):
            tags = key.get("tags") or {}
            mine = self._mine.items() <= tags.items() and tags.get(NAME) and key["id"] not in own
            if mine and name in ("", tags[NAME]):
                found.append(_issued(key, tags, members.get(key["id"], ())))
        return tuple(sorted(found, key=lambda key: (key.plans != (), key.issued, key.id), reverse=True))

    def _members(self) -> Mapping[str, tuple[str, ...]]:
        """Return the plans of each key."""
        found: dict[str, tuple[str, ...]] = {}
        for name, id in self.plans.items():
            members = self.connection.each("apigateway", "get_usage_plan_keys", "items", usagePlanId=id, limit=PAGE)
            with suppress(Missing):  # somebody has deleted a plan that the stack believes to have
                for member in members:
                    found[member["id"]] = (*found.get(member["id"], ()), name)
        return found

    def make(self, steps: Steps, name: str, plan: str, tags: Mapping[str, str], value: str = "") -> str:
        """Make a key in a plan, and return its id; *value* is that of the same key in another region."""
        wanted = {**self._mine, NAME: name, PLAN: plan, **tags}
        # Without a value API Gateway makes one, and an id that is another; `generateDistinctId` is deprecated.
        # https://docs.aws.amazon.com/apigateway/latest/api/API_CreateApiKey.html, read 2026-11-28
        asked: dict[str, Any] = {"name": f"{self._stack}-{name}", "enabled": True, "tags": wanted}
        try:
            made = self._ask("create_api_key", **asked, **({"value": value} if value else {}))
        except Unreachable:
            # It may be there: nobody has told us.
            left = f"a key `{asked['name']}` that opens nothing, if one was made at all"
            steps.done(lambda: self._sweep(wanted), left)
            raise
        id: str = made["id"]
        steps.done(lambda: self.delete(id), self._left(id))
        self.join(id, plan)
        return id

    def join(self, id: str, plan: str) -> None:
        """Put a key into a plan."""
        self._ask("create_usage_plan_key", usagePlanId=self.plans[plan], keyId=id, keyType="API_KEY")

    def _sweep(self, tags: Mapping[str, str]) -> None:
        for key in self.connection.each("apigateway", "get_api_keys", "items", limit=PAGE):
            if tags.items() <= (key.get("tags") or {}).items():
                self.delete(key["id"])

    def _left(self, id: str) -> str:
        return f"the key `{id}`; remove it: aws apigateway delete-api-key --api-key {id} --region {self.region}"

    def tag(self, id: str, tags: Mapping[str, str]) -> None:
        """Write *tags* over those of a key; an empty one is taken away."""
        # https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html
        arn = f"arn:{self._partition}:apigateway:{self.region}::/apikeys/{id}"
        written = {name: value for name, value in tags.items() if value}
        if written:
            self._ask("tag_resource", resourceArn=arn, tags=written)
        if gone := [name for name, value in tags.items() if not value]:
            self._ask("untag_resource", resourceArn=arn, tagKeys=gone)

    def disable(self, id: str) -> None:
        """Let a key be taken no longer; it keeps its value and its plan."""
        # https://docs.aws.amazon.com/apigateway/api-reference/link-relation/apikey-update/
        change = {"op": "replace", "path": "/enabled", "value": "false"}
        self._ask("update_api_key", apiKey=id, patchOperations=[change])

    def delete(self, id: str) -> None:
        self._ask("delete_api_key", apiKey=id)

    def value(self, id: str) -> str:
        """Return the value of a key: whoever knows it is let in."""
        found: str = self._ask("get_api_key", apiKey=id, includeValue=True)["value"]
        return found

    def _ask(self, operation: str, **parameters: Any) -> dict[str, Any]:
        return self.connection.ask("apigateway", operation, **parameters)


Counters = Sequence[Counter]
"""Those of all regions of an environment: what is done is done in each."""


def _issued(key: Mapping[str, Any], tags: Mapping[str, str], plans: tuple[str, ...]) -> Issued:
    return Issued(
        id=key["id"],
        name=tags[NAME],
        title=key.get("name", ""),
        plan=tags.get(PLAN, ""),
        plans=plans,
        enabled=bool(key.get("enabled")),
        issued=tags.get(ISSUED, ""),
        expires=tags.get(EXPIRES, ""),
        replaced=tags.get(REPLACED, ""),
        contact=tags.get(CONTACT, ""),
    )


def issue(counters: Counters, name: str, plan: str, expires: str, contact: str, now: datetime) -> None:
    """Make a key in each region, with one value, or none at all."""
    with Steps() as steps:
        _make(steps, counters, name, plan, {ISSUED: instant(now), EXPIRES: expires, CONTACT: contact})


def _make(steps: Steps, counters: Counters, name: str, plan: str, tags: Mapping[str, str]) -> None:
    written = {word: value for word, value in tags.items() if value}
    first, *others = counters
    id = first.make(steps, name, plan, written)
    value = first.value(id) if others else ""
    for counter in others:
        counter.make(steps, name, plan, written, value)


def amend(key: Issued, counter: Counter, plan: str, expires: str, contact: str) -> list[str]:
    """Let a key be as it is now asked for, and say what that took; *plan* is where it goes when it is in none."""
    changed = []
    asked = {EXPIRES: (key.expires, expires), CONTACT: (key.contact, contact)}
    tags = {name: now for name, (before, now) in asked.items() if now and now != before}
    if not key.plans:
        counter.join(key.id, plan)
        changed.append(f"is in `{plan}` again")
        tags |= {PLAN: plan} if plan != key.plan else {}
    if tags:
        counter.tag(key.id, tags)
        changed += [f"{name.rpartition(':')[2]} is {value}" for name, value in tags.items()]
    return changed


def rotate(
    counters: Counters, olds: Sequence[Sequence[Issued]], plan: str, expires: str, overlap: timedelta, now: datetime
) -> None:
    """Make a new key in each region, and give the *olds* there, of which there is one at least, an end."""
    newest = next(key for found in olds for key in found)
    with Steps() as steps:
        tags = {ISSUED: instant(now), EXPIRES: expires or newest.expires, CONTACT: newest.contact}
        _make(steps, counters, newest.name, plan or newest.plan, tags)
        for counter, keys in zip(counters, olds, strict=True):
            for key in keys:
                _replace(steps, counter, key, now, (now + overlap).replace(microsecond=0))


def _replace(steps: Steps, counter: Counter, key: Issued, now: datetime, end_of_overlap: datetime) -> None:
    """Write down that another key has taken the place of *key*, and until when it is taken."""
    last = end(key.expires)
    expires = key.expires if last and last <= end_of_overlap else instant(end_of_overlap)
    steps.take(
        lambda: counter.tag(key.id, {EXPIRES: expires, REPLACED: instant(now)}),
        lambda: counter.tag(key.id, {EXPIRES: key.expires, REPLACED: key.replaced}),
        f"the tags of the key `{key.id}`, which say that it ends",
    )


def end_all(counter: Counter, keys: Iterable[Issued], delete: bool) -> Iterator[tuple[Issued, Trouble | None]]:
    """Disable *keys*, or delete them, and yield each with what stood in its way: one that fails stops no other."""
    for key in keys:
        try:
            counter.delete(key.id) if delete else counter.disable(key.id)
        except Missing:
            yield key, None
        except Trouble as trouble:
            yield key, trouble
        else:
            yield key, None


def instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def end(expires: str) -> datetime | None:
    """Return when a key is taken no longer: after the day that is written, or at the instant.

    None where nothing is written, or what nobody can read: anybody may write a tag.
    """
    try:
        if "T" in expires:
            return datetime.fromisoformat(expires).astimezone(UTC)
        return datetime.combine(date.fromisoformat(expires), time(), UTC) + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
