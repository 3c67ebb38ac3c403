"""Usage plans, API keys and throttles: who is limited, and whether anybody is."""

from apicompiler.blueprint import Throttle, UsagePlan
from apicompiler.diagnostic import WARNING, Finding, Findings, Note, Replace
from apicompiler.limits import DEFAULT_RATE, THROTTLES_PER_PLAN_AND_STAGE
from apicompiler.methods import Method
from apicompiler.rules import rule
from apicompiler.rules.keys import plans_of
from apicompiler.selectors import Index
from apicompiler.source import Location
from apicompiler.suggest import closest, listed
from apicompiler.target import Target

USAGE_PLANS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html"
QUOTA_SETTINGS = "https://docs.aws.amazon.com/apigateway/latest/api/API_QuotaSettings.html"
THROTTLE_SETTINGS = "https://docs.aws.amazon.com/apigateway/latest/api/API_ThrottleSettings.html"
THROTTLING = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html"
LOCALSTACK = (
    "https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/"
    "test_apigateway_common.snapshot.json"
)
PLAN = "usagePlans: {gold: {quota: 1000/day}}"


def _metered(throttles: str, operations: int = 1) -> str:
    """Write a plan with *throttles*, and a document: one of its operations demands no key."""
    paths = "".join(
        f"  /books{n or ''}: {{get: {{operationId: listBooks{n or ''}, tags: [new, books], "
        "responses: {'200': {description: ok}}}}\n"
        for n in range(operations)
    )
    return (
        f"usagePlans: {{gold: {{operations: {{{throttles}}}}}}}\napiKeys: {{acme: {{usagePlan: gold}}}}\n"
        "defaults: {integration: books, auth: iam, apiKey: true}\noperations: {news: {apiKey: false}}\n"
        f"--- openapi.yaml\npaths:\n{paths}"
        "  /news: {post: {operationId: news, responses: {'200': {description: ok}}}}\n"
    )


@rule(
    "AC0801",
    bad=f"{PLAN}\napiKeys: {{acme: {{usagePlan: glod}}}}\ndefaults: {{integration: books, auth: iam, apiKey: true}}",
    good=f"{PLAN}\napiKeys: {{acme: {{usagePlan: gold}}}}\ndefaults: {{integration: books, auth: iam, apiKey: true}}",
    evidence=USAGE_PLANS,
)
def unknown_usage_plan(target: Target) -> Findings:
    """The usage plan of a key is declared in `usagePlans`."""
    plans = target.names("usagePlans", target.blueprint.usage_plans)
    for key in target.blueprint.api_keys.values():
        for name, at in plans_of(key):
            if name not in plans:
                close = closest(name, plans)
                yield Finding(
                    at=at,
                    message=f"no usage plan is called `{name}`",
                    help=f"did you mean `{close}`?" if close else f"declare it: `usagePlans: {{{name}: …}}`",
                    fix=Replace(at, close) if close else None,
                )


@rule(
    "AC0802",
    bad=f"{PLAN.replace('}}', ', apis: [v3]}}')}\napiKeys: {{acme: {{usagePlan: gold}}}}\n"
    "defaults: {integration: books, auth: iam, apiKey: true}",
    good=f"{PLAN.replace('}}', ', apis: [v1]}}')}\napiKeys: {{acme: {{usagePlan: gold}}}}\n"
    "defaults: {integration: books, auth: iam, apiKey: true}",
    evidence=LOCALSTACK,
)
def unknown_plan_stage(target: Target) -> Findings:
    """A usage plan names APIs and stages that exist, as `api` or `api/stage`."""
    for plan in target.blueprint.usage_plans.values():
        for index, text in enumerate(plan.apis):
            if target.stage_named(text) is None:
                yield Finding(
                    at=plan.at / "apis" / index,
                    message=f"no API and stage is called `{text}`",
                    help=f"APIs are {listed(target.blueprint.apis)}, stages {listed(target.stages)}",
                )


@rule(
    "AC0803",
    bad="usagePlans: {gold: {quota: 0/day}}\napiKeys: {acme: {usagePlan: gold}}\n"
    "defaults: {integration: books, auth: iam, apiKey: true}",
    good=f"{PLAN}\napiKeys: {{acme: {{usagePlan: gold}}}}\ndefaults: {{integration: books, auth: iam, apiKey: true}}",
    evidence=QUOTA_SETTINGS,
)
def quota_out_of_range(plan: UsagePlan) -> Findings:
    """A quota allows at least one request, and at most 2,147,483,647."""
    if plan.quota and not 1 <= plan.quota.limit <= 2**31 - 1:
        yield Finding(
            at=plan.at / "quota",
            message=f"a quota of {plan.quota.limit} cannot be set",
            help="write a number from 1 to 2147483647; to refuse a caller, remove the key",
        )


