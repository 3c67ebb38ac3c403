"""What alarms count in access logs, and where those logs are."""

from collections.abc import Iterator

from apicompiler.access import Guarded
from apicompiler.blueprint import Alarms, Logging, UsagePlan
from apicompiler.channels import COUNTED
from apicompiler.diagnostic import WARNING, Finding, Findings, Note, Replace
from apicompiler.limits import KEYS_PER_FILTER
from apicompiler.pointers import DeliveryStreamArn, Outside
from apicompiler.rules import rule
from apicompiler.rules.watching import TOPIC
from apicompiler.source import Location
from apicompiler.suggest import closest
from apicompiler.target import Target
from apicompiler.written import RequestRate

FIREHOSE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-logging-to-kinesis.html"
VARIABLES = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html"
RESPONSES = "https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html"
ALARM = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html"
FILTER = "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html"
METRICS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html"
SOCKET_STAGE = (
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-properties-apigatewayv2-stage-accesslogsettings.html"
)
JSON = "logging: {access: json}\n"
ASKED = f"{JSON}defaults: {{integration: books, auth: iam, apiKey: true}}\n"
PREFIX = "amazon-apigateway-"
STREAM = '"arn:aws:firehose:{}:111111111111:deliverystream/{}"'
KEYS = "usagePlans: {gold: {quota: 10/day}}\napiKeys: {acme: {usagePlan: gold}}\n"
LIVE = (
    "apis: {v1: openapi.yaml, live: {type: websocket, definition: live.yaml}}\n"
    "--- live.yaml\nselect: $request.body.action\nroutes: {say: {integration: {mock: {}}}}\n"
)
SOCKET = (
    "{}\napiKeys: {{acme: {{usagePlan: gold}}}}\n{}\n"
    "apis: {{v1: openapi.yaml, live: {{type: websocket, definition: live.yaml}}}}\n"
    "--- live.yaml\nselect: $request.body.action\nroutes: {{$connect: {{integration: {{mock: {{}}}}, apiKey: true}}}}\n"
)


def alarms(**settings: str) -> str:
    """Write alarms with these settings."""
    written = "".join(f", {key}: {value}" for key, value in settings.items())
    return f"alarms: {{notify: {TOPIC.format('eu-west-1')}{written}}}"


@rule(
    "AC2400",
    binding=True,
    bad=ASKED + KEYS + alarms(plans="{gould: 10/5m}"),
    good=ASKED + KEYS + alarms(plans="{gold: 10/5m}"),
    evidence="docs/language.md",
)
def alarm_about_an_unknown_plan(target: Target) -> Findings:
    """An alarm about a usage plan is about one that is declared."""
    known = target.names("usagePlans", target.blueprint.usage_plans)
    for name, at in _plans(target.blueprint.alarms):
        if name not in known:
            close = closest(name, known)
            yield Finding(
                at=at.key,
                message=f"no usage plan is called `{name}`",
                help=f"did you mean `{close}`?" if close else f"declare it: `usagePlans: {{{name}: …}}`",
                fix=Replace(at.key, close) if close else None,
            )


@rule(
    "AC2401",
    bad=JSON + SOCKET.format("usagePlans: {gold: {quota: 10/day, apis: [live]}}", alarms(plans="{gold: 10/5m}")),
    good=JSON + SOCKET.format("usagePlans: {gold: {quota: 10/day}}", alarms(plans="{gold: 10/5m}")),
    evidence=RESPONSES,
)
def alarm_about_connections(target: Target) -> Findings:
    """An alarm about a usage plan is about one for REST APIs, whose access logs say who was refused."""
    for plan, at in _declared(target):
        if not any(key in target.apis for key, _ in target.covered(plan)):
            yield Finding(
                at=at.key,
                message=f"`{plan.key}` is good for no REST API, and nothing would be counted",
                help="remove it, or name a REST API in the `apis` of the plan",
                notes=(Note(plan.at.key, "this plan"),),
            )


