"""Looks at the place that is deployed to: what the CDK needs there, the stacks, and the role for logs."""

from __future__ import annotations

from collections.abc import Iterator

from apicompiler.account.preflight.enquiry import Enquiry, Look
from apicompiler.account.stacks import is_absence
from apicompiler.account.trouble import Missing, Refused
from apicompiler.holdings import Bootstrap, Holding, LogRole, Stack
from apicompiler.limits import BOOTSTRAP_VERSION
from apicompiler.plan import CLOUDFRONT, Plan
from apicompiler.target import Target

# https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html, read 2026-11-28; `hnb659fds` is the qualifier of
# the synthesizer that an app has by itself.
BOOTSTRAPPED = "/cdk-bootstrap/hnb659fds/version"


def place_looks(target: Target, plan: Plan) -> Iterator[Look]:
    for name, region in stacks(plan):
        yield Look(f"the bootstrap of {region}", _bootstrap, (region,))
        yield Look(f"the stack `{name}`", _stack, (name, region))
    if target.logs:
        yield Look("the role for logs", _log_role)


def stacks(plan: Plan) -> tuple[tuple[str, str], ...]:
    """Return the stacks of a plan, each with its region."""
    return tuple((name, plan.region if name == plan.name else CLOUDFRONT) for name in plan.stacks)


def _bootstrap(enquiry: Enquiry, region: str) -> Iterator[Holding]:
    target = enquiry.target
    at = target.region_at if region == str(target.environment.region) else target.environment.at.key
    try:
        answer = enquiry.ask("ssm", "get_parameter", region, Name=BOOTSTRAPPED)
    except Missing:
        version = None
    else:
        text = str(answer["Parameter"].get("Value", ""))
        version = int(text) if text.isdecimal() else 0
    yield Bootstrap(at, str(target.environment.account), region, version, BOOTSTRAP_VERSION)


def _stack(enquiry: Enquiry, name: str, region: str) -> Iterator[Holding]:
    at = enquiry.target.environment.at.key
    try:
        found = enquiry.ask("cloudformation", "describe_stacks", region, StackName=name).get("Stacks") or [{}]
    except Refused as error:
        if not is_absence(error):
            raise
        found = [{}]
    said = found[0]
    yield Stack(at, name, region, said.get("StackStatus", ""), said.get("StackStatusReason", ""))


def _log_role(enquiry: Enquiry) -> Iterator[Holding]:
    place = enquiry.target.environment
    role = enquiry.ask("apigateway", "get_account").get("cloudwatchRoleArn", "")
    yield LogRole(enquiry.target.region_at, str(place.account), str(place.region), role)
