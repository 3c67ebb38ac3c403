"""The firewall before the stages, and alarms about them."""

from apicompiler.blueprint import Alarms, Firewall
from apicompiler.diagnostic import WARNING, Finding, Findings, Note, Replace
from apicompiler.limits import RATE_RULE, RATE_WINDOWS, WEB_ACL_UNITS
from apicompiler.pointers import TopicArn, WebAclArn
from apicompiler.rules import rule
from apicompiler.target import Target
from apicompiler.written import Percent

RATE = "https://docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html"
ASSOCIATE = "https://docs.aws.amazon.com/waf/latest/APIReference/API_AssociateWebACL.html"
GROUPS = "https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html"
ALARM = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html"
METRICS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html"
ACL = '"arn:aws:wafv2:{}:111111111111:{}/webacl/books/12345678-1234-1234-1234-123456789012"'
TOPIC = '"arn:aws:sns:{}:111111111111:alarms"'
# What each rule group takes of a web ACL's room; the same page lists it.
UNITS = {
    "common": 700, "known-bad-inputs": 200, "ip-reputation": 25, "anonymous-ip": 50, "sql": 200, "linux": 200,
    "unix": 100, "windows": 200, "php": 100, "wordpress": 100,
}  # fmt: skip


@rule("AC1801", bad="waf: {rate: 5/5m}", good="waf: {rate: 500/5m}", evidence=RATE)
def rate_out_of_range(firewall: Firewall) -> Findings:
    """The limit for an address is from 10 to 2,000,000,000 requests, in 1, 2, 5 or 10 minutes."""
    lowest, highest = RATE_RULE
    if firewall.rate != "off" and not lowest <= firewall.rate.limit <= highest:
        yield Finding(
            at=firewall.at / "rate",
            message=f"a limit of {firewall.rate.limit:,} cannot be set",
            help=f"write a number from {lowest} to {highest}",
        )
    elif firewall.rate != "off" and firewall.rate.seconds not in RATE_WINDOWS:
        yield Finding(
            at=firewall.at / "rate",
            message=f"requests are counted over 1, 2, 5 or 10 minutes, not over {firewall.rate.part('window')}",
            help=f"write `{firewall.rate.limit}/5m`",
        )


@rule(
    "AC1802",
    bad=f"waf: {ACL.format('us-east-1', 'regional')}",
    good=f"waf: {ACL.format('eu-west-1', 'regional')}",
    evidence=ASSOCIATE,
)
def web_acl_elsewhere(target: Target) -> Findings:
    """A web ACL guards stages of its own account and region, and is a regional one: those of CloudFront are not."""
    written = [(target.at / "waf", target.blueprint.waf), *((s.at / "waf", s.waf) for s in target.stages.values())]
    where = (str(target.environment.account), str(target.environment.region))
    for at, acl in written:
        if not isinstance(acl, WebAclArn):
            continue
        if acl.part("scope") == "global":
            message = "the web ACL is one of CloudFront, and guards nothing else"
        elif (acl.account, acl.region) != where:
            message = f"the web ACL is in {acl.account} {acl.region}, and the stages are in {' '.join(where)}"
        else:
            continue
        yield Finding(
            at=at,
            message=message,
            help="name a regional one of the environment, or write `waf: managed`",
            notes=(Note(target.environment.at.key, "the environment that is deployed to"),),
        )


@rule(
    "AC1803",
    bad="waf: {rules: [common, known-bad-inputs, ip-reputation, sql, linux, unix, windows, php, wordpress]}",
    good="waf: {rules: [common, known-bad-inputs, ip-reputation, sql, linux]}",
    evidence=GROUPS,
)
def too_many_rule_groups(firewall: Firewall) -> Findings:
    """The rule groups of a web ACL take at most 1,500 capacity units."""
    units = sum(UNITS[name] for name in firewall.rules)
    if units > WEB_ACL_UNITS:
        yield Finding(
            at=firewall.at / "rules",
            message=f"the rule groups take {units:,} capacity units, and {WEB_ACL_UNITS:,} are allowed",
            help="leave out those for systems that you do not run",
        )


@rule("AC1804", bad="waf: {rules: [], rate: 'off'}", good="waf: {rules: [common]}", evidence=GROUPS)
def firewall_without_rules(firewall: Firewall) -> Findings:
    """A firewall stops something."""
    if not firewall.rules and firewall.rate == "off":
        yield Finding(
            at=firewall.at.key, message="the firewall stops nothing", help="write `waf: managed`, or remove it"
        )


@rule(
    "AC1805",
    bad=f"alarms: {{notify: {TOPIC.format('us-east-1')}}}",
    good=f"alarms: {{notify: {TOPIC.format('eu-west-1')}}}",
    evidence=ALARM,
)
def topic_elsewhere(target: Target) -> Findings:
    """An alarm tells a topic of its own region."""
    alarms = target.blueprint.alarms
    if alarms and isinstance(alarms.notify, TopicArn) and alarms.notify.region != str(target.environment.region):
        yield Finding(
            at=alarms.at / "notify",
            message=f"the topic is in {alarms.notify.region}, and the alarms are in {target.environment.region}",
            help="name one of that region, with `${env.region}` in the ARN",
            notes=(Note(target.environment.at.key, "the environment that is deployed to"),),
        )


@rule(
    "AC1806",
    bad=f"alarms: {{notify: {TOPIC.format('eu-west-1')}, errors: 150%}}",
    good=f"alarms: {{notify: {TOPIC.format('eu-west-1')}, errors: 15%}}",
    evidence=METRICS,
)
def share_of_more_than_all(alarms: Alarms) -> Findings:
    """A share of calls is more than none of them, and at most all."""
    for word, share in (("errors", alarms.errors), ("refusals", alarms.refusals)):
        if isinstance(share, Percent) and not 0 < share.share < 1:
            yield Finding(
                at=alarms.at / word,
                message=f"there are never more than {share} of all calls, so the alarm never goes off"
                if share.share >= 1
                else "the alarm goes off at the first call",
                help="write a share such as `1%`",
            )


@rule(
    "AC1807",
    severity=WARNING,
    bad=f"alarms: {{notify: {TOPIC.format('eu-west-1')}, errors: 'off'}}",
    good=f"alarms: {{notify: {TOPIC.format('eu-west-1')}, errors: '1%'}}",
    evidence=METRICS,
)
def alarms_about_nothing(alarms: Alarms) -> Findings:
    """Alarms are about something."""
    measured = alarms.p99 or alarms.backend_p99 or (alarms.errors, alarms.refusals) != ("off", "off")
    if not measured and not alarms.counts:
        yield Finding(
            at=alarms.at.key,
            message="nothing sets off an alarm",
            help="write `errors: 1%`, or remove `alarms`",
            fix=Replace(alarms.at / "errors", "1%"),
        )