@rule(
    "AC0804",
    bad="throttle: {rate: -1, burst: 10}",
    good="throttle: {rate: 100, burst: 200}",
    evidence=THROTTLE_SETTINGS,
)
def throttle_out_of_range(throttle: Throttle) -> Findings:
    """The numbers of a throttle are not negative."""
    for word, value in (("rate", throttle.rate), ("burst", throttle.room)):
        if not 0 <= value <= 2**31 - 1:
            yield Finding(
                at=throttle.at / word,
                message=f"a {word} of {value:g} cannot be set",
                help="write a number from 0 to 2147483647; 0 refuses every request",
            )


@rule(
    "AC0805",
    severity=WARNING,
    bad="throttle: {rate: 100, burst: 0}",
    good="throttle: {rate: 100, burst: 200}",
    evidence="https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html",
)
def throttle_without_burst(throttle: Throttle) -> Findings:
    """A throttle that lets requests through has room for at least one.

    The burst is the size of the bucket that the rate refills: nothing ever
    comes out of an empty one.
    """
    if throttle.burst == 0 and throttle.rate > 0:
        yield Finding(
            at=throttle.at / "burst",
            message=f"a burst of 0 refuses every request, whatever the rate of {throttle.rate:g}",
            help="write the number of requests that may arrive at once",
        )


@rule(
    "AC0806",
    bad="defaults: {integration: books, auth: iam, apiKey: true}",
    good=f"{PLAN}\napiKeys: {{acme: {{usagePlan: gold}}}}\ndefaults: {{integration: books, auth: iam, apiKey: true}}",
    evidence="https://github.com/serverless/serverless/issues/2450",
)
def api_key_that_nobody_has(target: Target) -> Findings:
    """Where a call must carry an API key, somebody may have one.

    Only the key of a usage plan for the stage is taken; without one every call
    is answered with 403. Keys stand in `apiKeys`, or are issued by
    `apicompiler keys`.
    """
    if _misnamed(target):
        return
    covered = {place for plan in target.blueprint.usage_plans.values() for place in target.covered(plan)}
    for key in target.blueprint.apis:
        demanding = next(target.demanding(key), None)
        missing = [stage for stage in target.stages if (key, stage) not in covered]
        if demanding and missing:
            yield Finding(
                at=demanding.at.key,
                message=f"`{demanding.operation.title}` demands an API key, and no usage plan is "
                f"good for `{key}/{missing[0]}`",
                help=f"declare a usage plan with `apis: [{key}/{missing[0]}]`, and keys in `apiKeys` that have it",
            )


@rule(
    "AC0807",
    severity=WARNING,
    bad=f"{PLAN}\napiKeys: {{acme: {{usagePlan: gold}}}}",
    good=f"{PLAN}\napiKeys: {{acme: {{usagePlan: gold}}}}\ndefaults: {{integration: books, auth: iam, apiKey: true}}",
    evidence=USAGE_PLANS,
)
def plan_that_binds_nobody(target: Target) -> Findings:
    """A usage plan limits somebody: it has an operation that demands a key.

    Requests without a key are not counted, so that its quota and throttle
    otherwise limit nothing.
    """
    if _misnamed(target):
        return
    for name, plan in target.blueprint.usage_plans.items():
        apis = {api for api, _ in target.covered(plan)}
        demanding = any(True for api in apis for _ in target.demanding(api))
        if apis and not demanding:
            help = "write `apiKey: true` in `defaults` or `operations`; to limit everybody, use `throttle`"
            yield Finding(
                at=plan.at.key, message=f"no operation demands the key that `{name}` is counted by", help=help
            )


@rule(
    "AC0808",
    severity=WARNING,
    bad="usagePlans: {gold: {}}\napiKeys: {acme: {usagePlan: gold}}\n"
    "defaults: {integration: books, auth: iam, apiKey: true}",
    good=f"{PLAN}\napiKeys: {{acme: {{usagePlan: gold}}}}\ndefaults: {{integration: books, auth: iam, apiKey: true}}",
    evidence=USAGE_PLANS,
)
def plan_without_limits(plan: UsagePlan) -> Findings:
    """A usage plan has a quota or a throttle."""
    if plan.quota is None and plan.throttle is None and not plan.operations:
        yield Finding(
            at=plan.at.key,
            message=f"the usage plan `{plan.key}` limits nothing",
            help="write `quota: 1000/day` or `throttle: {rate: 10, burst: 20}`",
        )