@rule(
    "AC2402",
    binding=True,
    bad=ASKED
    + "usagePlans: {gold: {quota: 10/day}}\napiKeys: {"
    + ", ".join(f"k{n}: {{usagePlan: gold}}" for n in range(KEYS_PER_FILTER + 1))
    + "}\n"
    + alarms(plans="{gold: 10/5m}"),
    good=ASKED + KEYS + alarms(plans="{gold: 10/5m}"),
    evidence=FILTER,
)
def alarm_about_too_many(target: Target) -> Findings:
    """An alarm about a usage plan knows at most 30 keys by their ids: a filter has 1,024 characters."""
    for plan, at in _declared(target):
        count = _keys(target, plan)
        if count > KEYS_PER_FILTER:
            yield Finding(
                at=at.key,
                message=f"`{plan.key}` has {count} keys, and {KEYS_PER_FILTER} can be counted",
                help="divide the plan, or write `throttled` for all callers",
                notes=(Note(plan.at.key, "this plan"),),
            )


@rule(
    "AC2403",
    binding=True,
    bad=alarms(throttled="100/5m"),
    good=JSON + alarms(throttled="100/5m"),
    evidence=METRICS,
)
def alarm_without_a_log(target: Target) -> Findings:
    """What API Gateway does not measure is counted in the access log, in CloudWatch Logs.

    It measures calls, 4xx, 5xx and latencies, and neither who was refused nor why.
    """
    written = target.blueprint.alarms
    for stage, channel in target.channels.items():
        if written and written.counts and target.apis and channel.access_log != "json":
            yield Finding(
                at=(written.at / next(iter(written.counts))).key,
                message=f"stage `{stage}` has no access log in which lines could be counted",
                help="write `logging: {access: json}`, or remove this",
                notes=(Note(target.stages[stage].at.key, "this stage"),) if target.blueprint.stages else (),
            )


@rule(
    "AC2404",
    bad="logging: {access: json, fields: {errorType: context.identity.user}}\n" + alarms(throttled="100/5m"),
    good="logging: {access: json, fields: {user: context.identity.user}}\n" + alarms(throttled="100/5m"),
    evidence=VARIABLES,
)
def field_that_alarms_read(target: Target) -> Findings:
    """Where alarms count lines of the access log, its field `errorType` holds what API Gateway answered."""
    written = target.blueprint.alarms
    if not written or not written.counts:
        return
    for logging in filter(None, (target.blueprint.logging, *(stage.logging for stage in target.stages.values()))):
        for name in COUNTED.keys() & logging.fields.keys():
            yield Finding(
                at=(logging.at / "fields" / name).key,
                message=f"every line has a field `{name}`, which the alarms read",
                help="give it another name",
                notes=(Note((written.at / next(iter(written.counts))).key, "counted here"),),
            )


@rule("AC2405", bad=JSON + alarms(throttled="100/0m"), good=JSON + alarms(throttled="100/5m"), evidence=ALARM)
def count_in_no_time(alarms: Alarms) -> Findings:
    """An alarm counts over whole minutes, at least one."""
    for at, rate in _rates(alarms):
        if rate.seconds == 0:
            yield Finding(
                at=at,
                message="nothing is counted in no time",
                help=f"write `{rate.limit}/5m`",
                fix=Replace(at, f"{rate.limit}/5m"),
            )


@rule(
    "AC2406",
    severity=WARNING,
    bad=JSON + alarms(authorizers="5/5m"),
    good=JSON
    + 'authorizers: {who: {lambda: "arn:aws:lambda:eu-west-1:111111111111:function:who"}}\n'
    + "defaults: {integration: books, auth: who}\n"
    + alarms(authorizers="5/5m"),
    evidence=RESPONSES,
)
def alarm_about_no_authorizer(target: Target) -> Findings:
    """An alarm about authorizers is about some: a Lambda authorizer or a user pool that an operation asks."""
    written = target.blueprint.alarms
    asked = any(isinstance(method.access.value, Guarded) for method in target.all_methods)
    if written and written.authorizers and target.all_methods and not asked:
        yield Finding(
            at=(written.at / "authorizers").key,
            message="no operation asks an authorizer, so the alarm never goes off",
            help="remove it",
        )


