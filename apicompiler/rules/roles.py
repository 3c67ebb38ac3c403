"""What functions and calls of services may do, and in which role they do it."""

import json
import re
from collections.abc import Iterator

from apicompiler.blueprint import AwsCall, AwsIntegration, Function, Service
from apicompiler.diagnostic import WARNING, Finding, Findings, Note
from apicompiler.limits import ROLE_POLICY_LENGTH
from apicompiler.pointers import Arn, RoleArn
from apicompiler.rules import rule
from apicompiler.source import Location
from apicompiler.target import Target

MESSAGES = "https://github.com/getmoto/moto/blob/0af643a/moto/apigateway/exceptions.py"
STATEMENTS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_{}.html"
LOGS = '"arn:aws:logs:eu-west-1:111111111111:log-group:books:*"'
QUEUE = '"arn:aws:sqs:eu-west-1:111111111111:books"'


def _call(allow: str) -> str:
    """Write a call of a service that may do what *allow* says."""
    return f"integrations: {{books: {{aws: {{service: logs, action: PutLogEvents, allow: {allow}}}}}}}"


@rule(
    "AC0540",
    bad="integrations: {books: {aws: {service: logs, action: PutLogEvents}}}",
    good=f"integrations: {{books: {{aws: {{service: logs, action: PutLogEvents, "
    f"allow: {{'logs:PutLogEvents': {LOGS}}}}}}}}}",
    evidence=MESSAGES,
)
def service_without_leave(integration: AwsIntegration) -> Findings:
    """A service is called in a role that may do so."""
    aws = integration.aws
    if not aws.allow and integration.role is None:
        what = f"{aws.service}:{aws.action or '…'}"
        yield Finding(
            at=aws.at.key,
            message="nothing says what the call may do, and to what",
            help=f'add `allow: {{"{what}": "arn:…"}}`, or the ARN of a role as `role`',
        )


@rule(
    "AC0541",
    severity=WARNING,
    bad=f"integrations: {{books: {{aws: {{service: logs, action: PutLogEvents, allow: {{'logs:*': {LOGS}}}}}}}}}",
    good=f"integrations: {{books: {{aws: {{service: logs, action: PutLogEvents, "
    f"allow: {{'logs:PutLogEvents': {LOGS}}}}}}}}}",
    evidence="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
)
def leave_for_everything(target: Target) -> Findings:
    """What is allowed is named: an action that is needed, not all of a service."""
    for action, _, at in _allowed(target):
        if action.endswith("*"):
            yield Finding(at=at.key, message=f"`{action}` allows more than one call needs", help="name the action")


@rule(
    "AC0551",
    bad=f"integrations: {{books: {{sqs: {QUEUE}, role: 'arn:aws:iam::222222222222:role/books'}}}}",
    good=f"integrations: {{books: {{sqs: {QUEUE}, role: 'arn:aws:iam::111111111111:role/books'}}}}",
    evidence=MESSAGES,
)
def role_of_another_account(target: Target) -> Findings:
    """A role that is taken on belongs to the account that is deployed to.

    AWS passes no role from one account to another. One that has rights elsewhere is taken on in turn, by whoever
    has this one.
    """
    functions = [named for named in target.blueprint.functions.values() if isinstance(named, Function)]
    services = [part for part in target.integrations if isinstance(part, Service)]
    for part in (*functions, *services):
        if isinstance(part.role, RoleArn) and part.role.account != target.environment.account.text:
            yield Finding(
                at=part.at / "role",
                message=f"the role belongs to {part.role.account}, and {target.environment.account} is deployed to",
                help="name a role of the account that is deployed to, or leave `role` out",
                notes=(Note(target.environment.at.key, "the environment that is deployed to"),),
            )


@rule(
    "AC0554",
    bad=_call(f"{{PutLogEvents: {LOGS}}}"),
    good=_call(f"{{'logs:PutLogEvents': {LOGS}}}"),
    evidence=STATEMENTS.format("action"),
)
def malformed_action(target: Target) -> Findings:
    """An action of IAM is a service and what it does, with a colon between them.

    IAM refuses the whole policy otherwise, and the role is not made.
    """
    for action, _, at in _allowed(target):
        if not re.fullmatch(r"[a-z0-9-]+:[A-Za-z0-9*?]+|\*", action):
            yield Finding(
                at=at.key,
                message=f"`{action[:60]}` is no IAM action",
                help="write it like `s3:GetObject`",
            )


@rule(
    "AC0555",
    bad=_call("{'logs:PutLogEvents': []}"),
    good=_call(f"{{'logs:PutLogEvents': {LOGS}}}"),
    evidence=STATEMENTS.format("resource"),
)
def action_on_nothing(target: Target) -> Findings:
    """What is allowed is allowed on something.

    IAM refuses a statement without resources, and the role is not made.
    """
    for action, resources, at in _allowed(target):
        if not resources:
            yield Finding(
                at=at,
                message=f"`{action}` is allowed on nothing",
                help=f"write the ARN of what it is done to, or remove `{action}`",
            )


@rule(
    "AC0571",
    bad=_call("{" + ", ".join(f"'logs:Act{n}': {LOGS}" for n in range(120)) + "}"),
    good=_call(f"{{'logs:PutLogEvents': {LOGS}}}"),
    evidence="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
)
def too_much_allowed(target: Target) -> Findings:
    """What a role may do takes at most 10,240 characters.

    IAM refuses the policy otherwise, and the role is not made.
    """
    for part in _allowing(target):
        statements = [
            {"Effect": "Allow", "Action": [action], "Resource": [str(arn) for arn in _arns(resources)]}
            for action, resources in part.allow.items()
        ]
        size = len(json.dumps(statements, separators=(",", ":")))
        if size > ROLE_POLICY_LENGTH:
            yield Finding(
                at=(part.at / "allow").key,
                message=f"what is allowed takes {size:,} characters, and {ROLE_POLICY_LENGTH:,} are allowed",
                help="name what several ARNs have in common, with `*` for the rest, or write a role of your own",
            )


def _allowed(target: Target) -> Iterator[tuple[str, tuple[Arn, ...], Location]]:
    """Yield each action that is allowed, on what, and where that stands."""
    for part in _allowing(target):
        for action, resources in part.allow.items():
            yield action, _arns(resources), part.at / "allow" / action


def _allowing(target: Target) -> Iterator[AwsCall | Function]:
    yield from (part.aws for part in target.integrations if isinstance(part, AwsIntegration))
    yield from (named for named in target.blueprint.functions.values() if isinstance(named, Function))


def _arns(resources: Arn | tuple[Arn, ...]) -> tuple[Arn, ...]:
    return resources if isinstance(resources, tuple) else (resources,)
