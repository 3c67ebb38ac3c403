"""Lowers the firewalls, before the stages and before CloudFront."""

from __future__ import annotations

from collections.abc import Iterator

from apicompiler import plan
from apicompiler.blueprint import CloudFront, Firewall, Waf
from apicompiler.distribution import accepted_keys, stages_behind
from apicompiler.lower.ids import logical_id, shortened
from apicompiler.plan import attribute
from apicompiler.pointers import Export, Outside, SsmParameter, WebAclArn
from apicompiler.source import Location
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


EDGE_ACL, DISTRIBUTION = "EdgeWebAcl", "Distribution"


def lower_web_acls(target: Target, stack: str) -> Iterator[plan.WebAcl]:
    """Yield the web ACLs of stages that are made: one for each way in which they are guarded.

    What stands behind CloudFront has one of its own, which asks for the key.
    """
    made: dict[str, plan.WebAcl] = {}
    for key in target.apis:
        for stage, channel in target.channels.items():
            id, firewall = _id(target, key, stage), _firewall(channel.waf, target.at / "waf")
            behind = _is_behind(target, key, stage)
            keys = tuple(map(key_id, accepted_keys(target))) if behind else ()
            if isinstance(firewall, Outside) or not (firewall or keys):
                continue
            own = id.removeprefix(_kind(behind)).lower()
            words = (stack, *(["at-origin"] if behind else []), own or ("" if behind else "managed"))
            made[id] = _web_acl(id, shortened("-".join(filter(None, words)), 128), firewall).replace(
                keys=keys, behind_cloudfront=behind, after=(DISTRIBUTION,) if keys else ()
            )
    yield from made.values()


def lower_edge_web_acls(target: Target, stack: str) -> Iterator[plan.WebAcl]:
    """Yield the web ACL of the distribution, if it is made here."""
    front = target.blueprint.cloud_front
    firewall = guard(front, target) if front else None
    if isinstance(firewall, Firewall):
        yield _web_acl(EDGE_ACL, shortened(f"{stack}-at-edge", 128), firewall).replace(scope="CLOUDFRONT")


def guard(front: CloudFront, target: Target) -> Firewall | WebAclArn | SsmParameter | Export | None:
    """Return what stands before the distribution."""
    return _firewall(front.waf or target.profile.waf, front.at / "waf")


def key_id(number: int) -> str:
    """Name the secret that holds a key of the distribution."""
    return f"OriginKey{number}"


def lower_web_acl_logs(target: Target, acls: tuple[plan.WebAcl, ...]) -> Iterator[plan.LogGroup]:
    """Yield the log groups of web ACLs; WAF takes no other names.

    https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html
    """
    for acl in acls:
        if acl.log_group:
            days = next(iter(target.channels.values())).retention_days
            yield plan.LogGroup(id=acl.log_group, name=f"aws-waf-logs-{acl.name}", retention_days=days)


def lower_associations(target: Target, acls: tuple[plan.WebAcl, ...]) -> Iterator[plan.WebAclAssociation]:
    made = {acl.id for acl in acls}
    for key in target.apis:
        for stage, channel in target.channels.items():
            id = _id(target, key, stage)
            if isinstance(channel.waf, Outside) or id in made:
                yield plan.WebAclAssociation(
                    id=logical_id("Guard", key, stage),
                    acl=channel.waf.value if isinstance(channel.waf, Outside) else attribute(id, "Arn"),
                    stage=logical_id("Stage", key, stage),
                )


def _web_acl(id: str, name: str, firewall: Firewall | None) -> plan.WebAcl:
    rate = firewall.rate if firewall and firewall.rate != "off" else None
    return plan.WebAcl(
        id=id,
        name=name,
        scope="REGIONAL",
        keys=(),
        behind_cloudfront=False,
        groups={GROUPS[name]: COUNTED.get(name, ()) for name in firewall.rules} if firewall else {},
        rate_limit=rate.limit if rate else None,
        rate_window=rate.seconds if rate else None,
        log_group=f"{id}Log" if firewall and firewall.log else None,
        after=(),
    )


def _firewall(waf: Waf, at: Location) -> Firewall | WebAclArn | SsmParameter | Export | None:
    if waf == "managed":
        return Firewall(at=at)
    return None if waf == "off" else waf


def _is_behind(target: Target, key: str, stage: str) -> bool:
    return (key, stage) in stages_behind(target).values()


def _id(target: Target, key: str, stage: str) -> str:
    """Name the web ACL of a stage: its own, or the one that all others share, apart behind CloudFront."""
    kind = _kind(_is_behind(target, key, stage))
    return logical_id(kind, stage) if target.channels[stage].has_own_waf else kind


def _kind(behind: bool) -> str:
    return "OriginWebAcl" if behind else "WebAcl"
