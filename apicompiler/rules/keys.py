"""API keys: their plans, their values, and when they end."""

import re
from collections.abc import Iterator

from apicompiler.access import Guarded
from apicompiler.blueprint import ApiKey
from apicompiler.diagnostic import WARNING, Finding, Findings, Note
from apicompiler.limits import PLANS_PER_KEY, TAG_KEY, TAG_VALUE, TAGS
from apicompiler.rules import rule
from apicompiler.source import Location
from apicompiler.target import Target

USAGE_PLANS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html"
KEY_SOURCE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-key-source.html"
QUOTAS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html"
TAGGING = "https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html"
DUPLICATE = "https://github.com/hashicorp/terraform-provider-aws/issues/17130"
FUNCTION = '"arn:aws:lambda:eu-west-1:111111111111:function:who"'
DEMANDED = "defaults: {integration: books, auth: iam, apiKey: true}"


def _example(key: str, plans: str = "gold: {quota: 1000/day}", rest: str = DEMANDED) -> str:
    return f"usagePlans: {{{plans}}}\napiKeys: {{{key}}}\n{rest}"


@rule(
    "AC0812",
    bad=_example("acme: {usagePlan: [gold, silver]}", "gold: {quota: 1000/day}, silver: {quota: 10/day, apis: [v1]}"),
    good=_example(
        "acme: {usagePlan: [gold, silver]}",
        "gold: {quota: 1000/day, apis: [v1/live]}, silver: {quota: 10/day, apis: [v1/preview]}",
        f"stages: {{live: {{}}, preview: {{}}}}\n{DEMANDED}",
    ),
    evidence=USAGE_PLANS,
)
def key_in_two_plans_of_a_stage(target: Target) -> Findings:
    """A key has one usage plan for each stage.

    API Gateway would not know which of them to count a call for, and refuses
    the second.
    """
    for key in target.blueprint.api_keys.values():
        first: dict[tuple[str, str], tuple[str, Location]] = {}
        for name, at in plans_of(key):
            plan = target.blueprint.usage_plans.get(name)
            taken = [place for place in target.covered(plan) if place in first] if plan else []
            if taken:
                other, where = first[taken[0]]
                yield Finding(
                    at=at,
                    message=f"`{name}` is a second plan of the key for `{'/'.join(taken[0])}`",
                    help=f"write different stages in `apis` of `{other}` and `{name}`, or remove one of them",
                    notes=(Note(where, f"`{other}` is good for it, too"),),
                )
            for place in target.covered(plan) if plan else ():
                first.setdefault(place, (name, at))


@rule(
    "AC0813",
    bad=_example(
        "acme: {usagePlan: [" + ", ".join(f"p{n}" for n in range(PLANS_PER_KEY + 1)) + "]}",
        ", ".join(f"p{n}: {{quota: 10/day, apis: [v{n}]}}" for n in range(PLANS_PER_KEY + 1)),
        "apis: {" + ", ".join(f"v{n}: openapi.yaml" for n in range(PLANS_PER_KEY + 1)) + f"}}\n{DEMANDED}",
    ),
    good=_example(
        "acme: {usagePlan: [" + ", ".join(f"p{n}" for n in range(PLANS_PER_KEY)) + "]}",
        ", ".join(f"p{n}: {{quota: 10/day, apis: [v{n}]}}" for n in range(PLANS_PER_KEY)),
        "apis: {" + ", ".join(f"v{n}: openapi.yaml" for n in range(PLANS_PER_KEY)) + f"}}\n{DEMANDED}",
    ),
    evidence=QUOTAS,
)
def too_many_plans_of_a_key(key: ApiKey) -> Findings:
    """A key is in at most 10 usage plans."""
    if len(key.plans) > PLANS_PER_KEY:
        yield Finding(
            at=(key.at / "usagePlan").key,
            message=f"the key is in {len(key.plans)} usage plans, {PLANS_PER_KEY} are allowed",
            help="let one plan cover several stages: `apis: [v1, v2]`",
        )


@rule(
    "AC0814",
    severity=WARNING,
    bad=_example("acme: {usagePlan: gold, expires: 2001-01-31}"),
    good=_example("acme: {usagePlan: gold, expires: 9999-12-31}"),
    evidence="docs/language.md",
)
def expired_api_key(key: ApiKey) -> Findings:
    """A key that has expired is not taken any more.

    API Gateway knows no end of a key: whoever holds it may call until it is
    disabled or removed.
    """
    from datetime import date

    if key.expires and key.enabled and str(key.expires) < date.today().isoformat():
        yield Finding(
            at=key.at / "expires",
            message=f"the key expired on {key.expires}, and is still taken",
            help="remove it, write `enabled: false`, or write a later day",
        )


