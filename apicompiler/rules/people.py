"""People: what groups may do, and what is asserted whoever changes the blueprint."""

import re
from collections.abc import Callable, Mapping

from apicompiler.access import Iam, Public
from apicompiler.blueprint import Assertion, Calls, Group
from apicompiler.diagnostic import WARNING, Finding, Findings, Note, Replace
from apicompiler.limits import MANAGED_POLICY_LENGTH
from apicompiler.methods import Method
from apicompiler.outcome import Outcome
from apicompiler.rules import rule
from apicompiler.selectors import Selector, parse
from apicompiler.source import Location
from apicompiler.suggest import closest, listed
from apicompiler.target import Target

INVOKE = (
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
    "api-gateway-control-access-using-iam-policies-to-invoke-api.html"
)
ATTACH = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html"
QUOTAS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"
CACHING = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html"
LANGUAGE = "docs/language.md"
OPERATION = "{{get: {{operationId: op{}, responses: {{'200': {{description: ok}}}}}}}}"
ALL = "access: {batch: {may: {invoke: ['* /**']}}}\n--- openapi.yaml\npaths:\n"
WRITES = ("POST", "PUT", "PATCH", "DELETE")


@rule(
    "AC1701",
    bad="access: {batch: {may: {invoke: [lisBooks]}}}",
    good="access: {batch: {may: {invoke: [listBooks]}}}",
    evidence=LANGUAGE,
)
def access_to_no_operation(target: Target) -> Findings:
    """What a group may call is an operation of an API, named by a selector."""
    operations = [method.operation for method in target.all_methods]
    names = sorted({operation.id for operation in operations if operation.id})
    for at, text, selector in _invoked(target):
        if selector is None or not any(map(selector.matches, operations)):
            close = closest(text, names)
            yield Finding(
                at=at,
                message=f"`{text}` names no operation of any API",
                help=f"did you mean `{close}`?" if close else "write an operationId, `tag:x` or `GET /path`",
            )


@rule(
    "AC1702",
    bad='access: {batch: {may: [deploy], principals: ["arn:aws:iam::222222222222:role/ci"]}}',
    good='access: {batch: {may: [deploy], principals: ["arn:aws:iam::111111111111:role/ci"]}}',
    evidence=ATTACH,
)
def principal_of_another_account(target: Target) -> Findings:
    """A policy is given to roles and users of the account in which it stands."""
    account = str(target.environment.account)
    for group in target.blueprint.access.values():
        for index, principal in enumerate(group.principals):
            if principal.account != account:
                yield Finding(
                    at=group.at / "principals" / index,
                    message=f"the principal belongs to account {principal.account}, and "
                    f"`{target.environment.key}` is deployed to {account}",
                    help=f'let it in by `policy: {{allow: [{{role: "{principal}"}}]}}`, and give it leave there'
                    if isinstance(group.may, Calls)
                    else "name a role of that account, which others may assume",
                    notes=(Note(target.environment.at.key, "the environment that is deployed to"),),
                )


@rule(
    "AC1703",
    severity=WARNING,
    bad="defaults: {integration: books, auth: none}\naccess: {batch: {may: {invoke: [listBooks]}}}",
    good="defaults: {integration: books, auth: iam}\naccess: {batch: {may: {invoke: [listBooks]}}}",
    evidence=INVOKE,
)
def access_that_nobody_asks_for(target: Target) -> Findings:
    """What a group may call asks its callers to sign: no other operation looks at permissions."""
    for at, _, selector in _invoked(target):
        meant = [method for method in target.all_methods if selector and selector.matches(method.operation)]
        unsigned = [method for method in meant if not isinstance(method.access.value, Iam)]
        if unsigned:
            yield Finding(
                at=at,
                message=f"`{unsigned[0].operation.title}` asks for no signature, and for no permission",
                help="write `auth: iam` for it, or leave it out here",
                notes=(Note(unsigned[0].access.at, "this decides who may call it"),),
            )


@rule(
    "AC1704",
    bad="access: {batch: {may: {invoke: [listBooks], stages: [lvie]}}}",
    good="access: {batch: {may: {invoke: [listBooks], stages: [live]}}}",
    evidence=LANGUAGE,
)
def access_to_no_stage(target: Target) -> Findings:
    """A stage that a group may call is one that there is."""
    for group in target.blueprint.access.values():
        for index, stage in enumerate(group.may.stages if isinstance(group.may, Calls) else ()):
            if stage not in target.stages:
                yield Finding(
                    at=group.may.at / "stages" / index if isinstance(group.may, Calls) else group.at,
                    message=f"no stage is called `{stage}`",
                    help=f"there is {listed(target.stages)}",
                )


@rule(
    "AC1705",
    bad="access: {batch: {may: []}}",
    good="access: {batch: {may: [read-logs]}}",
    evidence="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
)
def group_that_may_do_nothing(group: Group) -> Findings:
    """A group may do something: a policy has at least one statement."""
    if group.may == () or (isinstance(group.may, Calls) and not group.may.invoke):
        yield Finding(
            at=group.at / "may",
            message=f"`{group.key}` may do nothing",
            help="write `[deploy]`, `[read-logs]` or `{invoke: [operationId]}`",
        )


