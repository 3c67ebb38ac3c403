"""Lowers the firewall before the stages."""

from __future__ import annotations

from collections.abc import Iterator

from apicompiler import plan
from apicompiler.blueprint import Firewall
from apicompiler.lower.ids import logical_id
from apicompiler.plan import attribute
from apicompiler.pointers import Outside
from apicompiler.target import Target

# https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
GROUPS = {
    "common": "AWSManagedRulesCommonRuleSet",
    "known-bad-inputs": "AWSManagedRulesKnownBadInputsRuleSet",
    "ip-reputation": "AWSManagedRulesAmazonIpReputationList",
    "anonymous-ip": "AWSManagedRulesAnonymousIpList",
    "sql": "AWSManagedRulesSQLiRuleSet",
    "linux": "AWSManagedRulesLinuxRuleSet",
    "unix": "AWSManagedRulesUnixRuleSet",
    "windows": "AWSManagedRulesWindowsRuleSet",
    "php": "AWSManagedRulesPHPRuleSet",
    "wordpress": "AWSManagedRulesWordPressRuleSet",
}
# The common rules stop every body of more than 8 KB, which for an API is no sign of anything: it is counted.
# https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
COUNTED = {"common": ("SizeRestrictions_BODY",)}


def lower_web_acls(target: Target, stack: str) -> Iterator[plan.WebAcl]:
    """Yield the web ACLs that are made: one for each way in which stages are guarded."""
    for id, firewall in _made(target).items():
        rate = None if firewall.rate == "off" else firewall.rate
        yield plan.WebAcl(
            id=id,
            name=f"{stack}-{id.removeprefix('WebAcl').lower() or 'managed'}",
            groups={GROUPS[name]: COUNTED.get(name, ()) for name in firewall.rules},
            rate_limit=rate.limit if rate else None,
            rate_window=rate.seconds if rate else None,
            log_group=f"{id}Log" if firewall.log else None,
        )


def lower_web_acl_logs(target: Target, acls: tuple[plan.WebAcl, ...]) -> Iterator[plan.LogGroup]:
    """Yield the log groups of web ACLs; WAF takes no other names.

    https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html
    """
    for acl in acls:
        if acl.log_group:
            days = next(iter(target.channels.values())).retention_days
            yield plan.LogGroup(id=acl.log_group, name=f"aws-waf-logs-{acl.name}", retention_days=days)


def lower_associations(target: Target) -> Iterator[plan.WebAclAssociation]:
    for key in target.apis:
        for stage, channel in target.channels.items():
            if channel.waf == "off":
                continue
            made = attribute(_id(target, stage), "Arn")
            yield plan.WebAclAssociation(
                id=logical_id("Guard", key, stage),
                acl=channel.waf.value if isinstance(channel.waf, Outside) else made,
                stage=logical_id("Stage", key, stage),
            )


def _made(target: Target) -> dict[str, Firewall]:
    found: dict[str, Firewall] = {}
    for stage, channel in target.channels.items():
        guarded = Firewall(at=target.at / "waf") if channel.waf == "managed" else channel.waf
        if isinstance(guarded, Firewall):
            found[_id(target, stage)] = guarded
    return found


def _id(target: Target, stage: str) -> str:
    """Name the web ACL of a stage: its own, or the one that all others share."""
    return logical_id("WebAcl", stage) if target.channels[stage].has_own_waf else "WebAcl"