@rule(
    "AC0815",
    bad=_example("acme: {usagePlan: gold}", rest=f"keySource: authorizer\n{DEMANDED}"),
    good=_example(
        "acme: {usagePlan: gold}",
        rest=f"keySource: authorizer\nauthorizers: {{who: {{lambda: {FUNCTION}}}}}\n{DEMANDED.replace('iam', 'who')}",
    ),
    evidence=KEY_SOURCE,
)
def key_source_without_authorizer(target: Target) -> Findings:
    """Where keys come from authorizers, a Lambda authorizer decides about each call that must carry one.

    It returns the value as `usageIdentifierKey`; any other call has no key, and
    is answered with 403.
    """
    for method in (method for key in target.blueprint.apis for method in target.demanding(key)):
        source, access = target.key_source(method.api.key), method.access.value
        if source.value != "authorizer":
            continue
        if not isinstance(access, Guarded) or access.is_cognito:
            yield Finding(
                at=source.at,
                message=f"`{method.operation.title}` demands a key, and has no Lambda authorizer that could return it",
                help="choose one in `auth`, or write `keySource: header`",
                notes=(Note(method.access.at.key, "decided here"),),
            )
            return


@rule(
    "AC0816",
    bad=_example('acme: {usagePlan: gold, value: "secret:/keys"}, globex: {usagePlan: gold, value: "secret:/keys"}'),
    good=_example(
        'acme: {usagePlan: gold, value: "secret:/keys:acme"}, globex: {usagePlan: gold, value: "secret:/keys:globex"}'
    ),
    evidence=DUPLICATE,
)
def same_key_value(target: Target) -> Findings:
    """Every key has a value of its own.

    API Gateway knows callers by it, and refuses the second with `API Key
    already exists`.
    """
    first: dict[str, ApiKey] = {}
    for key in target.blueprint.api_keys.values():
        if key.value and (other := first.setdefault(str(key.value), key)) is not key:
            yield Finding(
                at=key.at / "value",
                message=f"`{key.key}` and `{other.key}` have the same value",
                help="point at another secret or another key of it, or let both be one key with several plans",
                notes=(Note(other.at / "value", "pointed at here, too"),),
            )


@rule(
    "AC0817",
    bad=_example("acme: {usagePlan: gold, contact: 'Ann <ann@example.com>'}"),
    good=_example("acme: {usagePlan: gold, contact: 'Ann ann@example.com'}"),
    evidence=TAGGING,
)
def invalid_key_tag(key: ApiKey) -> Findings:
    """A tag holds letters, digits, spaces and `_.:/=+-@`: up to 128 in its name, which is not `aws:`, 256 behind it.

    `contact` and `expires` become tags, too.
    """
    reserved = {word for word in ("contact", "expires") if getattr(key, word)}
    contact = [("contact", key.contact, key.at / "contact")] if key.contact else []
    for name, value, at in [*contact, *((name, value, key.at / "tags" / name) for name, value in key.tags.items())]:
        if name in reserved and at.path[-2:-1] == ("tags",):
            message = f"`{name}` of the key is the tag `{name}` already"
        elif name.lower().startswith("aws:"):
            message = "tags that begin with `aws:` belong to AWS"
        elif len(name) > TAG_KEY or len(value) > TAG_VALUE:
            message = f"a tag has at most {TAG_KEY} characters in its name, and {TAG_VALUE} behind it"
        elif found := re.search(r"[^\w\s.:/=+@-]", name + value):
            message = f"a tag cannot hold `{found[0]}`"
        else:
            continue
        yield Finding(at=at, message=message, help="use letters, digits, spaces and `_.:/=+-@`")


@rule(
    "AC0818",
    bad=_example("acme: {usagePlan: gold, tags: {" + ", ".join(f"t{n}: x" for n in range(TAGS + 1)) + "}}"),
    good=_example("acme: {usagePlan: gold, tags: {team: books}}"),
    evidence=TAGGING,
)
def too_many_key_tags(key: ApiKey) -> Findings:
    """A key has at most 50 tags, `contact` and `expires` among them."""
    count = len(key.tags) + bool(key.contact) + bool(key.expires)
    if count > TAGS:
        yield Finding(
            at=(key.at / "tags").key,
            message=f"the key has {count} tags, {TAGS} are allowed",
            help="keep what you search by",
        )


@rule(
    "AC0819",
    bad=_example("acme: {usagePlan: gold}, globex: {usagePlan: []}"),
    good=_example("acme: {usagePlan: gold}"),
    evidence=USAGE_PLANS,
)
def key_without_plan(key: ApiKey) -> Findings:
    """A key has a usage plan: it is good for the stages of its plans, and for nothing else."""
    if not key.plans:
        yield Finding(
            at=(key.at / "usagePlan").key,
            message=f"the key `{key.key}` has no usage plan, and opens nothing",
            help="name one of `usagePlans`, or remove the key",
        )


def plans_of(key: ApiKey) -> Iterator[tuple[str, Location]]:
    """Yield the plans of a key, and where each is named."""
    at = key.at / "usagePlan"
    if isinstance(key.usage_plan, str):
        yield key.usage_plan, at
    else:
        yield from ((name, at / index) for index, name in enumerate(key.usage_plan))