@rule(
    "AC0809",
    bad=_metered("tag:new: {rate: 1}, tag:books: {rate: 2}"),
    good=_metered("tag:new: {rate: 1}, listBooks: {rate: 2}"),
    evidence="docs/language.md",
)
def throttles_that_tie(target: Target) -> Findings:
    """Of two throttles of a plan for the same operation, one has the more specific selector."""
    reported: set[Location] = set()
    for plan in _with_throttles(target):
        index = Index(plan.operations)
        for method in _metered_by(target, plan):
            operation = method.operation
            matching = index.matching(operation)
            for selector, other in matching[1:]:
                chosen, winner = matching[0]
                if selector.rank == chosen.rank and other != winner and other.at not in reported:
                    reported.add(other.at)
                    yield Finding(
                        at=other.at.key,
                        message=f"`{winner.key}` and `{other.key}` both throttle `{operation.title}`",
                        help=f"decide it where it is most specific: `{operation.id or operation.title}: {{rate: …}}`",
                        notes=(Note(winner.at.key, "decided here too"),),
                    )


@rule(
    "AC0810",
    bad=_metered("GET /**: {rate: 1}", operations=THROTTLES_PER_PLAN_AND_STAGE + 1),
    good=_metered("GET /**: {rate: 1}", operations=THROTTLES_PER_PLAN_AND_STAGE),
    evidence="https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html",
)
def too_many_throttles_of_a_plan(target: Target) -> Findings:
    """A usage plan throttles at most 20 operations of a stage one by one."""
    for plan in _with_throttles(target):
        index = Index(plan.operations)
        for api in dict.fromkeys(api for api, _ in target.covered(plan) if api in target.apis):
            count = sum(bool(index.matching(method.operation)) for method in target.distinct_methods[api])
            if count > THROTTLES_PER_PLAN_AND_STAGE:
                yield Finding(
                    at=(plan.at / "operations").key,
                    message=f"{count} operations of `{api}` are throttled one by one, "
                    f"{THROTTLES_PER_PLAN_AND_STAGE} are allowed",
                    help="write `throttle` for the whole plan, and only the exceptions in `operations`",
                )


@rule(
    "AC0811",
    severity=WARNING,
    bad=_metered("news: {rate: 1}"),
    good=_metered("listBooks: {rate: 1}"),
    evidence=USAGE_PLANS,
)
def throttle_without_key(target: Target) -> Findings:
    """A usage plan throttles operations that demand a key.

    Calls without a key are nobody's, and no plan counts them.
    """
    for plan in _with_throttles(target):
        for text, throttle in plan.operations.items():
            index = Index({text: throttle})
            named = [method for method in _metered_by(target, plan) if index.matching(method.operation)]
            if named and not any(method.api_key for method in named):
                yield Finding(
                    at=throttle.at.key,
                    message=f"`{named[0].operation.title}` demands no key, and the plan does not count its calls",
                    help="write `apiKey: true` for it in `operations`, or remove the throttle",
                )


@rule(
    "AC0842",
    severity=WARNING,
    bad=f"throttle: {{rate: 10}}\n{_metered('listBooks: {rate: 50}')}",
    good=f"throttle: {{rate: 100}}\n{_metered('listBooks: {rate: 50}')}",
    evidence=THROTTLING,
)
def throttle_beyond_its_stage(target: Target) -> Findings:
    """What a plan allows one holder to send to an operation is no more than the stage lets all of them send.

    The stage refuses calls long before: nobody is ever bound to the plan.
    """
    for plan in _with_throttles(target):
        for text, throttle in plan.operations.items():
            index = Index({text: throttle})
            limits = [
                _limit_of_all(target, stage, method)
                for api, stage in target.covered(plan)
                for method in target.methods.get(api, ())  # routes are throttled where they are written
                if index.matching(method.operation)
            ]
            highest = max((DEFAULT_RATE if limit is None else limit.rate for limit in limits), default=DEFAULT_RATE)
            if throttle.rate > highest:
                yield Finding(
                    at=throttle.at / "rate",
                    message=f"one holder may send {throttle.rate:g} a second, and all of them together {highest:g}",
                    help=f"write at most {highest:g}, or raise the `throttle` of the stage or of the operation",
                )


def _limit_of_all(target: Target, stage: str, method: Method) -> Throttle | None:
    """Return what holds for all calls of *method* together."""
    return method.throttle.value if method.throttle else target.channels[stage].throttle


def _with_throttles(target: Target) -> list[UsagePlan]:
    return [plan for plan in target.blueprint.usage_plans.values() if plan.operations]


def _metered_by(target: Target, plan: UsagePlan) -> list[Method]:
    """Return the operations of all APIs that a plan is good for."""
    apis = dict.fromkeys(api for api, _ in target.covered(plan) if api in target.apis)
    return [method for api in apis for method in target.methods[api]]


def _misnamed(target: Target) -> bool:
    """Whether a key or a plan names what does not exist: who has what is then not known."""
    plans = target.blueprint.usage_plans
    return any(name not in plans for key in target.blueprint.api_keys.values() for name in key.plans) or any(
        target.stage_named(text) is None for plan in plans.values() for text in plan.apis
    )