@rule(
    "AC1706",
    severity=WARNING,
    bad="defaults: {integration: books, auth: none}\naccess: {batch: {may: [flush-cache]}}",
    good="cache: {size: 0.5}\ndefaults: {integration: books, auth: none}\naccess: {batch: {may: [flush-cache]}}",
    evidence=CACHING,
)
def flush_without_cache(target: Target) -> Findings:
    """Who may flush a cache finds one."""
    for group in target.blueprint.access.values():
        if not isinstance(group.may, Calls) and "flush-cache" in group.may and not target.caches:
            yield Finding(
                at=group.at / "may" / group.may.index("flush-cache"),
                message="no stage has a cache",
                help="remove it, or write `cache: {size: 0.5}`",
            )


@rule(
    "AC1707",
    bad=ALL + "".join(f"  /{'x' * 60}/a{n}: {OPERATION.format(n)}\n" for n in range(90)),
    good=ALL + "".join(f"  /a{n}: {OPERATION.format(n)}\n" for n in range(40)),
    evidence=QUOTAS,
)
def managed_policy_too_long(outcome: Outcome) -> Findings:
    """A managed policy has at most 6,144 characters."""
    groups = outcome.target.blueprint.access.values()
    for group, policy in zip(groups, outcome.plan.managed_policies, strict=True):
        if policy.length > MANAGED_POLICY_LENGTH:
            yield Finding(
                at=group.at.key,
                message=f"the policy of `{group.key}` has {policy.length:,} characters, "
                f"and {MANAGED_POLICY_LENGTH:,} are allowed",
                help="make two groups of it, each with fewer operations",
            )


ASSERTIONS: Mapping[Assertion, tuple[Callable[[Method], bool], str]] = {
    "no-anonymous-access": (lambda method: not isinstance(method.access.value, Public), "may be called by everybody"),
    "no-anonymous-write": (
        lambda method: not isinstance(method.access.value, Public) or method.operation.method not in WRITES,
        "may be called by everybody, and writes",
    ),
    "throttle-every-public-operation": (
        lambda method: not isinstance(method.access.value, Public) or method.throttle is not None,
        "may be called by everybody, as often as they like",
    ),
    "validate-every-write": (
        lambda method: method.operation.method not in WRITES or method.validation in ("all", "body"),
        "writes what nobody has looked at",
    ),
}


@rule(
    "AC1708",
    bad="assert: [no-anonymous-access]\ndefaults: {integration: books, auth: none}",
    good="assert: [no-anonymous-access]\ndefaults: {integration: books, auth: iam}",
    evidence=LANGUAGE,
)
def broken_assertion(target: Target) -> Findings:
    """What is asserted holds for every operation."""
    for index, assertion in enumerate(target.blueprint.assert_):
        holds, otherwise = ASSERTIONS[assertion]
        for method in target.all_methods:
            if not holds(method):
                yield Finding(
                    at=method.at.key,
                    message=f"`{method.operation.title}` {otherwise}",
                    help=f"`apicompiler explain {method.operation.id or repr(method.operation.title)}` says why",
                    notes=(Note(target.at / "assert" / index, "asserted here"),),
                )


@rule(
    "AC1709",
    bad="access: {our team: {may: [deploy]}}",
    good="access: {our-team: {may: [deploy]}}",
    evidence="https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html",
)
def invalid_group_name(group: Group) -> Findings:
    """The name of a group holds letters, digits and `+=,.@_-`: it becomes that of a managed policy."""
    if not re.fullmatch(r"[A-Za-z0-9_+=,.@-]+", group.key):
        accepted = re.sub(r"[^A-Za-z0-9_+=,.@-]+", "-", group.key).strip("-")
        yield Finding(
            at=group.at.key,
            message=f"`{group.key[:60]}` cannot be the name of a policy",
            help=f"write `{accepted}`" if accepted else "use letters, digits and `+=,.@_-`",
            fix=Replace(group.at.key, accepted) if accepted else None,
        )


@rule(
    "AC1710",
    bad="access: {ci: {may: [deploy], principals: ['arn:aws:iam::111111111111:role/ci', "
    "'arn:aws:iam::111111111111:role/ci']}}",
    good="access: {ci: {may: [deploy], principals: ['arn:aws:iam::111111111111:role/ci']}}",
    evidence="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html",
)
def repeated_principal(group: Group) -> Findings:
    """A role and a user are in a group once: CloudFormation refuses a policy that names one twice.

    What it is given are names without their paths, so that two roles of one name are one.
    """
    seen: set[tuple[type, str]] = set()
    for index, principal in enumerate(group.principals):
        name = type(principal), str(principal).rpartition("/")[2]
        if name in seen:
            yield Finding(
                at=group.at / "principals" / index,
                message=f"`{name[1]}` is in the group already",
                help="remove it",
            )
        seen.add(name)


def _invoked(target: Target) -> list[tuple[Location, str, Selector | None]]:
    return [
        (group.may.at / "invoke" / index, text, parse(text))
        for group in target.blueprint.access.values()
        if isinstance(group.may, Calls)
        for index, text in enumerate(group.may.invoke)
    ]
