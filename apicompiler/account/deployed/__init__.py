"""Whether what stands in an account is what a plan says: read first, then compared.

Each difference is a finding at the line of the blueprint that decided what is planned. What these credentials may
not read is said once; what cannot be compared without a doubt is left out, and docs/verify.md lists it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from apicompiler import plan
from apicompiler.account.connection import Connection
from apicompiler.account.deployed import apis, domains, metering, stages, watching
from apicompiler.account.deployed.facts import differing
from apicompiler.account.deployed.places import Places
from apicompiler.account.deployed.reader import Reader
from apicompiler.account.deployed.snapshots import snapshots
from apicompiler.account.deployed.stack import missing, read_stack, unsettled
from apicompiler.account.deployed.standing import Standing, read
from apicompiler.account.trouble import Denied
from apicompiler.diagnostic import Diagnostic, Finding
from apicompiler.rules.deployed import GONE_RESOURCE, NOT_COMPARED, UNDEPLOYED_RESOURCE
from apicompiler.source import Location


def verified(connection: Connection, places: Places) -> Iterator[Diagnostic]:
    """Yield what differs between a plan and the account that *connection* leads to.

    Raises:
        Unreachable: nobody answers.
        Denied, Busy, Refused: a stack cannot be read, and so nothing can.
    """
    made, at = places.plan, places.target.environment.at
    for name in made.stacks:
        region = made.region if name == made.name else plan.CLOUDFRONT
        stack = read_stack(connection, name, region)
        if stack is None:
            yield missing(name, region, at)
            continue
        yield from unsettled(stack, at)
        if name == made.name:
            yield from compared(places, read(Reader(connection), made, stack))


def compared(places: Places, standing: Standing) -> Iterator[Diagnostic]:
    """Yield everything in which an account differs from a plan, as far as it is known."""
    yield from _undeployed(places, standing)
    yield from _gone(places, standing)
    yield from snapshots(places, standing)
    yield from apis.operations(places, standing)
    yield from differing(apis.settings(places, standing))
    yield from differing(stages.settings(places, standing))
    yield from differing(metering.usage_plans(places, standing))
    yield from differing(metering.api_keys(places, standing))
    yield from differing(domains.settings(places, standing))
    yield from differing(domains.base_paths(places, standing))
    yield from differing(domains.routing_rules(places, standing))
    yield from differing(watching.logs(places, standing))
    yield from differing(watching.guards(places, standing))
    yield from _silent(places, standing)


def _things(places: Places) -> Iterator[tuple[Any, str, Location]]:
    """Yield what is looked for by itself: what it is called, and where it is written."""
    made = places.plan
    for api in (*made.apis, *(second.api for second in made.of_second)):
        yield api, f"API `{places.keys[api.id]}`", places.api(api.id)
    for stage in made.all_stages:
        yield stage, f"stage {places.title(stage)}", places.stage(stage)
    for usage_plan in made.usage_plans:
        at = places.named("usagePlans", usage_plan.name)
        yield usage_plan, f"usage plan `{at.name}`", at
    for key in made.api_keys:
        at = places.named("apiKeys", key.name)
        yield key, f"API key `{at.name}`", at
    for domain in made.domains:
        yield domain, f"domain `{domain.name}`", places.domain(domain.name)
    for group in made.log_groups:
        yield group, f"log `{plan.named(group.name)}`", places.log(group.id)


def _undeployed(places: Places, standing: Standing) -> Iterator[Diagnostic]:
    """Yield what the stack does not have: what is missed first stands for what belongs to it."""
    for thing, title, at in _things(places):
        if not standing.stack.physical(thing.id) and not _belongs_to_missing(thing, standing):
            message = f"{title} is not in stack `{standing.stack.name}`"
            yield Diagnostic(
                UNDEPLOYED_RESOURCE, Finding(at, message, f"deploy it: `cdk deploy {standing.stack.name}`")
            )


def _belongs_to_missing(thing: Any, standing: Standing) -> bool:
    api = getattr(thing, "api", "")
    return bool(api) and not standing.stack.physical(api)


def _gone(places: Places, standing: Standing) -> Iterator[Diagnostic]:
    """Yield what the stack has and the account does not."""
    found = {
        **standing.apis,
        **standing.stages,
        **standing.usage_plans,
        **standing.api_keys,
        **standing.domains,
        **standing.log_groups,
    }
    for thing, title, at in _things(places):
        api = getattr(thing, "api", "")
        if found.get(thing.id) == {} and found.get(api) != {}:
            message = f"{title} is gone: stack `{standing.stack.name}` has it as `{standing.stack.physical(thing.id)}`"
            help = (
                f"`cdk deploy {standing.stack.name} --revert-drift` looks at what is there; where that does not make "
                "it again, deploy once without it, and once with it"
            )
            yield Diagnostic(GONE_RESOURCE, Finding(at, message, help))


def _silent(places: Places, standing: Standing) -> Iterator[Diagnostic]:
    """Say once of each operation that nobody was told what it reads."""
    for refusal in standing.refusals:
        help = "verify again later"
        if isinstance(refusal, Denied):
            service, _, operation = refusal.operation.partition(":")
            # The control plane of API Gateway knows its actions by the methods of HTTP.
            # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html
            action = "apigateway:GET" if service.startswith("apigateway") else f"{service}:{operation}"
            help = f"let these credentials do `{action}`"
        yield Diagnostic(NOT_COMPARED, Finding(places.target.environment.at, f"not compared: {refusal}", help))
