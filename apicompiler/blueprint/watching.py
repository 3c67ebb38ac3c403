"""Who keeps an eye on the APIs: a firewall before them, and alarms."""

from collections.abc import Mapping
from typing import Literal

from apicompiler.blueprint.part import Part
from apicompiler.noun import EMPTY
from apicompiler.pointers import Export, SsmParameter, TopicArn, WebAclArn
from apicompiler.written import Duration, Percent, RequestRate

RuleGroup = Literal[
    "common", "known-bad-inputs", "ip-reputation", "anonymous-ip", "sql", "linux", "unix", "windows", "php", "wordpress"
]

TWO_THOUSAND = RequestRate("2000/5m")
ONE_PERCENT = Percent("1%")


class Firewall(Part):
    """A web ACL of rule groups that AWS keeps up to date, and a limit for each address."""

    rules: tuple[RuleGroup, ...] = ("common", "known-bad-inputs", "ip-reputation")
    """The rule groups."""
    rate: RequestRate | Literal["off"] = TWO_THOUSAND
    """How many requests one address may send in 1, 2, 5 or 10 minutes."""
    log: bool = True
    """Whether requests that are stopped or counted are logged, without what they authorize themselves by."""


Waf = Literal["managed", "off"] | WebAclArn | SsmParameter | Export | Firewall


class Alarms(Part):
    """When somebody is told that callers are not served well: for each API and stage."""

    notify: TopicArn | SsmParameter | Export
    """The topic that is told."""
    errors: Percent | Literal["off"] = ONE_PERCENT
    """The share of calls that end in a 5xx."""
    refusals: Percent | Literal["off"] = "off"
    """The share of calls that end in a 4xx."""
    p99: Duration | None = None
    """How long all but one in a hundred calls may take."""
    backend_p99: Duration | None = None
    """How long the backend may take for all but one in a hundred."""
    throttled: RequestRate | None = None
    """How many calls may be refused in some minutes because too many came, or a quota was used up."""
    plans: Mapping[str, RequestRate] = EMPTY
    """The same for the holders of a usage plan's keys, by the name of the plan."""
    authorizers: RequestRate | None = None
    """How many calls may fail in some minutes because an authorizer does, or cannot be reached."""

    @property
    def counts(self) -> Mapping[str, RequestRate | Mapping[str, RequestRate]]:
        """What is counted in access logs, by its key: CloudWatch has no metric of it."""
        written = {"throttled": self.throttled, "plans": self.plans, "authorizers": self.authorizers}
        return {word: said for word, said in written.items() if said}
