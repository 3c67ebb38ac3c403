"""Compares how long logs are kept, and what guards stages."""

from __future__ import annotations

from collections.abc import Iterator

from apicompiler.account.deployed.facts import Fact
from apicompiler.account.deployed.places import Places
from apicompiler.account.deployed.stages import set_right
from apicompiler.account.deployed.standing import Standing
from apicompiler.plan import named
from apicompiler.rules.deployed import CHANGED_GUARD, CHANGED_LOG


def logs(places: Places, standing: Standing) -> Iterator[Fact]:
    """Yield how long each log is kept; what says nothing is kept for ever."""
    for group in places.plan.log_groups:
        if found := standing.log_groups.get(group.id):
            what = f"the retention of log `{standing.known.text(group.name)}`"
            wanted, seen = _days(group.retention_days), _days(found.get("retentionInDays"))
            yield Fact(CHANGED_LOG, places.log(group.id), what, wanted, seen, set_right(places))


def _days(number: int | None) -> str:
    return f"{number} days" if number else "for ever"


def guards(places: Places, standing: Standing) -> Iterator[Fact]:
    """Yield the web ACL of each stage; one that is made here is known by its name."""
    names = {acl.id: acl.name for acl in places.plan.web_acls}
    acls = {each.stage: each.acl for each in places.plan.associations}
    for stage in places.plan.stages:
        said = standing.guards.get(stage.id)
        if stage.id in acls and said is not None:
            acl = acls[stage.id]
            found, own = said.get("WebACL", {}), names.get(named(acl))
            wanted, seen = (own, found.get("Name", "")) if own else (standing.known.text(acl), found.get("ARN", ""))
        elif stage.id not in acls and (answer := standing.stages.get(stage.id)):
            wanted, seen = "", answer.get("webAclArn", "")
        else:
            continue
        what = f"the web ACL of stage {places.title(stage)}"
        yield Fact(CHANGED_GUARD, places.of_stage(stage, "waf"), what, wanted, seen, set_right(places))