@rule(
    "AC2407",
    bad=f"logging: {{access: {STREAM.format('eu-west-1', 'books')}}}",
    good=f"logging: {{access: {STREAM.format('eu-west-1', PREFIX + 'books')}}}",
    evidence=FIREHOSE,
)
def stream_of_another_name(logging: Logging) -> Findings:
    """The name of a delivery stream for access logs begins with `amazon-apigateway-`.

    The role under which API Gateway writes may write to those, and to no others.
    """
    access = logging.access
    if isinstance(access, DeliveryStreamArn) and not access.part("name").startswith(PREFIX):
        yield Finding(
            at=logging.at / "access",
            message=f"API Gateway does not write to a delivery stream that is called `{access.part('name')}`",
            help=f"make one that is called `{PREFIX}{access.part('name')}`, and write its ARN",
        )


@rule(
    "AC2408",
    bad=f"logging: {{access: {STREAM.format('us-east-1', PREFIX + 'books')}}}",
    good=f"logging: {{access: {STREAM.format('eu-west-1', PREFIX + 'books')}}}",
    evidence="https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecord.html",
)
def stream_elsewhere(target: Target) -> Findings:
    """A delivery stream for access logs is in the account and region of the stages.

    API Gateway writes to it by its name, which is looked for there.
    """
    where = (str(target.environment.account), str(target.environment.region))
    for logging in _logging(target):
        access = logging.access
        if isinstance(access, DeliveryStreamArn) and (access.account, access.region) != where:
            yield Finding(
                at=logging.at / "access",
                message=f"the stream is in {access.account} {access.region}, and the stages are in {' '.join(where)}",
                help="name one of the environment, with `${env.account}` and `${env.region}` in the ARN",
                notes=(Note(target.environment.at.key, "the environment that is deployed to"),),
            )


@rule(
    "AC2409",
    bad=f"logging: {{access: {STREAM.format('eu-west-1', PREFIX + 'books')}}}\n{LIVE}",
    good=f"logging: {{access: json}}\n{LIVE}",
    evidence=SOCKET_STAGE,
)
def stream_of_connections(target: Target) -> Findings:
    """Access logs of WebSocket and HTTP APIs go to CloudWatch Logs: a delivery stream is for REST APIs."""
    for logging in _logging(target):
        key = next(iter((*target.sockets, *target.http_apis)), None)
        if key and isinstance(logging.access, Outside):
            kind = "a WebSocket" if key in target.sockets else "an HTTP"
            yield Finding(
                at=logging.at / "access",
                message=f"`{key}` is {kind} API, and would have no access log",
                help="write `access: json`, or publish it with a blueprint of its own",
                notes=(Note(target.blueprint.apis[key].at.key, "this API"),),
            )


def _logging(target: Target) -> Iterator[Logging]:
    yield from filter(None, (target.blueprint.logging, *(stage.logging for stage in target.stages.values())))


def _plans(alarms: Alarms | None) -> Iterator[tuple[str, Location]]:
    for name in alarms.plans if alarms else ():
        assert alarms, "somebody wrote them"
        yield name, alarms.at / "plans" / name


def _declared(target: Target) -> Iterator[tuple[UsagePlan, Location]]:
    """Yield the usage plans that alarms are about, and where that is said."""
    for name, at in _plans(target.blueprint.alarms):
        if name in target.blueprint.usage_plans:
            yield target.blueprint.usage_plans[name], at


def _keys(target: Target, plan: UsagePlan) -> int:
    return sum(plan.key in key.plans for key in target.blueprint.api_keys.values())


def _rates(alarms: Alarms) -> Iterator[tuple[Location, RequestRate]]:
    for word, said in alarms.counts.items():
        if isinstance(said, RequestRate):
            yield alarms.at / word, said
        else:
            yield from ((alarms.at / word / name, rate) for name, rate in said.items())
